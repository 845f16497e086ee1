/**
 * Instances: what a process is to the engine.
 *
 * Owns        an instance, its fuel, its memories and tables, what of them is charged.
 * Invariants  nothing grows that the kernel has not granted first.
 * Not here    the imports (port.ts), when it runs (loop.ts), what it may use (the kernel).
 */
import { type Charges, type Mapping, memoryPage } from "./charges.ts";
import type { Pages } from "./frames.ts";
import type { Program } from "./program.ts";
import { FUEL_EXPORT, memoryName, START_EXPORT, tableName } from "./rewriter/names.ts";
import { FRAME_BYTES } from "./sizes.ts";
import type { Code } from "./thread.ts";

/** What a call to grow gives when it is refused. */
const REFUSED = -1;

/** What an instance begins with. */
export interface Surroundings {
  readonly imports: WebAssembly.Imports;
  /** What has been charged for its beginning. */
  readonly charges: Charges;
  readonly container: number;
}

export class Instance implements Pages {
  readonly program: Program;
  private exports: WebAssembly.Exports;
  private readonly charges: Charges;
  /** The frame of the container that pays. */
  readonly container: number;
  readonly fuel: WebAssembly.Global;
  /** Units of fuel that it has used so far. */
  used = 0;

  constructor(program: Program, { imports, charges, container }: Surroundings) {
    this.program = program;
    this.exports = new WebAssembly.Instance(program.module, imports).exports;
    this.charges = charges;
    this.container = container;
    this.fuel = this.exports[FUEL_EXPORT] as WebAssembly.Global;
  }

  /** What its thread runs. */
  code(parameters: readonly (number | bigint)[]): Code {
    const start = this.exports[START_EXPORT];
    const entry = this.exports[this.program.entry]!;
    return { instance: this, entries: start ? [start, entry] : [entry], parameters };
  }

  /** It runs no more: its memories can be collected, whoever still holds the process. */
  drop(): void {
    this.exports = {};
  }

  bytesOf(page: number): Uint8Array | undefined {
    const place = memoryPage(page);
    const buffer = place && this.memory(place.memory)?.buffer;
    if (!buffer || place.offset >= buffer.byteLength) return undefined;
    return new Uint8Array(buffer, place.offset, FRAME_BYTES);
  }

  /** Bytes of all its memories. */
  get memoryBytes(): number {
    const memories = this.program.description.memories.map((_, index) => this.memory(index));
    return memories.reduce((sum, memory) => sum + (memory?.buffer.byteLength ?? 0), 0);
  }

  private memory(index: number): WebAssembly.Memory | undefined {
    return this.exports[memoryName(index)] as WebAssembly.Memory | undefined;
  }

  /** Grows a memory by `pages` of 64 KiB if `mapping` grants it. The previous size, or -1. */
  growMemory(index: number, pages: number, mapping: Mapping): number {
    const memory = this.memory(index)!;
    const from = memory.buffer.byteLength >>> 16;
    const maximum = this.program.description.memories[index]!.maximumPages;
    if (from + pages > maximum || !this.charges.memory(index, { from, pages, mapping })) return REFUSED;
    try {
      return memory.grow(pages);
    } catch {
      // The engine has no memory left, though the process has paid for it.
      return REFUSED;
    }
  }

  /** Grows a table by `entries` if `mapping` grants it. The previous size, or -1. */
  growTable(index: number, entries: number, mapping: Mapping): number {
    const table = this.exports[tableName(index)] as WebAssembly.Table;
    const maximum = this.program.description.tables[index]!.maximumEntries;
    if (table.length + entries > maximum || !this.charges.table(entries, mapping)) return REFUSED;
    try {
      return table.grow(entries, null);
    } catch {
      return REFUSED;
    }
  }
}

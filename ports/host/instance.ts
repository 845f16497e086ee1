/**
 * Instances: what a module is in a process.
 *
 * Owns        an instance, its memories and tables; what the rewriter has put into its imports.
 * Invariants  nothing grows that the kernel has not granted first.
 * Not here    the other imports (image.ts), when it runs (loop.ts), what it may use (the kernel).
 */
import type { Charges, Mapping } from "./charges.ts";
import { LinearMemory, REFUSED } from "./linear-memory.ts";
import type { Module } from "./module.ts";
import {
  FUEL_IMPORT,
  MEMORY_IMPORT,
  memoryName,
  METER,
  METER_IMPORTS,
  START_EXPORT,
  tableName,
} from "./rewriter/names.ts";
import type { Waits } from "./waits.ts";

/** What an instance begins with. */
export interface Surroundings {
  readonly imports: WebAssembly.Imports;
  /** Its memory 0, if it has one. */
  readonly memory: LinearMemory | undefined;
  /** The place of memory 0 among those of the process. The others come behind it. */
  readonly place: number;
  readonly charges: Charges;
  /** Of the process that runs. */
  readonly mapping: Mapping;
  /** The fuel of who runs, and the import that is asked for more. */
  readonly fuel: WebAssembly.Global;
  readonly exhausted: WebAssembly.ImportValue;
  /** What waits on shared memory. */
  readonly waits: Waits;
}

export class Instance {
  exports: WebAssembly.Exports;
  private readonly module: Module;
  private readonly charges: Charges;
  private readonly mapping: Mapping;
  memories: readonly LinearMemory[];

  constructor(module: Module, surroundings: Surroundings) {
    this.module = module;
    this.charges = surroundings.charges;
    this.mapping = surroundings.mapping;
    const imports = { ...surroundings.imports, [METER]: this.meter(surroundings) };
    this.exports = new WebAssembly.Instance(module.compiled, imports).exports;
    this.memories = this.allMemories(surroundings);
  }

  private meter({
    fuel,
    exhausted,
    mapping,
    memory,
    waits,
  }: Surroundings): Record<string, WebAssembly.ImportValue> {
    return {
      [FUEL_IMPORT]: fuel,
      [METER_IMPORTS.exhausted]: exhausted,
      [METER_IMPORTS.growMemory]: (pages: number, index: number) =>
        this.memories[index]!.grow(pages >>> 0, mapping),
      [METER_IMPORTS.growTable]: (entries: number, index: number) => this.growTable(index, entries >>> 0),
      ...(memory && { [MEMORY_IMPORT]: memory.memory }),
      ...(this.module.description.memories.some(({ shared }) => shared) &&
        waits.imports((index) => this.memories[index]!.memory)),
    };
  }

  private allMemories({ memory, charges, place }: Surroundings): LinearMemory[] {
    const own = this.module.description.memories.slice(1).map((described, index) => {
      const other = this.exports[memoryName(index + 1)] as WebAssembly.Memory;
      return new LinearMemory(other, described, { charges, place: place + index + 1 });
    });
    return memory ? [memory, ...own] : [];
  }

  /** Its start function, if it has one. */
  get start(): WebAssembly.ExportValue | undefined {
    return this.module.description.start ? this.exports[START_EXPORT] : undefined;
  }

  /** It runs no more: its memories can be collected, whoever still holds the process. */
  drop(): void {
    this.exports = {};
    this.memories = [];
  }

  /** Grows a table by `entries` if the kernel grants it. The previous size, or -1. */
  private growTable(index: number, entries: number): number {
    const { charges, mapping } = this;
    const table = this.exports[tableName(index)] as WebAssembly.Table;
    const maximum = this.module.description.tables[index]!.maximumEntries;
    if (table.length + entries > maximum || !charges.table(entries, mapping)) return REFUSED;
    try {
      return table.grow(entries, null);
    } catch {
      return REFUSED;
    }
  }
}

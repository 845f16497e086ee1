/**
 * What a process pays frames for: its memories, and what the engine keeps for it besides.
 *
 * Owns        the pages of a process's address space that stand for each: memory i begins at page i * 2^21 + 256. What the
 *             engine keeps lies before the first memory, so that a small process has one table of each level; what does
 *             not fit there lies behind all memories.
 * Invariants  what is refused changes nothing: it is asked first whether frames are left for all of it, and for the page
 *             tables that could lack. (A process that has itself mapped pages there pays for those before them.)
 * Units       pages and frames of 4 KiB, WebAssembly pages of 64 KiB.
 * Not here    whether there are frames for them (the kernel).
 */
import { MEMORY } from "../../kernel/interface/call.ts";
import type { Description } from "./rewriter/description.ts";

/** Pages for one WebAssembly page. */
const WASM_PAGE = 16;
const PAGE_BYTES = 4096;

/** From one memory to the next: no memory has more than 2^20 pages. */
const MEMORY_STRIDE = 1 << 21;

/** Pages before the first memory: half of what one table maps. */
const FIRST_MEMORY = MEMORY / PAGE_BYTES;

/** What a page of an address space is to the engine: bytes of a memory, from `offset` on. */
export interface MemoryPage {
  readonly memory: number;
  readonly offset: number;
}

/** The memory in which a page is, if it is that large; undefined for a page that is in none. */
export function memoryPage(page: number): MemoryPage | undefined {
  const memory = Math.floor((page - FIRST_MEMORY) / MEMORY_STRIDE);
  if (memory < 0 || page >= ENGINE_REST) return undefined;
  return { memory, offset: (page - FIRST_MEMORY - memory * MEMORY_STRIDE) * PAGE_BYTES };
}

/** Behind all memories: an address space has 2^35 pages, a module at most 100 memories. */
const ENGINE_REST = 1 << 28;

/** Bytes that an engine keeps for an entry of a table, a segment of entries or a global. */
const ENTRY_BYTES = 16;

/** For an instance and the suspended stack of its thread: 14 KB were measured. */
const INSTANCE_BYTES = 4 * PAGE_BYTES;

/** Page tables that may lack: one for each run of so many pages, and a few above them. */
const TABLE_PAGES = 512;
const UPPER_TABLES = 4;

/** Maps pages of the process that is charged. */
export interface Mapping {
  /** Frames that its container has left. */
  left(): number;
  /**
   * Maps so many pages from one on, for which frames and the tables that lack are left. False if the process has mapped one of them
   * itself; those before it are mapped then.
   */
  map(from: number, count: number): boolean;
}

interface Growth {
  /** WebAssembly pages that there are. */
  readonly from: number;
  /** WebAssembly pages more. */
  readonly pages: number;
  readonly mapping: Mapping;
}

export class Charges {
  private engineBytes = 0;
  /** Something was refused since frames lacked. */
  refused = false;

  /** Charges what the engine keeps for a new instance, memories aside. */
  instance({ tables, globals, dataBytes, elementEntries }: Description, mapping: Mapping): boolean {
    const entries = tables.reduce(
      (sum, { minimumEntries }) => sum + minimumEntries,
      globals + elementEntries,
    );
    return this.engine(INSTANCE_BYTES + dataBytes + entries * ENTRY_BYTES, mapping);
  }

  /** Charges more pages of memory number `place`. */
  memory(place: number, { from, pages, mapping }: Growth): boolean {
    const start = FIRST_MEMORY + place * MEMORY_STRIDE + from * WASM_PAGE;
    return this.mapAll([{ start, count: pages * WASM_PAGE }], mapping);
  }

  /** Charges more entries of tables. */
  table(entries: number, mapping: Mapping): boolean {
    return this.engine(entries * ENTRY_BYTES, mapping);
  }

  /** Does this page stand for something that the engine keeps, memories aside? */
  isEngines(page: number): boolean {
    const index = page < FIRST_MEMORY ? page : page - ENGINE_REST;
    return index >= 0 && index < Math.ceil(this.engineBytes / PAGE_BYTES);
  }

  private engine(bytes: number, mapping: Mapping): boolean {
    const before = Math.ceil(this.engineBytes / PAGE_BYTES);
    const after = Math.ceil((this.engineBytes + bytes) / PAGE_BYTES);
    if (!this.mapAll(enginePages(before, after), mapping)) return false;
    this.engineBytes += bytes;
    return true;
  }

  /** Maps the pages of all runs. */
  private mapAll(runs: readonly Run[], mapping: Mapping): boolean {
    const pages = runs.reduce((sum, { count }) => sum + count, 0);
    if (pages === 0) return true;
    if (mapping.left() < pages + Math.ceil(pages / TABLE_PAGES) + UPPER_TABLES) {
      this.refused = true;
      return false;
    }
    return runs.every(({ start, count }) => mapping.map(start, count));
  }
}

/** Pages that follow each other. */
interface Run {
  readonly start: number;
  readonly count: number;
}

/** What the engine keeps, from page `from` of it to before page `to`: before the first memory, and behind all memories. */
function enginePages(from: number, to: number): readonly Run[] {
  const middle = Math.min(Math.max(from, FIRST_MEMORY), to);
  return [
    { start: from, count: middle - from },
    { start: ENGINE_REST + middle, count: to - middle },
  ];
}

/**
 * Linear memories: what processes load from and store to.
 *
 * Owns        a memory of a process, its place in the address space (charges.ts), how far it may grow.
 * Invariants  none grows by what the kernel has not granted first.
 */
import type { Charges, Mapping } from "./charges.ts";
import type { Memory } from "./rewriter/description.ts";

/** What a call to grow gives when it is refused. */
export const REFUSED = -1;

/** What is seen of a memory before anybody looks. */
const NOTHING = new Uint8Array();

/** Which memory of a process it is, from 0 on, and who pays for it. */
export interface Owner {
  readonly charges: Charges;
  readonly place: number;
}

export class LinearMemory {
  readonly memory: WebAssembly.Memory;
  private readonly maximum: number;
  private readonly owner: Owner;
  private kept = NOTHING;

  constructor(memory: WebAssembly.Memory, { maximumPages }: Memory, owner: Owner) {
    this.memory = memory;
    this.maximum = maximumPages;
    this.owner = owner;
  }

  /** Its place among the memories of its process. */
  get place(): number {
    return this.owner.place;
  }

  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  /** All its bytes, if it has so many of them. A view of a memory that has grown since is too short. */
  view(bytes: number): Uint8Array {
    if (this.kept.length < bytes) this.kept = new Uint8Array(this.memory.buffer);
    return this.kept;
  }

  /** Grows it by `pages` of 64 KiB if `mapping` grants it. The previous size, or -1. */
  grow(pages: number, mapping: Mapping): number {
    const from = this.bytes >>> 16;
    const { charges, place } = this.owner;
    if (from + pages > this.maximum || !charges.memory(place, { from, pages, mapping })) return REFUSED;
    try {
      return this.memory.grow(pages);
    } catch {
      // The engine has no memory left, though the process has paid for it.
      return REFUSED;
    }
  }
}

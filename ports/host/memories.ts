/**
 * Memories that are used again: to make one, and to collect it, takes an engine about as long as all else of a small process.
 *
 * Owns        the memories of processes that run no more, MOST of them.
 * Invariants  a memory is one process's at a time, and new to it: full of zeros, as large as it is declared. What is given back
 *             is reached by nobody: a stack that is ended traps where it waits, and what its process had of the kernel is gone.
 * Not here    the memory that is ready for a large process (spare.ts). Shared memories, and those that devices see: something else might
 *             reach them later.
 */
import type { Memory } from "./rewriter/description.ts";
import { Spare } from "./spare.ts";

/** Memories that are kept. */
const MOST = 32;

/** Pages of 64 KiB of a memory that is kept: a larger one takes longer to fill. */
const FEW = 4;

interface Kept {
  readonly memory: WebAssembly.Memory;
  readonly described: Memory;
}

export class Memories {
  private readonly kept: Kept[] = [];
  private readonly spare = new Spare();

  /** A memory that is new, or as if it were. */
  take(described: Memory): WebAssembly.Memory {
    const { minimumPages: initial, maximumPages: maximum, shared } = described;
    const spare = this.spare.take(described);
    if (spare) return spare;
    const index = shared ? -1 : this.kept.findLastIndex((kept) => isAlike(kept.described, described));
    if (index < 0) return new WebAssembly.Memory({ initial, maximum, shared });
    const [{ memory }] = this.kept.splice(index, 1) as [Kept];
    new Uint8Array(memory.buffer).fill(0);
    return memory;
  }

  /** Nobody but a process that runs no more has this memory, which was taken for what is so described. */
  giveBack(memory: WebAssembly.Memory, described: Memory): void {
    const pages = memory.buffer.byteLength >>> 16;
    const isKept = !described.shared && pages === described.minimumPages && pages > 0 && pages <= FEW;
    if (isKept && this.kept.length < MOST) this.kept.push({ memory, described });
  }
}

const isAlike = (one: Memory, other: Memory): boolean =>
  one.minimumPages === other.minimumPages && one.maximumPages === other.maximumPages;

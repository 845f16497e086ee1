/**
 * The spare: the memory that the next process of a large program gets, made while the present one runs.
 *
 * What takes longest when a large program begins is to have the pages that its data segments write: there are thousands, and each
 * interrupts the engine's thread when it is first touched, for some ten microseconds where that was measured, under a hypervisor. So, when
 * a program has begun a second time, another thread of the host touches those of the next one.
 *
 * Owns        that memory, and how it becomes as new.
 * States      none -> being touched -> ready -> taken: there is none again. It is dropped when another program begins.
 * Invariants  whoever takes it finds zeros, and nobody else has it. There is one at most, for which no container pays: of what it has
 *             MOST bytes are touched.
 * Not here    memories that are used again (memories.ts).
 */
import type { Memory, Range } from "./rewriter/description.ts";

/** Bytes of data for which it is worth it, and that may be touched for nobody. */
const LEAST = 1 << 20;
const MOST = 1 << 26;

interface Prepared {
  readonly memory: WebAssembly.Memory;
  isReady: boolean;
}

export class Spare {
  /** What the last large memory was to be. */
  private kind = "";
  private prepared: Prepared | undefined;

  /** The spare, if it is what is described, and ready. */
  take(described: Memory): WebAssembly.Memory | undefined {
    const { data, shared } = described;
    if (!data || shared || data.to - data.from < LEAST || data.to - data.from > MOST) return undefined;
    const kind = kindOf(described, data);
    if (kind !== this.kind) {
      this.kind = kind;
      this.prepared = undefined;
      return undefined;
    }
    const { prepared } = this;
    if (prepared && !prepared.isReady) return undefined;
    this.prepared = prepare(described, data);
    if (prepared) bytesOf(prepared.memory, data).fill(0);
    return prepared?.memory;
  }
}

/** Memories of the same kind are as good as each other. */
const kindOf = ({ minimumPages, maximumPages }: Memory, { from, to }: Range): string =>
  `${minimumPages} to ${maximumPages} pages, data from ${from} to ${to}`;

const bytesOf = (memory: WebAssembly.Memory, { from, to }: Range): Uint8Array<ArrayBuffer> =>
  new Uint8Array(memory.buffer).subarray(from, to);

/**
 * Makes one, the pages of which a thread of Node's pool touches: with random bytes, since there is nothing else that such a thread writes
 * into memory that is there. (What a system call reads into it the kernel touches: there that counts half.)
 */
function prepare(
  { minimumPages: initial, maximumPages: maximum }: Memory,
  data: Range,
): Prepared | undefined {
  try {
    const memory = new WebAssembly.Memory({ initial, maximum });
    const prepared = { memory, isReady: false };
    const { randomFill } = process.getBuiltinModule("node:crypto");
    randomFill(bytesOf(memory, data), (error) => (prepared.isReady = !error));
    return prepared;
  } catch {
    // The engine has no room for one that nobody needs yet.
    return undefined;
  }
}

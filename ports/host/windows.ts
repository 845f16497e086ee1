/**
 * Windows: the memory of a process of JavaScript's, through which bytes go to other processes and come from them.
 *
 * Owns        windows of LENGTH bytes each, made when they are needed and used again; the root container pays for them.
 * States      of a window: free <-> taken, for as long as its bytes are lent. Through one, which is never taken, go those that are
 *             copied at once.
 * Not here    what is copied when (endpoint.ts), whose bytes these are to the kernel (frames.ts).
 */
import type { Pages, Place } from "./frames.ts";
import { type Kernel, OWN, READ_AND_WRITE } from "./kernel.ts";
import { MEMORY, STATUS } from "../../kernel/interface/call.ts";
import { FRAME_BYTES } from "./sizes.ts";
import { check } from "./welkin-error.ts";

/** Bytes of a window: what the kernel copies at once. */
export const LENGTH = 65536;

const PAGES = LENGTH / FRAME_BYTES;
const FIRST = MEMORY / FRAME_BYTES;

export interface Window {
  /** Where it is in the address space of the process. */
  readonly address: bigint;
  readonly bytes: Uint8Array;
}

export class Windows implements Pages {
  private readonly kernel: Kernel;
  private readonly all: Window[] = [];
  private readonly free: Window[] = [];
  private passingOne: Window | undefined;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  find(page: number, place: Place): boolean {
    const index = page - FIRST;
    const window = this.all[Math.floor(index / PAGES)];
    if (!window) return false;
    place.bytes = window.bytes;
    place.offset = (index % PAGES) * FRAME_BYTES;
    return true;
  }

  needs(page: number): boolean {
    return page >= FIRST && page < FIRST + this.all.length * PAGES;
  }

  /** That of the operation which is performed now, if it does not wait. Only as `take` is called, and throws as it does. */
  passing(): Window {
    return (this.passingOne ??= this.make());
  }

  /** A window, in which anything may be. Only while a thread of the process runs. Throws a WelkinError "noFrames". */
  take(): Window {
    return this.free.pop() ?? this.make();
  }

  /** It is lent no more. */
  release(window: Window): void {
    this.free.push(window);
  }

  private make(): Window {
    const first = FIRST + this.all.length * PAGES;
    // A page that is mapped already was so before frames lacked for the rest of its window.
    for (let page = first; page < first + PAGES; page += 1) this.map(page);
    const window = { address: BigInt(first * FRAME_BYTES), bytes: new Uint8Array(LENGTH) };
    this.all.push(window);
    return window;
  }

  private map(page: number): void {
    const status = this.kernel.map(OWN, BigInt(page), READ_AND_WRITE);
    if (status !== STATUS.AlreadyMapped) check(status);
  }
}

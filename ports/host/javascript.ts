/**
 * JavaScript as a process: the one that boot makes, or another. Each call of the embedder that is pending is one of its
 * threads.
 *
 * Owns        the threads of that process, and which of its slots for handles are taken.
 * States      of a thread: free (stopped) -> ready -> performing an operation <-> waiting in the kernel -> free.
 * Invariants  before an operation that may wait begins there is another thread, free or ready: no call is stuck behind others, and what
 *             does not wait, such as giving something back, needs no frame. One more is left to what is patient.
 * Not here    what the operations are (container.ts, endpoint.ts, process.ts).
 */
import { type Kernel, PLATFORM, SELF, SLOTS } from "./kernel.ts";
import { STATUS } from "../../kernel/interface/call.ts";
import type { Windows } from "./windows.ts";
import { check, shutDown, statusError, WelkinError } from "./welkin-error.ts";

/** Parts of a long call that are performed before other threads get their turn. */
const PARTS = 16;

/** That of JavaScript's threads, which run for microseconds. */
export const PRIORITY = 0;

/** Threads that are left to others when an operation begins that may wait: to those that do not wait, and to patient ones. */
const LEFT_TO_OTHERS = { refused: 2, patient: 1 } as const;

/**
 * An operation may wait in the kernel. Where a thread lacks for others meanwhile, and the frame for one, it is refused, with "noFrames";
 * or it is patient, and begins when there is one. Patient is what others rely on, and what others let go on.
 */
export type MayWait = keyof typeof LEFT_TO_OTHERS;

/** What a thread does when it runs. */
export interface Operation<T> {
  /** Absent: it does not wait. */
  readonly mayWait?: MayWait;
  /** Makes the call and gives its status. Again, while that is More. */
  call(kernel: Kernel): number;
  /** What the call has given, once it is done. */
  result(kernel: Kernel): T;
}

interface Pending {
  readonly mayWait: MayWait | undefined;
  call(kernel: Kernel): number;
  settle(status: number): void;
  fail(error: unknown): void;
}

/** What such a process begins with. */
export interface Beginning {
  /** Its first threads, stopped. */
  readonly threads: readonly number[];
  /** Has the loop look for ready threads. */
  readonly wake: () => void;
  /** Whose each of JavaScript's threads is. */
  readonly owners: Map<number, JavaScript>;
  /** So many slots, from 0 on, have handles. In SELF is that of the process. */
  readonly taken: number;
  readonly windows: Windows;
}

export class JavaScript {
  /** Its memory. */
  readonly windows: Windows;
  /** Through this slot threads are made, whose handles are closed at once: so what gives slots back never lacks one. */
  readonly threadSlot: number;
  private readonly kernel: Kernel;
  private readonly wake: () => void;
  private readonly owners: Map<number, JavaScript>;
  private readonly free: number[] = [];
  /** Those that are ready to perform what is in the queue. */
  private readonly ready = new Set<number>();
  private readonly waiting = new Map<number, Pending>();
  private queue: Pending[] = [];
  private readonly freeSlots: number[] = [];
  private closed = false;

  constructor(kernel: Kernel, { threads, wake, owners, taken, windows }: Beginning) {
    this.kernel = kernel;
    this.windows = windows;
    this.wake = wake;
    this.owners = owners;
    for (const thread of threads) this.own(thread);
    for (let slot = SLOTS - 1; slot >= taken; slot -= 1) if (slot !== PLATFORM) this.freeSlots.push(slot);
    this.threadSlot = this.takeSlot();
  }

  /** A slot without a handle. */
  takeSlot(): number {
    const slot = this.freeSlots.pop();
    if (slot === undefined)
      throw new WelkinError("noSlots", `JavaScript holds ${SLOTS} handles: close those that are not used`);
    return slot;
  }

  releaseSlot(slot: number): void {
    this.freeSlots.push(slot);
  }

  /** Performs an operation on one of JavaScript's threads; rejects with a WelkinError, or as `signal` says. */
  perform<T>({ mayWait, call, result }: Operation<T>, signal?: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.closed) throw shutDown();
      signal?.throwIfAborted();
      const onAbort = (): void => this.abort(pending, signal);
      const pending: Pending = {
        mayWait,
        call,
        settle: (status) => {
          signal?.removeEventListener("abort", onAbort);
          if (status !== STATUS.Done) return reject(statusError(status));
          try {
            resolve(result(this.kernel));
          } catch (error) {
            reject(error);
          }
        },
        fail: (error) => {
          signal?.removeEventListener("abort", onAbort);
          reject(error);
        },
      };
      signal?.addEventListener("abort", onAbort);
      this.queue.push(pending);
      this.begin();
    });
  }

  /** All that is pending fails, since the machine is no more. */
  close(): void {
    this.closed = true;
    for (const pending of [...this.queue.splice(0), ...this.waiting.values()]) pending.fail(shutDown());
    this.waiting.clear();
  }

  /** There is one thread more. Only while one runs. */
  addThread(): void {
    const { kernel, threadSlot } = this;
    check(kernel.createThread(SELF, PRIORITY, threadSlot));
    this.own(kernel.objectOf(threadSlot));
    check(kernel.close(threadSlot));
  }

  /**
   * There are so many threads more, for those who receive for good, and the window through which they copy. Rejects with
   * "noFrames".
   */
  async prepareReceivers(count: number): Promise<void> {
    const call = (): number => {
      for (let made = 0; made < count; made += 1) this.addThread();
      this.windows.passing();
      return STATUS.Done;
    };
    await this.perform({ call, result: () => undefined });
  }

  private own(thread: number): void {
    this.owners.set(thread, this);
    this.free.push(thread);
  }

  /** Runs a thread that the kernel has dispatched, until it waits or has nothing to do. */
  step(thread: number): void {
    const { kernel } = this;
    this.ready.delete(thread);
    const waited = this.waiting.get(thread);
    this.waiting.delete(thread);
    waited?.settle(kernel.status());
    for (let next = this.next(); next; next = this.next()) {
      const status = this.attempt(next);
      if (status === STATUS.Wait) {
        this.waiting.set(thread, next);
        if (this.queue.length > 0) this.begin();
        return;
      }
      if (status === STATUS.More) {
        this.queue.unshift(next);
        this.ready.add(thread);
        return void kernel.yieldNow();
      }
      if (status !== undefined) next.settle(status);
    }
    this.free.push(thread);
    kernel.exit();
  }

  private begin(): void {
    const thread = this.free.pop();
    if (thread === undefined) return;
    this.ready.add(thread);
    this.kernel.wake(thread);
    this.wake();
  }

  /** What the running thread performs next: the first in the queue, but for what is patient and finds no thread. */
  private next(): Pending | undefined {
    const index = this.queue.findIndex(({ mayWait }) => mayWait !== "patient" || this.leaveThreads(mayWait));
    return index < 0 ? undefined : this.queue.splice(index, 1)[0];
  }

  /** Are there threads for others while an operation waits? Those that lack are made. */
  private leaveThreads(mayWait: MayWait): boolean {
    try {
      while (this.free.length + this.ready.size < LEFT_TO_OTHERS[mayWait]) this.addThread();
      return true;
    } catch {
      return false;
    }
  }

  /** The status of the call; undefined if it could not be made. */
  private attempt(pending: Pending): number | undefined {
    try {
      if (pending.mayWait === "refused" && !this.leaveThreads("refused")) return STATUS.NoFrames;
      let status = pending.call(this.kernel);
      for (let part = 1; part < PARTS && status === STATUS.More; part += 1)
        status = pending.call(this.kernel);
      return status;
    } catch (error) {
      pending.fail(error);
      return undefined;
    }
  }

  private abort(pending: Pending, signal: AbortSignal | undefined): void {
    const inQueue = this.queue.indexOf(pending);
    if (inQueue >= 0) this.queue.splice(inQueue, 1);
    else if (!this.stopWaiting(pending)) return;
    pending.fail(signal?.reason);
  }

  /** False if the pending call waits no more, and only has not been told so: then it is not undone. */
  private stopWaiting(pending: Pending): boolean {
    for (const [thread, waiting] of this.waiting)
      if (waiting === pending && this.kernel.halt(thread) === STATUS.Done) {
        this.waiting.delete(thread);
        this.free.push(thread);
        if (this.queue.length > 0) this.begin();
        return true;
      }
    return false;
  }
}

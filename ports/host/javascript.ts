/**
 * JavaScript as a process: the one that boot makes, or another. Each call of the embedder that is pending is one of its
 * threads.
 *
 * Owns        the threads of that process, and which of its slots for handles are taken.
 * States      of a thread: free (stopped) -> ready -> performing an operation <-> waiting in the kernel -> free.
 * Invariants  before an operation that may wait begins there is another thread, free or ready: no call is stuck behind others. What
 *             gives memory back never waits, and so needs none.
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

/** What a thread does when it runs. */
export interface Operation<T> {
  /** Makes the call and gives its status. Again, while that is More. */
  call(kernel: Kernel): number;
  /** What the call has given, once it is done. */
  result(kernel: Kernel): T;
  /** It may wait: for that there must be another thread. Where memory for one lacks it fails, or waits for that too. */
  readonly mayWait?: "with a thread" | "for a thread";
}

interface Pending {
  readonly mayWait: Operation<unknown>["mayWait"];
  call(kernel: Kernel): number;
  settle(status: number): void;
  fail(error: unknown): void;
}

/** What such a process begins with. */
export interface Beginning {
  /** Its first thread, stopped. */
  readonly first: number;
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
  /** Those that wait for another thread. */
  private lacking: Pending[] = [];
  private readonly freeSlots: number[] = [];
  private closed = false;

  constructor(kernel: Kernel, { first, wake, owners, taken, windows }: Beginning) {
    this.kernel = kernel;
    this.windows = windows;
    this.wake = wake;
    this.owners = owners;
    this.own(first);
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
  perform<T>({ call, result, mayWait }: Operation<T>, signal?: AbortSignal): Promise<T> {
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
    const all = [...this.queue.splice(0), ...this.lacking.splice(0), ...this.waiting.values()];
    for (const pending of all) pending.fail(shutDown());
    this.waiting.clear();
  }

  /** There is one thread more. Only while one runs. */
  addThread(): void {
    const { kernel, threadSlot } = this;
    check(kernel.createThread(SELF, PRIORITY, threadSlot));
    this.own(kernel.objectOf(threadSlot));
    check(kernel.close(threadSlot));
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

  /** What is to be performed next. */
  private next(): Pending | undefined {
    if (this.lacking.length > 0 && this.hasAnotherThread()) return this.lacking.shift();
    for (let next = this.queue.shift(); next; next = this.queue.shift()) {
      if (!next.mayWait || this.hasAnotherThread()) return next;
      if (next.mayWait === "for a thread") this.lacking.push(next);
      else next.settle(STATUS.NoFrames);
    }
    return undefined;
  }

  /** There is another one than that which runs, or memory for it. */
  private hasAnotherThread(): boolean {
    if (this.free.length + this.ready.size > 0) return true;
    try {
      this.addThread();
      return true;
    } catch {
      return false;
    }
  }

  private begin(): void {
    const thread = this.free.pop();
    if (thread === undefined) return;
    this.ready.add(thread);
    this.kernel.wake(thread);
    this.wake();
  }

  /** The status of the call; undefined if it could not be made. */
  private attempt(pending: Pending): number | undefined {
    try {
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
    const list = [this.queue, this.lacking].find((each) => each.includes(pending));
    if (list) list.splice(list.indexOf(pending), 1);
    else if (!this.stopWaiting(pending)) return;
    pending.fail(signal?.reason);
  }

  /** False if the pending call waits no more, and only has not been told so: then it is not undone. */
  private stopWaiting(pending: Pending): boolean {
    for (const [thread, waiting] of this.waiting)
      if (waiting === pending && this.kernel.halt(thread) === STATUS.Done) {
        this.waiting.delete(thread);
        this.free.push(thread);
        return true;
      }
    return false;
  }
}

/**
 * Waiting on shared memory: the instructions memory.atomic.wait32, wait64 and notify.
 *
 * Owns        who waits where, in the order in which they began to.
 * States      of a thread that waits: stopped to the kernel, until it is woken by a notification or when its time is over.
 * Invariants  a thread waits at one address at most. Only the thread waits: the event loop goes on.
 * Not here    whether the address is one (the rewriter), how a stack is suspended (loop.ts).
 * Source      WebAssembly threads, memory.atomic.wait and notify.
 */

import { Suspending } from "./jspi.ts";
import { METER_IMPORTS } from "./rewriter/names.ts";

/** What a wait gives. */
const WOKEN = 0;
const NOT_EQUAL = 1;
const TIMED_OUT = 2;

/** The memory is not shared: nobody could wake who waits there. */
const NEVER = -1;

const NANOSECONDS = 1e6;

/** The longest that a timer can run, in milliseconds. A wait that is to last longer lasts for good. */
const LONGEST = 2 ** 31 - 1;

/** What has threads wait: the loop. */
export interface Stopping {
  /** The running thread is stopped: what its stack waits for, which is below zero if it has ended. */
  stopRunning(): Promise<number>;
  /** A thread that was stopped so goes on. */
  goOn(thread: number): void;
  /** The number of the running thread. */
  runningNumber(): number;
}

interface Wait {
  readonly thread: number;
  readonly place: Map<number, Set<Wait>>;
  readonly address: number;
  readonly timer: ReturnType<typeof setTimeout> | undefined;
  outcome: number;
}

export class Waits {
  private readonly loop: Stopping;
  private readonly byMemory = new WeakMap<WebAssembly.Memory, Map<number, Set<Wait>>>();
  private readonly byThread = new Map<number, Wait>();

  constructor(loop: Stopping) {
    this.loop = loop;
  }

  /** What a module with shared memory imports; `memoryAt` gives its memories, by their numbers. */
  imports(memoryAt: (index: number) => WebAssembly.Memory): Record<string, WebAssembly.ImportValue> {
    const ifEqual = (isEqual: boolean, ...rest: Parameters<Waits["wait"]>): Promise<number> | number =>
      isEqual ? this.wait(...rest) : NOT_EQUAL;
    return {
      [METER_IMPORTS.wait32]: new Suspending(
        (address: number, expected: number, timeout: bigint, offset: number, index: number) => {
          const [memory, at] = [memoryAt(index), placeOf(address, offset)];
          if (!isShared(memory)) return NEVER;
          const value = Atomics.load(new Int32Array(memory.buffer), at >>> 2);
          return ifEqual(value === expected, memory, at, timeout);
        },
      ),
      [METER_IMPORTS.wait64]: new Suspending(
        (address: number, expected: bigint, timeout: bigint, offset: number, index: number) => {
          const [memory, at] = [memoryAt(index), placeOf(address, offset)];
          if (!isShared(memory)) return NEVER;
          const value = Atomics.load(new BigInt64Array(memory.buffer), at >>> 3);
          return ifEqual(value === expected, memory, at, timeout);
        },
      ),
      [METER_IMPORTS.notify]: (address: number, count: number, offset: number, index: number) =>
        this.notify(memoryAt(index), placeOf(address, offset), count >>> 0),
    };
  }

  /** The running thread waits at an address, for so many nanoseconds at most; for good, if that is below zero. */
  private async wait(memory: WebAssembly.Memory, address: number, timeout: bigint): Promise<number> {
    const wait = this.begin(this.loop.runningNumber(), { memory, address, timeout });
    const told = await this.loop.stopRunning();
    this.end(wait);
    return told < 0 ? told : wait.outcome;
  }

  /** Wakes so many that wait at an address. How many it were. */
  private notify(memory: WebAssembly.Memory, address: number, count: number): number {
    let woken = 0;
    for (const wait of this.byMemory.get(memory)?.get(address) ?? []) {
      if (woken === count) break;
      this.wake(wait, WOKEN);
      woken += 1;
    }
    return woken;
  }

  /** A thread has ended: it waits no more. */
  drop(thread: number): void {
    const wait = this.byThread.get(thread);
    if (wait) this.end(wait);
  }

  private begin(
    thread: number,
    { memory, address, timeout }: { memory: WebAssembly.Memory; address: number; timeout: bigint },
  ): Wait {
    const place = this.byMemory.get(memory) ?? new Map<number, Set<Wait>>();
    this.byMemory.set(memory, place);
    const milliseconds = Math.ceil(Number(timeout) / NANOSECONDS);
    const ends = timeout >= 0n && milliseconds <= LONGEST;
    const timer = ends ? setTimeout(() => this.wake(wait, TIMED_OUT), milliseconds) : undefined;
    const wait: Wait = { thread, place, address, timer, outcome: WOKEN };
    const here = place.get(address) ?? new Set();
    place.set(address, here.add(wait));
    this.byThread.set(thread, wait);
    return wait;
  }

  private wake(wait: Wait, outcome: number): void {
    wait.outcome = outcome;
    this.end(wait);
    this.loop.goOn(wait.thread);
  }

  /** Nobody can wake it any more. */
  private end(wait: Wait): void {
    clearTimeout(wait.timer);
    const here = wait.place.get(wait.address);
    here?.delete(wait);
    if (here?.size === 0) wait.place.delete(wait.address);
    if (this.byThread.get(wait.thread) === wait) this.byThread.delete(wait.thread);
  }
}

const placeOf = (address: number, offset: number): number => (address >>> 0) + (offset >>> 0);

const isShared = ({ buffer }: WebAssembly.Memory): boolean => !(buffer instanceof ArrayBuffer);

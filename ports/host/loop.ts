/**
 * The loop: runs the thread that the kernel says, until that waits, yields or ends; then asks again.
 *
 * Owns        the threads that the port can run, and which of them runs; when the event loop gets its turn.
 * States      idle -> running (a thread is ready) -> pausing (until the next period, or the next timer is due) or idle.
 * Costs       to suspend a stack and to resume it takes microseconds: where the kernel says that the running thread goes on, it does.
 * Invariants  the stack that goes on is that of the kernel's running thread, and no other. It sets the fuel to what it has when it
 *             goes on; until it suspends itself again, nobody else's code runs. While none runs, the fuel is nobody's.
 * Not here    who runs next (the kernel), how a stack goes on (thread.ts), what JavaScript's threads do (javascript.ts).
 */
import { Fault, faultOf } from "./fault.ts";
import type { Fuel } from "./fuel.ts";
import { Suspending } from "./jspi.ts";
import { AGAIN, type Kernel, LATER, NEVER, NONE } from "./kernel.ts";
import type { Pace } from "./pace.ts";
import { STATUS } from "../../kernel/interface/call.ts";
import { type Code, ENDED, Thread } from "./thread.ts";
import { Waits } from "./waits.ts";

/** What a switch counts in units of fuel, and how many slices pass before the event loop gets its turn. */
const SWITCH = 300;
const SLICES_A_TURN = 2;

/** Milliseconds that the loop sleeps at most, far from what setTimeout can. */
const LONGEST_SLEEP = 1_000_000_000;

/** What runs some of JavaScript's threads to their end or to where they wait. */
interface Steps {
  step(thread: number): void;
}

export interface LoopContext {
  readonly kernel: Kernel;
  readonly pace: Pace;
  /** Of the running thread. */
  readonly fuel: Fuel;
  /** By the numbers of JavaScript's threads. */
  readonly owners: ReadonlyMap<number, Steps>;
  /** Adds what a thread runs that a process has made itself, and that runs now. False if it has ended instead. */
  readonly begin: (thread: number) => boolean;
}

/** Hears that a thread has ended: with what was thrown if it did what it must not. */
export type OnEnd = (error?: { readonly fault: number; readonly thrown: unknown }) => void;

export class Loop {
  private readonly context: LoopContext;
  private readonly fuel: Fuel;
  /** The kernel's dispatch: at hand, for where there are several machines, an engine looks it up among all entries each time. */
  private readonly choose: (consumed: number) => number;
  private readonly threads = new Map<number, Thread>();
  private running: Thread | undefined;
  /** The running thread has ended itself, and unwinds. */
  private exited = false;
  /** The running thread is out of fuel for good, and unwinds. */
  private starved = false;
  private state: "idle" | "running" | "pausing" | "closed" = "idle";
  private pause: ReturnType<typeof setTimeout> | undefined;
  private sinceTurn = 0;

  /** Imports of the trampoline, which says what is left, and of the meter: the running thread waits, or has used up its fuel. */
  readonly suspend = new Suspending((left: number) => this.wait(left));
  readonly exhausted = new Suspending(() => this.preempt());
  readonly waits: Waits = new Waits({
    runningNumber: () => this.running?.number ?? NONE,
    stopRunning: () => this.stopRunning(),
    goOn: (thread) => this.goOn(thread),
  });

  constructor(context: LoopContext) {
    this.context = context;
    this.fuel = context.fuel;
    this.choose = context.kernel.dispatch;
  }

  /** Says what thread `number` runs when the kernel dispatches it. */
  add(number: number, code: Code, onEnd: OnEnd): void {
    const ending = {
      returned: () => this.finish(thread, onEnd),
      failed: (thrown: unknown) =>
        this.finish(thread, onEnd, this.exited ? undefined : { fault: this.faultOf(thrown), thrown }),
    };
    const thread = new Thread(number, code, { fuel: this.fuel, ending });
    this.threads.set(number, thread);
  }

  /** The thread is no more, or does what it did no more. */
  drop(number: number): void {
    this.waits.drop(number);
    const thread = this.threads.get(number);
    const isRunning = thread !== undefined && thread === this.running;
    thread?.end(isRunning ? this.fuel.left : 0);
    if (isRunning) this.fuel.left = 0;
    this.threads.delete(number);
  }

  /** The number of the thread whose stack goes on. */
  get current(): number | undefined {
    return this.running?.number;
  }

  /** Runs functions of a process that does not run: for a slice at most, which nobody pays. */
  aside(run: () => void): void {
    const left = this.fuel.left;
    this.fuel.left = this.context.pace.slice;
    try {
      run();
    } finally {
      this.fuel.left = left;
    }
  }

  /** The running thread ends itself: it traps next. */
  exit(): void {
    this.exited = true;
  }

  /** Something outside has made a thread ready. */
  wake(): void {
    if (this.state === "running" || this.state === "closed") return;
    clearTimeout(this.pause);
    this.start();
  }

  /** Nothing runs any more. */
  close(): void {
    clearTimeout(this.pause);
    this.state = "closed";
    this.running = undefined;
    this.fuel.left = 0;
    for (const number of this.threads.keys()) this.drop(number);
  }

  private start(): void {
    this.state = "running";
    this.context.pace.start();
    queueMicrotask(() => this.resume(this.dispatch(0)));
  }

  // --- What becomes of the running thread ------------------------------------------------------------------

  /** The running thread's stack, which has so much fuel left, waits for its turn, and is told with how much it goes on. */
  private wait(left: number): Promise<number> | number {
    const thread = this.running;
    if (!thread) return ENDED;
    const next = this.next(thread.spent(left));
    if (next === thread) return thread.allowed(this.context.pace.slice);
    const suspended = thread.hasEnded ? ENDED : thread.suspended();
    this.resume(next);
    return suspended;
  }

  /** The running thread's stack waits until goOn. */
  private async stopRunning(): Promise<number> {
    if (this.running && !this.running.hasEnded) this.context.kernel.exit();
    const told = await this.wait(this.fuel.left);
    if (told !== ENDED) this.fuel.left = told;
    return told;
  }

  private goOn(number: number): void {
    this.context.kernel.wake(number);
    this.wake();
  }

  private preempt(): Promise<number> | number {
    const left = this.fuel.left;
    if (this.running?.isOutOfFuel(left)) {
      this.starved = true;
      return ENDED;
    }
    this.expire();
    if (this.running) this.context.kernel.yieldNow();
    return this.wait(left);
  }

  private faultOf(thrown: unknown): number {
    return this.starved ? Fault.Fuel : faultOf(thrown);
  }

  /** A stack has come to its end. One that does not run has been ended before, and unwinds. */
  private finish(thread: Thread, onEnd: OnEnd, error?: Parameters<OnEnd>[0]): void {
    if (this.running !== thread) return;
    this.exited = false;
    this.starved = false;
    const spent = thread.spent(this.fuel.left);
    if (thread.hasEnded) this.context.kernel.exit();
    else this.end(thread, onEnd, error);
    this.resume(this.next(spent));
  }

  private end(thread: Thread, onEnd: OnEnd, error?: Parameters<OnEnd>[0]): void {
    this.threads.delete(thread.number);
    if (error) this.context.kernel.fault(BigInt(error.fault), 0n);
    else this.context.kernel.exit();
    onEnd(error);
  }

  // --- Who runs next ---------------------------------------------------------------------------------------

  /** The running thread, which has used so much fuel, gives way: to the one that runs now, or to the event loop. */
  private next(spent: number): Thread | undefined {
    const { pace } = this.context;
    this.running = undefined;
    this.sinceTurn += spent + SWITCH;
    if (this.sinceTurn < SLICES_A_TURN * pace.slice) return this.dispatch(spent);
    pace.sample(this.sinceTurn);
    this.sinceTurn = 0;
    setImmediate(() => {
      if (this.state === "closed") return;
      if (pace.isOver) this.advance();
      this.expire();
      pace.start();
      this.resume(this.dispatch(spent));
    });
    return undefined;
  }

  private resume(thread: Thread | undefined): void {
    thread?.resume(this.context.pace.slice);
  }

  /** The thread that runs from now on, if one can: it must be resumed. `spent`: by who ran before. */
  private dispatch(spent: number): Thread | undefined {
    const { pace, owners, begin } = this.context;
    let consumed = pace.parts(spent);
    for (;;) {
      if (this.state === "closed") return undefined;
      const number = this.choose(consumed);
      consumed = 0;
      this.running = this.threads.get(number);
      if (this.running) return this.running;
      if (number === AGAIN) continue;
      if (number === NONE || number === LATER) {
        if (this.sleeps(number === LATER)) return undefined;
        continue;
      }
      const owner = owners.get(number);
      if (owner) owner.step(number);
      else if (begin(number)) return (this.running = this.threads.get(number));
    }
  }

  /**
   * No thread can run before a timer is due or, if there are such that wait for it, the next period begins. Says whether
   * that is to come; if not, what is due is done.
   */
  private sleeps(forPeriod: boolean): boolean {
    const { kernel, pace } = this.context;
    const deadline = BigInt.asUintN(64, kernel.nextDeadline());
    const next = forPeriod && pace.end < deadline ? pace.end : deadline;
    const wait = next === NEVER ? Infinity : pace.waitUntil(next);
    if (wait > 0) {
      this.state = wait === Infinity ? "idle" : "pausing";
      if (wait !== Infinity) this.pause = setTimeout(() => this.start(), Math.min(wait, LONGEST_SLEEP));
      return true;
    }
    if (forPeriod && next !== deadline) this.advance();
    this.expire();
    return false;
  }

  /** Signals all notifications whose timers are due. */
  private expire(): void {
    while (this.context.kernel.expire() === STATUS.More);
  }

  private advance(): void {
    this.context.pace.advance();
    this.context.kernel.skipPeriod();
  }
}

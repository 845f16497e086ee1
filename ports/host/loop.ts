/**
 * The loop: runs the thread that the kernel says, until that waits, yields or ends; then asks again.
 *
 * Owns        the threads that the port can run; which of them runs; when the event loop gets its turn.
 * States      idle -> (something external makes a thread ready) running -> (no thread is ready) idle.
 * Invariants  the stack that goes on is that of the kernel's running thread, and no other.
 * Not here    who runs next (the kernel), how a stack goes on (thread.ts).
 */
import { Suspending } from "./jspi.ts";
import { type Kernel, NONE } from "./kernel.ts";
import { SLICE, Thread, type Code } from "./thread.ts";

/** What a switch counts in units of fuel, and how many of these pass before the event loop gets its turn. */
const SWITCH = 300;
const TURN = 2 * SLICE;

export class Loop {
  private readonly kernel: Kernel;
  private readonly threads = new Map<number, Thread>();
  private running: Thread | undefined;
  private idle = true;
  private sinceTurn = 0;

  /** Imports of the trampoline and of the meter: the running thread waits, or has used up its fuel. */
  readonly suspend = new Suspending(() => this.waits());
  readonly exhausted = new Suspending(() => this.isExhausted());

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  /** Gives thread `number` its code; what it had is dropped. */
  setCode(number: number, code: Code): void {
    const ending = {
      returned: () => this.ended(),
      failed: () => this.ended(),
    };
    this.threads.set(number, new Thread(number, code, ending));
  }

  /** Has the loop look again: a thread may be ready. */
  wake(): void {
    if (!this.idle) return;
    this.idle = false;
    queueMicrotask(() => this.dispatch(0));
  }

  private waits(): Promise<number> {
    const thread = this.running!;
    const suspended = thread.suspended();
    this.next(thread.spent());
    return suspended;
  }

  private isExhausted(): number | Promise<number> {
    const thread = this.running!;
    const spent = thread.spent();
    this.kernel.yieldNow();
    const exhausted = thread.exhausted();
    this.next(spent);
    return exhausted;
  }

  private ended(): void {
    const thread = this.running!;
    this.threads.delete(thread.number);
    this.kernel.exit();
    this.next(thread.spent());
  }

  /** The running thread runs no more, and has used so much. */
  private next(spent: number): void {
    this.running = undefined;
    this.sinceTurn += spent + SWITCH;
    if (this.sinceTurn < TURN) return this.dispatch(spent);
    this.sinceTurn = 0;
    setImmediate(() => this.dispatch(spent));
  }

  private dispatch(_spent: number): void {
    for (;;) {
      const number = this.kernel.dispatch();
      if (number === NONE) {
        this.idle = true;
        return;
      }
      this.running = this.threads.get(number);
      if (this.running) return this.running.resume();
      // Nothing is known that it could run.
      this.kernel.exit();
    }
  }
}

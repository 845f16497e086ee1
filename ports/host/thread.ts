/**
 * Threads as the port runs them: suspended stacks.
 *
 * Owns        how a thread goes on: the function that resumes its stack, and what is left of its fuel.
 * States      fresh -> running <-> suspended -> ended. A thread that is dropped while suspended is collected with its
 *             stack.
 * Not here    when it goes on (loop.ts), what state it is in to the kernel.
 */
import { promising } from "./jspi.ts";

/** Units of fuel that a thread may use before others get their turn: less than a millisecond. */
export const SLICE = 1_000_000;

/** A thread that has less left when it goes on begins a new slice. */
const REST = SLICE / 2;

/** What a thread runs. */
export interface Code {
  /** Units of fuel that are left. */
  readonly fuel: WebAssembly.Global;
  /** Where it begins. */
  readonly entry: WebAssembly.ExportValue;
  readonly parameters: readonly unknown[];
}

/** Hears how a thread ends: by itself, or by what it threw. */
export interface Ending {
  returned(): void;
  failed(error: unknown): void;
}

export class Thread {
  /** Its frame: what the kernel calls it. */
  readonly number: number;
  private readonly fuel: WebAssembly.Global;
  private given = 0;
  private goOn: (fuel: number) => void;

  constructor(number: number, { fuel, entry, parameters }: Code, ending: Ending) {
    this.number = number;
    this.fuel = fuel;
    const begin = (): void =>
      void promising(entry)(...parameters).then(
        () => ending.returned(),
        (error: unknown) => ending.failed(error),
      );
    this.goOn = () => queueMicrotask(begin);
  }

  /** Units of fuel that it has used since this was last asked. */
  spent(): number {
    const left = this.fuel.value as number;
    const used = this.given - left;
    this.given = left;
    return used;
  }

  /** What the stack that suspends itself now waits for: fuel to go on with. */
  suspended(): Promise<number> {
    return new Promise((resolve) => {
      this.goOn = resolve;
    });
  }

  /** The same, of a stack that has used up its fuel. */
  exhausted(): Promise<number> {
    this.given = SLICE;
    return this.suspended();
  }

  /** It goes on after this call. */
  resume(): void {
    if (this.given < REST) this.fuel.value = this.given = SLICE;
    this.goOn(SLICE);
  }
}

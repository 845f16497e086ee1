/**
 * Threads as the port runs them: stacks that are suspended and resumed.
 *
 * Owns        how a thread goes on, and the fuel that it was given.
 * States      fresh -> running <-> suspended -> ended. A thread can be ended at any time: its stack is resumed once more
 *             only to trap, for engines keep a suspended stack, with all that it refers to, until it is unwound.
 * Not here    when it goes on (loop.ts), what state it is in to the kernel.
 */
import type { Fuel } from "./fuel.ts";
import type { Image } from "./image.ts";
import { promising } from "./jspi.ts";

/** A thread that has less than this part of a slice left when it goes on begins a new one. */
const REST = 1 / 2;

/** What a stack that was suspended is told instead of its fuel, so that it traps. */
export const ENDED = -1;

/** What a thread runs. */
export interface Code {
  readonly image: Image;
  /** What is called, one after the other; the last one with the parameters. */
  readonly entries: readonly WebAssembly.ExportValue[];
  readonly parameters: readonly (number | bigint)[];
}

/** Hears how a stack ends: it has returned, or thrown something. */
export interface Ending {
  returned(): void;
  failed(error: unknown): void;
}

export class Thread {
  /** Its frame: what the kernel calls it. */
  readonly number: number;
  readonly image: Image;
  private goOn: (fuel: number) => void;
  private ended = false;
  /** Units of its slice that were left when it was last looked at. */
  private left = 0;

  constructor(
    number: number,
    { image, entries, parameters }: Code,
    { fuel, ending }: { fuel: Fuel; ending: Ending },
  ) {
    this.number = number;
    this.image = image;
    const run = async (): Promise<void> => {
      for (const entry of entries.slice(0, -1)) await promising(entry)();
      await promising(entries.at(-1)!)(...parameters);
    };
    const begin = (slice: number): void => {
      if (this.ended) return;
      fuel.left = slice;
      void run().then(
        () => ending.returned(),
        (error: unknown) => ending.failed(error),
      );
    };
    this.goOn = (slice) => queueMicrotask(() => begin(slice));
  }

  /** It runs, and has so much left now. Units of fuel that it has used since this was last asked. */
  spent(left: number): number {
    const used = this.left - left;
    this.left = left;
    this.image.used += used;
    this.image.budget?.use(used);
    return used;
  }

  /** Has it used up all that it was given for good, when it runs and has so much left? */
  isOutOfFuel(left: number): boolean {
    const { budget } = this.image;
    return budget !== undefined && budget.left <= this.left - left;
  }

  /** What the stack that suspends itself now waits for: fuel to go on with, or ENDED. */
  suspended(): Promise<number> {
    return new Promise((resolve) => {
      this.goOn = resolve;
    });
  }

  /** It goes on after this call, with the fuel that its stack is told. */
  resume(slice: number): void {
    this.goOn(this.allowed(slice));
  }

  /** The fuel with which it goes on, where a whole slice is so much. */
  allowed(slice: number): number {
    const most = Math.min(slice, this.image.budget?.left ?? slice);
    if (this.left < slice * REST || this.left > most) this.left = most;
    return this.left;
  }

  get hasEnded(): boolean {
    return this.ended;
  }

  /** It never goes on. If it runs, it does not use what it has left: `unused`. */
  end(unused: number): void {
    this.ended = true;
    this.left -= unused;
    this.goOn(ENDED);
  }
}

/**
 * Threads as the port runs them: stacks that are suspended and resumed.
 *
 * Owns        how a thread goes on, and the fuel that it was given.
 * States      fresh -> running <-> suspended -> ended. A thread can be ended at any time: its stack is resumed once more
 *             only to trap, for engines keep a suspended stack, with all that it refers to, until it is unwound.
 * Not here    when it goes on (loop.ts), what state it is in to the kernel.
 */
import type { Image } from "./image.ts";
import type { Instance } from "./instance.ts";
import { promising } from "./jspi.ts";

/** Units of fuel that a thread may use before others get their turn: about a millisecond. */
export const SLICE = 1_000_000;

/** An instance that has less left when its thread goes on begins a new slice. */
const REST = SLICE / 2;

/** What a stack that was suspended is told instead of its fuel, so that it traps. */
export const ENDED = -1;

/** What a thread runs. */
export interface Code {
  readonly image: Image;
  /** On whose functions it runs. The first is its own, the others those of all threads of the process. */
  readonly instances: readonly Instance[];
  /** What is called, one after the other; the last one with the parameters. */
  readonly entries: readonly WebAssembly.ExportValue[];
  readonly parameters: readonly (number | bigint)[];
}

/** The fuel of an instance on whose functions it runs. */
interface Meter {
  readonly fuel: WebAssembly.Global;
  /** Other threads run on that instance too: what they left there is theirs. */
  readonly isShared: boolean;
  /** Units that were left when it was last looked at. */
  given: number;
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
  private readonly meters: readonly Meter[];
  private goOn: (fuel: number) => void;
  private ended = false;
  /** Units that it has used, of which nobody was told yet. */
  private untold = 0;

  constructor(number: number, { image, instances, entries, parameters }: Code, ending: Ending) {
    this.number = number;
    this.image = image;
    this.meters = instances.map(({ fuel }, index) => ({
      fuel,
      isShared: index > 0 && image.isShared,
      given: 0,
    }));
    const run = async (): Promise<void> => {
      for (const entry of entries.slice(0, -1)) await promising(entry)();
      await promising(entries.at(-1)!)(...parameters);
    };
    const begin = (): void => {
      if (this.ended) return;
      void run().then(
        () => ending.returned(),
        (error: unknown) => ending.failed(error),
      );
    };
    this.goOn = () => queueMicrotask(begin);
  }

  /** Units of fuel that it has used since this was last asked. */
  spent(): number {
    this.account();
    const spent = this.untold;
    this.untold = 0;
    return spent;
  }

  /** It has used so much beside what its instances have: each has less left, and it counts once. */
  pay(fuel: number): void {
    for (const [index, meter] of this.meters.entries()) {
      meter.fuel.value = (meter.fuel.value as number) - fuel;
      if (index > 0) meter.given -= fuel;
    }
  }

  /** Has it used up all that it was given for good? */
  get isOutOfFuel(): boolean {
    this.account();
    return this.image.budget?.left === 0;
  }

  private account(): void {
    let used = 0;
    for (const meter of this.meters) {
      const left = meter.fuel.value as number;
      used += meter.given - left;
      meter.given = left;
    }
    this.image.used += used;
    this.image.budget?.use(used);
    this.untold += used;
  }

  /** What the stack that suspends itself now waits for: fuel to go on with, or ENDED. */
  suspended(): Promise<number> {
    return new Promise((resolve) => {
      this.goOn = resolve;
    });
  }

  /** It goes on after this call. A stack that has used up its fuel sets it to what it is told. */
  resume(): void {
    const slice = Math.min(SLICE, this.image.budget?.left ?? SLICE);
    for (const meter of this.meters)
      if (meter.given < REST || meter.given > slice) meter.fuel.value = meter.given = slice;
      else if (meter.isShared) meter.fuel.value = meter.given;
    this.goOn(slice);
  }

  get hasEnded(): boolean {
    return this.ended;
  }

  /** It never goes on. */
  end(): void {
    this.ended = true;
    for (const { fuel, isShared } of this.meters) if (!isShared) fuel.value = 0;
    this.goOn(ENDED);
  }
}

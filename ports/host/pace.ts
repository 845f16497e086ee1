/**
 * Pace: how fuel becomes time, when periods begin, and what time it is.
 *
 * Owns        how many units of fuel a period has; when the present one began; the machine's clock.
 * Time        a period has TIME parts; a container may use as many of each as its share is. It is over when as much fuel
 *             is used as it has, or when nobody may use more and, at real pace, PERIOD_MS have passed since it began.
 *             Where more processors are given out than there is, the shares of all containers come to more than a period, and
 *             each is what a container may use at most, not what it is promised.
 * Pace        "real": a period's fuel is what this machine burns in PERIOD_MS, as it is measured while it runs: so a share
 *             of 20% is 20% of a processor. "virtual": it is a constant, and nobody waits: runs are deterministic.
 * Slices      a thread may use what burns in about a millisecond before others get their turn.
 * Clock       counts nanoseconds from when this is made: those that pass, or at virtual pace one for each unit of fuel that
 *             is used, and those for which nobody waits.
 * Not here    who is parked until the next period (the kernel).
 */

/** Parts of a period: the share of the root container. */
export const TIME = 1_000_000;

const PERIOD_MS = 20;

const NANOSECONDS = 1_000_000;

/** Units of fuel in a period, where nothing is measured yet: about one for each nanosecond. */
const NOMINAL_FUEL = 20_000_000;

/** What a slice is of a period; units of fuel in one at least and at most: what runs next may burn it slower than what ran before. */
const SLICES = PERIOD_MS;
const LEAST_SLICE = 1_000_000;
const MOST_SLICE = 8_000_000;

/** How much of a new measurement is believed. */
const WEIGHT = 0.1;

/** Less fuel says nothing about speed. */
const ENOUGH = 1_000_000;

export type PaceName = "real" | "virtual";

export class Pace {
  private readonly real: boolean;
  private readonly processors: number;
  private fuelPerPeriod = NOMINAL_FUEL;
  /** Of that, what a part comes to. */
  private fuelPerPart: number;
  private fuelPerSlice = LEAST_SLICE;
  private readonly made = performance.now();
  /** Nanoseconds of virtual time until it was last looked at, and since: a number is added to faster than a bigint. */
  private elapsed = 0n;
  private recent = 0;
  private began = performance.now();
  /** Fuel for which no whole part has been accounted for yet. */
  private rest = 0;
  /** Fuel that was used in this period. */
  private used = 0;
  private sampled = { at: 0, fuel: 0 };

  /** `processors`: as the time of how many processors the TIME parts are given out. */
  constructor(pace: PaceName, processors: number) {
    this.real = pace === "real";
    this.processors = processors;
    this.fuelPerPart = this.partOf(NOMINAL_FUEL);
  }

  /** As far as it has been measured. */
  get fuelPerSecond(): number {
    return (this.fuelPerPeriod * 1000) / PERIOD_MS;
  }

  /** Units of fuel that a thread may use before others get their turn. */
  get slice(): number {
    return this.fuelPerSlice;
  }

  /** Nanoseconds since this was made. */
  get now(): bigint {
    return this.real ? BigInt(Math.floor((performance.now() - this.made) * NANOSECONDS)) : this.virtual;
  }

  private get virtual(): bigint {
    this.elapsed += BigInt(this.recent);
    this.recent = 0;
    return this.elapsed;
  }

  /** Whole parts of a period that `fuel` comes to, with what was left over before. */
  parts(fuel: number): number {
    this.used += fuel;
    this.recent += fuel;
    const parts = (this.rest + fuel) / this.fuelPerPart;
    const whole = Math.floor(parts);
    this.rest = (parts - whole) * this.fuelPerPart;
    return whole;
  }

  private partOf(fuelPerPeriod: number): number {
    return (fuelPerPeriod * this.processors) / TIME;
  }

  /** Is the period over, though threads could still run in it? */
  get isOver(): boolean {
    return this.used >= this.fuelPerPeriod || (this.real && performance.now() - this.began >= PERIOD_MS);
  }

  /** When the period is over, if nobody uses more of it. */
  get end(): bigint {
    if (!this.real) return this.virtual + BigInt(Math.max(0, NOMINAL_FUEL - this.used));
    return this.now + BigInt(Math.ceil((this.began + PERIOD_MS - performance.now()) * NANOSECONDS));
  }

  /** Milliseconds to wait until this moment of the clock: none at virtual pace, where it comes at once. */
  waitUntil(moment: bigint): number {
    if (!this.real && moment > this.virtual) this.elapsed = moment;
    const left = moment - this.now;
    return left > 0n ? Math.ceil(Number(left) / NANOSECONDS) : 0;
  }

  /** The next period begins. */
  advance(): void {
    this.used = 0;
    this.began = performance.now();
  }

  /** Threads begin to run after a pause. */
  start(): void {
    if (this.real) this.sampled = { at: performance.now(), fuel: 0 };
  }

  /** Threads have run without a pause since start, and used `fuel` since the last call: learns how fast that is. */
  sample(fuel: number): void {
    if (!this.real) return;
    this.sampled.fuel += fuel;
    if (this.sampled.fuel < ENOUGH) return;
    const now = performance.now();
    const measured = (this.sampled.fuel / (now - this.sampled.at)) * PERIOD_MS;
    this.fuelPerPeriod += WEIGHT * (measured - this.fuelPerPeriod);
    this.fuelPerPart = this.partOf(this.fuelPerPeriod);
    // What has become slow is believed at once: its slices would take long.
    this.fuelPerSlice = sliceOf(Math.min(measured, this.fuelPerPeriod));
    this.sampled = { at: now, fuel: 0 };
  }
}

/** What burns in a millisecond, within bounds. */
const sliceOf = (fuelPerPeriod: number): number =>
  Math.min(Math.max(Math.round(fuelPerPeriod / SLICES), LEAST_SLICE), MOST_SLICE);

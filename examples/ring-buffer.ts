/**
 * The latest eight samples of a sensor: the newest pushes out the oldest.
 *
 * Owns      one ring buffer (library/ring-buffer.ts).
 * View      latest(): the samples, oldest first.
 */
import { type Seq, ensures, invariant, modifies, old, requires, spec, u32 } from "welkin";
import { RingBuffer, isRing } from "../library/ring-buffer.ts";

export const CAPACITY = 8;

const samples = new RingBuffer<u32, typeof CAPACITY>();

invariant(isRing(samples));

/** The samples that are kept, oldest first. */
export const latest = spec((): Seq<u32> => samples.contents);

/** Adds a sample, and drops the oldest if there is no room. */
export function record(sample: u32): void {
  modifies(latest);
  ensures(
    latest() ===
      (old(latest()).length < CAPACITY ? old(latest()) : old(latest()).slice(1, CAPACITY)).push(sample),
  );
  if (samples.isFull()) {
    samples.pop();
  }
  samples.push(sample);
}

export function count(): u32 {
  ensures((result: u32) => result === latest().length);
  return samples.length;
}

/** The sample that came `age` samples before the newest. */
export function sampleOf(age: u32): u32 {
  requires(age < latest().length);
  ensures((result: u32) => result === latest()[latest().length - 1 - age]);
  return samples.peek(samples.length - 1 - age);
}

/** Takes out the oldest sample. */
export function takeOldest(): u32 {
  requires(latest().length > 0);
  modifies(latest);
  ensures((result: u32) => result === old(latest())[0]);
  ensures(latest() === old(latest()).slice(1, old(latest()).length));
  return samples.pop();
}

/**
 * The search for a program on which the parts disagree, and its reduction to a small one.
 *
 * Owns        the distribution of the numbers that make programs, batches, shrinking by fast-check.
 * Invariants  a seed and an index name one program, for ever.
 * Not here    the comparison (differential.ts), printing (main.ts).
 */
import fc from "fast-check";
import { compareAll } from "./differential.ts";
import type { RandomProgram } from "./program.ts";
import { randomProgram } from "./program.ts";

export interface FuzzOptions {
  readonly count: number;
  readonly seed: number;
  /** Told how many programs have run. */
  readonly progress?: (done: number) => void;
}

export interface FuzzReport {
  readonly programs: number;
  /** Calls that were compared, and how many of them failed an obligation. */
  readonly compared: number;
  readonly failed: number;
  readonly found?: Found;
}

/** The first program on which the parts disagree, made smaller. */
export interface Found {
  readonly index: number;
  readonly text: string;
  readonly source: string;
}

/** Loading costs little more for a hundred programs than for one. */
const BATCH = 100;
/** Milliseconds. */
const SHRINKING = 120_000;

const NUMBERS = fc.noBias(fc.array(fc.nat(0xffff), { maxLength: 1200, size: "max" }));

export function fuzz({ count, seed, progress }: FuzzOptions): FuzzReport {
  let [compared, failed] = [0, 0];
  let batch: RandomProgram[] = [];
  let done = 0;
  for (const numbers of fc.sample(NUMBERS, { seed, numRuns: count })) {
    batch.push(randomProgram(numbers));
    if (batch.length < BATCH && done + batch.length < count) continue;
    const result = compareAll(batch);
    const [first] = result.disagreements;
    if (first)
      return { programs: done, compared, failed, found: reduced(seed, done + first.index, first.text) };
    compared += result.compared;
    failed += result.failed;
    done += batch.length;
    batch = [];
    progress?.(done);
  }
  return { programs: done, compared, failed };
}

/** The program that a seed and an index name. */
export function programAt(seed: number, index: number): RandomProgram {
  return randomProgram(fc.sample(NUMBERS, { seed, numRuns: index + 1 })[index]!);
}

function reduced(seed: number, index: number, text: string): Found {
  const agrees = (numbers: readonly number[]) =>
    compareAll([randomProgram(numbers)]).disagreements.length === 0;
  const details = fc.check(fc.property(NUMBERS, agrees), {
    seed,
    path: String(index),
    interruptAfterTimeLimit: SHRINKING,
  });
  const numbers = details.counterexample?.[0];
  if (!numbers) return { index, text, source: programAt(seed, index).text.source };
  const smaller = randomProgram(numbers);
  const [disagreement] = compareAll([smaller]).disagreements;
  return { index, text: disagreement?.text ?? text, source: smaller.text.source };
}

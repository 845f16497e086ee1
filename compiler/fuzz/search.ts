/**
 * The search for a program on which the parts disagree, and its reduction to a small one.
 *
 * Owns        the distribution of the numbers that make programs, batches, reduction.
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

function numbersOf(seed: number, index: number): readonly number[] {
  return fc.sample(NUMBERS, { seed, numRuns: index + 1 })[index]!;
}

/** Simplifies ever smaller groups of nodes, from the last to the first, as long as the parts still disagree. */
function reduced(seed: number, index: number, text: string): Found {
  const numbers = numbersOf(seed, index);
  let best = { simplified: new Set<number>(), program: randomProgram(numbers), text };
  for (let size = best.program.nodes; size >= 1; size = Math.floor(size / 2))
    for (let end = best.program.nodes; end > 0; end -= size) {
      const group = Array.from({ length: Math.min(size, end) }, (_, i) => end - 1 - i);
      const simplified = new Set([...best.simplified, ...group]);
      const program = randomProgram(numbers, simplified);
      if (program.text.source === best.program.text.source) continue;
      const same = compareAll([program]).disagreements.find((one) => kindOf(one.text) === kindOf(text));
      if (same) best = { simplified, program, text: same.text };
    }
  return { index, text: best.text, source: best.program.text.source };
}

/** What kind of disagreement it is; while a program is made smaller, this must not change. */
function kindOf(text: string): string {
  return /^(threw|rejected: K\d+)/.exec(text)?.[0] ?? "difference";
}

/** Ghost values that would leak into what is computed. */
import { FixedArray, Seq, decreases, ensures, forall, ghost, int, lemma, modifies, spec, u32 } from "welkin";

let total: int = 0;
let counter: u32 = 0;

export const twice = spec((x: u32): int => 2 * x);

export function assigned(x: u32): u32 {
  const g = ghost(x);
  let y: u32 = 0;
  y = g; // FAILS K601
  return y;
}

export function returned(x: u32): u32 {
  const g = ghost(x);
  return g; // FAILS K601
}

export function branched(x: u32): u32 {
  const g = ghost(x);
  let y: u32 = 0;
  if (g > 5) {
    y = 1; // FAILS K611
  }
  return y;
}

export function chosen(x: u32): u32 {
  const g = ghost(x);
  const y: u32 = g > 5 ? 1 : 2; // FAILS K601
  return y;
}

export function indexed(t: FixedArray<u32, 4>): u32 {
  const g: int = 2;
  return t[g]; // FAILS K601
}

export function passed(x: u32): u32 {
  const g = ghost(x);
  return identity(g); // FAILS K601
}

function identity(x: u32): u32 {
  ensures((result: u32) => result === x);
  return x;
}

export function converted(): u32 {
  const g: int = 2;
  return u32.from(g); // FAILS K601
}

export function looped(x: u32): u32 {
  const g = ghost(x);
  let y: u32 = 0;
  for (let i: int = 0; i < g; i = i + 1) {
    y = 1; // FAILS K611
  }
  return y;
}

/** A return in a ghost branch. */
export function leaves(x: u32): u32 {
  const g = ghost(x);
  if (g > 5) {
    return 1; // FAILS K610
  }
  return 2;
}

/** A call with an effect in a ghost branch. */
export function calls(x: u32): void {
  modifies(counter);
  const g = ghost(x);
  if (g > 5) {
    count(); // FAILS K603
  }
}

function count(): void {
  modifies(counter);
  counter = u32.wrappingAdd(counter, 1);
}

export function executableReadsGhostState(): boolean {
  return total === 0; // FAILS K601
}

export function specificationInCode(x: u32): boolean {
  return twice(x) === 4; // FAILS K604
}

export function quantifierInCode(): boolean {
  return forall((n: u32) => n >= 0); // FAILS K607
}

export function sequenceInCode(): boolean {
  return Seq.of<int>(1).length === 1; // FAILS K607
}

/** An executable call inside of a specification. */
export const effect = spec((): u32 => identity(1)); // FAILS K603

export const callsExecutable = lemma((): void => {
  count(); // FAILS K603
});

/** A ghost loop without a measure. */
export const noMeasure = lemma((n: int): void => {
  ensures(false);
  let i: int = n;
  // The condition tells no measure.
  while (i !== 0) {
    // FAILS K433
    i = i - 1;
  }
});

export const withMeasure = lemma((n: int): void => {
  let i: int = n;
  while (i > 0) {
    decreases(i);
    i = i - 1;
  }
});

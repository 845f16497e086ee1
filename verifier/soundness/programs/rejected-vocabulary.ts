/** Names of the vocabulary with another meaning, and clauses where they do not stand at the head. */
import { ensures, modifies, requires, u32 } from "welkin";
import * as welkin from "welkin"; // FAILS K108

let counter: u32 = 5;

/** Not the value at entry. */
function old(x: u32): u32 {
  ensures((result: u32) => result === x);
  return x;
}

export function notReallyOld(): void {
  modifies(counter);
  ensures(counter === old(counter)); // FAILS K603
  counter = 6;
}

/** A precondition that a statement has made true. */
export function lateRequires(x: u32): u32 {
  let y: u32 = x;
  y = 5;
  requires(y === 5); // FAILS K500
  return y;
}

export function lateEnsures(x: u32): u32 {
  if (x > 5) {
    ensures((result: u32) => result === 1); // FAILS K500
  }
  return 1;
}

export function namespaced(x: u32): void {
  welkin.assume(x === 1, "reached by another name"); // FAILS K414
}

export function conditionWithEffect(x: u32): void {
  requires(old(x) === x); // FAILS K603
}

/** The type checker is not to be silenced. */
export function silenced(x: u32): u32 {
  // @ts-ignore
  const y: u32 = x + "1"; // FAILS K322
  return y;
}

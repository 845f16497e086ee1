/** Proofs that mean nothing: V301, V302, V303. */
import { assert, assume, ensures, lemma, modifies, old, requires, u32, type int } from "welkin";

let state: u32 = 0;

export function neverCalled(x: u32): u32 {
  requires(x < 3); // FAILS V301
  requires(x > 3);
  return x;
}

export function deadBranch(x: u32): u32 {
  requires(x < 10);
  if (x > 20) {
    return 1; // FAILS V302
  }
  if (x > 5) return 2;
  return 3;
}

export function deadRest(x: u32): u32 {
  requires(x < 10);
  if (x < 20) return 2;
  return 3; // FAILS V302
}

export function saysNothing(x: u32): u32 {
  requires(x < 10);
  modifies(state);
  ensures((result: u32) => result >= 0); // FAILS V303
  ensures(x <= 10); // FAILS V303
  ensures((result: u32) => result === old(state));
  ensures(state === x);
  const before = state;
  state = x;
  return before;
}

/** A case that cannot be is a proof by contradiction. */
const byContradiction = lemma((x: int): void => {
  requires(x * x === 0);
  ensures(x === 0);
  if (x !== 0) {
    assert(x * x > 0);
    assert(false);
  }
});

export function assumesTooMuch(x: u32): u32 {
  assume(x < x, "to see that it is noticed"); // FAILS V302
  return x;
}

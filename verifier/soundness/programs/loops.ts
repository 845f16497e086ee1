/** Loops: what holds after one is its invariant, and nothing that only looks like it. */
import {
  FixedArray,
  assert,
  decreases,
  ensures,
  int,
  invariant,
  lemma,
  modifies,
  requires,
  u32,
  zeroed,
} from "welkin";

let shared: u32 = 0;

export function invariantAtEntry(n: u32): void {
  let i: u32 = 0;
  while (i < n) {
    invariant(i > 0); // FAILS V203
    i = i + 1;
  }
}

export function invariantNotKept(n: u32): void {
  let i: u32 = 0;
  while (i < n) {
    invariant(i === 0); // FAILS V204
    i = i + 1;
  }
}

export function forgotten(n: u32): u32 {
  requires(n < 10);
  ensures((result: u32) => result === n); // FAILS V202
  let i: u32 = 0;
  while (i < n) {
    i = i + 1;
  }
  return i;
}

export function breaksOut(n: u32): u32 {
  ensures((result: u32) => result === n); // FAILS V202
  let i: u32 = 0;
  while (i < n) {
    invariant(i <= n);
    if (i === 3) break;
    i = i + 1;
  }
  return i;
}

/** At the break the invariant need not hold, so it may not be known behind the loop. */
export function breaksInvariant(n: u32): u32 {
  ensures((result: u32) => result <= n); // FAILS V202
  let i: u32 = 0;
  while (i < n) {
    invariant(i <= n);
    if (i === 3) {
      i = 1000;
      break;
    }
    i = i + 1;
  }
  return i;
}

export function returnsFromLoop(n: u32): u32 {
  ensures((result: u32) => result === 0); // FAILS V202
  let i: u32 = 0;
  while (i < n) {
    if (i === 7) return i;
    i = i + 1;
  }
  return 0;
}

export function continueSkipsTheStep(n: u32): void {
  let i: u32 = 0;
  while (i < n) {
    // FAILS V208
    if (i === 2) continue;
    i = i + 1;
  }
}

export function continueKeepsTheStep(n: u32): void {
  for (let i: u32 = 0; i < n; i += 1) {
    invariant(i <= n);
    if (i === 2) continue;
  }
}

export function continueBreaksInvariant(n: u32): void {
  let odd: boolean = false;
  for (let i: u32 = 0; i < n; i += 1) {
    invariant(!odd); // FAILS V204
    odd = true;
    if (i === 2) continue;
    odd = false;
  }
}

export function forEver(): void {
  ensures(false);
  let i: u32 = 0;
  while (i === 0) {
    invariant(i === 0);
    decreases(i); // FAILS V208
    i = 0;
  }
}

export function risingMeasure(n: u32): void {
  let i: u32 = 0;
  while (i < n) {
    decreases(i); // FAILS V208
    i = i + 1;
  }
}

/** A measure that falls for ever: below zero it does not count. */
export function unboundedMeasure(n: u32): void {
  let i: u32 = 0;
  let falls: int = 0;
  while (i <= n) {
    decreases(falls); // FAILS V208
    falls = falls - 1;
  }
}

function writeShared(value: u32): void {
  modifies(shared);
  shared = value;
}

/** What a called function assigns changes in the loop. */
export function changedByCall(n: u32): void {
  requires(shared === 0);
  modifies(shared);
  for (let i: u32 = 0; i < n; i += 1) {
    writeShared(i);
  }
  assert(shared === 0); // FAILS V205
}

/** What is changed through a reference changes in the loop. */
export function changedByReference(n: u32): void {
  const cells: FixedArray<u32, 4> = zeroed();
  for (let i: u32 = 0; i < n; i += 1) {
    fill(cells, i);
  }
  assert(cells[0] === 0); // FAILS V205
}

function fill(cells: FixedArray<u32, 4>, value: u32): void {
  modifies(cells);
  cells[0] = value;
}

/** What a callee promises about one round is not known of the next. */
export function lastRoundOnly(n: u32): void {
  requires(n > 0);
  modifies(shared);
  let i: u32 = 0;
  while (i < n) {
    shared = i;
    i = i + 1;
  }
  assert(shared + 1 === n); // FAILS V205
}

export function labelled(n: u32): u32 {
  ensures((result: u32) => result === 0); // FAILS V202
  let found: u32 = 0;
  outer: for (let i: u32 = 0; i < n; i += 1) {
    for (let k: u32 = 0; k < n; k += 1) {
      if (k > i) continue outer;
      if (i > 5 && k === i) {
        found = i;
        break outer;
      }
    }
  }
  return found;
}

/** A ghost loop that does not end would prove everything behind it. */
export const ghostLoop = lemma((): void => {
  ensures(false);
  let i: int = 0;
  while (i < 10) {
    invariant(i <= 0);
    decreases(10 - i); // FAILS V208
    i = i - 1;
  }
});

export function doOnce(): u32 {
  ensures((result: u32) => result === 0); // FAILS V202
  let i: u32 = 0;
  do {
    invariant(i === 0);
    i = i + 1;
  } while (i < 0);
  return i;
}

/** Sequences, sets, maps, quantifiers, hidden bodies. */
import {
  Map,
  Seq,
  Set,
  assert,
  exists,
  forall,
  implies,
  int,
  lemma,
  opaque,
  requires,
  reveal,
  spec,
  u32,
} from "welkin";

export const hidden = opaque((n: int): int => n + 1);

export const notRevealed = lemma((): void => {
  assert(hidden(1) === 2); // FAILS V205
});

export const revealed = lemma((): void => {
  reveal(hidden);
  assert(hidden(1) === 2);
});

export const revealedInBlock = lemma((n: int): void => {
  if (n > 0) {
    reveal(hidden);
    assert(hidden(n) === n + 1);
  }
  assert(hidden(3) === 4); // FAILS V205
});

export const outOfRange = lemma((s: Seq<int>): void => {
  requires(s.length === 3);
  assert(s[3] === 0); // FAILS V205
});

export const lengthOfUnknown = lemma((s: Seq<int>): void => {
  assert(s.length > 0); // FAILS V205
});

export const lengthsAreNotNegative = lemma((s: Seq<int>): void => {
  assert(s.length >= 0);
});

/** A slice beyond the end, or backwards: nothing is known, least of all a negative length. */
export const sliceBackwards = lemma((s: Seq<int>): void => {
  requires(s.length === 4);
  assert(s.slice(3, 1).length === -2); // FAILS V205
});

export const sliceBeyond = lemma((s: Seq<int>): void => {
  requires(s.length === 4);
  assert(s.slice(2, 9).length === 7); // FAILS V205
});

/** Were both `length === to - from` and `length >= 0` known, this would be a contradiction. */
export const sliceStaysConsistent = lemma((s: Seq<int>): void => {
  requires(s.slice(5, 2).length === s.slice(5, 2).length);
  assert(false); // FAILS V205
});

export const withOutOfRange = lemma((s: Seq<int>): void => {
  requires(s.length === 2);
  assert(s.with(5, 1)[5] === 1); // FAILS V205
});

export const withoutElement = lemma((s: Seq<int>): void => {
  requires(s.length === 0);
  assert(s.without(0).length === -1); // FAILS V205
});

export const buildNegative = lemma((): void => {
  assert(Seq.build(-3, (i: int) => i).length === -3); // FAILS V205
});

export const indexOfAbsent = lemma((s: Seq<int>): void => {
  assert(s.indexOf(7) >= 0); // FAILS V205
});

export const orderMatters = lemma((): void => {
  assert(Seq.of<int>(1, 2) === Seq.of<int>(2, 1)); // FAILS V205
});

export const equalByElement = lemma((): void => {
  assert(Seq.of<int>(1, 2) === Seq.empty<int>().push(1).push(2));
});

export const countedTwice = lemma((): void => {
  assert(Seq.of<int>(1, 1).count(1) === 1); // FAILS V205
});

export const setsHaveMembersOnce = lemma((s: Set<int>): void => {
  requires(s.has(1));
  assert(s.add(1) === s);
  assert(s.delete(1) === s); // FAILS V205
});

export const missingKey = lemma((m: Map<int, int>): void => {
  requires(!m.has(1));
  assert(m.get(1) === 0); // FAILS V205
});

export const mapsDiffer = lemma((m: Map<int, int>): void => {
  requires(m.has(1) && m.get(1) === 5);
  assert(m.set(1, 5) === m);
  assert(m.set(1, 6) === m); // FAILS V205
});

export const deletedKey = lemma((m: Map<int, int>): void => {
  assert(!m.delete(1).has(1));
  assert(m.delete(1).has(2)); // FAILS V205
});

/** Over all integers, not over those that some trigger finds. */
export const unbounded = lemma((): void => {
  assert(forall((n: int) => n >= 0)); // FAILS V205
});

export const machineBounded = lemma((): void => {
  assert(forall((n: u32) => n >= 0));
});

export const noGreatest = lemma((): void => {
  assert(exists((n: int) => forall((m: int) => m <= n))); // FAILS V205
});

/** There is no u32 below zero, though there is an int. */
export const existsOutsideOfType = lemma((): void => {
  assert(exists((n: u32) => n < 0)); // FAILS V205
});

export const next = spec((n: int): int => n + 1);

/** Each instance makes the term for the next: the solver must give up, not hang. */
export const matchingLoop = lemma((m: Map<int, int>): void => {
  requires(
    forall(
      (n: int) => m.get(n + 1) === m.get(n) + 1,
      (n: int) => [m.get(n)],
    ),
  );
  assert(m.get(0) === m.get(100000)); // FAILS V205
});

export const exchanged = lemma((s: Set<int>): void => {
  requires(forall((n: int) => exists((k: int) => k > n && s.has(k))));
  assert(exists((k: int) => forall((n: int) => implies(n < k, s.has(k) && k > n + 1)))); // FAILS V205
});

export const divisionByZero = lemma((n: int): void => {
  assert(n / 0 === 0); // FAILS V205
});

export const remainderByZero = lemma((n: int): void => {
  assert(n % 0 === n); // FAILS V205
});

/** Total, and still a function. */
export const divisionIsAFunction = lemma((n: int, m: int): void => {
  requires(n === m);
  assert(n / 0 === m / 0);
});

/**
 * Sums of sequences of integers: how they change with an element, and what they are at least.
 *
 * Owns      sum, and lemmas about it. A count is a sum of zeros and ones.
 * Proof     inductions take off the last element.
 * Use       give each of N things a number by `Seq.build(N, ...)`: sumOfChange says what a change of one thing does to
 *           the sum, so that no proof needs a quantifier over sums.
 */
import {
  type Seq,
  assert,
  decreases,
  ensures,
  forall,
  implies,
  type int,
  lemma,
  requires,
  spec,
  trigger,
} from "welkin";
import { front } from "./sequences.ts";

/** The sum of all elements. */
export const sum = spec((s: Seq<int>): int => {
  decreases(s.length);
  return s.length <= 0 ? 0 : sum(front(s)) + s[s.length - 1];
});

/** No element is negative. */
export const isNatural = spec((s: Seq<int>): boolean =>
  forall((i: int) => implies(0 <= i && i < s.length, trigger(s[i]) >= 0)),
);

/** Replacing an element changes the sum by the difference. */
export const sumWith = lemma((s: Seq<int>, index: int, value: int): void => {
  requires(0 <= index && index < s.length);
  ensures(sum(s.with(index, value)) === sum(s) - s[index] + value);
  decreases(s.length);
  if (index < s.length - 1) {
    sumWith(front(s), index, value);
    assert(front(s.with(index, value)) === front(s).with(index, value));
  } else {
    assert(front(s.with(index, value)) === front(s));
  }
});

/** Sequences that differ in one element have sums that differ by that. */
export const sumOfChange = lemma((before: Seq<int>, after: Seq<int>, index: int): void => {
  requires(0 <= index && index < before.length && after.length === before.length);
  requires(
    forall((i: int) => implies(0 <= i && i < before.length && i !== index, trigger(after[i]) === before[i])),
  );
  ensures(sum(after) === sum(before) - before[index] + after[index]);
  assert(after === before.with(index, after[index]));
  sumWith(before, index, after[index]);
});

/** If no element is negative, the sum is not less than any element. */
export const sumAtLeast = lemma((s: Seq<int>, index: int): void => {
  requires(isNatural(s));
  requires(0 <= index && index < s.length);
  ensures(sum(s) >= s[index]);
  ensures(sum(s) >= 0);
  decreases(s.length);
  if (s.length > 1) {
    sumAtLeast(front(s), index < s.length - 1 ? index : 0);
  } else {
    assert(sum(front(s)) === 0);
  }
});

/** The sum of elements that are all equal. */
export const sumOfEqual = lemma((s: Seq<int>, value: int): void => {
  requires(forall((i: int) => implies(0 <= i && i < s.length, trigger(s[i]) === value)));
  ensures(sum(s) === s.length * value);
  decreases(s.length);
  if (s.length > 0) {
    sumOfEqual(front(s), value);
  }
});

/** The sum of elements of which the first `count` are equal, and the rest nothing. */
export const sumOfFirst = lemma((s: Seq<int>, count: int, value: int): void => {
  requires(0 <= count && count <= s.length);
  requires(forall((i: int) => implies(0 <= i && i < s.length, trigger(s[i]) === (i < count ? value : 0))));
  ensures(sum(s) === count * value);
  decreases(s.length);
  if (count < s.length) {
    sumOfFirst(front(s), count, value);
  } else {
    sumOfEqual(s, value);
  }
});

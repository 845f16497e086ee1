/**
 * Facts about sequences that need induction or an instance that the solver does not find by itself.
 *
 * Owns      isPermutation, noDuplicates, and lemmas about permutations, members, parts and concatenations.
 * Proof     inductions take off the last element (split).
 * Not here  what the verifier knows of each operation, element by element (docs/reference.md, section 7).
 */
import {
  Seq,
  assert,
  decreases,
  ensures,
  forall,
  implies,
  type int,
  lemma,
  prove,
  requires,
  spec,
  trigger,
} from "welkin";

/** No value stands at two positions. */
export const noDuplicates = spec(<T>(s: Seq<T>): boolean =>
  forall(
    (i: int, j: int) => implies(0 <= i && i < j && j < s.length, s[i] !== s[j]),
    (i: int, j: int) => [s[i], s[j]],
  ),
);

/** The same values, each as often, in any order. */
export const isPermutation = spec(<T>(a: Seq<T>, b: Seq<T>): boolean =>
  forall((value: T) => trigger(a.count(value)) === b.count(value)),
);

/** All but the last element. */
export const front = spec(<T>(s: Seq<T>): Seq<T> => s.slice(0, s.length - 1));

/** A sequence is its front and its last element. */
export const split = lemma(<T>(s: Seq<T>): void => {
  requires(s.length > 0);
  ensures(front(s).push(s[s.length - 1]) === s);
});

/** Exchanging two elements makes a permutation. */
export const exchangeIsPermutation = lemma(<T>(s: Seq<T>, i: int, j: int): void => {
  requires(0 <= i && i < s.length);
  requires(0 <= j && j < s.length);
  ensures(isPermutation(s.with(i, s[j]).with(j, s[i]), s));
});

/** Permutations have one length. */
export const permutationsAreAsLong = lemma(<T>(a: Seq<T>, b: Seq<T>): void => {
  requires(isPermutation(a, b));
  ensures(a.length === b.length);
  decreases(a.length);
  if (a.length === 0) {
    if (b.length > 0) {
      assert(b.contains(b[0]) && a.count(b[0]) === 0);
    }
  } else {
    const last = a[a.length - 1];
    split(a);
    assert(a.count(last) > 0 && b.contains(last));
    const rest = b.without(b.indexOf(last));
    prove((value: T) => {
      ensures(front(a).count(value) === rest.count(value));
      assert(a.count(value) === b.count(value));
      assert(front(a).push(last).count(value) === b.count(value));
    });
    permutationsAreAsLong(front(a), rest);
  }
});

/** Without duplicates, each value occurs once or not at all. */
export const countWithoutDuplicates = lemma(<T>(s: Seq<T>, value: T): void => {
  requires(noDuplicates(s));
  ensures(s.count(value) === (s.contains(value) ? 1 : 0));
  decreases(s.length);
  if (s.length > 0) {
    const last = s.length - 1;
    split(s);
    countWithoutDuplicates(front(s), value);
    assert(s[last] === value || front(s).contains(value) === s.contains(value));
    assert(!front(s).contains(s[last]));
  } else {
    assert(s === Seq.empty<T>());
  }
});

/** A new value at the end keeps a sequence free of duplicates. */
export const pushKeepsNoDuplicates = lemma(<T>(s: Seq<T>, value: T): void => {
  requires(noDuplicates(s));
  requires(!s.contains(value));
  ensures(noDuplicates(s.push(value)));
});

/** Taking out an element keeps a sequence free of duplicates, and the element is gone. */
export const withoutKeepsNoDuplicates = lemma(<T>(s: Seq<T>, index: int): void => {
  requires(noDuplicates(s));
  requires(0 <= index && index < s.length);
  ensures(noDuplicates(s.without(index)));
  ensures(!s.without(index).contains(s[index]));
});

/** Taking out an element keeps all other values. */
export const containedWithout = lemma(<T>(s: Seq<T>, index: int, value: T): void => {
  requires(noDuplicates(s));
  requires(0 <= index && index < s.length);
  ensures(s.without(index).contains(value) === (s.contains(value) && value !== s[index]));
  if (s.contains(value) && value !== s[index]) {
    const position = s.indexOf(value);
    assert(s.without(index)[position < index ? position : position - 1] === value);
  }
  if (s.without(index).contains(value)) {
    const position = s.without(index).indexOf(value);
    assert(s[position < index ? position : position + 1] === value);
  }
});

/** A sequence is its first `middle` elements and the rest. */
export const sliceConcat = lemma(<T>(s: Seq<T>, middle: int): void => {
  requires(0 <= middle && middle <= s.length);
  ensures(s.slice(0, middle).concat(s.slice(middle, s.length)) === s);
});

/** Concatenation is associative. */
export const concatAssociates = lemma(<T>(a: Seq<T>, b: Seq<T>, c: Seq<T>): void => {
  ensures(a.concat(b).concat(c) === a.concat(b.concat(c)));
});

/**
 * Instances of every lemma on sequences, sets and maps: of machine integers and of records.
 */
import {
  type Map,
  type Seq,
  type Set,
  assert,
  ensures,
  forall,
  type int,
  lemma,
  requires,
  type u16,
  type u32,
} from "welkin";
import {
  addAdd,
  addDelete,
  deleteAdd,
  differencePartitions,
  isPartition,
  movePartitions,
  subsetAntisymmetric,
  subsetTransitive,
} from "../../sets.ts";
import {
  agreesElsewhere,
  isInjective,
  keysOfChange,
  setDelete,
  setKeepsInjective,
  setSame,
  setSet,
  setsCommute,
} from "../../maps.ts";
import {
  concatAssociates,
  containedWithout,
  countWithoutDuplicates,
  exchangeIsPermutation,
  isPermutation,
  noDuplicates,
  permutationsAreAsLong,
  pushKeepsNoDuplicates,
  sliceConcat,
  split,
  withoutKeepsNoDuplicates,
} from "../../sequences.ts";

class Pair {
  left: u32 = 0;
  right: u16 = 0;
}

export const numbers = lemma((s: Seq<u32>, t: Seq<u32>, i: int, j: int, value: u32): void => {
  requires(0 <= i && i < s.length && 0 <= j && j < s.length);
  requires(noDuplicates(s) && isPermutation(s, t) && !s.contains(value));
  split(s);
  exchangeIsPermutation(s, i, j);
  permutationsAreAsLong(s, t);
  countWithoutDuplicates(s, value);
  pushKeepsNoDuplicates(s, value);
  withoutKeepsNoDuplicates(s, i);
  containedWithout(s, i, value);
  sliceConcat(s, i);
  concatAssociates(s, t, s);
});

export const pairs = lemma((s: Seq<Pair>, t: Seq<Pair>, i: int, j: int, value: Pair): void => {
  requires(0 <= i && i < s.length && 0 <= j && j < s.length);
  requires(noDuplicates(s) && isPermutation(s, t) && !s.contains(value));
  split(s);
  exchangeIsPermutation(s, i, j);
  permutationsAreAsLong(s, t);
  countWithoutDuplicates(s, value);
  pushKeepsNoDuplicates(s, value);
  withoutKeepsNoDuplicates(s, i);
  containedWithout(s, i, value);
  sliceConcat(s, i);
  concatAssociates(s, t, s);
});

export const members = lemma((a: Set<u32>, b: Set<u32>, c: Set<u32>, x: u32, y: u32): void => {
  requires(a.isSubsetOf(b) && b.isSubsetOf(c) && isPartition(c, a, c.difference(a)) && a.has(x) && !a.has(y));
  addDelete(a, y);
  deleteAdd(a, x);
  addAdd(a, x, y);
  subsetTransitive(a, b, c);
  differencePartitions(b, a);
  movePartitions(c, a, c.difference(a), x);
});

export const equalMembers = lemma((a: Set<Pair>, b: Set<Pair>): void => {
  requires(a.isSubsetOf(b) && b.isSubsetOf(a));
  subsetAntisymmetric(a, b);
});

export const entries = lemma((map: Map<u32, Pair>, a: u32, b: u32, first: Pair, second: Pair): void => {
  requires(map.has(a) && a !== b && isInjective(map));
  requires(forall((key: u32) => !map.has(key) || map.get(key) !== first));
  setSet(map, a, first, second);
  setSame(map, a);
  setsCommute(map, a, b, first, second);
  setDelete(map, a, first);
  keysOfChange(map, a, first);
  setKeepsInjective(map, b, first);
});

/** Setting and deleting a key change nothing elsewhere. */
export const changeElsewhere = lemma((map: Map<u32, Pair>, key: u32, value: Pair, other: u32): void => {
  requires(key !== other);
  ensures(agreesElsewhere(map.set(key, value), map, key) && agreesElsewhere(map.delete(key), map, key));
  ensures(!agreesElsewhere(map.set(key, value), map.delete(key), other));
  assert(map.set(key, value).has(key) && !map.delete(key).has(key));
});

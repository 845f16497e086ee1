/**
 * Facts about sets that are worth a name.
 *
 * Owns      isDisjoint, isPartition, and lemmas about union, difference and subsets.
 * Proof     sets are equal when their members are: each lemma is proved member by member.
 */
import { Set, ensures, forall, lemma, requires, spec } from "welkin";

/** No value is in both. */
export const isDisjoint = spec(<T>(a: Set<T>, b: Set<T>): boolean =>
  forall(
    (value: T) => !(a.has(value) && b.has(value)),
    (value: T) => [a.has(value), b.has(value)],
  ),
);

/** Every value is in exactly one of `a` and `b` if it is in `whole`, and in neither if it is not. */
export const isPartition = spec(
  <T>(whole: Set<T>, a: Set<T>, b: Set<T>): boolean => isDisjoint(a, b) && a.union(b) === whole,
);

/** What is added and deleted again leaves no trace. */
export const addDelete = lemma(<T>(set: Set<T>, value: T): void => {
  requires(!set.has(value));
  ensures(set.add(value).delete(value) === set);
});

/** What is deleted and added again leaves no trace. */
export const deleteAdd = lemma(<T>(set: Set<T>, value: T): void => {
  requires(set.has(value));
  ensures(set.delete(value).add(value) === set);
});

/** Additions commute. */
export const addAdd = lemma(<T>(set: Set<T>, a: T, b: T): void => {
  ensures(set.add(a).add(b) === set.add(b).add(a));
});

/** Subsets of subsets are subsets. */
export const subsetTransitive = lemma(<T>(a: Set<T>, b: Set<T>, c: Set<T>): void => {
  requires(a.isSubsetOf(b) && b.isSubsetOf(c));
  ensures(a.isSubsetOf(c));
});

/** Sets that contain each other are equal. */
export const subsetAntisymmetric = lemma(<T>(a: Set<T>, b: Set<T>): void => {
  requires(a.isSubsetOf(b) && b.isSubsetOf(a));
  ensures(a === b);
});

/** A part and what the whole has beyond it are a partition. */
export const differencePartitions = lemma(<T>(whole: Set<T>, part: Set<T>): void => {
  requires(part.isSubsetOf(whole));
  ensures(isPartition(whole, part, whole.difference(part)));
});

/** Moving a member from one part to the other keeps a partition. */
export const movePartitions = lemma(<T>(whole: Set<T>, from: Set<T>, to: Set<T>, value: T): void => {
  requires(isPartition(whole, from, to));
  requires(from.has(value));
  ensures(isPartition(whole, from.delete(value), to.add(value)));
  ensures(!to.has(value));
});

/**
 * Insertion sort, in place.
 *
 * Result    the elements in ascending order, each as often as before.
 * Proof     the sort is a series of exchanges of neighbours, and an exchange is a permutation (library/arrays.ts).
 */
import {
  Seq,
  type int,
  decreases,
  ensures,
  forall,
  implies,
  invariant,
  modifies,
  old,
  requires,
  spec,
  u32,
} from "welkin";
import { swap } from "../library/arrays.ts";
import { isPermutation } from "../library/sequences.ts";
import { CAPACITY, sorted, type Table } from "./binary-search.ts";

/** Of the first `length` elements, all but the one at `hole` are no less than those before them. */
const sortedBut = spec((table: Table, length: int, hole: int): boolean =>
  forall(
    (i: int, j: int) => implies(0 <= i && i <= j && j < length && j !== hole, table[i] <= table[j]),
    (i: int, j: int) => [table[i], table[j]],
  ),
);

/** Sorts the whole table. */
export function sort(table: Table): void {
  modifies(table);
  ensures(sorted(table, CAPACITY));
  ensures(isPermutation(Seq.from(table), old(Seq.from(table))));
  for (let end: u32 = 1; end < CAPACITY; end += 1) {
    invariant(1 <= end && end <= CAPACITY);
    invariant(sorted(table, end));
    invariant(isPermutation(Seq.from(table), old(Seq.from(table))));
    sink(table, end);
  }
}

/** Moves the element at `end` down to its place in the sorted part before it. */
function sink(table: Table, end: u32): void {
  requires(end < CAPACITY);
  requires(sorted(table, end));
  modifies(table);
  ensures(sorted(table, end + 1));
  ensures(isPermutation(Seq.from(table), old(Seq.from(table))));
  let hole: u32 = end;
  // equivalent: > -> >= because nobody can tell which of two equal elements stands first
  while (hole > 0 && table[hole - 1] > table[hole]) {
    invariant(hole <= end);
    invariant(sortedBut(table, end + 1, hole));
    invariant(isPermutation(Seq.from(table), old(Seq.from(table))));
    decreases(hole);
    swap(table, hole - 1, hole);
    hole -= 1;
  }
}

/**
 * Twin of insertion-sort.ts: the larger element is copied up instead of exchanged, so that the smaller is lost.
 */
import { type FixedArray, Seq, decreases, invariant, modifies, old, requires, u32 } from "welkin";
import { isPermutation } from "../../library/sequences.ts";

export function sink(table: FixedArray<u32, 64>, end: u32): void {
  requires(end < 64);
  modifies(table);
  let hole: u32 = end;
  while (hole > 0 && table[hole - 1] > table[hole]) {
    invariant(hole <= end);
    invariant(isPermutation(Seq.from(table), old(Seq.from(table)))); // FAILS V204
    decreases(hole);
    table[hole] = table[hole - 1];
    hole -= 1;
  }
}

/**
 * Twin of binary-search.ts: the upper half keeps its first element, so that two elements are halved for ever.
 */
import { type FixedArray, decreases, invariant, requires, u32 } from "welkin";

export function lowerBound(table: FixedArray<u32, 64>, length: u32, key: u32): u32 {
  requires(length <= 64);
  let low: u32 = 0;
  let high: u32 = length;
  while (low < high) {
    invariant(low <= high && high <= length);
    decreases(high - low); // FAILS V208
    const middle: u32 = low + (high - low) / 2;
    if (table[middle] < key) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}

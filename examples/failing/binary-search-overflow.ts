/**
 * Twin of binary-search.ts: the middle as `(low + high) / 2`, which overflows in a large enough array.
 * The same error stood in the JDK until 2006 (bug 5045582).
 */
import { type FixedArray, type int, ensures, forall, implies, invariant, requires, u8 } from "welkin";

export function lowerBound(table: FixedArray<u8, 200>, key: u8): u8 {
  requires(forall((i: int, j: int) => implies(0 <= i && i <= j && j < 200, table[i] <= table[j])));
  ensures((result: u8) => result <= 200);
  let low: u8 = 0;
  let high: u8 = 200;
  while (low < high) {
    invariant(low <= high && high <= 200);
    const middle: u8 = (low + high) / 2; // FAILS V101
    if (table[middle] < key) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

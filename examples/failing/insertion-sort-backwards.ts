/**
 * Twin of insertion-sort.ts: the comparison is turned around, so that the table ends in descending order.
 */
import { type FixedArray, ensures, modifies, requires, u32 } from "welkin";

export function orderPair(table: FixedArray<u32, 64>, low: u32): void {
  requires(low < 63);
  modifies(table[low], table[low + 1]);
  ensures(table[low] <= table[low + 1]); // FAILS V202
  if (table[low] < table[low + 1]) {
    const first = table[low];
    table[low] = table[low + 1];
    table[low + 1] = first;
  }
}

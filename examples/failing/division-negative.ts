/**
 * Twin of division.ts: remainders of negative numbers are negative, so a remainder is no index.
 */
import { FixedArray, i32, requires, u32, u8 } from "welkin";

export function slot(table: FixedArray<u8, 16>, key: i32): u8 {
  requires(key > -1000);
  return table[u32.from(key % 16)]; // FAILS V104
}

/**
 * Twin of decimal.ts: the test for overflow comes after the multiplication, which has overflowed by then.
 */
import { FixedArray, invariant, requires, u32, u8 } from "welkin";

export function parse(text: FixedArray<u8, 32>, length: u32): u32 {
  requires(length <= 32);
  let total: u32 = 0;
  for (let i: u32 = 0; i < length; i += 1) {
    invariant(i <= length);
    if (text[i] < 48 || text[i] > 57) return 0;
    const next: u32 = total * 10; // FAILS V101
    if (next < total) return 0;
    total = u32.wrappingAdd(next, u32.from(text[i] - 48));
  }
  return total;
}

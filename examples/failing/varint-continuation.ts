/**
 * Twin of varint.ts: `encode` stops at 128 instead of below it, so 128 is written as a byte that promises another.
 */
import { FixedArray, ensures, forall, implies, int, modifies, u32, u8 } from "welkin";

export function encodeSmall(x: u32, bytes: FixedArray<u8, 5>): u32 {
  modifies(bytes);
  ensures((result: u32) => result === 0 || bytes[result - 1] < 128); // FAILS V202
  ensures((result: u32) => forall((i: int) => implies(0 <= i && i < result - 1, bytes[i] >= 128)));
  if (x <= 128) {
    bytes[0] = u8.from(x);
    return 1;
  }
  return 0;
}

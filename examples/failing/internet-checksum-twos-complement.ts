/**
 * Twin of internet-checksum.ts: the carry falls off, as in ordinary 16-bit addition.
 */
import { ensures, int, spec, u16 } from "welkin";

export const add = spec((a: int, b: int): int => (a + b > 0xffff ? a + b - 0xffff : a + b));

export function sumOfTwo(a: u16, b: u16): u16 {
  ensures((result: u16) => result === add(a, b)); // FAILS V202
  return u16.wrappingAdd(a, b);
}

/**
 * Twin of fixed-point.ts: saturation that looks at the sum after it has overflowed.
 */
import { i32 } from "welkin";

export function add(a: i32, b: i32): i32 {
  const sum: i32 = a + b; // FAILS V101
  if (a > 0 && b > 0 && sum < 0) return i32.MAX;
  if (a < 0 && b < 0 && sum >= 0) return i32.MIN;
  return sum;
}

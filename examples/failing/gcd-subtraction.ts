/**
 * Twin of gcd.ts: by subtraction, without a case for zero: gcd(0, n) goes on for ever.
 */
import { decreases, u32 } from "welkin";

export function gcd(a: u32, b: u32): u32 {
  let x: u32 = a;
  let y: u32 = b;
  while (x !== y) {
    decreases(x + y); // FAILS V208
    if (x > y) {
      x = x - y;
    } else {
      y = y - x;
    }
  }
  return x;
}

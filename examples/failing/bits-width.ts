/**
 * Twin of bits.ts: a mask of n ones as (1 << n) - 1, which is wrong for all 32.
 */
import { requires, u32 } from "welkin";

export function lowMask(n: u32): u32 {
  requires(n <= 32);
  const one: u32 = 1;
  const power: u32 = one << n; // FAILS V103
  return u32.wrappingSub(power, 1);
}

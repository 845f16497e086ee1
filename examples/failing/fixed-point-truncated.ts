/**
 * Twin of fixed-point.ts: the product is divided by 65536, which rounds toward zero, not to the nearest.
 */
import { ensures, i64, int, requires, spec } from "welkin";

export const floorUnit = spec((x: int): int => (x >= 0 ? x / 65536 : -((65535 - x) / 65536)));
export const rounded = spec((x: int): int => floorUnit(x + 0x8000));

export function round(product: i64): i64 {
  requires(-0x4000_0000_0000_0000 <= product && product <= 0x4000_0000_0000_0000);
  ensures((result: i64) => result === rounded(product)); // FAILS V202
  return (product + 0x8000) / 65536;
}

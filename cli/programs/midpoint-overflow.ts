import { u32, requires, ensures } from "welkin";

/** The middle of `low` and `high`, as binary searches computed it for decades. */
export function midpoint(low: u32, high: u32): u32 {
  requires(low <= high);
  ensures((result: u32) => low <= result && result <= high);
  return (low + high) / 2;
}

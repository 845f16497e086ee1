/**
 * Factors of numbers.
 *
 * Owns      no state.
 */
import { ensures, forall, implies, invariant, requires, type u64 } from "welkin";

/** The least number above 1 that divides `n`. */
export function leastFactor(n: u64): u64 {
  requires(n >= 2);
  ensures((factor: u64) => 2 <= factor && factor <= n && n % factor === 0);
  ensures((factor: u64) =>
    forall(
      (d: u64) => implies(2 <= d && d < factor, n % d !== 0),
      (d: u64) => [n % d],
    ),
  );
  let candidate: u64 = 2;
  while (candidate < n) {
    invariant(2 <= candidate && candidate <= n);
    invariant(
      forall(
        (d: u64) => implies(2 <= d && d < candidate, n % d !== 0),
        (d: u64) => [n % d],
      ),
    );
    if (n % candidate === 0) return candidate;
    candidate += 1;
  }
  return n;
}

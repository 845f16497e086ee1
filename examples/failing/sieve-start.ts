/**
 * Twin of sieve.ts: marking starts at p itself, so that primes are crossed out.
 */
import { FixedArray, ensures, forall, implies, int, invariant, modifies, requires, u32 } from "welkin";

export function markMultiplesOfTwo(composite: FixedArray<boolean, 100>): void {
  requires(forall((n: int) => implies(0 <= n && n < 100, !composite[n])));
  modifies(composite);
  ensures(!composite[2]); // FAILS V202
  for (let m: u32 = 2; m < 100; m += 2) {
    invariant(m <= 100 && m % 2 === 0);
    composite[m] = true;
  }
}

/**
 * Twin of fibonacci.ts: the loop computes one number more than it returns, and so overflows although the result fits.
 */
import { decreases, ensures, int, invariant, requires, spec, u32 } from "welkin";

export const fib = spec((n: int): int => {
  decreases(n);
  return n <= 0 ? 0 : n === 1 ? 1 : fib(n - 1) + fib(n - 2);
});

export function fibonacci(n: u32): u32 {
  requires(n <= 47);
  ensures((result: u32) => result === fib(n));
  let current: u32 = 0;
  let following: u32 = 1;
  for (let i: u32 = 0; i < n; i += 1) {
    invariant(i <= n && current === fib(i) && following === fib(i + 1));
    const next: u32 = current + following; // FAILS V101
    current = following;
    following = next;
  }
  return current;
}

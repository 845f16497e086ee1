/**
 * Fibonacci numbers in a loop.
 *
 * Proved    the loop computes the recursive definition, and no addition overflows up to the 47th number, the greatest
 *           that fits 32 bits.
 * How       the numbers never fall (`monotone`), and a chain of exact values bounds them (`fits`).
 */
import { assert, decreases, ensures, int, invariant, lemma, requires, spec, u32 } from "welkin";

/** The definition. */
export const fib = spec((n: int): int => {
  decreases(n);
  return n <= 0 ? 0 : n === 1 ? 1 : fib(n - 1) + fib(n - 2);
});

/** Later numbers are not less. */
export const monotone = lemma((m: int, n: int): void => {
  requires(0 <= m && m <= n);
  ensures(0 <= fib(m) && fib(m) <= fib(n));
  decreases(n);
  if (n >= 2 && m < n) {
    monotone(m, n - 1);
    monotone(0, n - 2);
  }
  if (m === n && n >= 2) {
    monotone(0, n - 1);
    monotone(0, n - 2);
  }
});

/** From two neighbours to the two that stand eight further. */
export const eightFurther = lemma((n: int): void => {
  requires(n >= 0);
  ensures(fib(n + 8) === 13 * fib(n) + 21 * fib(n + 1));
  ensures(fib(n + 9) === 21 * fib(n) + 34 * fib(n + 1));
  assert(fib(n + 2) === fib(n) + fib(n + 1));
  assert(fib(n + 3) === fib(n + 1) + fib(n + 2));
  assert(fib(n + 4) === fib(n + 2) + fib(n + 3));
  assert(fib(n + 5) === fib(n + 3) + fib(n + 4));
  assert(fib(n + 6) === fib(n + 4) + fib(n + 5));
  assert(fib(n + 7) === fib(n + 5) + fib(n + 6));
  assert(fib(n + 8) === fib(n + 6) + fib(n + 7));
  assert(fib(n + 9) === fib(n + 7) + fib(n + 8));
});

/** The 47th is the greatest that fits 32 bits. */
export const fits = lemma((n: int): void => {
  requires(0 <= n && n <= 47);
  ensures(fib(n) <= u32.MAX);
  assert(fib(0) === 0 && fib(1) === 1);
  eightFurther(0);
  eightFurther(8);
  eightFurther(16);
  eightFurther(24);
  eightFurther(32);
  assert(fib(40) === 102334155 && fib(41) === 165580141);
  assert(fib(42) === fib(41) + fib(40));
  assert(fib(43) === fib(42) + fib(41));
  assert(fib(44) === fib(43) + fib(42));
  assert(fib(45) === fib(44) + fib(43));
  assert(fib(46) === fib(45) + fib(44));
  assert(fib(47) === fib(46) + fib(45));
  monotone(n, 47);
});

export function fibonacci(n: u32): u32 {
  requires(n <= 47);
  ensures((result: u32) => result === fib(n));
  if (n === 0) return 0;
  let previous: u32 = 0;
  let current: u32 = 1;
  for (let i: u32 = 1; i < n; i += 1) {
    invariant(1 <= i && i <= n);
    invariant(previous === fib(i - 1) && current === fib(i));
    fits(i + 1);
    const next: u32 = previous + current;
    previous = current;
    current = next;
  }
  return current;
}

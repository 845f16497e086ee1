/**
 * Division, as lemmas: what proofs about remainders need, and solvers do not find by themselves.
 *
 * Proved    that quotient and remainder are unique, that multiples do not change remainders, that divisibility is
 *           transitive. Divisors are positive, dividends not negative.
 * Used by   gcd.ts, sieve.ts.
 */
import { assert, ensures, int, lemma, opaque, requires, reveal, unreachable } from "welkin";

/** `d` divides `n` without remainder. Opaque: most proofs need not look into it, and remainders by variables are slow. */
export const divides = opaque((d: int, n: int): boolean => n % d === 0);

/** A product with a positive factor is at least the other factor. */
export const productAtLeast = lemma((d: int, m: int): void => {
  requires(d > 0 && m >= 1);
  ensures(d * m >= d);
});

/** If n is q times d and a rest below d, then q is the quotient and the rest the remainder. */
export const uniqueDivision = lemma((n: int, d: int, q: int, r: int): void => {
  requires(d > 0 && q >= 0);
  requires(0 <= r && r < d);
  requires(n === d * q + r);
  ensures(n / d === q);
  ensures(n % d === r);
  assert(n === d * (n / d) + (n % d));
  if (n / d > q) {
    productAtLeast(d, n / d - q);
    unreachable();
  }
  if (n / d < q) {
    productAtLeast(d, q - n / d);
    unreachable();
  }
});

/** Adding a multiple of d does not change the remainder by d. */
export const addMultiple = lemma((d: int, k: int, r: int): void => {
  requires(d > 0 && k >= 0 && r >= 0);
  ensures((d * k + r) % d === r % d);
  assert(r === d * (r / d) + (r % d));
  assert(d * k + r === d * (k + r / d) + (r % d));
  uniqueDivision(d * k + r, d, k + r / d, r % d);
});

/** A number modulo d is its rest modulo d, where the rest is by a multiple of d. */
export const sameRemainder = lemma((x: int, y: int, q: int, r: int, d: int, k: int): void => {
  requires(d > 0 && k >= 0 && q >= 0 && r >= 0);
  requires(x === y * q + r && y === d * k);
  ensures(x % d === r % d);
  assert(x === d * (k * q) + r);
  addMultiple(d, k * q, r);
});

/** Every multiple of d is divided by d. */
export const multipleIsDivided = lemma((d: int, k: int): void => {
  requires(d > 0 && k >= 0);
  ensures(divides(d, d * k));
  reveal(divides);
  uniqueDivision(d * k, d, k, 0);
});

/** What divides a divisor divides the number. */
export const transitive = lemma((a: int, b: int, n: int): void => {
  requires(a > 0 && b > 0 && n >= 0);
  requires(divides(a, b) && divides(b, n));
  ensures(divides(a, n));
  reveal(divides);
  assert(n === b * (n / b));
  assert(b === a * (b / a));
  sameRemainder(n, b, n / b, 0, a, b / a);
});

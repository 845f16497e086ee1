/** Recursion without a measure. */
import { ensures, int, lemma, spec, u32 } from "welkin";

export const contradictory = spec((n: int): int => contradictory(n) + 1); // FAILS K551

export const even = spec((n: int): boolean => (n === 0 ? true : odd(n - 1))); // FAILS K551
export const odd = spec((n: int): boolean => (n === 0 ? false : even(n - 1))); // FAILS K551

export const itself = lemma((): void => {
  // FAILS K550
  ensures(false);
  itself();
});

export function endless(n: u32): u32 {
  // FAILS K550
  ensures(false);
  return endless(n);
}

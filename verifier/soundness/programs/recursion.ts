/** Recursion without an end proves anything, so each needs a measure that falls. */
import { assert, decreases, ensures, int, lemma, requires, spec, u32, u8 } from "welkin";

export const growing = spec((n: int): int => {
  decreases(n);
  return n === 0 ? 0 : growing(n + 1) + 1; // FAILS V209
});

/** Falls for ever below zero. */
export const bottomless = spec((n: int): int => {
  decreases(n);
  return bottomless(n - 1) + 1; // FAILS V209
});

/** f(n) = f(n) + 1 has no solution. */
export const contradictory = spec((n: int): int => {
  decreases(n);
  return contradictory(n) + 1; // FAILS V209
});

export const ping = spec((n: int): int => {
  decreases(n);
  return pong(n) + 1; // FAILS V209
});

export const pong = spec((n: int): int => {
  decreases(n);
  return ping(n) + 1; // FAILS V209
});

/** Through a machine integer that wraps around. */
export const wrapping = spec((n: u8): int => {
  decreases(n);
  return wrapping(u8.wrappingSub(n, 1)) + 1; // FAILS V209
});

/** Under a lazy operator the recursion is guarded; here by the wrong side. */
export const wrongGuard = spec((n: int): boolean => {
  decreases(n);
  return n > 0 || wrongGuard(n - 1); // FAILS V209
});

/** Lexicographic: the first part must not rise while the second falls. */
export const lexicographic = spec((a: int, b: int): int => {
  decreases(a, b);
  return a <= 0 || b <= 0 ? 0 : lexicographic(a + 1, b - 1); // FAILS V209
});

/** In the scope of a quantifier, too. */
export const ackermannLike = spec((a: int, b: int): int => {
  decreases(a, b);
  if (a <= 0) return b;
  if (b <= 0) return ackermannLike(a - 1, 1);
  return ackermannLike(a - 1, ackermannLike(a, b - 1));
});

/** The conclusion from itself. */
export const circular = lemma((n: int): void => {
  ensures(n === n + 1);
  decreases(n);
  circular(n); // FAILS V209
});

export const mutualA = lemma((n: int): void => {
  requires(n >= 0);
  ensures(n > 100);
  decreases(n);
  mutualB(n); // FAILS V209
});

export const mutualB = lemma((n: int): void => {
  requires(n >= 0);
  ensures(n > 100);
  decreases(n);
  mutualA(n); // FAILS V209
});

export function endless(n: u32): u32 {
  ensures(false);
  decreases(n);
  return endless(n); // FAILS V209
}

export function endlessPair(n: u32): u32 {
  ensures((result: u32) => result === 77);
  decreases(n);
  return otherOfPair(n); // FAILS V209
}

function otherOfPair(n: u32): u32 {
  ensures((result: u32) => result === 77);
  decreases(n);
  return endlessPair(n); // FAILS V209
}

/** A definition that holds only where its precondition does says nothing elsewhere. */
export const half = spec((n: int): int => {
  requires(n > 0 && n % 2 === 0);
  return n / 2;
});

export const outsideOfDefinition = lemma((): void => {
  assert(half(-8) === -4); // FAILS V205
});

/** Even if the body would be contradictory there. */
export const onlyPositive = spec((n: int): int => {
  requires(n > 0);
  decreases(n);
  return n === 1 ? 1 : onlyPositive(n - 1);
});

export const belowDefinition = lemma((): void => {
  assert(onlyPositive(0) === 1); // FAILS V205
});

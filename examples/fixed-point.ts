/**
 * Saturating and fixed-point arithmetic: Q16.16 numbers, i32 values in units of 2^-16.
 *
 * Proved    sums and products are the exact result, rounded to the nearest unit (halves up) and clamped to the range;
 *           the error of an unclamped product is at most half a unit.
 */
import { ensures, i32, i64, int, lemma, requires, spec } from "welkin";

/** A number in units of 2^-16. */
export type Q16 = i32;

const HALF: i64 = 0x8000;

/** The nearest value of the range. */
export const clamped = spec((x: int): int => (x < i32.MIN ? i32.MIN : x > i32.MAX ? i32.MAX : x));

/** The greatest integer not above x / 65536. */
export const floorUnit = spec((x: int): int => (x >= 0 ? x / 65536 : -((65535 - x) / 65536)));

/** x / 65536, rounded to the nearest integer, halves up. */
export const rounded = spec((x: int): int => floorUnit(x + 0x8000));

function clamp(x: i64): i32 {
  ensures((result: i32) => result === clamped(x));
  // equivalent: < -> <=, -2147483648 -> -2147483647 because the least value is itself either way
  if (x < i64.from(i32.MIN)) return i32.MIN;
  // equivalent: > -> >=, 2147483647 -> 2147483646 because the greatest value is itself either way
  if (x > i64.from(i32.MAX)) return i32.MAX;
  return i32.from(x);
}

export function add(a: Q16, b: Q16): Q16 {
  ensures((result: Q16) => result === clamped(a + b));
  return clamp(i64.from(a) + i64.from(b));
}

export function subtract(a: Q16, b: Q16): Q16 {
  ensures((result: Q16) => result === clamped(a - b));
  return clamp(i64.from(a) - i64.from(b));
}

/** Products of 32-bit numbers have room in 64 bits. */
export const productFits = lemma((a: int, b: int): void => {
  requires(i32.MIN <= a && a <= i32.MAX && i32.MIN <= b && b <= i32.MAX);
  ensures(-0x4000_0000_0000_0000 <= a * b && a * b <= 0x4000_0000_0000_0000);
});

export function multiply(a: Q16, b: Q16): Q16 {
  ensures((result: Q16) => result === clamped(rounded(a * b)));
  productFits(a, b);
  const product: i64 = i64.from(a) * i64.from(b);
  return clamp((product + HALF) >> 16);
}

/** Rounding errs by half a unit at most. */
export const roundingError = lemma((x: int): void => {
  ensures(-0x8000 < rounded(x) * 65536 - x && rounded(x) * 65536 - x <= 0x8000);
});

/** The nearest whole number, as a Q16 number. */
export function round(a: Q16): Q16 {
  ensures((result: Q16) => result === clamped(rounded(a) * 65536));
  return clamp(((i64.from(a) + HALF) >> 16) * 65536);
}

/** One is neutral. */
export const oneIsNeutral = lemma((a: int): void => {
  requires(i32.MIN <= a && a <= i32.MAX);
  ensures(clamped(rounded(a * 65536)) === a);
});

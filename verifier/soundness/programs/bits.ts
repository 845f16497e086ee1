/** Bit-vector reasoning knows the widths and nothing else. */
import { assertBits, ensures, i32, implies, requires, u32, u64, u8 } from "welkin";

export function falseFact(x: u32): void {
  assertBits((x & 7) === x); // FAILS V206
}

/** The code constrains x, but assertBits does not know. */
export function contextIsUnknown(x: u32): void {
  requires(x < 8);
  assertBits((x & 7) === x); // FAILS V206
}

export function ownPremise(x: u32): void {
  assertBits(implies(x < 8, (x & 7) === x));
}

/** `+` is exact, also among bit vectors: it does not wrap. */
export function exactSum(x: u8): void {
  assertBits(x + 1 !== 0);
  assertBits(implies(x === 255, u8.wrappingAdd(x, 1) === 0));
}

export function sumDoesNotWrap(x: u8): void {
  assertBits(implies(x === 255, x + 1 === 0)); // FAILS V206
}

export function differenceIsSigned(x: u8): void {
  assertBits(x - 1 < x);
}

export function differenceDoesNotWrap(x: u8): void {
  assertBits(x - 1 >= 0); // FAILS V206
}

export function productIsExact(x: u32): void {
  assertBits(x * 4 >= x);
}

export function signedShift(x: i32): void {
  assertBits(x >> 1 <= x); // FAILS V206
}

export function unsignedComparison(x: u32): void {
  assertBits((x | 0x8000_0000) > 0x7fff_ffff);
}

export function signedComparison(x: i32): void {
  assertBits(implies(x < 0, (x & 1) >= 0));
}

/** A shift by the width is not the shift modulo the width, as processors have it. */
export function wideShiftModulo(x: u32, n: u32): void {
  assertBits(implies(n === 32, x >> n === x)); // FAILS V206
}

export function widening(x: u8): void {
  assertBits(u64.from(x) < 256);
  assertBits(u8.wrap(u32.from(x) + 256) === x);
}

/** What was not said about bits is not known of integers. */
export function orIsNoSum(x: u32, y: u32): u32 {
  requires(x < 1000 && y < 1000);
  ensures((result: u32) => result === x + y); // FAILS V202
  return x | y;
}

export function maskIsRemainder(x: u32): u32 {
  ensures((result: u32) => result === x % 16);
  return x & 15;
}

/** Only masks of the form 2^k - 1 are remainders. */
export function otherMask(x: u32): u32 {
  ensures((result: u32) => result === x % 15); // FAILS V202
  return x & 14;
}

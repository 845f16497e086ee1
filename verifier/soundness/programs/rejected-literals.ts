/** Numbers that are no machine integers. */
import { i32, requires, u32, u64, u8 } from "welkin";

export function fraction(): u32 {
  const x: u32 = 1.5; // FAILS K
  return x;
}

export function exponent(): u32 {
  const x: u32 = 1e-3; // FAILS K
  return x;
}

export function tooLarge(): u8 {
  const x: u8 = 256; // FAILS K
  return x;
}

export function negative(): u32 {
  const x: u32 = -1; // FAILS K
  return x;
}

export function infinite(): u64 {
  const x: u64 = 1e400; // FAILS K
  return x;
}

export function notANumber(): u32 {
  return NaN; // FAILS K
}

export function literalBeyondOperand(a: u8): boolean {
  return a < 256; // FAILS K
}

export function wideWithNarrow(a: u8, b: u32): u32 {
  return a + b; // FAILS K
}

export function comparedAcrossWidths(a: u8, b: u32): boolean {
  return a < b; // FAILS K
}

export function signedWithUnsigned(a: i32, b: u32): boolean {
  return a < b; // FAILS K
}

export function sumAsWider(a: u8, b: u8): u32 {
  return a + b; // FAILS K
}

export function doubleShift(a: u32): u32 {
  return a >>> 1; // FAILS K
}

export function power(a: u32): u32 {
  return a ** 2; // FAILS K
}

export function castInDisguise(a: u64): u32 {
  return a as unknown as u32; // FAILS K
}

export function throughNumber(a: u64): u32 {
  const x: number = a; // FAILS K
  return x;
}

export function throughMath(a: u32): u32 {
  return Math.floor(a); // FAILS K
}

export function increment(a: u32): u32 {
  requires(a < 10);
  let x: u32 = a;
  x++; // FAILS K
  return x;
}

/** Numbers that are no machine integers. */
import { i32, requires, u32, u64, u8 } from "welkin";

export function fraction(): u32 {
  const x: u32 = 1.5; // FAILS K301
  return x;
}

export function exponent(): u32 {
  const x: u32 = 1e-3; // FAILS K301
  return x;
}

export function tooLarge(): u8 {
  const x: u8 = 256; // FAILS K304
  return x;
}

export function negative(): u32 {
  const x: u32 = -1; // FAILS K304
  return x;
}

export function infinite(): u64 {
  const x: u64 = 1e400; // FAILS K301
  return x;
}

export function notANumber(): u32 {
  return NaN; // FAILS K335
}

export function literalBeyondOperand(a: u8): boolean {
  return a < 256; // FAILS K304
}

export function wideWithNarrow(a: u8, b: u32): u32 {
  return a + b; // FAILS K308
}

export function comparedAcrossWidths(a: u8, b: u32): boolean {
  return a < b; // FAILS K308
}

export function signedWithUnsigned(a: i32, b: u32): boolean {
  return a < b; // FAILS K308
}

export function sumAsWider(a: u8, b: u8): u32 {
  return a + b; // FAILS K306
}

export function doubleShift(a: u32): u32 {
  return a >>> 1; // FAILS K313
}

export function power(a: u32): u32 {
  return a ** 2; // FAILS K314
}

export function castInDisguise(a: u64): u32 {
  return a as unknown as u32; // FAILS K325
}

export function throughNumber(a: u64): u32 {
  const x: number = a; // FAILS K201
  return x;
}

export function throughMath(a: u32): u32 {
  return Math.floor(a); // FAILS K335
}

export function increment(a: u32): u32 {
  requires(a < 10);
  let x: u32 = a;
  x++; // FAILS K320
  return x;
}

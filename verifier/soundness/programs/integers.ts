/** Machine integers that are not mathematical integers, nor doubles. */
import { assert, decreases, ensures, i32, i64, i8, requires, u16, u32, u64, u8 } from "welkin";

export function smallestByMinusOne(): i32 {
  const least: i32 = i32.MIN;
  const divisor: i32 = -1;
  return least / divisor; // FAILS V101
}

export function negatedSmallest(): i8 {
  const least: i8 = i8.MIN;
  return -least; // FAILS V101
}

export function remainderOfSmallest(x: i32): i32 {
  requires(x === i32.MIN);
  ensures((result: i32) => result === 0);
  const divisor: i32 = -1;
  return x % divisor;
}

export function quotientTruncates(): i32 {
  ensures((result: i32) => result === -3);
  const seven: i32 = -7;
  return seven / 2;
}

export function quotientDoesNotFloor(): i32 {
  ensures((result: i32) => result === -4); // FAILS V202
  const seven: i32 = -7;
  return seven / 2;
}

export function remainderHasTheSignOfTheDividend(): i32 {
  ensures((result: i32) => result === -1);
  const seven: i32 = -7;
  return seven % 2;
}

export function remainderIsNotModulo(): i32 {
  ensures((result: i32) => result === 1); // FAILS V202
  const seven: i32 = -7;
  return seven % 2;
}

export function quotientIsNoFraction(x: u32): void {
  requires(x === 1);
  const half: u32 = x / 2;
  assert(half * 2 === 1); // FAILS V205
}

export function sumOfBytes(a: u8, b: u8): u32 {
  return u32.from(a + b); // FAILS V101
}

export function widenedSum(a: u8, b: u8): u32 {
  ensures((result: u32) => result === a + b);
  return u32.from(a) + u32.from(b);
}

export function intermediate(a: u32, b: u32): u64 {
  return u64.from(a * b); // FAILS V101
}

export function cancelledOverflow(a: u32, b: u32): u32 {
  requires(a >= b);
  return a + b - b; // FAILS V101
}

export function beyondDoubles(): void {
  const a: u64 = 9007199254740992;
  const b: u64 = 9007199254740993;
  assert(b - a === 1);
  assert(a !== b);
}

export function doublesMerge(): void {
  const a: u64 = 9007199254740992;
  const b: u64 = 9007199254740993;
  assert(a === b); // FAILS V205
}

export function wrapsAround(): u32 {
  ensures((result: u32) => result === 0);
  return u32.wrappingAdd(u32.MAX, 1);
}

export function doesNotWrap(x: u32): u32 {
  ensures((result: u32) => result > x); // FAILS V202
  return u32.wrappingAdd(x, 1);
}

export function below(): u32 {
  const zero: u32 = 0;
  return zero - 1; // FAILS V101
}

export function narrowed(x: u32): u8 {
  return u8.from(x); // FAILS V104
}

export function lowBits(x: u32): u8 {
  ensures((result: u8) => u32.from(result) === x); // FAILS V202
  return u8.wrap(x);
}

export function signChange(x: i64): u64 {
  return u64.from(x); // FAILS V104
}

export function wrappedSign(): i8 {
  ensures((result: i8) => result === -1);
  const all: u8 = 255;
  return i8.wrap(all);
}

export function zeroHasNoSign(x: i32): void {
  requires(x === 0);
  assert(-x === x);
}

export function shiftByWidth(x: u32, n: u32): u32 {
  requires(n <= 32);
  return x << n; // FAILS V103
}

export function shiftOfByte(x: u8): u8 {
  const eight: u8 = 8;
  return x << eight; // FAILS V103
}

export function shiftDrops(x: u32): u32 {
  ensures((result: u32) => result === x * 2); // FAILS V202
  return x << 1;
}

export function shiftOfNegative(): i32 {
  ensures((result: i32) => result === -1);
  const minus: i32 = -1;
  return minus >> 31;
}

export function divisorMayBeZero(a: u32, b: u32): boolean {
  return b === 0 || a / b > 1;
}

export function divisorIsZero(a: u32, b: u32): boolean {
  return b !== 0 || a / b > 1; // FAILS V102
}

export function complementOfByte(x: u8): u8 {
  ensures((result: u8) => result === 255 - x);
  return ~x;
}

export function mixedWidths(a: u16, b: u64): boolean {
  ensures((result: boolean) => result === (u64.from(a) === b));
  return u64.from(a) === b;
}

/** An unsigned number is never below zero: the step after the last round overflows. */
export function countdown(n: u32): void {
  let i: u32 = n;
  while (i >= 0) {
    decreases(i);
    i -= 1; // FAILS V101
  }
}

/** Operations that can go wrong: V101 to V108. */
import { type FixedArray, arrayOf, enumFrom, requires, u8, u32, i32, u64 } from "welkin";

enum Color {
  Red,
  Green = 4,
}

type Outcome = { kind: "ok"; value: u32 } | { kind: "error"; code: u8 };

export function sum(a: u32, b: u32): u32 {
  requires(a + b <= u32.MAX);
  return a + b;
}

export function sumTooLarge(a: u32, b: u32): u32 {
  requires(a <= u32.MAX - 1);
  return a + b; // FAILS V101
}

export function difference(a: u32, b: u32): u32 {
  if (a >= b) return a - b;
  return b - a;
}

export function negative(a: i32): i32 {
  return -a; // FAILS V101
}

export function quotient(a: u32, b: u32): u32 {
  requires(b > 0);
  return a / b + (a % b === 0 ? 0 : 1) - (a % b === 0 ? 0 : 1);
}

export function quotientByAnything(a: u32, b: u32): u32 {
  return a / b; // FAILS V102
}

export function signedQuotient(a: i32, b: i32): i32 {
  requires(b !== 0);
  return a / b; // FAILS V101
}

export function guarded(a: u32, b: u32): boolean {
  return b !== 0 && a / b > 3;
}

export function unguarded(a: u32, b: u32): boolean {
  return a / b > 3 && b !== 0; // FAILS V102
}

export function shifted(a: u32, count: u32): u32 {
  requires(count < 32);
  return a << count;
}

export function shiftedFar(a: u32, count: u32): u32 {
  requires(count <= 32);
  return a << count; // FAILS V103
}

export function narrow(a: u64): u32 {
  requires(a < 1000);
  return u32.from(a);
}

export function narrowAnything(a: u64): u32 {
  return u32.from(a); // FAILS V104
}

export function color(a: u32): Color {
  requires(a === 4);
  return enumFrom<Color>(a);
}

export function colorOfAnything(a: u32): Color {
  requires(a <= 4);
  return enumFrom<Color>(a); // FAILS V105
}

export function element(index: u32): u8 {
  requires(index < 4);
  const table: FixedArray<u8, 4> = arrayOf(1, 2, 3, 4);
  return table[index];
}

export function elementAnywhere(index: u32): u8 {
  requires(index <= 4);
  const table: FixedArray<u8, 4> = arrayOf(1, 2, 3, 4);
  return table[index]; // FAILS V106
}

export function valueOf(outcome: Outcome): u32 {
  if (outcome.kind === "ok") return outcome.value;
  return u32.from(outcome.code);
}

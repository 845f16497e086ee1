// Integers that are loaded from memory and made wider.
import { FixedArray, i16, i32, i64, i8, modifies, u16, u32, u64, u8, zeroed } from "welkin";

const u8s: FixedArray<u8, 2> = zeroed();
const u16s: FixedArray<u16, 2> = zeroed();
const u32s: FixedArray<u32, 2> = zeroed();
const i8s: FixedArray<i8, 2> = zeroed();
const i16s: FixedArray<i16, 2> = zeroed();
const i32s: FixedArray<i32, 2> = zeroed();

/** Stores the low bits of `value` in each. */
export function put(value: u64): void {
  modifies(u8s, u16s, u32s, i8s, i16s, i32s);
  u8s[1] = u8.wrap(value);
  u16s[1] = u16.wrap(value);
  u32s[1] = u32.wrap(value);
  i8s[1] = i8.wrap(value);
  i16s[1] = i16.wrap(value);
  i32s[1] = i32.wrap(value);
}

export function u8Wide(): u64 {
  return u64.from(u8s[1]);
}

export function u16Wide(): u64 {
  return u64.from(u16s[1]);
}

export function u32Wide(): u64 {
  return u64.from(u32s[1]);
}

export function i8Wide(): i64 {
  return i64.from(i8s[1]);
}

export function i16Wide(): i64 {
  return i64.from(i16s[1]);
}

export function i32Wide(): i64 {
  return i64.from(i32s[1]);
}

/** An i64 of an unsigned number, and the bits of a signed one. */
export function u32Signed(): i64 {
  return i64.from(u32s[1]);
}

export function i32Bits(): u64 {
  return u64.wrap(i32s[1]);
}

// Loops and choices for which the compiler has special code.
import { FixedArray, invariant, modifies, requires, u8, u16, u32, zeroed } from "welkin";

const bytes: FixedArray<u8, 12> = zeroed();
const words: FixedArray<u16, 12> = zeroed();

/** Byte by byte; returns where it ended. */
export function fillBytes(from: u32, to: u32): u32 {
  requires(to <= 12);
  modifies(bytes);
  let i: u32 = from;
  while (i < to) {
    bytes[i] = 7;
    i += 1;
  }
  return i;
}

export function clearWords(from: u32, to: u32): void {
  requires(to <= 12);
  modifies(words);
  for (let i: u32 = from; i < to; i += 1) {
    words[i] = 0;
  }
}

/** No bulk operation: the bytes of 300 differ. */
export function fillWords(from: u32, to: u32): void {
  requires(to <= 12);
  modifies(words);
  for (let i: u32 = from; i < to; i += 1) {
    words[i] = 300;
  }
}

/** No bulk operation: every other one. */
export function fillEven(to: u32): void {
  requires(to <= 12);
  modifies(bytes);
  for (let i: u32 = 0; i < to; i += 2) {
    invariant(i <= 13);
    bytes[i] = 9;
  }
}

export function choose(a: u32, b: u32, c: u32): u32 {
  requires(a < 1000 && b < 12 && c < 1000);
  let x: u32 = a;
  if (a > 5 && bytes[b] === 7) {
    x = x + c;
  }
  if (c > 500) {
    x = 1;
  } else {
    x = x + 1;
  }
  let y: u32 = 0;
  if (x > 3) {
    y = x - 3;
  }
  return 1000 * y + x;
}

/** The distances of the indices fold into the addresses. */
export function differences(i: u32): u32 {
  requires(i >= 2 && i < 11);
  modifies(words);
  words[i - 2] = 1;
  words[i] = 20;
  words[i + 1] = 300;
  return u32.from(words[i - 2]) + u32.from(words[i]) + u32.from(words[i + 1]) + u32.from(words[i - 1]);
}

/**
 * Where the bytes of a ring are: of CAPACITY bytes, `length` from `head` on, round the end, are filled.
 *
 * Owns      no state: the arithmetic of places in a ring.
 */
import { ensures, requires, type u32 } from "welkin";

/** Bytes of a ring: a page of WebAssembly. */
export const CAPACITY: u32 = 65536;

/** Filled bytes that lie in one piece from `head` on: all of them, or all up to the end. */
export function filledRun(head: u32, length: u32): u32 {
  requires(head < CAPACITY && length <= CAPACITY);
  ensures((run: u32) => run <= length && head + run <= CAPACITY);
  ensures((run: u32) => run === length || head + run === CAPACITY);
  return length <= CAPACITY - head ? length : CAPACITY - head;
}

/** Where the empty bytes begin. */
export function emptyStart(head: u32, length: u32): u32 {
  requires(head < CAPACITY && length <= CAPACITY);
  ensures((start: u32) => start < CAPACITY);
  ensures((start: u32) => start === head + length || start + CAPACITY === head + length);
  const end = head + length;
  return end < CAPACITY ? end : end - CAPACITY;
}

/** Empty bytes that lie in one piece from their start on. */
export function emptyRun(head: u32, length: u32): u32 {
  requires(head < CAPACITY && length <= CAPACITY);
  ensures((run: u32) => run + length <= CAPACITY);
  ensures((run: u32) => run === 0 || ((head + length) % CAPACITY) + run <= CAPACITY);
  ensures((run: u32) => (run === 0) === (length === CAPACITY));
  const end = head + length;
  return end < CAPACITY ? CAPACITY - end : CAPACITY - length;
}

/** `head` when so many bytes have been taken. */
export function advanced(head: u32, by: u32): u32 {
  requires(head < CAPACITY && by <= CAPACITY);
  ensures((next: u32) => next < CAPACITY);
  ensures((next: u32) => next === head + by || next + CAPACITY === head + by);
  return emptyStart(head, by);
}

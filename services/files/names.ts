/**
 * Names: parts of paths in the byte memory, each an address and a length.
 *
 * Owns       the secret of the hash: no client can find names that have the same one.
 * Hash       a polynomial modulo the prime 2^31 - 1 at a secret point: two names of 255 bytes collide with a probability of
 *            128 in 2^31.
 */
import { checked, ensures, modifies, requires, u32, u64 } from "welkin";
import { load16, load32, load64, load8 } from "../memory.ts";

const PRIME: u64 = 0x7fff_ffff;

/** The greatest length of a name. */
export const NAME_BYTES: u32 = 255;

let secret: u64 = 1;

/** Keeps 31 bits of a random number as the secret. */
export function keepSecret(random: u32): void {
  modifies(secret);
  secret = (u64.from(random) & PRIME) === 0 ? 1 : u64.from(random) & PRIME;
}

export function hashOf(name: u32, length: u32): u32 {
  checked();
  let hash: u64 = u64.from(length);
  let at: u32 = 0;
  while (at + 2 <= length) {
    hash = reduce(hash * secret + u64.from(load16(name + at)));
    at += 2;
  }
  if (at < length) hash = reduce(hash * secret + u64.from(load8(name + at)));
  return u32.from(hash);
}

/** The remainder by PRIME. */
function reduce(x: u64): u64 {
  requires(x < 0x4000_0000_0000_0000 + 65536);
  ensures((result: u64) => result < PRIME);
  return x % PRIME;
}

export function isSameName(a: u32, aLength: u32, b: u32, bLength: u32): boolean {
  checked();
  if (aLength !== bLength) return false;
  let at: u32 = 0;
  while (at + 4 <= aLength) {
    if (load32(a + at) !== load32(b + at)) return false;
    at += 4;
  }
  while (at < aLength) {
    if (load8(a + at) !== load8(b + at)) return false;
    at += 1;
  }
  return true;
}

/** Are these bytes well-formed UTF-8 (Unicode 15, table 3-7)? */
export function isText(text: u32, length: u32): boolean {
  checked();
  const end: u32 = text + length;
  let at: u32 = text;
  while (at < end) {
    if (at + 8 <= end && (load64(at) & 0x8080_8080_8080_8080) === 0) {
      at += 8;
    } else {
      const bytes = characterAt(at, end);
      if (bytes === 0) return false;
      at += bytes;
    }
  }
  return true;
}

/** How many bytes the character at `at` has; 0 if it is not well-formed. */
function characterAt(at: u32, end: u32): u32 {
  checked();
  const first = load8(at);
  if (first < 0x80) return 1;
  const bytes = charactersBytes(first);
  if (bytes === 0 || end - at < bytes) return 0;
  for (let i: u32 = 1; i < bytes; i += 1) {
    const low: u32 = i === 1 ? leastSecond(first) : 0x80;
    const high: u32 = i === 1 ? greatestSecond(first) : 0xbf;
    const byte = load8(at + i);
    if (byte < low || byte > high) return 0;
  }
  return bytes;
}

function charactersBytes(first: u32): u32 {
  if (first < 0xc2 || first > 0xf4) return 0;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/** No character has two encodings. */
function leastSecond(first: u32): u32 {
  return first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
}

/** No surrogates, nothing above 0x10ffff. */
function greatestSecond(first: u32): u32 {
  return first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
}

/** Is there a zero byte in it? */
export function hasZero(text: u32, length: u32): boolean {
  checked();
  const end: u32 = text + length;
  let at: u32 = text;
  while (at + 8 <= end) {
    const bytes = load64(at);
    if ((u64.wrappingSub(bytes, 0x0101_0101_0101_0101) & ~bytes & 0x8080_8080_8080_8080) !== 0) return true;
    at += 8;
  }
  while (at < end) {
    if (load8(at) === 0) return true;
    at += 1;
  }
  return false;
}

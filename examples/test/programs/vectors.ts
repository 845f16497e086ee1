/**
 * The examples behind one buffer, with scalar parameters and results, so that a test can feed them known data,
 * compiled and interpreted.
 */
import { FixedArray, ensures, i32, invariant, modifies, requires, u16, u32, u64, u8, zeroed } from "welkin";
import { encode as encodeBase64, decode as decodeBase64 } from "../../base64.ts";
import { popcount, reverse } from "../../bits.ts";
import { crc32, crc32Bitwise, prepare, ready } from "../../crc32.ts";
import { parse } from "../../decimal.ts";
import { fibonacci } from "../../fibonacci.ts";
import { multiply, round } from "../../fixed-point.ts";
import { gcd } from "../../gcd.ts";
import { checksum } from "../../internet-checksum.ts";
import { sha256, Working } from "../../sha256.ts";
import { sieve } from "../../sieve.ts";
import { squareRoot } from "../../square-root.ts";
import { search } from "../../substring-search.ts";
import { validate } from "../../utf8.ts";
import { decode as decodeVarint, encode as encodeVarint } from "../../varint.ts";

const CAPACITY = 1024;
const buffer: FixedArray<u8, typeof CAPACITY> = zeroed();

export function put(index: u32, byte: u8): void {
  requires(index < CAPACITY);
  modifies(buffer);
  buffer[index] = byte;
}

export function get(index: u32): u8 {
  requires(index < CAPACITY);
  return buffer[index];
}

/** Copies the start of the buffer, or its part from `from` on. */
function take<N extends number>(target: FixedArray<u8, N>, from: u32): void {
  requires(from <= 512 && target.length <= 512);
  modifies(target);
  for (let i: u32 = 0; i < target.length; i += 1) {
    target[i] = buffer[from + i];
  }
}

export function sha256Word(length: u32, word: u32): u32 {
  requires(length <= CAPACITY && word < 8);
  const digest: Working = sha256(buffer, length);
  const words: FixedArray<u32, 8> = zeroed();
  words[0] = digest.a;
  words[1] = digest.b;
  words[2] = digest.c;
  words[3] = digest.d;
  words[4] = digest.e;
  words[5] = digest.f;
  words[6] = digest.g;
  words[7] = digest.h;
  return words[word];
}

export function validUtf8(length: u32): boolean {
  requires(length <= 256);
  const text: FixedArray<u8, 256> = zeroed();
  take(text, 0);
  return validate(text, length);
}

export function crcBitwise(length: u32): u32 {
  requires(length <= 256);
  const data: FixedArray<u8, 256> = zeroed();
  take(data, 0);
  return crc32Bitwise(data, length);
}

export function crcByTable(length: u32): u32 {
  requires(length <= 256);
  modifies(ready);
  const data: FixedArray<u8, 256> = zeroed();
  take(data, 0);
  prepare();
  return crc32(data, length);
}

/** Replaces the first `length` bytes by their text; returns its length. */
export function toBase64(length: u32): u32 {
  requires(length <= 48);
  modifies(buffer);
  const data: FixedArray<u8, 48> = zeroed();
  const text: FixedArray<u8, 64> = zeroed();
  take(data, 0);
  const size: u32 = encodeBase64(data, length, text);
  for (let i: u32 = 0; i < 64; i += 1) {
    buffer[i] = text[i];
  }
  return size;
}

/** Replaces the text by its data; returns the length of that, 255 if the text is malformed. */
export function fromBase64(size: u32): u32 {
  requires(size <= 64);
  modifies(buffer);
  const data: FixedArray<u8, 48> = zeroed();
  const text: FixedArray<u8, 64> = zeroed();
  take(text, 0);
  const decoded = decodeBase64(text, size, data);
  for (let i: u32 = 0; i < 48; i += 1) {
    buffer[i] = data[i];
  }
  return decoded.kind === "ok" ? decoded.length : 255;
}

export function parseDecimal(length: u32): u64 {
  requires(length <= 32);
  const text: FixedArray<u8, 32> = zeroed();
  take(text, 0);
  const parsed = parse(text, length);
  if (parsed.kind === "ok") return u64.from(parsed.value);
  return parsed.kind === "tooLarge" ? 0x1_0000_0000 : 0x1_0000_0001;
}

/** Writes the encoding to the buffer; returns its length. */
export function toVarint(x: u32): u32 {
  modifies(buffer);
  ensures((result: u32) => result <= 5);
  const bytes: FixedArray<u8, 5> = zeroed();
  const length: u32 = encodeVarint(x, bytes);
  for (let i: u32 = 0; i < 5; i += 1) {
    buffer[i] = bytes[i];
  }
  return length;
}

export function fromVarint(): u64 {
  const bytes: FixedArray<u8, 5> = zeroed();
  take(bytes, 0);
  const decoded = decodeVarint(bytes);
  if (decoded.kind === "ok") return u64.from(decoded.value);
  return decoded.kind === "tooLarge" ? 0x1_0000_0000 : 0x1_0000_0001;
}

/** The checksum of the first `length` pairs of bytes, big endian. */
export function internetChecksum(length: u32): u16 {
  requires(length <= 512);
  const words: FixedArray<u16, 32768> = zeroed();
  for (let i: u32 = 0; i < length; i += 1) {
    invariant(i <= length);
    words[i] = u16.from(buffer[2 * i]) * 256 + u16.from(buffer[2 * i + 1]);
  }
  return checksum(words, length);
}

/** Where the `size` bytes at 512 first occur in the first `length`; `length` if they do not. */
export function find(length: u32, size: u32): u32 {
  requires(length <= 256 && size <= 16);
  const text: FixedArray<u8, 256> = zeroed();
  const pattern: FixedArray<u8, 16> = zeroed();
  take(text, 0);
  take(pattern, 512);
  const found = search(text, length, pattern, size);
  return found.kind === "at" ? found.index : length;
}

/** How many primes lie below `limit`. */
export function primesBelow(limit: u32): u32 {
  requires(limit <= 1000);
  const composite: FixedArray<boolean, 1000> = zeroed();
  sieve(composite);
  let count: u32 = 0;
  for (let n: u32 = 0; n < limit; n += 1) {
    invariant(n <= limit && count <= n);
    if (!composite[n]) count = count + 1;
  }
  return count;
}

export function greatestCommonDivisor(a: u32, b: u32): u32 {
  requires(a > 0 || b > 0);
  return gcd(a, b);
}

export function root(n: u32): u32 {
  return squareRoot(n);
}

export function fibonacciNumber(n: u32): u32 {
  requires(n <= 47);
  return fibonacci(n);
}

export function ones(x: u32): u32 {
  return popcount(x);
}

export function reversed(x: u32): u32 {
  return reverse(x);
}

export function fixedProduct(a: i32, b: i32): i32 {
  return multiply(a, b);
}

export function fixedRounded(a: i32): i32 {
  return round(a);
}

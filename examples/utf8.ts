/**
 * UTF-8 validation.
 *
 * Proved    `validate` accepts exactly the well-formed byte sequences of RFC 3629, section 4.
 * How       the specification is the RFC's grammar, byte range by byte range. The code decodes: it computes the code
 *           point and checks that it is in the range of its length and no surrogate. The proof shows that both are the
 *           same set.
 */
import { FixedArray, assert, decreases, ensures, int, invariant, requires, spec, u32, u8 } from "welkin";

const CAPACITY = 256;
type Text = FixedArray<u8, typeof CAPACITY>;

export const within = spec((b: int, from: int, to: int): boolean => from <= b && b <= to);

/** UTF8-tail = %x80-BF */
export const tail = spec((b: int): boolean => within(b, 0x80, 0xbf));

/** UTF8-2 = %xC2-DF UTF8-tail */
export const twoBytes = spec((a: int, b: int): boolean => within(a, 0xc2, 0xdf) && tail(b));

/** UTF8-3 = %xE0 %xA0-BF UTF8-tail / %xE1-EC 2( UTF8-tail ) / %xED %x80-9F UTF8-tail / %xEE-EF 2( UTF8-tail ) */
export const threeBytes = spec(
  (a: int, b: int, c: int): boolean =>
    tail(c) &&
    ((a === 0xe0 && within(b, 0xa0, 0xbf)) ||
      (within(a, 0xe1, 0xec) && tail(b)) ||
      (a === 0xed && within(b, 0x80, 0x9f)) ||
      (within(a, 0xee, 0xef) && tail(b))),
);

/** UTF8-4 = %xF0 %x90-BF 2( UTF8-tail ) / %xF1-F3 3( UTF8-tail ) / %xF4 %x80-8F 2( UTF8-tail ) */
export const fourBytes = spec(
  (a: int, b: int, c: int, d: int): boolean =>
    tail(c) &&
    tail(d) &&
    ((a === 0xf0 && within(b, 0x90, 0xbf)) ||
      (within(a, 0xf1, 0xf3) && tail(b)) ||
      (a === 0xf4 && within(b, 0x80, 0x8f))),
);

/** The length of the character at `at`, 0 if there is no well-formed one. */
export const characterLength = spec((text: Text, at: int, end: int): int => {
  if (at < end && text[at] <= 0x7f) return 1;
  if (at + 1 < end && twoBytes(text[at], text[at + 1])) return 2;
  if (at + 2 < end && threeBytes(text[at], text[at + 1], text[at + 2])) return 3;
  if (at + 3 < end && fourBytes(text[at], text[at + 1], text[at + 2], text[at + 3])) return 4;
  return 0;
});

/** UTF8-octets = *( UTF8-char ), from `at` to `end`. */
export const wellFormed = spec((text: Text, at: int, end: int): boolean => {
  decreases(end - at);
  if (at >= end) return at === end;
  return characterLength(text, at, end) > 0 && wellFormed(text, at + characterLength(text, at, end), end);
});

/** The six bits of a continuation byte, or 64. */
function continuation(b: u8): u32 {
  ensures((result: u32) => result === (tail(b) ? b - 0x80 : 64));
  // equivalent: < -> <=, 192 -> 193 because 0xc0 - 0x80 is 64 too
  return b >= 0x80 && b < 0xc0 ? u32.from(b - 0x80) : 64;
}

/** The length of the character at `at`, 0 if there is none: by decoding it. */
function decodeLength(text: Text, at: u32, end: u32): u32 {
  requires(at < end && end <= CAPACITY);
  ensures((result: u32) => result === characterLength(text, at, end));
  const first: u32 = u32.from(text[at]);
  if (first < 0x80) return 1;
  // equivalent: < -> <=, 192 -> 193 because two bytes from 0xc0 on have a point below 0x80
  if (first < 0xc0 || at + 1 >= end) return 0;
  const second: u32 = continuation(text[at + 1]);
  if (second === 64) return 0;
  if (first < 0xe0) {
    const point: u32 = (first - 0xc0) * 64 + second;
    return point >= 0x80 ? 2 : 0;
  }
  if (at + 2 >= end) return 0;
  const third: u32 = continuation(text[at + 2]);
  if (third === 64) return 0;
  if (first < 0xf0) {
    // equivalent: third -> second because the limits are multiples of 64
    const point: u32 = (first - 0xe0) * 4096 + second * 64 + third;
    return point >= 0x800 && (point < 0xd800 || point > 0xdfff) ? 3 : 0;
  }
  if (at + 3 >= end) return 0;
  const fourth: u32 = continuation(text[at + 3]);
  if (fourth === 64) return 0;
  // A first byte from 0xf8 on gives a point that is too large.
  // equivalent: * -> +, third -> fourth, 64 -> 63, 64 -> 0, fourth -> third because the limits are multiples of 4096
  const point: u32 = (first - 0xf0) * 262144 + second * 4096 + third * 64 + fourth;
  return point >= 0x1_0000 && point <= 0x10_ffff ? 4 : 0;
}

export function validate(text: Text, length: u32): boolean {
  requires(length <= CAPACITY);
  ensures((result: boolean) => result === wellFormed(text, 0, length));
  let at: u32 = 0;
  while (at < length) {
    invariant(at <= length);
    invariant(wellFormed(text, 0, length) === wellFormed(text, at, length));
    decreases(length - at);
    const step: u32 = decodeLength(text, at, length);
    if (step === 0) return false;
    assert(at + step <= length);
    at += step;
  }
  return true;
}

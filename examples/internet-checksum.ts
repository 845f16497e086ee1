/**
 * The Internet checksum (RFC 1071) of up to 64 KiB of 16-bit words.
 *
 * Proved    `checksum` is the complement of the one's complement sum of the words, although it adds plainly in 32 bits
 *           and folds the carries back at the end; and words with their checksum behind them sum to 0xFFFF, which is
 *           how a receiver verifies them.
 * How       the one's complement sum of numbers is the representative from 1 to 0xFFFF, modulo 0xFFFF, of their plain
 *           sum (0 only for 0): `reduced`.
 */
import {
  FixedArray,
  assert,
  assertBits,
  decreases,
  ensures,
  implies,
  int,
  invariant,
  lemma,
  requires,
  spec,
  u16,
  u32,
} from "welkin";

const CAPACITY = 32768;

/** One's complement addition: the carry comes round and is added at the low end. */
export const add = spec((a: int, b: int): int => (a + b > 0xffff ? a + b - 0xffff : a + b));

/** The one's complement sum of the first n words. */
export const sum = spec((words: FixedArray<u16, typeof CAPACITY>, n: int): int => {
  decreases(n);
  return n <= 0 ? 0 : add(sum(words, n - 1), words[n - 1]);
});

/** What a plain sum comes to after all its carries have come round. */
export const reduced = spec((s: int): int => (s <= 0 ? 0 : ((s - 1) % 0xffff) + 1));

/** To fold a sum once is to keep what it comes to. */
function fold(s: u32): u32 {
  ensures((result: u32) => result === (s % 0x10000) + s / 0x10000);
  ensures((result: u32) => reduced(result) === reduced(s));
  const folded: u32 = (s & 0xffff) + (s >> 16);
  assert(s === folded + 0xffff * (s / 0x10000));
  return folded;
}

/** The one's complement sum, computed. */
export function onesSum(words: FixedArray<u16, typeof CAPACITY>, length: u32): u16 {
  requires(length <= CAPACITY);
  ensures((result: u16) => result === sum(words, length));
  let plain: u32 = 0;
  for (let i: u32 = 0; i < length; i += 1) {
    invariant(i <= length);
    invariant(plain <= i * 0xffff);
    invariant(reduced(plain) === sum(words, i));
    plain += u32.from(words[i]);
  }
  const once: u32 = fold(plain);
  const twice: u32 = fold(once);
  assert(twice <= 0xffff);
  return u16.from(twice);
}

export function checksum(words: FixedArray<u16, typeof CAPACITY>, length: u32): u16 {
  requires(length <= CAPACITY);
  ensures((result: u16) => result === 0xffff - sum(words, length));
  const total: u16 = onesSum(words, length);
  assertBits(~total === u16.wrappingSub(0xffff, total));
  return ~total;
}

/** A receiver that adds the checksum as well gets all ones. */
export const checksumVerifies = lemma((words: FixedArray<u16, typeof CAPACITY>, length: int): void => {
  requires(0 <= length && length < CAPACITY);
  requires(words[length] === 0xffff - sum(words, length));
  ensures(sum(words, length + 1) === 0xffff);
});

/** Whether the last of the words is the checksum of the others. */
export function intact(words: FixedArray<u16, typeof CAPACITY>, length: u32): boolean {
  requires(0 < length && length <= CAPACITY);
  ensures((result: boolean) => result === (sum(words, length) === 0xffff));
  ensures((result: boolean) => implies(words[length - 1] === 0xffff - sum(words, length - 1), result));
  checksumSeen(words, length - 1);
  return onesSum(words, length) === 0xffff;
}

/** `checksumVerifies` where the premise need not hold. */
export const checksumSeen = lemma((words: FixedArray<u16, typeof CAPACITY>, length: int): void => {
  requires(0 <= length && length < CAPACITY);
  ensures(implies(words[length] === 0xffff - sum(words, length), sum(words, length + 1) === 0xffff));
  if (words[length] === 0xffff - sum(words, length)) checksumVerifies(words, length);
});

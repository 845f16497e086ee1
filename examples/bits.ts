/**
 * Counting and reversing bits.
 *
 * Proved    `popcount` (which clears one bit a round) is the sum of the bits; bit i of `reverse(x)` is bit 31 - i of x.
 * How       `assertBits` for what holds of bit patterns, induction for the count.
 */
import {
  assert,
  assertBits,
  decreases,
  ensures,
  forall,
  implies,
  int,
  invariant,
  lemma,
  prove,
  requires,
  spec,
  u32,
} from "welkin";

/** The sum of the binary digits. */
export const ones = spec((x: int): int => {
  decreases(x);
  return x <= 0 ? 0 : (x % 2) + ones(x / 2);
});

/** Bit `i` of x. */
export const bit = spec((x: u32, i: u32): u32 => (x >> i) & 1);

/** A number has at most as many ones as its value, and not fewer than none. */
export const onesBounded = lemma((x: int): void => {
  requires(x >= 0);
  ensures(0 <= ones(x) && ones(x) <= x);
  decreases(x);
  if (x > 0) onesBounded(x / 2);
});

/** `x & (x - 1)` is x without its lowest one. */
export const lowestCleared = lemma((x: u32): void => {
  requires(x > 0);
  ensures((x & u32.wrappingSub(x, 1)) < x);
  ensures(ones(x & u32.wrappingSub(x, 1)) === ones(x) - 1);
  decreases(x);
  const cleared: u32 = x & u32.wrappingSub(x, 1);
  const half: u32 = x >> 1;
  assertBits(implies(x !== 0, (x & u32.wrappingSub(x, 1)) < x));
  if ((x & 1) === 1) {
    assertBits(implies((x & 1) === 1, (x & u32.wrappingSub(x, 1)) === u32.wrappingSub(x, 1)));
    assert(cleared === x - 1);
    assert(cleared / 2 === x / 2);
  } else {
    assertBits(implies((x & 1) === 0 && x !== 0, (x & u32.wrappingSub(x, 1) & 1) === 0));
    assertBits(
      implies(
        (x & 1) === 0 && x !== 0,
        (x & u32.wrappingSub(x, 1)) >> 1 === ((x >> 1) & u32.wrappingSub(x >> 1, 1)),
      ),
    );
    lowestCleared(half);
    assert(cleared / 2 === (half & u32.wrappingSub(half, 1)));
  }
});

export function popcount(x: u32): u32 {
  ensures((result: u32) => result === ones(x));
  let rest: u32 = x;
  let count: u32 = 0;
  onesBounded(x);
  while (rest !== 0) {
    invariant(count + ones(rest) === ones(x));
    decreases(rest);
    lowestCleared(rest);
    onesBounded(rest & u32.wrappingSub(rest, 1));
    rest = rest & (rest - 1);
    count += 1;
  }
  return count;
}

/** Swaps neighbouring bits, then pairs, then groups of four, eight and sixteen. */
export function reverse(x: u32): u32 {
  ensures((result: u32) =>
    forall((i: u32) => implies(i < 32, bit(result, i) === bit(x, u32.wrappingSub(31, i)))),
  );
  const a: u32 = ((x >> 1) & 0x5555_5555) | ((x & 0x5555_5555) << 1);
  const b: u32 = ((a >> 2) & 0x3333_3333) | ((a & 0x3333_3333) << 2);
  const c: u32 = ((b >> 4) & 0x0f0f_0f0f) | ((b & 0x0f0f_0f0f) << 4);
  const d: u32 = ((c >> 8) & 0x00ff_00ff) | ((c & 0x00ff_00ff) << 8);
  const e: u32 = (d >> 16) | (d << 16);
  prove((i: u32) => {
    requires(i < 32);
    ensures(bit(e, i) === bit(x, u32.wrappingSub(31, i)));
    reversedBit(x, a, b, c, d, e, i);
  });
  return e;
}

/** One bit on its way through the five swaps. */
export const reversedBit = lemma((x: u32, a: u32, b: u32, c: u32, d: u32, e: u32, i: u32): void => {
  requires(i < 32);
  requires(a === (((x >> 1) & 0x5555_5555) | ((x & 0x5555_5555) << 1)));
  requires(b === (((a >> 2) & 0x3333_3333) | ((a & 0x3333_3333) << 2)));
  requires(c === (((b >> 4) & 0x0f0f_0f0f) | ((b & 0x0f0f_0f0f) << 4)));
  requires(d === (((c >> 8) & 0x00ff_00ff) | ((c & 0x00ff_00ff) << 8)));
  requires(e === ((d >> 16) | (d << 16)));
  ensures(bit(e, i) === bit(x, u32.wrappingSub(31, i)));
  assertBits(
    implies(
      i < 32 &&
        a === (((x >> 1) & 0x5555_5555) | ((x & 0x5555_5555) << 1)) &&
        b === (((a >> 2) & 0x3333_3333) | ((a & 0x3333_3333) << 2)) &&
        c === (((b >> 4) & 0x0f0f_0f0f) | ((b & 0x0f0f_0f0f) << 4)) &&
        d === (((c >> 8) & 0x00ff_00ff) | ((c & 0x00ff_00ff) << 8)) &&
        e === ((d >> 16) | (d << 16)),
      ((e >> i) & 1) === ((x >> u32.wrappingSub(31, i)) & 1),
    ),
  );
});

/**
 * Bits and bit fields of 64-bit words.
 *
 * Owns      isSet: what a bit is. Operations on one bit, on fields of several, and their laws.
 * Proof     every law is one assertBits; what callers see is stated with isSet and field alone.
 * Not here  sets of bits over several words (bitmap.ts).
 */
import {
  assertBits,
  decreases,
  ensures,
  forall,
  implies,
  type int,
  invariant,
  lemma,
  prove,
  requires,
  spec,
  trigger,
  u64,
} from "welkin";

/** Bit `n` of `word` is 1; bit 0 is the lowest. */
export const isSet = spec((word: u64, n: u64): boolean => ((word >> n) & 1) === 1);

/** The word in which bit `n` alone is set. */
export const single = spec((n: u64): u64 => 1 << n);

/** Setting a bit sets this bit and no other. */
export const bitOfSet = lemma((word: u64, n: u64, m: u64): void => {
  requires(n < 64 && m < 64);
  ensures(isSet(word | single(n), m) === (m === n || isSet(word, m)));
  assertBits(
    implies(
      n < 64 && m < 64,
      ((((word | (1 << n)) >> m) & 1) === 1) === (m === n || ((word >> m) & 1) === 1),
    ),
  );
});

/** Clearing a bit clears this bit and no other. */
export const bitOfClear = lemma((word: u64, n: u64, m: u64): void => {
  requires(n < 64 && m < 64);
  ensures(isSet(word & ~single(n), m) === (m !== n && isSet(word, m)));
  assertBits(
    implies(
      n < 64 && m < 64,
      ((((word & ~(1 << n)) >> m) & 1) === 1) === (m !== n && ((word >> m) & 1) === 1),
    ),
  );
});

/** No bit of 0 is set, every bit of the greatest word is. */
export const bitOfExtremes = lemma((n: u64): void => {
  requires(n < 64);
  ensures(!isSet(0, n) && isSet(u64.MAX, n));
  const all = u64.MAX;
  assertBits(implies(n < 64 && all === 0xffff_ffff_ffff_ffff, ((all >> n) & 1) === 1));
  const none: u64 = 0;
  assertBits(implies(n < 64 && none === 0, ((none >> n) & 1) === 0));
});

/** Complementing turns every bit. */
export const bitOfComplement = lemma((word: u64, n: u64): void => {
  requires(n < 64);
  ensures(isSet(~word, n) === !isSet(word, n));
  assertBits(implies(n < 64, (((~word >> n) & 1) === 1) === (((word >> n) & 1) === 0)));
});

export function testBit(word: u64, n: u64): boolean {
  requires(n < 64);
  ensures((result: boolean) => result === isSet(word, n));
  return ((word >> n) & 1) === 1;
}

export function setBit(word: u64, n: u64): u64 {
  requires(n < 64);
  ensures((result: u64) =>
    forall((m: u64) => implies(m < 64, trigger(isSet(result, m)) === (m === n || isSet(word, m)))),
  );
  prove((m: u64) => {
    requires(m < 64);
    ensures(isSet(word | (1 << n), m) === (m === n || isSet(word, m)));
    bitOfSet(word, n, m);
  });
  return word | (1 << n);
}

export function clearBit(word: u64, n: u64): u64 {
  requires(n < 64);
  ensures((result: u64) =>
    forall((m: u64) => implies(m < 64, trigger(isSet(result, m)) === (m !== n && isSet(word, m)))),
  );
  prove((m: u64) => {
    requires(m < 64);
    ensures(isSet(word & ~(1 << n), m) === (m !== n && isSet(word, m)));
    bitOfClear(word, n, m);
  });
  return word & ~(1 << n);
}

/** The bits of `word` below `n` are 0. */
export const zeroBelow = spec((word: u64, n: u64): boolean =>
  forall((m: u64) => implies(m < n, !trigger(isSet(word, m)))),
);

/** The number of the lowest bit that is set: the bit alone, then its number read off six masks. */
export function lowestBit(word: u64): u64 {
  requires(word !== 0);
  ensures((result: u64) => result < 64 && isSet(word, result) && zeroBelow(word, result));
  const lowest: u64 = word & u64.wrappingAdd(~word, 1);
  const n: u64 =
    ((lowest & 0xaaaa_aaaa_aaaa_aaaa) !== 0 ? 1 : 0) |
    ((lowest & 0xcccc_cccc_cccc_cccc) !== 0 ? 2 : 0) |
    ((lowest & 0xf0f0_f0f0_f0f0_f0f0) !== 0 ? 4 : 0) |
    ((lowest & 0xff00_ff00_ff00_ff00) !== 0 ? 8 : 0) |
    ((lowest & 0xffff_0000_ffff_0000) !== 0 ? 16 : 0) |
    ((lowest & 0xffff_ffff_0000_0000) !== 0 ? 32 : 0);
  assertBits(
    implies(
      word !== 0 &&
        lowest === (word & u64.wrappingAdd(~word, 1)) &&
        n ===
          (((lowest & 0xaaaa_aaaa_aaaa_aaaa) !== 0 ? 1 : 0) |
            ((lowest & 0xcccc_cccc_cccc_cccc) !== 0 ? 2 : 0) |
            ((lowest & 0xf0f0_f0f0_f0f0_f0f0) !== 0 ? 4 : 0) |
            ((lowest & 0xff00_ff00_ff00_ff00) !== 0 ? 8 : 0) |
            ((lowest & 0xffff_0000_ffff_0000) !== 0 ? 16 : 0) |
            ((lowest & 0xffff_ffff_0000_0000) !== 0 ? 32 : 0)),
      n < 64 && lowest === 1 << n,
    ),
  );
  assertBits(
    implies(
      n < 64 && lowest === 1 << n && lowest === (word & u64.wrappingAdd(~word, 1)),
      ((word >> n) & 1) === 1,
    ),
  );
  prove((m: u64) => {
    requires(m < n);
    ensures(!isSet(word, m));
    assertBits(
      implies(
        m < n && n < 64 && lowest === 1 << n && lowest === (word & u64.wrappingAdd(~word, 1)),
        ((word >> m) & 1) === 0,
      ),
    );
  });
  return n;
}

/** The number of trailing zeros: 64 for 0. */
export function trailingZeros(word: u64): u64 {
  ensures((result: u64) => result <= 64 && zeroBelow(word, result));
  ensures((result: u64) => (word === 0 ? result === 64 : result < 64 && isSet(word, result)));
  if (word === 0) {
    prove((m: u64) => {
      requires(m < 64);
      ensures(!isSet(word, m));
      bitOfExtremes(m);
    });
    return 64;
  }
  return lowestBit(word);
}

/** How many of the lowest `length` bits are set. */
export const countBelow = spec((word: u64, length: int): int => {
  decreases(length);
  return length <= 0 ? 0 : countBelow(word, length - 1) + (isSet(word, u64.wrap(length - 1)) ? 1 : 0);
});

/** How many bits are set. */
export function popcount(word: u64): u64 {
  ensures((result: u64) => result === countBelow(word, 64) && result <= 64);
  let count: u64 = 0;
  for (let n: u64 = 0; n < 64; n += 1) {
    invariant(n <= 64 && count <= n);
    invariant(count === countBelow(word, n));
    if (testBit(word, n)) {
      count += 1;
    }
  }
  return count;
}

// --- Fields --------------------------------------------------------------------------------------------------

/** The greatest value of a field of `width` bits, from 1 to 63. */
export const mask = spec((width: u64): u64 => u64.wrappingSub(1 << width, 1));

/** The `width` bits of `word` from bit `low` on. */
export const field = spec((word: u64, low: u64, width: u64): u64 => (word >> low) & mask(width));

export function getField(word: u64, low: u64, width: u64): u64 {
  requires(0 < width && width < 64 && low + width <= 64);
  ensures((result: u64) => result === field(word, low, width));
  return (word >> low) & u64.wrappingSub(1 << width, 1);
}

/** Puts `value` into the `width` bits from bit `low` on; every field beside them stays. */
export function setField(word: u64, low: u64, width: u64, value: u64): u64 {
  requires(0 < width && width < 64 && low + width <= 64);
  requires(value <= mask(width));
  ensures((result: u64) => field(result, low, width) === value);
  ensures((result: u64) =>
    forall((n: u64) =>
      implies(n < 64 && (n < low || low + width <= n), trigger(isSet(result, n)) === isSet(word, n)),
    ),
  );
  const ones: u64 = u64.wrappingSub(1 << width, 1);
  const result: u64 = (word & ~(ones << low)) | (value << low);
  assertBits(
    implies(
      0 < width &&
        width < 64 &&
        low <= 64 - width &&
        value <= ones &&
        ones === u64.wrappingSub(1 << width, 1) &&
        result === ((word & ~(ones << low)) | (value << low)),
      ((result >> low) & ones) === value,
    ),
  );
  prove((n: u64) => {
    requires(n < 64 && (n < low || low + width <= n));
    ensures(isSet(result, n) === isSet(word, n));
    assertBits(
      implies(
        0 < width &&
          width < 64 &&
          low <= 64 - width &&
          value <= ones &&
          n < 64 &&
          (n < low || low + width <= n) &&
          ones === u64.wrappingSub(1 << width, 1) &&
          result === ((word & ~(ones << low)) | (value << low)),
        ((result >> n) & 1) === ((word >> n) & 1),
      ),
    );
  });
  return result;
}

/**
 * Bitmaps: a set of the numbers from 0 to 64 N - 1 in N words.
 *
 * Owns       the words; bit n % 64 of word n / 64 is set if and only if n is in the set.
 * Ghost      members: the set.
 * Invariant  isBitmap: the bits are the members.
 * Not here   who owns which number (free-list.ts hands out single numbers in constant time, but in no order).
 */
import {
  type FixedArray,
  Set,
  ensures,
  forall,
  implies,
  invariant,
  modifies,
  old,
  prove,
  requires,
  spec,
  trigger,
  u32,
  u64,
  zeroed,
} from "welkin";
import { bitOfComplement, bitOfExtremes, clearBit, isSet, lowestBit, setBit, testBit } from "./bits.ts";

export const isBitmap = spec(<N extends number>(bitmap: Bitmap<N>): boolean =>
  forall(
    (n: u32) =>
      trigger(bitmap.members.has(n)) ===
      (n < 64 * bitmap.words.length && isSet(bitmap.words[n / 64], u64.from(n % 64))),
  ),
);

export type Free = { kind: "free"; number: u32 } | { kind: "full" };

export class Bitmap<N extends number> {
  words: FixedArray<u64, N> = zeroed();
  members: Set<u32> = Set.empty();

  has(n: u32): boolean {
    requires(isBitmap(this));
    requires(n < 64 * this.words.length);
    ensures((result: boolean) => result === this.members.has(n));
    return testBit(this.words[n / 64], u64.from(n % 64));
  }

  add(n: u32): void {
    requires(isBitmap(this));
    requires(n < 64 * this.words.length);
    modifies(this);
    ensures(isBitmap(this));
    ensures(this.members === old(this.members).add(n));
    this.words[n / 64] = setBit(this.words[n / 64], u64.from(n % 64));
    this.members = this.members.add(n);
  }

  delete(n: u32): void {
    requires(isBitmap(this));
    requires(n < 64 * this.words.length);
    modifies(this);
    ensures(isBitmap(this));
    ensures(this.members === old(this.members).delete(n));
    this.words[n / 64] = clearBit(this.words[n / 64], u64.from(n % 64));
    this.members = this.members.delete(n);
  }

  /** The least number that is not in the set. */
  firstFree(): Free {
    requires(isBitmap(this));
    ensures((result: Free) =>
      result.kind === "free"
        ? result.number < 64 * this.words.length &&
          !this.members.has(result.number) &&
          forall((n: u32) => implies(n < result.number, this.members.has(n)))
        : forall((n: u32) => implies(n < 64 * this.words.length, this.members.has(n))),
    );
    for (let i: u32 = 0; i < this.words.length; i += 1) {
      invariant(i <= this.words.length);
      invariant(forall((n: u32) => implies(n < 64 * i, trigger(this.members.has(n)))));
      const word = this.words[i];
      if (word !== u64.MAX) {
        const bit = lowestClear(word);
        const number: u32 = 64 * i + u32.from(bit);
        return { kind: "free", number };
      }
      prove((n: u32) => {
        requires(64 * i <= n && n < 64 * i + 64);
        ensures(this.members.has(n));
        bitOfExtremes(u64.from(n % 64));
      });
    }
    return { kind: "full" };
  }
}

/** The number of the lowest bit that is not set. */
function lowestClear(word: u64): u64 {
  requires(word !== u64.MAX);
  ensures((result: u64) => result < 64 && !isSet(word, result));
  ensures((result: u64) => forall((m: u64) => implies(m < result, trigger(isSet(word, m)))));
  const bit = lowestBit(~word);
  prove((m: u64) => {
    requires(m < 64);
    ensures(isSet(word, m) === !isSet(~word, m));
    bitOfComplement(word, m);
  });
  return bit;
}

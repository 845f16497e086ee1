/** A module with hidden state behind two views. */
import {
  ensures,
  invariant,
  lemma,
  modifies,
  old,
  requires,
  spec,
  u32,
  zeroed,
  Seq,
  type FixedArray,
  type int,
} from "welkin";

const slots: FixedArray<u32, 8> = zeroed();
let used: u32 = 0;
let spare: u32 = 5;

invariant(used <= 8);

/** How many slots are in use. */
export const size = spec((): int => used);

/** What is in the slots. */
export const contents = spec((): Seq<u32> => Seq.from(slots));

export const spareness = spec((): int => spare);

export const sizeIsSmall = lemma((): void => {
  ensures(0 <= size() && size() <= 8);
});

export const eightSlots = lemma((): void => {
  ensures(contents().length === 8);
});

export function push(value: u32): void {
  requires(size() < 8);
  modifies(size, contents);
  ensures(size() === old(size()) + 1);
  ensures(contents() === old(contents()).with(old(size()), value));
  slots[used] = value;
  used += 1;
}

export function replaceSpare(value: u32): void {
  modifies(spareness);
  ensures(spareness() === value);
  spare = value;
}

export function overfill(): void {
  modifies(size);
  ensures(size() === 9);
  used = 9;
} // FAILS V212

function breakForAWhile(): void {
  modifies(used);
  ensures(used === 9);
  used = 9;
}

export function breaksAndMends(): void {
  modifies(size);
  ensures(size() === 3);
  breakForAWhile();
  used = 3;
}

export function look(): u32 {
  ensures((result: u32) => result === size());
  return used;
}

export function looksWhileBroken(): u32 {
  modifies(size, contents);
  breakForAWhile();
  const seen = look(); // FAILS V212
  used = 3;
  return seen;
}

/** The contract does not say that slots change. */
export function sneak(value: u32): void {
  modifies(size);
  ensures(size() === 1);
  slots[0] = value; // FAILS V207
  used = 1;
}

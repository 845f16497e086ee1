/** A module above another: of whose state nothing exists here but its views. */
import { assert, ensures, modifies, old, requires, spec, u32, type int } from "welkin";
import { push, replaceSpare, size, sizeIsSmall, contents, eightSlots, spareness } from "./layers/lower.ts";

let mine: u32 = 0;

export const both = spec((): int => mine + size());

export function pushOne(): void {
  requires(size() < 3);
  modifies(size, contents);
  ensures(size() === old(size()) + 1);
  ensures(size() <= 4);
  push(1);
}

export function pushTwo(): void {
  requires(size() < 3);
  modifies(size, contents);
  ensures(contents()[old(size()) + 1] === 2);
  sizeIsSmall();
  eightSlots();
  push(1);
  push(2);
}

/** A view that is named may change wherever its `ensures` does not say what it is. */
export function pushKeepsSlots(): void {
  requires(size() < 3);
  requires(contents()[0] === 7);
  modifies(size, contents);
  ensures(contents()[0] === 7);
  push(1);
} // FAILS V202

export function spareKeepsSize(): void {
  modifies(spareness);
  ensures(size() === old(size())); // FAILS V303
  ensures(spareness() === 4);
  replaceSpare(4);
}

export function pushTooMany(): void {
  modifies(size, contents);
  push(1); // FAILS V201
}

/** The lower module's invariant is not known here, but what it exports of it. */
export function invariantUnknown(): void {
  assert(size() <= 8); // FAILS V205
}

export function invariantByLemma(): void {
  sizeIsSmall();
  assert(size() <= 8);
}

export function bodiesAreHidden(): void {
  requires(size() === 0);
  assert(spareness() === 5); // FAILS V205
}

export function mineAndTheirs(): void {
  requires(size() < 3);
  requires(mine < 10);
  modifies(mine, size, contents);
  ensures(both() === old(both()) + 2);
  push(1);
  mine += 1;
}

/** A view of this module that reads a lower one changes with it. */
export function bothChanges(): void {
  requires(size() < 3);
  modifies(size, contents);
  ensures(both() === old(both()));
  push(1);
} // FAILS V202

export function loopOfPushes(): u32 {
  requires(size() === 0);
  modifies(size, contents);
  ensures((result: u32) => result === size());
  let i: u32 = 0;
  while (i < 5) {
    push(i); // FAILS V201
    i += 1;
  }
  return i; // FAILS V202
}

export function pushNotNamed(): void {
  requires(size() < 3);
  modifies(size);
  push(1); // FAILS V207
}

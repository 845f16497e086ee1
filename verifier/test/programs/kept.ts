/** Views with parameters, which keep their values for all arguments where a function does not name them: V207. */
import { ensures, modifies, requires, spec, u32, zeroed, Seq, type FixedArray, type int } from "welkin";

const slots: FixedArray<u32, 8> = zeroed();
let used: u32 = 0;

/** What is in a slot in use. */
export const slot = spec((i: int): int => {
  requires(0 <= i && i < used);
  return slots[i];
});

export const contents = spec((): Seq<u32> => Seq.from(slots));
export const inUse = spec((): int => used);

export function scratch(value: u32): void {
  requires(used < 8);
  modifies(contents);
  slots[used] = value;
}

export function scribble(value: u32): void {
  requires(0 < used && used < 8);
  modifies(contents);
  slots[used - 1] = value;
} // FAILS V207

/** That a slot is in use is part of what a view of it says. */
export function forget(): void {
  requires(used === 3);
  modifies(inUse);
  used = 2;
} // FAILS V207

export function scratchTwice(): void {
  requires(used === 4 && slots[2] === 5);
  modifies(contents);
  ensures(slot(2) === 5);
  scratch(1);
  scratch(2);
}

export function scratchKeepsAll(): void {
  requires(used === 4 && slots[4] === 5);
  modifies(contents);
  ensures(slots[4] === 5);
  scratch(1);
} // FAILS V202

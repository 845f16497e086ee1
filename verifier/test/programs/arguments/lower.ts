/** A module with hidden state behind views with parameters. */
import {
  type FixedArray,
  type int,
  ensures,
  forall,
  implies,
  modifies,
  old,
  requires,
  spec,
  u32,
  zeroed,
} from "welkin";

const values: FixedArray<u32, 8> = zeroed();
const marks: FixedArray<boolean, 8> = zeroed();

export const at = spec((index: int): u32 => {
  requires(0 <= index && index < 8);
  return values[index];
});

export const isMarked = spec((index: int): boolean => marks[index]);

export const atOrZero = spec((index: int): u32 => (isMarked(index) ? values[index] : 0));

export function put(index: u32, value: u32): void {
  requires(index < 8);
  modifies(at, atOrZero);
  ensures(at(index) === value);
  ensures(
    forall((other: int) => implies(0 <= other && other < 8 && other !== index, at(other) === old(at(other)))),
  );
  values[index] = value;
}

/** Says of the value that it puts in, and of no other. */
export function putSomehow(index: u32): void {
  requires(index < 8);
  modifies(at, atOrZero);
  ensures(at(index) === 0);
  values[index] = 0;
}

export function mark(index: u32): void {
  requires(index < 8);
  modifies(isMarked, atOrZero);
  ensures(isMarked(index));
  marks[index] = true;
}

/** Another view reads the same state. */
export function putUnseen(index: u32): void {
  requires(index < 8);
  modifies(at);
  values[index] = 1;
} // FAILS V207

/** The state of another view may change for the one that is named, but not the other view. */
export function putElsewhere(index: u32): void {
  requires(index < 8);
  modifies(at, atOrZero);
  values[index] = 1;
  marks[index] = true;
} // FAILS V207

export function putTooMuch(index: u32): void {
  requires(index < 7);
  modifies(at, atOrZero);
  ensures(at(index + 1) === old(at(index + 1)));
  values[index + 1] = 1;
} // FAILS V202

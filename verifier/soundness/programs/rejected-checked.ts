/** Checked functions that callers could not rely on. */
import {
  FixedArray,
  checked,
  ensures,
  forall,
  implies,
  int,
  invariant,
  modifies,
  requires,
  u32,
  zeroed,
} from "welkin";

const table: FixedArray<u32, 4> = zeroed();

invariant(forall((i: int) => implies(0 <= i && i < 4, table[i] === 0)));

export function first(): u32 {
  ensures((result: u32) => result === 0);
  return table[0];
}

/** It breaks an invariant which cannot be tested, and calls what relies on it. */
function fill(): u32 {
  modifies(table);
  checked();
  table[0] = 5;
  return first(); // FAILS K562
}

export function filled(): u32 {
  modifies(table);
  const before: u32 = fill();
  table[0] = 0;
  table[1] = 0;
  table[2] = 0;
  table[3] = 0;
  return before;
}

const row: FixedArray<u32, 8> = zeroed();

function set(i: u32): void {
  requires(i < 8);
  modifies(row[i]);
  ensures(row[i] === 7);
  row[i] = 7;
}

/** Its `i` is another than that of `set`, though both are called so. */
function setNext(i: u32): void {
  requires(i < 7);
  modifies(row[i]);
  checked();
  set(i + 1); // FAILS K573
}

function setThis(i: u32): void {
  requires(i < 8);
  modifies(row[i]);
  checked();
  set(i);
}

export function second(): u32 {
  modifies(row);
  ensures((result: u32) => result === 0);
  row[1] = 0;
  setThis(2);
  setNext(0);
  return row[1];
}

/** Checked functions that change views of a lower module, or of their own, which they do not name. */
import { FixedArray, checked, ensures, int, modifies, spec, u32, zeroed } from "welkin";
import { get, set, view } from "./rejected-checked-lower.ts";

let mine: u32 = 0;

export const above = spec((): int => mine + view());

function unnamed(): void {
  checked();
  set(7); // FAILS K573
}

function namedAbove(): void {
  modifies(above);
  checked();
  set(7); // FAILS K573
}

function named(): void {
  modifies(view);
  checked();
  set(7);
}

export function kept(): u32 {
  modifies(view);
  ensures((result: u32) => result === 0);
  named();
  set(0);
  unnamed();
  namedAbove();
  return get();
}

const row: FixedArray<u32, 8> = zeroed();
const second = spec((): u32 => row[1]);

function setSecond(): void {
  modifies(second);
  row[1] = 7;
}

function setFirst(): void {
  modifies(row[0]);
  checked();
  setSecond(); // FAILS K573
}

export function keptSecond(): u32 {
  modifies(row);
  ensures((result: u32) => result === 0);
  row[1] = 0;
  setFirst();
  return row[1];
}

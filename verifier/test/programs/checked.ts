/** Checked functions: what nobody proves about them, nobody relies on. */
import { checked, ensures, invariant, modifies, requires, spec, trusted, u32, type int } from "welkin";

let used: u32 = 0;
let spare: u32 = 0;

invariant(used <= 8);

export const inUse = spec((): int => used);
export const free = spec((): int => 8 - used + spare);

export function set(value: u32): void {
  requires(value <= 8);
  modifies(used);
  ensures(used === value);
  checked();
  used = value;
}

export function setAnything(value: u32): void {
  modifies(used); // FAILS V212
  ensures(used === value);
  checked();
  used = value;
}

/** Divides without a proof: it is tested. */
export function ratio(a: u32, b: u32): u32 {
  checked();
  return a / b;
}

export function spoilsView(value: u32): void {
  modifies(inUse); // FAILS V207 V212
  checked();
  used = value;
}

export function believed(value: u32): void {
  modifies(used);
  trusted("to see that it is believed");
  used = value;
}

export function believedNever(value: u32): void {
  requires(value < 3 && value > 4); // FAILS V301
  trusted("to see that it can be called");
  used = value;
}

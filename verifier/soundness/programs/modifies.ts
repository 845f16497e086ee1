/** Changes of state that the contract does not name. */
import { ensures, modifies, old, requires, spec, u32 } from "welkin";
import { set, value } from "./modules-lower.ts";

let counter: u32 = 0;
let shadow: u32 = 0;

export const current = spec((): u32 => counter);
export const other = spec((): u32 => shadow);

function bump(): u32 {
  requires(counter < 100);
  modifies(counter);
  ensures((result: u32) => result === old(counter) && counter === old(counter) + 1);
  counter += 1;
  return counter - 1;
}

export function calls(): void {
  requires(current() < 100);
  bump(); // FAILS V207
}

export function storesState(): void {
  modifies(current);
  counter = 1;
  shadow = 1; // FAILS V207
}

/** It changes both views of the lower module. */
export function callsLower(n: u32): void {
  requires(n < 10);
  modifies(value);
  set(n); // FAILS V207
}

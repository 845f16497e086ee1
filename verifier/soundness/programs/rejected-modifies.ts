/** Changes through a reference that the contract does not name. */
import { modifies, u32 } from "welkin";

class Cell {
  value: u32 = 0;
}

export function stores(c: Cell): void {
  c.value = 1; // FAILS K572
}

export function passesOn(c: Cell, value: u32): void {
  write(c, value); // FAILS K712
}

function write(c: Cell, value: u32): void {
  modifies(c);
  c.value = value;
}

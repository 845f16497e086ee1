/** The layer below rejected-checked-layers.ts. */
import { ensures, modifies, spec, u32 } from "welkin";

let total: u32 = 0;

export const view = spec((): u32 => total);

export function set(value: u32): void {
  modifies(total);
  ensures(view() === value);
  total = value;
}

export function get(): u32 {
  ensures((result: u32) => result === view());
  return total;
}

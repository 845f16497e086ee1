/**
 * A view with type parameters: `set` is proved to keep the views that there are, and this instance was none of them
 * where `set` was proved for another program.
 */
import { assert, ensures, modifies, old, spec, u32 } from "welkin";

let total: u32 = 0;

export const view = spec((): u32 => total);
export const also = spec(<T>(_: T): u32 => total); // FAILS K574

export function set(value: u32): void {
  modifies(view);
  ensures(view() === value);
  total = value;
}

export function kept(x: u32): void {
  modifies(view);
  set(3);
  assert(also(x) === old(also(x)));
}

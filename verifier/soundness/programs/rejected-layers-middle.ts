/** A module whose invariant is over a view of a lower one. */
import { invariant, modifies, requires, spec, u32 } from "welkin";
import { set, twin, value } from "./modules-lower.ts";

let top: u32 = 4;

invariant(value() <= top);

export const limit = spec((): u32 => top);

export function setWithin(n: u32): void {
  requires(n <= limit() && limit() < 10);
  modifies(value, twin);
  set(n);
}

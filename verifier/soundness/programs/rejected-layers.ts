/** A third module that changes a view on which another module's invariant stands. */
import { modifies, requires, u32 } from "welkin";
import { value, twin, set } from "./modules-lower.ts";
import { limit } from "./rejected-layers-middle.ts";

export function behindTheBack(n: u32): void {
  requires(n < 10);
  modifies(value, twin);
  set(n); // FAILS K570
}

export function reads(): void {
  requires(limit() === 4);
}

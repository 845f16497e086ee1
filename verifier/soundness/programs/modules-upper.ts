/** An upper layer: of a lower one it knows the contracts alone. */
import { assert, modifies, requires } from "welkin";
import { bounded, set, twin, value } from "./modules-lower.ts";

export function knowsNotTheInvariant(): void {
  assert(value() < 10); // FAILS V205
}

export function knowsByLemma(): void {
  bounded();
  assert(value() < 10);
}

export function knowsNotTheBody(): void {
  modifies(value, twin);
  set(3);
  assert(value() === 3);
  assert(twin() === value());
}

export function stateAfterCall(): void {
  requires(value() === 5);
  modifies(value, twin);
  set(3);
  assert(value() === 5); // FAILS V205
}

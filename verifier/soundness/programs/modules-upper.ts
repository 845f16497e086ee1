/** An upper layer: of a lower one it knows the contracts alone. */
import { assert, modifies, requires, u32 } from "welkin";
import { bounded, set, twin, unchanged, value } from "./modules-lower.ts";

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

/** Of a view that is named nothing is known but what \`ensures\` says. */
export function unchangedSaysLittle(): void {
  requires(value() === 5 && twin() === 5);
  modifies(value, twin);
  unchanged();
  assert(value() === 5);
  assert(twin() === 5); // FAILS V205
}

/** A lower module's state changes in a loop that calls it. */
export function changedInLoop(n: u32): void {
  requires(value() === 0 && n < 10);
  modifies(value, twin);
  for (let i: u32 = 0; i < n; i += 1) {
    set(i);
  }
  assert(value() === 0); // FAILS V205
}

/** A lower layer: a counter that stays below ten. */
import { ensures, invariant, lemma, modifies, old, requires, spec, u32 } from "welkin";

let count: u32 = 0;
let shadow: u32 = 0;

invariant(count < 10);
invariant(shadow === count);

export const value = spec((): u32 => count);
export const twin = spec((): u32 => shadow);

export const bounded = lemma((): void => {
  ensures(value() < 10);
});

export function set(n: u32): void {
  requires(n < 10);
  modifies(value, twin);
  ensures(value() === n && twin() === n);
  count = n;
  shadow = n;
}

/** Leaves the module with its invariant broken. */
export function setTooFar(n: u32): void {
  modifies(value, twin);
  count = n;
  shadow = n;
} // FAILS V212

/** The invariant is broken when another exported function is called. */
export function brokenInBetween(): void {
  modifies(value, twin);
  ensures(value() === 1);
  count = 20;
  set(1); // FAILS V212
}

/** A function that is not exported neither knows nor keeps the invariant. */
function inner(): void {
  modifies(count);
  count = 11;
}

export function callsInner(): void {
  modifies(value, twin);
  inner();
} // FAILS V212

export function unchanged(): void {
  modifies(value, twin);
  ensures(value() === old(value()));
}

/** The invariant is broken when a lemma is called that relies on it. */
export function brokenAtLemma(): void {
  modifies(value, twin);
  ensures(value() === 1 && twin() === 1);
  count = 20;
  bounded(); // FAILS V212
  count = 1;
  shadow = 1;
}

/**
 * Twin of layered-counter.ts: nobody sees to it that the counter stays at or below its limit.
 */
import { ensures, type int, invariant, modifies, old, requires, spec, u32 } from "welkin";

const LIMIT = 16;

let value: u32 = 0;

invariant(value <= LIMIT); // FAILS V212

export const count = spec((): int => value);

export function increment(): void {
  requires(count() < u32.MAX);
  modifies(count);
  ensures(count() === old(count()) + 1);
  value += 1;
}

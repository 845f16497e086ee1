/**
 * The lower layer: a counter that stays between 0 and LIMIT.
 *
 * Owns      the number. The layer above (layered-stack.ts) cannot name it.
 * View      count(): outside, only the contracts here say how it changes.
 */
import { ensures, type int, invariant, lemma, modifies, old, requires, spec, u32 } from "welkin";

export const LIMIT = 16;

let value: u32 = 0;

invariant(value <= LIMIT);

/** How far the counter is. */
export const count = spec((): int => value);

/** The counter stays within its bounds. */
export const bounded = lemma((): void => {
  ensures(0 <= count() && count() <= LIMIT);
});

export function increment(): void {
  requires(count() < LIMIT);
  modifies(count);
  ensures(count() === old(count()) + 1);
  value += 1;
}

export function decrement(): void {
  requires(count() > 0);
  modifies(count);
  ensures(count() === old(count()) - 1);
  value -= 1;
}

export function read(): u32 {
  ensures((result: u32) => result === count());
  ensures((result: u32) => result <= LIMIT);
  return value;
}

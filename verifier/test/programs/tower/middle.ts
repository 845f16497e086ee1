/** A layer whose views look through to the lowest. */
import { ensures, invariant, modifies, old, requires, spec, u32, type int } from "welkin";
import { height, raise } from "./low.ts";

let offset: u32 = 0;
let marks: u32 = 0;

/** Reads this layer's state and the lower view. */
export const top = spec((): int => height() + offset);

/** Reads the lower view only: no state of this layer is behind it. */
export const doubled = spec((): int => height() * 2);

export const marked = spec((by: int): int => marks + by);

invariant(offset <= 500);

export function lift(): void {
  requires(top() < 10000);
  modifies(top);
  ensures(top() === old(top()) + 1);
  offset += 1;
} // FAILS V212

export function liftBelow(): void {
  requires(height() < 100);
  modifies(height);
  ensures(top() === old(top()) + 1);
  ensures(doubled() === old(doubled()) + 2);
  raise();
}

export function liftBoth(): void {
  requires(height() < 100);
  modifies(height, top);
  ensures(top() === 3 + height());
  raise();
  offset = 3;
}

export function liftSilently(): void {
  requires(height() < 100);
  modifies(top);
  ensures(top() === old(top()) + 1);
  raise(); // FAILS V207
}

/** Machine functions that any module may call: what their contracts allow must keep invariants and views. */
import { ensures, invariant, machine, modifies, requires, spec, u32 } from "welkin";

let total: u32 = 0;
invariant(total <= 10);

export const view = spec((): u32 => total);
export const isLarge = spec((): boolean => total > 5);

export const unbounded = machine("any", (): void => {
  modifies(total); // FAILS V212
});

export const unboundedView = machine("any", (): void => {
  modifies(view); // FAILS V207
  ensures(view() <= 8);
});

/** Not exported: its module knows nothing of the invariant behind it. */
const raw = machine("any", (): void => {
  modifies(total);
});

export const bounded = machine("any", (value: u32): void => {
  requires(value < 5);
  modifies(total);
  ensures(total === value);
});

export function reset(): void {
  modifies(total);
  raw();
  bounded(4);
}

export function broken(): void {
  modifies(total);
  raw();
} // FAILS V212

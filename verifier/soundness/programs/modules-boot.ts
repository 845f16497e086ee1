/** An invariant that does not hold of the initial state. */
import { invariant, modifies, ensures, spec, u32 } from "welkin";

let level: u32 = 0;

invariant(level > 0); // FAILS V213

export const current = spec((): u32 => level);

export function raise(): void {
  modifies(current);
  ensures(current() === 1);
  level = 1;
}

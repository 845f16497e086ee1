/**
 * Twin of ticket-lock.ts: test and set in two steps. Both CPUs see the lock free, then both take it.
 */
import { ensures, invariant, modifies, requires, spec, u32 } from "welkin";

let taken: boolean = false;
let holders: u32 = 0;

invariant(holders <= 1);
invariant(taken === (holders === 1));

export const isTaken = spec((): boolean => taken);
export const holding = spec((): u32 => holders);

/** The second step of a CPU whose first step saw the lock free, some time ago. */
export function takeSeenFree(): void {
  requires(holding() < 100);
  modifies(isTaken, holding);
  ensures(isTaken());
  taken = true;
  holders += 1;
} // FAILS V212

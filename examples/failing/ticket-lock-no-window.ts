/**
 * Twin of ticket-lock.ts: nothing bounds how many tickets are out, so 2^32 of them bring two CPUs the same number.
 */
import { int, lemma, requires, assert } from "welkin";

/** Tickets a and b are out, and look the same to the machine. */
export const sameTicketSameTurn = lemma((served: int, given: int, a: int, b: int): void => {
  requires(0 <= served && served <= a && a < given && served <= b && b < given);
  requires(a % 0x1_0000_0000 === b % 0x1_0000_0000);
  assert(a === b); // FAILS V205
});

/**
 * Twin of token-bucket.ts: the refill is not limited to the burst, so a long pause saves up a flood.
 */
import { ensures, invariant, modifies, requires, spec, u32 } from "welkin";

const BURST: u32 = 1000;
const RATE: u32 = 7;

let tokens: u32 = BURST;

invariant(tokens <= BURST);

export const available = spec((): u32 => tokens);

export function refill(elapsed: u32): void {
  requires(elapsed <= 1_000_000);
  modifies(available);
  ensures(available() > 0 || elapsed === 0);
  tokens += RATE * elapsed;
} // FAILS V212

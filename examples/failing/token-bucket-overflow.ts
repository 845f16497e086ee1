/**
 * Twin of token-bucket.ts: the refill is limited after the multiplication, which overflows after a pause.
 */
import { ensures, u32 } from "welkin";

const BURST: u32 = 1000;
const RATE: u32 = 7;

export function refilled(tokens: u32, elapsed: u32): u32 {
  ensures((result: u32) => result <= BURST);
  if (tokens >= BURST) return BURST;
  const filled: u32 = tokens + RATE * elapsed; // FAILS V101 V101
  return filled < BURST ? filled : BURST;
}

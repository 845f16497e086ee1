/**
 * Random bytes, from the entropy service.
 *
 * Owns      no state.
 */
import { checked, modifies, type u32, u64 } from "welkin";
import { FAULT, SUCCESS } from "../services/errors.ts";
import { MOST_RANDOM, RANDOM } from "../services/protocol.ts";
import { isInMemory } from "./ranges.ts";
import { TO_WRITE, ask, lendBytes, traffic } from "./requests.ts";
import { ENTROPY } from "./slots.ts";

export function fillRandomly(address: u32, length: u32): u64 {
  modifies(traffic);
  checked();
  if (!isInMemory(address, u64.from(length))) return FAULT;
  let at: u32 = 0;
  while (at < length) {
    const piece: u32 = length - at < MOST_RANDOM ? length - at : MOST_RANDOM;
    lendBytes(address + at, piece, TO_WRITE);
    const error = ask(ENTROPY, RANDOM, u64.from(piece), 0, 0, 0);
    if (error !== SUCCESS) return error;
    at += piece;
  }
  return SUCCESS;
}

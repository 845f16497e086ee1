/**
 * Clocks, as WASI numbers them: 0 real time, 1 monotonic.
 *
 * Owns      no state. The monotonic clock is the kernel's; of others the clock service knows.
 * Units     nanoseconds.
 */
import { checked, modifies, type u32, u64 } from "welkin";
import { now, word } from "../programs/calls.ts";
import { FAULT, SUCCESS } from "../services/errors.ts";
import { store64 } from "../services/memory.ts";
import { RESOLUTION, TIME } from "../services/protocol.ts";
import { isInMemory } from "./ranges.ts";
import { ask, traffic } from "./requests.ts";
import { CLOCK } from "./slots.ts";

/** The clock that never goes back. */
export const MONOTONIC: u32 = 1;

export function time(clock: u32, result: u32): u64 {
  modifies(traffic);
  checked();
  if (clock !== MONOTONIC) return storeAnswer(TIME, clock, result);
  if (!isInMemory(result, 8)) return FAULT;
  store64(result, now());
  return SUCCESS;
}

export function resolution(clock: u32, result: u32): u64 {
  modifies(traffic);
  checked();
  return storeAnswer(RESOLUTION, clock, result);
}

function storeAnswer(operation: u64, clock: u32, result: u32): u64 {
  modifies(traffic);
  checked();
  if (!isInMemory(result, 8)) return FAULT;
  const error = ask(CLOCK, operation, u64.from(clock), 0, 0, 0);
  if (error === SUCCESS) store64(result, word(1));
  return error;
}

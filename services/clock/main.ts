/**
 * The clock service: what time it is.
 *
 * Handles   1: the endpoint where requests come.
 * Clocks    0 real time, since 1970; 1 monotonic, since some time. WASI's others tell the time of a processor that a process has
 *           used: that is counted in fuel here, which is no time, so that they are not supported.
 * Units     nanoseconds.
 */
import { checked, machine, type u64, unreachable } from "welkin";
import { Status } from "../../kernel/status.ts";
import { client, receive, replyReceive, word } from "../../programs/calls.ts";
import { INVALID, NOT_SUPPORTED, NO_SYSTEM_CALL, SUCCESS } from "../errors.ts";
import { RESOLUTION, TIME } from "../protocol.ts";

const REQUESTS = 1;

const REAL_TIME: u64 = 0;
const MONOTONIC: u64 = 1;
const LAST_CLOCK: u64 = 3;

/** The least by which times differ, as far as the device tells. */
const STEP: u64 = 1;

const realtime = machine("device.realtime", (): u64 => {
  unreachable();
});

const monotonic = machine("device.monotonic", (): u64 => {
  unreachable();
});

/** Serves until there is nobody left to receive from. */
export function main(): void {
  checked();
  let status = receive(REQUESTS);
  while (status === Status.Done) {
    const operation: u64 = word(0) & 0xffff;
    const clock = word(1);
    const error = errorOf(operation, clock);
    status = replyReceive(client(), REQUESTS, error, valueOf(operation, clock), 0, 0, 0, 0);
    // A client that waits no more has no answer.
    if (status === Status.NoSuchClient) status = receive(REQUESTS);
  }
}

function errorOf(operation: u64, clock: u64): u64 {
  if (operation !== TIME && operation !== RESOLUTION) return NO_SYSTEM_CALL;
  if (clock > LAST_CLOCK) return INVALID;
  return clock > MONOTONIC ? NOT_SUPPORTED : SUCCESS;
}

function valueOf(operation: u64, clock: u64): u64 {
  checked();
  if (errorOf(operation, clock) !== SUCCESS) return 0;
  if (operation === RESOLUTION) return STEP;
  return clock === REAL_TIME ? realtime() : monotonic();
}

/**
 * A hoarder: makes endpoints until its container cannot pay for more, and reports how far it came.
 *
 * Handles   1: the endpoint to which it reports. 2: its container.
 */
import { checked, type u32, u64 } from "welkin";
import { createEndpoint, send } from "./calls.ts";
import { Status } from "../kernel/status.ts";

const REPORTS = 1;
const CONTAINER = 2;
const FIRST_SLOT = 3;
const SLOTS = 128;

/** Reports how many endpoints it has made, and what became of the one after them. */
export function main(): void {
  checked();
  let slot: u32 = FIRST_SLOT;
  let status: Status = Status.Done;
  while (slot < SLOTS && status === Status.Done) {
    status = createEndpoint(CONTAINER, slot);
    slot += 1;
  }
  const made: u32 = slot - FIRST_SLOT - 1;
  send(REPORTS, u64.from(made), u64.from(status), 0, 0, 0, 0);
}

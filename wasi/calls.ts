/**
 * Calls of the kernel that programs/calls.ts does not have yet.
 */
import { machine, type u32, type u64, unreachable } from "welkin";
import { Status } from "../kernel/status.ts";

/** Nanoseconds since a moment before boot; never less than before. */
export const now = machine("welkin.now", (): u64 => {
  unreachable();
});

/** Has a notification be signalled when `now` tells this. */
export const setTimer = machine("welkin.setTimer", (notification: u32, deadline: u64, bits: u64): Status => {
  unreachable();
});

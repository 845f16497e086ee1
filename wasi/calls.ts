/**
 * Calls of the kernel that programs/calls.ts does not have yet.
 */
import { machine, type u32, type u64, unreachable } from "welkin";
import { Status } from "../kernel/status.ts";

/** The bytes of the caller that whoever it calls may use while the call lasts. access: 1 to read, 2 to write. */
export const lend = machine("welkin.lend", (address: u64, length: u64, access: u32): Status => {
  unreachable();
});

/** The handle of which whoever the caller calls may have a copy. */
export const offer = machine("welkin.offer", (handle: u32, rights: u32, badge: u64, slot: u32): Status => {
  unreachable();
});

/** Nanoseconds since a moment before boot; never less than before. */
export const now = machine("welkin.now", (): u64 => {
  unreachable();
});

/** Has a notification be signalled when `now` tells this. */
export const setTimer = machine("welkin.setTimer", (notification: u32, deadline: u64, bits: u64): Status => {
  unreachable();
});

/**
 * Calls of the kernel that programs/calls.ts does not have yet.
 */
import { machine, type u32, type u64, unreachable } from "welkin";
import type { Status } from "../../kernel/status.ts";

/** Copies the caller's bytes at `address` to what the client lends. */
export const write = machine(
  "welkin.write",
  (client: u32, offset: u64, address: u64, length: u32): Status => {
    unreachable();
  },
);

/** Calls of the kernel that programs/calls.ts does not have yet. */
import { machine, type u32, unreachable } from "welkin";
import type { Status } from "../../kernel/status.ts";

/** Puts a copy of the handle that a client has offered into a slot. */
export const accept = machine("welkin.accept", (client: u32, slot: u32): Status => {
  unreachable();
});

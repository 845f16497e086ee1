/** Calls by which a server gets at what its clients have lent and offered. Goes away when programs/calls.ts has them. */
import { machine, type u32, type u64, unreachable } from "welkin";
import type { Status } from "../../kernel/status.ts";

export const read = machine("welkin.read", (client: u32, offset: u64, address: u64, length: u32): Status => {
  unreachable();
});

export const write = machine(
  "welkin.write",
  (client: u32, offset: u64, address: u64, length: u32): Status => {
    unreachable();
  },
);

export const accept = machine("welkin.accept", (client: u32, slot: u32): Status => {
  unreachable();
});

/**
 * A client that calls a server so many times.
 *
 * Handles   1: the endpoint of the server.
 */
import { checked, type u32, u64, unreachable } from "welkin";
import { call, word } from "./calls.ts";
import { Status } from "../kernel/status.ts";

const SERVER = 1;

/** Traps when an answer is not what was sent. */
export function main(calls: u32): void {
  checked();
  for (let i: u32 = 0; i < calls; i += 1) {
    if (call(SERVER, u64.from(i), 1, 2, 3, 4, 5) !== Status.Done) unreachable();
    if (word(0) !== u64.from(i)) unreachable();
  }
}

/**
 * A server: answers each message with the least factor of its first word.
 *
 * Handles   1: the endpoint where it receives.
 */
import { checked, type u64 } from "welkin";
import { client, receive, replyReceive, word } from "./calls.ts";
import { leastFactor } from "./factors.ts";
import { Status } from "../kernel/status.ts";

const REQUESTS = 1;

/** Serves until there is nobody left to receive from. */
export function main(): void {
  checked();
  let status = receive(REQUESTS);
  while (status === Status.Done) {
    status = replyReceive(client(), REQUESTS, answer(word(0)), 0, 0, 0, 0, 0);
  }
}

/** The least factor; 0 where there is none. */
function answer(n: u64): u64 {
  return n < 2 ? 0 : leastFactor(n);
}

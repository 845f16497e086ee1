/**
 * A server that answers each message with its own words.
 *
 * Handles   1: the endpoint where it receives.
 */
import { checked } from "welkin";
import { client, receive, replyReceive, word } from "./calls.ts";
import { Status } from "../kernel/status.ts";

const REQUESTS = 1;

export function main(): void {
  checked();
  let status = receive(REQUESTS);
  while (status === Status.Done) {
    status = replyReceive(client(), REQUESTS, word(0), word(1), word(2), word(3), word(4), word(5));
  }
}

/**
 * The entropy service: random bytes.
 *
 * Handles   1: the endpoint where requests come.
 * Memory    one page, in which the bytes are while a request is served; zeros else: what a client has got nobody has too.
 */
import { checked, machine, u32, u64 } from "welkin";
import { Status } from "../../kernel/status.ts";
import { client, receive, replyReceive, word, write } from "../../programs/calls.ts";
import { FAULT, INVALID, NO_MEMORY, NO_SYSTEM_CALL, SUCCESS } from "../errors.ts";
import { ORIGIN, fill, grow, size } from "../memory.ts";
import { MOST_RANDOM, RANDOM } from "../protocol.ts";

const REQUESTS = 1;

/** Has so many bytes from an address on be random; at most MOST_RANDOM. */
const fillRandomly = machine("device.fill", (address: u32, length: u32): void => {});

/** Serves until there is nobody left to receive from. */
export function main(): void {
  checked();
  let status = receive(REQUESTS);
  while (status === Status.Done) {
    status = replyReceive(client(), REQUESTS, serve(), 0, 0, 0, 0, 0);
    // A client that waits no more has no answer.
    if (status === Status.NoSuchClient) status = receive(REQUESTS);
  }
}

/** The error of the latest request. */
function serve(): u64 {
  checked();
  if ((word(0) & 0xffff) !== RANDOM) return NO_SYSTEM_CALL;
  if (word(1) > u64.from(MOST_RANDOM)) return INVALID;
  if (size() === 0 && grow(1) === u32.MAX) return NO_MEMORY;
  return give(u32.from(word(1)), word(2));
}

/** Writes random bytes into what the client lends, from byte `at` on. */
function give(length: u32, at: u64): u64 {
  checked();
  fillRandomly(0, length);
  const status = write(client(), at, ORIGIN, length);
  fill(0, 0, length);
  return status === Status.Done ? SUCCESS : FAULT;
}

/**
 * Answers to clients.
 *
 * Owns      the answer to the request that is served now: it is held, so that one call of the kernel gives it and takes the
 *           next request. Others are given at once.
 */
import { checked, modifies, type u32, type u64 } from "welkin";
import { receive, reply, replyReceive } from "../../programs/calls.ts";
import { Status } from "../../kernel/status.ts";

/** The endpoint where requests come. */
const REQUESTS: u32 = 1;

/** Not an answer: it comes later. */
export const LATER: u64 = 0xffff_ffff_ffff_ffff;

let served: u32 = 0;
/** Word 0: the error, and what more is in there; or LATER. */
let result: u64 = LATER;
let second: u64 = 0;
let third: u64 = 0;

/** The request of `client` is served from now on. */
export function serve(client: u32): void {
  modifies(served, result, second, third);
  checked();
  served = client;
  result = LATER;
  second = 0;
  third = 0;
}

/** Words 1 and 2 of the answer to the request that is served. */
export function results(b: u64, c: u64): void {
  modifies(second, third);
  checked();
  second = b;
  third = c;
}

/** The request that is served has this answer, unless it comes later. */
export function answerServed(word: u64): void {
  modifies(result);
  checked();
  if (word !== LATER) {
    result = word;
  }
}

/** Answers a client, whichever it is. */
export function answer(client: u32, error: u64, b: u64): void {
  modifies(result, second);
  checked();
  if (client === served && result === LATER) {
    result = error;
    second = b;
  } else {
    reply(client, error, b, 0, 0, 0, 0);
  }
}

/** Gives the answer that is held, if there is one, and takes the next request. */
export function next(): Status {
  checked();
  if (result !== LATER) {
    const status = replyReceive(served, REQUESTS, result, second, third, 0, 0, 0);
    // A client that waits no more has no answer.
    if (status !== Status.NoSuchClient) return status;
  }
  return receive(REQUESTS);
}

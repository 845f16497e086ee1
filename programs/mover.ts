/**
 * A server that moves the pages which its client lends to its own memory and back, so many times; or reads their bytes.
 *
 * Handles   1: the endpoint where it receives. Words: 0 to move and 1 to read; how many times.
 */
import { checked, u32, u64 } from "welkin";
import { MEMORY, client, putPages, read, receive, replyReceive, takePages, word } from "./calls.ts";
import { Status } from "../kernel/status.ts";

const REQUESTS = 1;
/** All the pages of its memory, in which it keeps nothing. */
const PAGES = 16;

/** Moves, or reads, and says what became of the last time. */
function perform(whose: u32, reads: boolean, times: u64): Status {
  checked();
  let status = Status.Done;
  for (let i: u64 = 0; i < times && status === Status.Done; i += 1) {
    if (reads) status = read(whose, 0, MEMORY, PAGES * 4096);
    else {
      status = takePages(whose, 0, MEMORY / 4096, PAGES);
      if (status === Status.Done) status = putPages(whose, 0, MEMORY / 4096, PAGES);
    }
  }
  return status;
}

export function main(): void {
  checked();
  let status = receive(REQUESTS);
  while (status === Status.Done) {
    const result = perform(client(), word(0) === 1, word(1));
    status = replyReceive(client(), REQUESTS, u64.from(result), 0, 0, 0, 0, 0);
  }
}

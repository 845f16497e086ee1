/**
 * read: copy bytes that a client lends to the caller's memory.
 *
 * Arguments  client: the number of the thread, as the caller was told it with the message.
 *            offset: of the first byte, in what the client lends.
 *            address: where they go in the caller's address space.
 *            length: how many, at most LONGEST.
 * Errors     NoSuchClient: there is no such thread, or it does not wait for this process; NotAllowed: it does not lend
 *            bytes to read; BadArgument: it does not lend so many, or they are more than LONGEST; then of the first page
 *            of the client's, or of the caller's, that cannot be used: NoSuchPage, NotMapped, NotAllowed; BadArgument:
 *            the ranges overlap.
 */
import { ensures, modifies, old, requires, reveal, spec, type u32, type u64, unchanged } from "welkin";
import { caller, callerProcess, callerSpace } from "../callers.ts";
import { consistent, pagesAgree } from "../consistency.ts";
import { NONE } from "../frames.ts";
import { LEND_READ, checkLoan, lentAddress, loanStatus, spaceFrom, spaceOfThread } from "../loans.ts";
import { zeroFrames } from "../machine.ts";
import { spaceOf } from "../processes.ts";
import { othersKeepBytes, transfer, transferStatus } from "../ranges.ts";
import { homes } from "../spaces.ts";
import { Status, andThen } from "../status.ts";
import { loanAt, running } from "../threads.ts";

/** What becomes of the call. */
const outcome = spec((client: u32, offset: u64, address: u64, length: u32): Status =>
  andThen(
    loanStatus(callerProcess(), client, offset, length, LEND_READ),
    transferStatus(spaceOfThread(client), lentAddress(client, offset), callerSpace(), address, length),
  ),
);

export function read(client: u32, offset: u64, address: u64, length: u32): Status {
  requires(consistent() && running() !== NONE);
  modifies(zeroFrames);
  ensures((status: Status) => status === outcome(client, offset, address, length));
  ensures((status: Status) =>
    status === Status.Done
      ? othersKeepBytes(old(zeroFrames()), zeroFrames(), homes(), callerSpace(), address, length)
      : unchanged(zeroFrames),
  );
  const p = caller();
  const status = checkLoan(p, client, offset, length, LEND_READ);
  if (status !== Status.Done) return status;
  reveal(pagesAgree);
  return transfer(spaceFrom(client), loanAt(client).address + offset, spaceOf(p), address, length);
}

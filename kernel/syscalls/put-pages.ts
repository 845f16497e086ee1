/**
 * putPages: move whole pages of the caller to where a client lends some; the caller has zeros in their place.
 *
 * Arguments  client: the number of the thread, as the caller was told it with the message.
 *            offset: of the first page, in the bytes that the client lends: where a page begins.
 *            page: the number of the first of the caller's pages.
 *            count: how many, at most MOST.
 * Errors     NoSuchClient: there is no such thread, or it does not wait for this process; NotAllowed: it does not lend
 *            bytes to read and to write; BadArgument: it does not lend so many, no page begins there, or they are more
 *            than MOST; then of the first page of the caller's, then of the client's, that cannot be written:
 *            NoSuchPage, NotMapped, NotAllowed; BadArgument: some page is on both sides.
 */
import { ensures, modifies, old, requires, spec, type u32, u64, unchanged } from "welkin";
import { caller, callerProcess, callerSpace } from "../callers.ts";
import { consistent } from "../consistency.ts";
import { NONE, uses } from "../frames.ts";
import { checkLentPages, lentPage, lentPagesStatus, spaceFrom, spaceOfThread } from "../loans.ts";
import { FRAME_BYTES, known, reached, zeroFrames } from "../machine.ts";
import { filled, movePages, moveStatus, moved } from "../moves.ts";
import { spaceOf } from "../processes.ts";
import { homes, spaces } from "../spaces.ts";
import { Status, andThen } from "../status.ts";
import { missing, walk } from "../tables.ts";
import { loanAt, running } from "../threads.ts";

/** What becomes of the call. */
const outcome = spec((client: u32, offset: u64, page: u64, count: u32): Status =>
  andThen(
    lentPagesStatus(callerProcess(), client, offset, count),
    moveStatus(callerSpace(), page, spaceOfThread(client), lentPage(client, offset), count),
  ),
);

export function putPages(client: u32, offset: u64, page: u64, count: u32): Status {
  requires(consistent() && running() !== NONE);
  modifies(spaces, homes, walk, missing, reached, known, uses, zeroFrames);
  ensures((status: Status) => consistent() && status === old(outcome(client, offset, page, count)));
  ensures((status: Status) =>
    status === Status.Done
      ? spaces() ===
          old(moved(spaces(), callerSpace(), page, spaceOfThread(client), lentPage(client, offset), count)) &&
        zeroFrames() ===
          old(filled(zeroFrames(), spaces(), spaceOfThread(client), lentPage(client, offset), count))
      : unchanged(spaces, homes, uses, zeroFrames),
  );
  const p = caller();
  const status = checkLentPages(p, client, offset, count);
  if (status !== Status.Done) return status;
  const lent = (loanAt(client).address + offset) / FRAME_BYTES;
  return movePages(spaceOf(p), page, spaceFrom(client), lent, count);
}

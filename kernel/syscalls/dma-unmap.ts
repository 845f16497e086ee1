/**
 * dmaUnmap: let no device reach a page of the caller's.
 *
 * Arguments  page: the number of the page, whether a device reaches it or not.
 * Errors     NoSuchPage; NotMapped; NotAllowed: the page is in a large one, or memory of a device.
 */
import { ensures, modifies, old, requires, reveal, spec, type u64, unchanged } from "welkin";
import { caller, callerSpace } from "../callers.ts";
import { consistent, pagesAgree } from "../consistency.ts";
import { NONE, usesAreFrames } from "../frames.ts";
import { frameFor } from "../homes.ts";
import { FRAMES, reached } from "../machine.ts";
import { spaceOf } from "../processes.ts";
import { pageStatus } from "../ranges.ts";
import { conceal, homesArePages, spaces, translate } from "../spaces.ts";
import { Status } from "../status.ts";
import { running } from "../threads.ts";
import { PAGES } from "../trees.ts";

/** What becomes of the call. */
const outcome = spec((page: u64): Status => pageStatus(spaces().get(callerSpace()), page, false));

export function dmaUnmap(page: u64): Status {
  requires(consistent() && running() !== NONE);
  modifies(reached);
  ensures((status: Status) => status === outcome(page));
  ensures((status: Status) =>
    status === Status.Done
      ? reached() === old(reached()).delete(frameFor(spaces(), callerSpace(), page))
      : unchanged(reached),
  );
  const p = caller();
  if (page >= PAGES) return Status.NoSuchPage;
  const place = translate(spaceOf(p), page);
  if (place.kind === "unmapped") return Status.NotMapped;
  if (place.large || place.frame >= FRAMES) return Status.NotAllowed;
  homesArePages();
  reveal(pagesAgree);
  usesAreFrames(place.frame);
  conceal(place.frame);
  return Status.Done;
}

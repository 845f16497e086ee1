/**
 * unmap: have a page of a process be nothing, or all of a large page; its frames are free again, unless they are memory of a
 * device. Page tables stay.
 *
 * Arguments  process: a handle with Manage, of the process; OWN (0xffffffff) for the caller's own.
 *            page: the number of the page, of a large one that of its first page.
 * Errors     those of the handle; NoSuchPage; NotMapped.
 */
import { ensures, modifies, old, requires, reveal, spec, type u32, type u64, unchanged } from "welkin";
import { caller, callerProcess, refusal } from "../callers.ts";
import { memoryChanges, partsStay } from "../changes.ts";
import { consistent, pagesAgree, tablesAgree } from "../consistency.ts";
import { payerIsContainer, tree } from "../containers.ts";
import { nestedAfterChange } from "../descent.ts";
import { NONE, deviceIsNotUsed, uses } from "../frames.ts";
import { MANAGE } from "../handles.ts";
import { Outcome, frameFor, pageOutcome, withoutPage } from "../homes.ts";
import { known, reached } from "../machine.ts";
import { memoryStatus, spaceFor, spaceNamed, statusFor, statusOf } from "../memory.ts";
import { ownerOf } from "../ownership.ts";
import { unmapFree } from "../pages.ts";
import { homes, homesArePages, spaces, spacesAreOwners } from "../spaces.ts";
import { Status, andThen } from "../status.ts";
import { missing, walk } from "../tables.ts";
import { running } from "../threads.ts";
import { Kind } from "../uses.ts";

/** What becomes of the call. */
const outcome = spec((process: u32, page: u64): Status =>
  andThen(
    memoryStatus(callerProcess(), process),
    statusOf(pageOutcome(spaces().get(spaceNamed(process)), page)),
  ),
);

export function unmap(process: u32, page: u64): Status {
  requires(consistent() && running() !== NONE);
  modifies(spaces, homes, walk, missing, reached, known, tree, uses);
  ensures((status: Status) => consistent() && status === old(outcome(process, page)));
  ensures((status: Status) =>
    status === Status.Done
      ? spaces() === withoutPage(old(spaces()), old(spaceNamed(process)), page) &&
        uses() === old(uses()).delete(frameFor(old(spaces()), old(spaceNamed(process)), page)) &&
        reached() === old(reached()).delete(frameFor(old(spaces()), old(spaceNamed(process)), page))
      : unchanged(spaces, homes, tree, reached, uses),
  );
  const p = caller();
  const space = spaceFor(p, process);
  if (space === NONE) return refusal(p, process, Kind.Process, MANAGE);
  reveal(tablesAgree, pagesAgree);
  spacesAreOwners();
  homesArePages();
  payerIsContainer(space);
  deviceIsNotUsed(frameFor(spaces(), space, page));
  const result = unmapFree(space, page);
  if (result === Outcome.Done) {
    memoryChanges(old(uses()));
    nestedAfterChange(ownerOf(), old(tree()), tree());
    partsStay(old(uses()), old(spaces()));
  }
  return statusFor(result);
}

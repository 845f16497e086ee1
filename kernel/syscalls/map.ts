/**
 * map: have a page of a process be a new frame, full of zeros.
 *
 * Arguments  process: a handle with Manage, of the process; OWN (0xffffffff) for the caller's own. Its container pays
 *            for the frame, and for page tables that lack.
 *            page: the number of the page.
 *            access: 0 to read, 1 to write too, 2 to execute too.
 * Errors     those of the handle; BadArgument: there is no such access; Destroyed: the container that pays is being
 *            destroyed; NoSuchPage; AlreadyMapped; NoFrames.
 */
import { ensures, modifies, old, requires, reveal, spec, type u32, type u64 } from "welkin";
import { caller, callerProcess, refusal } from "../callers.ts";
import { memoryAppears, nestedWhenUsing, partsStay } from "../changes.ts";
import { consistent, pagesAgree, tablesAgree } from "../consistency.ts";
import { doomed, payerIsContainer, tree } from "../containers.ts";
import { NONE, useOf, uses } from "../frames.ts";
import { MANAGE } from "../handles.ts";
import { Outcome, frameFor, framesFor, mapOutcome, payerFor, withPage } from "../homes.ts";
import { isDoomed } from "../lineage.ts";
import { reached, zeroFrames } from "../machine.ts";
import {
  ACCESSES,
  accessFor,
  accessOf,
  memoryStatus,
  spaceFor,
  spaceIn,
  statusFor,
  statusOf,
} from "../memory.ts";
import { mapNew } from "../pages.ts";
import { homes, spaces, spacesAreOwners } from "../spaces.ts";
import { Status } from "../status.ts";
import { missing, owners, walk } from "../tables.ts";
import { running } from "../threads.ts";
import { Kind } from "../uses.ts";

/** What becomes of mapping a page of a space. */
const pageStatus = spec((space: u32, page: u64, access: u32): Status =>
  access >= ACCESSES
    ? Status.BadArgument
    : isDoomed(tree(), payerFor(uses(), space))
      ? Status.Destroyed
      : statusOf(
          mapOutcome(spaces().get(space), page, missing(space, page) + 1, framesFor(tree(), uses(), space)),
        ),
);

/** What becomes of the call. */
const outcome = spec((p: u32, process: u32, page: u64, access: u32): Status =>
  memoryStatus(p, process) === Status.Done
    ? pageStatus(spaceIn(p, process), page, access)
    : memoryStatus(p, process),
);

export function map(process: u32, page: u64, access: u32): Status {
  requires(consistent() && running() !== NONE);
  modifies(spaces, homes, owners, walk, missing, reached, tree, uses, zeroFrames);
  ensures(consistent() && reached() === old(reached()));
  ensures((status: Status) => status === old(outcome(callerProcess(), process, page, access)));
  ensures((status: Status) =>
    status === Status.Done
      ? spaces() ===
          withPage(old(spaces()), old(spaceIn(callerProcess(), process)), page, {
            frame: frameFor(spaces(), old(spaceIn(callerProcess(), process)), page),
            access: accessOf(access),
          }) &&
        !old(uses()).has(frameFor(spaces(), old(spaceIn(callerProcess(), process)), page)) &&
        zeroFrames() ===
          old(zeroFrames()).add(frameFor(spaces(), old(spaceIn(callerProcess(), process)), page))
      : spaces() === old(spaces()) &&
        homes() === old(homes()) &&
        tree() === old(tree()) &&
        uses() === old(uses()) &&
        zeroFrames() === old(zeroFrames()) &&
        owners() === old(owners()),
  );
  const p = caller();
  const space = spaceFor(p, process);
  if (space === NONE) return refusal(p, process, Kind.Process, MANAGE);
  if (access >= ACCESSES) return Status.BadArgument;
  reveal(tablesAgree, pagesAgree);
  spacesAreOwners();
  payerIsContainer(space);
  if (doomed(useOf(space).container)) return Status.Destroyed;
  const result = mapNew(space, page, accessFor(access));
  if (result === Outcome.Done) {
    memoryAppears(old(uses()), frameFor(spaces(), space, page), payerFor(old(uses()), space));
    nestedWhenUsing(old(tree()), payerFor(old(uses()), space), old(missing(space, page)) + 1);
    partsStay(old(uses()), old(spaces()));
  }
  return statusFor(result);
}

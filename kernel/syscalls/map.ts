/**
 * map, mapLarge: have a page of a process be a new frame, full of zeros; or a large page be LARGE new frames, one after
 * the other.
 *
 * Arguments  process: a handle with Manage, of the process; OWN (0xffffffff) for the caller's own. Its container pays
 *            for the frame, and for page tables that lack.
 *            page: the number of the page; of a large one that of its first page, a multiple of LARGE.
 *            access: 0 to read, 1 to write too, 2 to execute too.
 * Errors     those of the handle; BadArgument: there is no such access, no large page can begin there; Destroyed: the
 *            container that pays is being destroyed; NoSuchPage; AlreadyMapped; NoFrames, for a large page also where
 *            there is no run of free frames.
 */
import { ensures, modifies, old, requires, reveal, spec, type u32, type u64, unchanged } from "welkin";
import { caller, callerProcess, refusal } from "../callers.ts";
import { memoryChanges, partsStay } from "../changes.ts";
import { consistent, pagesAgree, tablesAgree } from "../consistency.ts";
import { doomed, payerIsContainer, tree } from "../containers.ts";
import { nestedAfterChange } from "../descent.ts";
import { NONE, isZeroedFrom, useOf, uses } from "../frames.ts";
import { MANAGE } from "../handles.ts";
import { Outcome, frameFor, sizeFor, withPage } from "../homes.ts";
import { FRAMES, known, reached, zeroFrames } from "../machine.ts";
import {
  ACCESSES,
  accessFor,
  accessOf,
  mappingStatus,
  memoryStatus,
  spaceFor,
  spaceNamed,
  statusFor,
} from "../memory.ts";
import { ownerOf } from "../ownership.ts";
import { mapNew } from "../pages.ts";
import { homes, spaces, spacesAreOwners } from "../spaces.ts";
import { Status, andThen } from "../status.ts";
import { missing, owners, walk } from "../tables.ts";
import { running } from "../threads.ts";
import { Kind } from "../uses.ts";

/** What becomes of the call, but that for a large page there may be no run of free frames. */
const outcome = spec((process: u32, page: u64, access: u32, large: boolean): Status =>
  andThen(
    memoryStatus(callerProcess(), process),
    access >= ACCESSES ? Status.BadArgument : mappingStatus(spaceNamed(process), page, large, sizeFor(large)),
  ),
);

export function map(process: u32, page: u64, access: u32, large: boolean): Status {
  requires(consistent() && running() !== NONE);
  modifies(spaces, homes, owners, walk, missing, reached, known, tree, uses, zeroFrames);
  ensures(consistent() && unchanged(reached));
  ensures(
    (status: Status) =>
      status === old(outcome(process, page, access, large)) ||
      (large && status === Status.NoFrames && old(outcome(process, page, access, large)) === Status.Done),
  );
  ensures((status: Status) =>
    status === Status.Done
      ? spaces() ===
          withPage(old(spaces()), old(spaceNamed(process)), page, {
            frame: frameFor(spaces(), old(spaceNamed(process)), page),
            access: accessOf(access),
            large,
          }) &&
        frameFor(spaces(), old(spaceNamed(process)), page) < FRAMES &&
        !old(uses()).has(frameFor(spaces(), old(spaceNamed(process)), page)) &&
        isZeroedFrom(
          old(zeroFrames()),
          zeroFrames(),
          frameFor(spaces(), old(spaceNamed(process)), page),
          sizeFor(large),
        )
      : unchanged(spaces, homes, tree, uses, zeroFrames, owners),
  );
  const p = caller();
  const space = spaceFor(p, process);
  if (space === NONE) return refusal(p, process, Kind.Process, MANAGE);
  if (access >= ACCESSES) return Status.BadArgument;
  reveal(tablesAgree, pagesAgree);
  spacesAreOwners();
  payerIsContainer(space);
  if (doomed(useOf(space).container)) return Status.Destroyed;
  const result = mapNew(space, page, accessFor(access), large);
  if (result === Outcome.Done) {
    memoryChanges(old(uses()));
    nestedAfterChange(ownerOf(), old(tree()), tree());
    partsStay(old(uses()), old(spaces()));
  }
  return statusFor(result);
}

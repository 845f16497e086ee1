/**
 * protect: change what is allowed for a page of a process, or for all of a large page.
 *
 * Arguments  process: a handle with Manage, of the process; OWN (0xffffffff) for the caller's own.
 *            page: the number of the page, of a large one that of its first page.
 *            access: 0 to read, 1 to write too, 2 to execute too.
 * Errors     those of the handle; BadArgument: there is no such access, or memory of a device would be executable;
 *            NoSuchPage; NotMapped.
 */
import { ensures, modifies, old, requires, reveal, spec, type u32, type u64, unchanged } from "welkin";
import { caller, callerProcess, refusal } from "../callers.ts";
import { partsStay } from "../changes.ts";
import { consistent, pagesAgree, tablesAgree } from "../consistency.ts";
import { NONE, uses } from "../frames.ts";
import { MANAGE } from "../handles.ts";
import { protectOutcome, withPage } from "../homes.ts";
import { known, reached } from "../machine.ts";
import {
  ACCESSES,
  accessFor,
  accessOf,
  memoryStatus,
  spaceFor,
  spaceNamed,
  statusFor,
  statusOf,
} from "../memory.ts";
import { protect as protectPage, spaces } from "../spaces.ts";
import { Status, andThen } from "../status.ts";
import { missing, walk } from "../tables.ts";
import { running } from "../threads.ts";
import { Kind } from "../uses.ts";

/** What becomes of the call. */
const outcome = spec((process: u32, page: u64, access: u32): Status =>
  andThen(
    memoryStatus(callerProcess(), process),
    access >= ACCESSES
      ? Status.BadArgument
      : statusOf(protectOutcome(spaces().get(spaceNamed(process)), page, accessOf(access))),
  ),
);

export function protect(process: u32, page: u64, access: u32): Status {
  requires(consistent() && running() !== NONE);
  modifies(spaces, walk, missing, reached, known);
  ensures((status: Status) => consistent() && status === old(outcome(process, page, access)));
  ensures((status: Status) =>
    status === Status.Done
      ? spaces() ===
        withPage(old(spaces()), old(spaceNamed(process)), page, {
          ...old(spaces().get(spaceNamed(process)).get(page)),
          access: accessOf(access),
        })
      : unchanged(spaces),
  );
  ensures((status: Status) => status === Status.Done || unchanged(reached));
  const p = caller();
  const space = spaceFor(p, process);
  if (space === NONE) return refusal(p, process, Kind.Process, MANAGE);
  if (access >= ACCESSES) return Status.BadArgument;
  reveal(tablesAgree, pagesAgree);
  const result = protectPage(space, page, accessFor(access));
  partsStay(uses(), old(spaces()));
  return statusFor(result);
}

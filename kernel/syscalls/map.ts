/**
 * map: a page of a process's address space is a frame of its own from now on, full of zeros.
 *
 * Arguments  process: a handle with Manage; OWN for the caller's own process.
 *            page: its number, below PAGES.
 *            access: 0 to read, 1 to read and write, 2 to execute.
 * Effect     the container of the process pays for the frame, and for the page tables on the way to it that lack.
 * Errors     those of the handle; BadArgument: there is no such page or access; WrongState: the page is mapped; NoFrames.
 */
import { assert, ensures, type int, modifies, old, requires, reveal, spec, type u32, type u64 } from "welkin";
import { type Tree, using } from "../budgets.ts";
import { caller, callerProcess, handleStatus, objectFor, objectIn, refusal } from "../callers.ts";
import {
  consistent,
  kindSays,
  memoryGrows,
  pagesAgree,
  processHasSpace,
  tablesAgree,
} from "../consistency.ts";
import { payerIsContainer, tree } from "../containers.ts";
import { Access } from "../entries.ts";
import { NONE, uses } from "../frames.ts";
import { MANAGE } from "../handles.ts";
import {
  type Homes,
  Outcome,
  type Spaces,
  frameFor,
  framesFor,
  mapOutcome,
  payerFor,
  withPage,
} from "../homes.ts";
import { zeroFrames } from "../machine.ts";
import { mapNew } from "../pages.ts";
import { processes, spaceOf } from "../processes.ts";
import { homes, spaces, spacesAreOwners } from "../spaces.ts";
import { Status } from "../status.ts";
import { missing, owners, walk } from "../tables.ts";
import { isSpace } from "../trees.ts";
import { running } from "../threads.ts";
import { Kind } from "../uses.ts";

/** The caller's own process, in the place of a handle. */
export const OWN: u32 = 0xffff_ffff;

/** May the caller map pages of this process? */
const permission = spec((process: u32): Status =>
  process === OWN ? Status.Done : handleStatus(callerProcess(), process, Kind.Process, MANAGE),
);

/** The address space that is meant. */
const spaceFor = spec(
  (process: u32): u32 =>
    processes().get(process === OWN ? callerProcess() : objectIn(callerProcess(), process)).space,
);

/** What mapping came to, as a status. */
const statusOf = spec((outcome: Outcome): Status =>
  outcome === Outcome.Done
    ? Status.Done
    : outcome === Outcome.AlreadyMapped
      ? Status.WrongState
      : outcome === Outcome.NoFrames
        ? Status.NoFrames
        : Status.BadArgument,
);

/** What becomes of the call. */
const outcome = spec((process: u32, page: u64, access: u32): Status =>
  permission(process) !== Status.Done
    ? permission(process)
    : access > 2
      ? Status.BadArgument
      : statusOf(
          mapOutcome(
            spaces().get(spaceFor(process)),
            page,
            missing(spaceFor(process), page) + 1,
            framesFor(tree(), uses(), spaceFor(process)),
          ),
        ),
);

/** A page is mapped to a frame that was free, full of zeros, for which its container pays, and for `tables` more. */
const isMapped = spec(
  (before: Spaces, where: Homes, nodes: Tree, space: u32, page: u64, access: Access, frames: int): boolean =>
    spaces() === withPage(before, space, page, { frame: frameFor(spaces(), space, page), access }) &&
    homes() === where.set(frameFor(spaces(), space, page), { space, page }) &&
    zeroFrames().has(frameFor(spaces(), space, page)) &&
    tree() === using(nodes, payerFor(uses(), space), frames),
);

export function map(process: u32, page: u64, access: u32): Status {
  requires(consistent() && running() !== NONE);
  modifies(spaces, homes, owners, walk, missing, tree, uses, zeroFrames);
  ensures(consistent());
  ensures((status: Status) => status === old(outcome(process, page, access)));
  ensures((status: Status) =>
    status === Status.Done
      ? isMapped(
          old(spaces()),
          old(homes()),
          old(tree()),
          old(spaceFor(process)),
          page,
          accessOf(access),
          old(missing(spaceFor(process), page)) + 1,
        )
      : spaces() === old(spaces()) &&
        homes() === old(homes()) &&
        tree() === old(tree()) &&
        uses() === old(uses()) &&
        zeroFrames() === old(zeroFrames()),
  );
  const own = caller();
  let p = own;
  if (process !== OWN) {
    p = objectFor(own, process, Kind.Process, MANAGE);
    if (p === NONE) return refusal(own, process, Kind.Process, MANAGE);
  }
  kindSays(processes(), uses(), Kind.Process, p);
  processHasSpace(p);
  const space = spaceOf(p);
  if (access > 2) return Status.BadArgument;
  reveal(tablesAgree, pagesAgree);
  spacesAreOwners();
  assert(isSpace(owners(), space) && uses().has(space) && uses().get(space).kind === Kind.Table);
  payerIsContainer(space);
  const result = mapNew(space, page, toAccess(access));
  switch (result) {
    case Outcome.Done:
      memoryGrows(
        old(uses()),
        old(spaces()),
        old(tree()),
        payerFor(old(uses()), space),
        old(missing(space, page)) + 1,
      );
      return Status.Done;
    case Outcome.AlreadyMapped:
      return Status.WrongState;
    case Outcome.NoFrames:
      return Status.NoFrames;
    default:
      return Status.BadArgument;
  }
}

/** What a number from 0 to 2 allows. */
const accessOf = spec((access: u32): Access =>
  access === 0 ? Access.Read : access === 1 ? Access.Write : Access.Execute,
);

/** What a number from 0 to 2 allows. */
function toAccess(access: u32): Access {
  ensures((result: Access) => result === accessOf(access));
  return access === 0 ? Access.Read : access === 1 ? Access.Write : Access.Execute;
}

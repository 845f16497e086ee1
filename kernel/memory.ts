/**
 * The memory of processes: which pages a call means, and what becomes of them.
 *
 * Owns      no state. The address space of the process of a handle, and what the outcomes of pages.ts are as statuses.
 * Not here  pages themselves (pages.ts).
 */
import { ensures, implies, type int, requires, reveal, spec, type u32, type u64 } from "welkin";
import { callerProcess, handleStatus, objectFor, objectIn } from "./callers.ts";
import { consistent, kindSays, processHasParts, tablesAgree } from "./consistency.ts";
import { tree } from "./containers.ts";
import { Access } from "./entries.ts";
import { NONE, uses, usesAreFrames } from "./frames.ts";
import { MANAGE } from "./handles.ts";
import { Outcome, payerFor } from "./homes.ts";
import { isDoomed } from "./lineage.ts";
import { mappingOutcome } from "./pages.ts";
import { processes, spaceOf } from "./processes.ts";
import { spaces, spacesAreOwners } from "./spaces.ts";
import { Status } from "./status.ts";
import { Kind } from "./uses.ts";

/** The greatest number of an access: 0 to read, 1 to write too, 2 to execute too. */
export const ACCESSES = 3;

/** The access of a number; Read if it is of none. */
export const accessOf = spec((number: u32): Access =>
  number === 1 ? Access.Write : number === 2 ? Access.Execute : Access.Read,
);

export function accessFor(number: u32): Access {
  ensures((access: Access) => access === accessOf(number));
  return number === 1 ? Access.Write : number === 2 ? Access.Execute : Access.Read;
}

/** What becomes of the call where this becomes of its pages. */
export const statusOf = spec((outcome: Outcome): Status =>
  outcome === Outcome.NoSuchPage
    ? Status.NoSuchPage
    : outcome === Outcome.Misaligned || outcome === Outcome.NotExecutable
      ? Status.BadArgument
      : outcome === Outcome.AlreadyMapped
        ? Status.AlreadyMapped
        : outcome === Outcome.NotMapped
          ? Status.NotMapped
          : outcome === Outcome.NoFrames
            ? Status.NoFrames
            : Status.Done,
);

export function statusFor(outcome: Outcome): Status {
  ensures((status: Status) => status === statusOf(outcome));
  switch (outcome) {
    case Outcome.NoSuchPage:
      return Status.NoSuchPage;
    case Outcome.Misaligned:
    case Outcome.NotExecutable:
      return Status.BadArgument;
    case Outcome.AlreadyMapped:
      return Status.AlreadyMapped;
    case Outcome.NotMapped:
      return Status.NotMapped;
    case Outcome.NoFrames:
      return Status.NoFrames;
    default:
      return Status.Done;
  }
}

/** What becomes of mapping a page of a space that takes so many frames, beside page tables. */
export const mappingStatus = spec((space: u32, page: u64, large: boolean, own: int): Status =>
  isDoomed(tree(), payerFor(uses(), space))
    ? Status.Destroyed
    : statusOf(mappingOutcome(space, page, large, own)),
);

/** The process of the caller, in the place of a handle. */
export const OWN: u32 = 0xffff_ffff;

/** What becomes of using the memory of a process. */
export const memoryStatus = spec((p: u32, process: u32): Status =>
  process === OWN ? Status.Done : handleStatus(p, process, Kind.Process, MANAGE),
);

/** The space of the process of a handle of `p`, or of its own. */
export const spaceIn = spec(
  (p: u32, process: u32): u32 => processes().get(process === OWN ? p : objectIn(p, process)).space,
);

/** The space of the process of a handle of the caller, or of its own. */
export const spaceNamed = spec((process: u32): u32 => spaceIn(callerProcess(), process));

/** The space of the process of a handle of `p`, or of its own; NONE if it cannot be used. */
export function spaceFor(p: u32, process: u32): u32 {
  requires(consistent() && processes().has(p));
  ensures((space: u32) => (space === NONE) === (memoryStatus(p, process) !== Status.Done));
  ensures((space: u32) => implies(space === NONE, process !== OWN));
  ensures((space: u32) => implies(space !== NONE, space === spaceIn(p, process) && spaces().has(space)));
  kindSays(processes(), uses(), Kind.Process, p);
  usesAreFrames(p);
  const of = process === OWN ? p : objectFor(p, process, Kind.Process, MANAGE);
  if (of === NONE) return NONE;
  kindSays(processes(), uses(), Kind.Process, of);
  processHasParts(of);
  spacesAreOwners();
  reveal(tablesAgree);
  usesAreFrames(processes().get(of).space);
  return spaceOf(of);
}

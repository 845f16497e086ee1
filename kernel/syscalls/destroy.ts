/**
 * destroy: end an object and all that it owns: of a container what is in it, of a process its threads, pages and tables.
 *
 * Arguments  handle: a handle with Manage, of a container, process, thread, endpoint, notification, interrupt or device.
 * Results    Done: the object has gone, and all names of it are dead. More: a part of the work is done; call again. Wait: the
 *            caller itself has gone. Threads that waited at what has gone are told Destroyed.
 * Errors     NoSuchHandle; Destroyed; WrongKind; NotAllowed; BadArgument: it is the root container.
 * Bound      a call ends one part of the whole, or a bounded piece of it (endings.ts).
 */
import { ensures, implies, modifies, old, requires, reveal, spec, type u32, unchanged } from "welkin";
import { caller, callerProcess, handleIn, named, objectIn, slotStatus } from "../callers.ts";
import { consistent, isOwnable, kindSays, objectHasOwner, ownersAgree } from "../consistency.ts";
import { containerAt, containersAreTree, markDying, root, tree, treeIsLineage } from "../containers.ts";
import { areNested, firstToDestroy, nestedAfterChange } from "../descent.ts";
import {
  allThatEnds,
  canProceed,
  endContainer,
  endDevice,
  endInterrupt,
  endProcess,
  endQueue,
  endThread,
  othersStay,
} from "../endings.ts";
import { exchange } from "../exchanges.ts";
import { NONE, useOf, uses } from "../frames.ts";
import { MANAGE, permits } from "../handles.ts";
import { inventory } from "../inventories.ts";
import { FRAMES } from "../machine.ts";
import { canRetire, generations, isLiveName } from "../names.ts";
import { ownerOf, ownsNothing } from "../ownership.ts";
import { HANDLES, handleAt, handleIsName, processes } from "../processes.ts";
import { lists } from "../queues.ts";
import { spaces } from "../spaces.ts";
import { Status, andThen } from "../status.ts";
import { owners } from "../tables.ts";
import { currentThread, loans, running, threads } from "../threads.ts";
import { Kind } from "../uses.ts";

/** What becomes of the call, whatever part of its work it does: Done if it is possible. */
const outcome = spec((p: u32, slot: u32): Status =>
  andThen(
    slotStatus(p, slot),
    !isOwnable(handleIn(p, slot).kind)
      ? Status.WrongKind
      : !permits(handleIn(p, slot).rights, MANAGE)
        ? Status.NotAllowed
        : objectIn(p, slot) === root()
          ? Status.BadArgument
          : Status.Done,
  ),
);

/** What the call tells where there is no error, of an object in frame `whole`. */
const progress = spec((whole: u32): Status =>
  running() === NONE ? Status.Wait : uses().has(whole) ? Status.More : Status.Done,
);

export function destroy(handle: u32): Status {
  requires(consistent() && running() !== NONE);
  modifies(allThatEnds);
  ensures(consistent());
  ensures((status: Status) =>
    old(outcome(callerProcess(), handle)) === Status.Done
      ? status === progress(old(named(handle)))
      : status === old(outcome(callerProcess(), handle)) &&
        unchanged(inventory, exchange, loans, generations),
  );
  const p = caller();
  const status = check(p, handle);
  if (status !== Status.Done) return status;
  handleIsName(processes(), generations(), uses(), p, handle);
  const whole = handleAt(p, handle).object;
  containersAreTree(whole);
  if (useOf(whole).kind === Kind.Container) {
    markDying(whole);
    nestedAfterChange(ownerOf(), old(tree()), tree());
  }
  const part = firstToDestroy(whole);
  objectHasOwner(whole);
  const gone = endPart(part);
  if (currentThread() === NONE) return Status.Wait;
  return gone && part === whole ? Status.Done : Status.More;
}

/** Checks that the object of a handle can be destroyed. */
function check(p: u32, slot: u32): Status {
  requires(consistent() && processes().has(p));
  ensures((status: Status) => status === outcome(p, slot));
  if (slot >= HANDLES) return Status.NoSuchHandle;
  const handle = handleAt(p, slot);
  if (handle.kind === Kind.Free) return Status.NoSuchHandle;
  if (!isLiveName(handle.object, handle.generation)) return Status.Destroyed;
  if (!canBeOwned(handle.kind)) return Status.WrongKind;
  if ((handle.rights & MANAGE) !== MANAGE) return Status.NotAllowed;
  handleIsName(processes(), generations(), uses(), p, slot);
  containersAreTree(handle.object);
  treeIsLineage();
  if (handle.kind !== Kind.Container) return Status.Done;
  return containerAt(handle.object).parent === NONE ? Status.BadArgument : Status.Done;
}

/** Can objects of this kind be owned? */
function canBeOwned(kind: Kind): boolean {
  ensures((result: boolean) => result === isOwnable(kind));
  switch (kind) {
    case Kind.Container:
    case Kind.Process:
    case Kind.Thread:
    case Kind.Endpoint:
    case Kind.Notification:
    case Kind.Interrupt:
    case Kind.Device:
      return true;
    default:
      return false;
  }
}

/**
 * Ends what owns nothing, or a piece of it. Says whether it has gone. What is in a frame whose names have all been given
 * out stays there for ever.
 */
function endPart(part: u32): boolean {
  requires(consistent() && part < FRAMES && ownerOf().has(part) && ownsNothing(ownerOf(), part));
  modifies(allThatEnds);
  ensures((gone: boolean) => consistent() && gone === !uses().has(part) && othersStay(old(uses()), part));
  ensures((gone: boolean) => implies(old(canProceed(part)), gone || !unchanged(lists, spaces, owners)));
  reveal(ownersAgree);
  if (!canRetire(part)) return false;
  containersAreTree(part);
  kindSays(threads(), uses(), Kind.Thread, part);
  kindSays(processes(), uses(), Kind.Process, part);
  switch (useOf(part).kind) {
    case Kind.Thread:
      endThread(part);
      return true;
    case Kind.Process:
      return endProcess(part);
    case Kind.Container:
      treeIsLineage();
      containersAreTree(root());
      reveal(areNested);
      return endContainer(part);
    case Kind.Interrupt:
      endInterrupt(part);
      return true;
    case Kind.Device:
      endDevice(part);
      return true;
    default:
      return endQueue(part);
  }
}

/**
 * Callers: whose call it is, and what it may use. What the calls check before they change anything.
 *
 * Owns      no state. The order of the errors of a handle: is there one, is its object there, is it of the right kind,
 *           does it have the rights.
 * Not here  what a call checks beside handles, slots and budgets (syscalls/).
 */
import { ensures, implies, modifies, old, requires, spec, type int, u32, u64, u8 } from "welkin";
import { type Tree, left } from "./budgets.ts";
import { handleChanges } from "./changes.ts";
import { consistent, threadHasProcess } from "./consistency.ts";
import { containersAreTree, doomed, framesLeftOf, tree } from "./containers.ts";
import { NONE, uses, usesAreFrames } from "./frames.ts";
import {
  ALL,
  GRANT,
  type Handle,
  MANAGE,
  makeHandle,
  newHandle,
  permits,
  restrict,
  restricted,
} from "./handles.ts";
import { Inventory, holding, inventory } from "./inventories.ts";
import { generations, hasName, isLive, isLiveName } from "./names.ts";
import {
  HANDLES,
  type Processes,
  handleAt,
  handleIsName,
  kindAt,
  processes,
  setHandle,
  usableAt,
  withHandle,
} from "./processes.ts";
import { queues } from "./queues.ts";
import { spaces } from "./spaces.ts";
import { isDoomed } from "./lineage.ts";
import { Status, andThen } from "./status.ts";
import { currentThread, processAt, running, runningIsThread, threads } from "./threads.ts";
import { Kind } from "./uses.ts";

// --- Who calls -----------------------------------------------------------------------------------------------

/** The process of the running thread. */
export const callerProcess = spec((): u32 => threads().get(running()).process);

/** Its address space, and where its clients wait for replies. */
export const callerSpace = spec((): u32 => processes().get(callerProcess()).space);
export const callerReplies = spec((): u32 => processes().get(callerProcess()).replies);

/** The process of the running thread. */
export function caller(): u32 {
  requires(consistent() && running() !== NONE);
  ensures((p: u32) => p === callerProcess() && threads().has(running()) && processes().has(p));
  ensures((p: u32) => queues().has(processes().get(p).replies) && spaces().has(processes().get(p).space));
  runningIsThread();
  threadHasProcess(running());
  return processAt(currentThread());
}

// --- Handles -------------------------------------------------------------------------------------------------

/** The handle in a slot of `p`. */
export const handleIn = spec((p: u32, slot: u32): Handle => processes().get(p).handles[slot]);

/** The object of that handle. */
export const objectIn = spec((p: u32, slot: u32): u32 => handleIn(p, slot).object);

/** What becomes of using the handle in a slot of `p` for anything. */
export const slotStatus = spec((p: u32, slot: u32): Status =>
  slot >= HANDLES || handleIn(p, slot).kind === Kind.Free
    ? Status.NoSuchHandle
    : isLive(generations(), objectIn(p, slot), handleIn(p, slot).generation)
      ? Status.Done
      : Status.Destroyed,
);

/** What becomes of using it as one of this kind with these rights. */
export const handleStatus = spec((p: u32, slot: u32, kind: Kind, wanted: u8): Status =>
  andThen(
    slotStatus(p, slot),
    handleIn(p, slot).kind !== kind
      ? Status.WrongKind
      : permits(handleIn(p, slot).rights, wanted)
        ? Status.Done
        : Status.NotAllowed,
  ),
);

/** What becomes of using a handle of the caller so. */
export const use = spec((slot: u32, kind: Kind, wanted: u8): Status =>
  handleStatus(callerProcess(), slot, kind, wanted),
);

/** The object that a handle of the caller names. */
export const named = spec((slot: u32): u32 => objectIn(callerProcess(), slot));

/** The object of the handle in a slot of `p`; NONE if it cannot be used so. */
export function objectFor(p: u32, slot: u32, kind: Kind, wanted: u8): u32 {
  requires(consistent() && processes().has(p) && kind !== Kind.Free);
  ensures((object: u32) => (object === NONE) === (handleStatus(p, slot, kind, wanted) !== Status.Done));
  ensures((object: u32) =>
    implies(
      object !== NONE,
      slot < HANDLES &&
        object === objectIn(p, slot) &&
        uses().has(object) &&
        uses().get(object).kind === kind,
    ),
  );
  if (slot < HANDLES) handleIsName(processes(), generations(), uses(), p, slot);
  return usableAt(p, slot, kind, wanted);
}

/** Why the handle in a slot of `p` cannot be used. */
export function refusal(p: u32, slot: u32, kind: Kind, wanted: u8): Status {
  requires(processes().has(p) && kind !== Kind.Free);
  ensures((status: Status) => status === handleStatus(p, slot, kind, wanted));
  if (slot >= HANDLES) return Status.NoSuchHandle;
  const handle = handleAt(p, slot);
  if (handle.kind === Kind.Free) return Status.NoSuchHandle;
  if (!isLiveName(handle.object, handle.generation)) return Status.Destroyed;
  if (handle.kind !== kind) return Status.WrongKind;
  return (handle.rights & wanted) !== wanted ? Status.NotAllowed : Status.Done;
}

/** The badge of a handle of the caller. */
export const badgeOf = spec((slot: u32): u64 => handleIn(callerProcess(), slot).badge);

/** Can a handle be put into a slot of `p`? */
export const isVacant = spec(
  (p: u32, slot: u32): boolean => slot < HANDLES && handleIn(p, slot).kind === Kind.Free,
);

/** Can a handle be put into a slot of `p`? */
export function canPut(p: u32, slot: u32): boolean {
  requires(processes().has(p));
  ensures((result: boolean) => result === isVacant(p, slot));
  return slot < HANDLES && kindAt(p, slot) === Kind.Free;
}

/** Puts a handle of a new object into a slot of `p`. */
export function putNew(p: u32, slot: u32, kind: Kind, rights: u8, object: u32): void {
  requires(consistent() && processes().has(p) && slot < HANDLES && hasName(kind));
  requires(uses().has(object) && uses().get(object).kind === kind);
  modifies(processes);
  ensures(consistent());
  ensures(
    processes() === withHandle(old(processes()), p, slot, newHandle(kind, rights, object, 0, generations())),
  );
  usesAreFrames(object);
  setHandle(p, slot, makeHandle(kind, rights, object, 0));
  handleChanges(old(processes()), p, slot, newHandle(kind, rights, object, 0, generations()));
}

// --- Budgets -------------------------------------------------------------------------------------------------

/** Has the container so many frames left? */
export const canPay = spec(
  (all: Tree, container: u32, frames: int): boolean => left(all.get(container).frames) >= frames,
);

/** What becomes of having the container pay for so many frames: it cannot while it is being destroyed. */
export const payerStatus = spec((container: u32, frames: int): Status =>
  isDoomed(tree(), container)
    ? Status.Destroyed
    : canPay(tree(), container, frames)
      ? Status.Done
      : Status.NoFrames,
);

/** Checks that the container can pay for so many frames. */
export function checkPayer(container: u32, frames: u64): Status {
  requires(tree().has(container));
  ensures((status: Status) => status === payerStatus(container, frames));
  if (doomed(container)) return Status.Destroyed;
  return u64.from(framesLeftOf(container)) >= frames ? Status.Done : Status.NoFrames;
}

// --- Creation ------------------------------------------------------------------------------------------------

/** What becomes of creating, in the container of a handle, something of so many frames, with its handle in `slot`. */
export const creationStatus = spec((p: u32, container: u32, frames: int, slot: u32): Status =>
  andThen(
    handleStatus(p, container, Kind.Container, MANAGE),
    payerStatus(objectIn(p, container), frames) === Status.Destroyed
      ? Status.Destroyed
      : !isVacant(p, slot)
        ? Status.SlotTaken
        : payerStatus(objectIn(p, container), frames),
  ),
);

/** Checks that something of so many frames can be created in the container of a handle, with its handle in `slot`. */
export function checkCreation(p: u32, container: u32, frames: u64, slot: u32): Status {
  requires(consistent() && processes().has(p));
  ensures((status: Status) => status === creationStatus(p, container, frames, slot));
  ensures((status: Status) =>
    implies(status === Status.Done, container < HANDLES && tree().has(objectIn(p, container))),
  );
  const payer = objectFor(p, container, Kind.Container, MANAGE);
  if (payer === NONE) return refusal(p, container, Kind.Container, MANAGE);
  containersAreTree(payer);
  const status = checkPayer(payer, frames);
  if (status === Status.Destroyed) return status;
  return canPut(p, slot) ? status : Status.SlotTaken;
}

/** The caller has, in `slot`, a handle with all rights of an object of `made`, in which is all that there is besides. */
export const isCreated = spec(
  (made: Inventory, slot: u32): boolean =>
    inventory() ===
    holding(
      made,
      callerProcess(),
      slot,
      newHandle(made.uses.get(named(slot)).kind, ALL, named(slot), 0, generations()),
    ),
);

// --- Copies of handles ---------------------------------------------------------------------------------------

/** What becomes of copying the handle in a slot of `p`. */
export const copyStatus = spec((p: u32, slot: u32, rights: u32): Status =>
  andThen(slotStatus(p, slot), rights > ALL ? Status.BadArgument : Status.Done),
);

/** Checks that the handle in a slot of `p` can be copied with these rights. */
export function checkCopy(p: u32, slot: u32, rights: u32): Status {
  requires(processes().has(p));
  ensures((status: Status) => status === copyStatus(p, slot, rights));
  if (slot >= HANDLES || kindAt(p, slot) === Kind.Free) return Status.NoSuchHandle;
  const handle = handleAt(p, slot);
  if (!isLiveName(handle.object, handle.generation)) return Status.Destroyed;
  return rights > u32.from(ALL) ? Status.BadArgument : Status.Done;
}

/** What becomes of giving a copy of the handle in a slot of `p` with a call, or with a reply. */
export const grantStatus = spec((p: u32, slot: u32, rights: u32): Status =>
  andThen(
    copyStatus(p, slot, rights),
    permits(handleIn(p, slot).rights, GRANT) ? Status.Done : Status.NotAllowed,
  ),
);

/** Checks that a copy of the handle in a slot of `p` can go with a call, or with a reply. */
export function checkGrant(p: u32, slot: u32, rights: u32): Status {
  requires(processes().has(p));
  ensures((status: Status) => status === grantStatus(p, slot, rights));
  const status = checkCopy(p, slot, rights);
  if (status !== Status.Done) return status;
  return (handleAt(p, slot).rights & GRANT) === GRANT ? Status.Done : Status.NotAllowed;
}

/** The processes after a copy of a handle of `from` is put into slot `there` of `to`. */
export const copied = spec(
  (held: Processes, from: u32, slot: u32, to: u32, there: u32, rights: u32, badge: u64): Processes =>
    withHandle(held, to, there, restricted(held.get(from).handles[slot], u8.from(rights), badge)),
);

/** Puts a copy of a handle of `from` into slot `there` of `to`. */
export function putCopy(from: u32, slot: u32, to: u32, there: u32, rights: u32, badge: u64): void {
  requires(consistent() && processes().has(from) && slot < HANDLES && rights <= ALL);
  requires(processes().has(to) && there < HANDLES);
  modifies(processes);
  ensures(consistent() && processes() === copied(old(processes()), from, slot, to, there, rights, badge));
  handleIsName(processes(), generations(), uses(), from, slot);
  setHandle(to, there, restrict(handleAt(from, slot), u8.from(rights), badge));
  handleChanges(
    old(processes()),
    to,
    there,
    restricted(old(processes()).get(from).handles[slot], u8.from(rights), badge),
  );
}

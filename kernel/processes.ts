/**
 * Processes: an address space, and a table of handles to all that its threads may use.
 *
 * Owns      the process objects, each with its table of handles.
 * View      processes(): every process, by its frame.
 * Slots     the caller of the kernel chooses the slot in which a handle is put: nothing here searches. All operations
 *           take constant time.
 * Relation  handlesAreNames: a handle that is live names an object of its kind. The modules above keep it, who see all
 *           objects; the lemmas here say what keeps it.
 * Not here  what handles allow (handles.ts), a process's threads (threads.ts), its pages (spaces.ts).
 */
import {
  type FixedArray,
  Map,
  type Pool,
  copy,
  ensures,
  forall,
  implies,
  type int,
  invariant,
  lemma,
  modifies,
  old,
  opaque,
  pool,
  requires,
  reveal,
  spec,
  trigger,
  u32,
  type u64,
  type u8,
  zeroed,
} from "welkin";
import { left } from "./budgets.ts";
import { isCharged, isRefunded } from "./charges.ts";
import { chargeObject, refundObject, tree } from "./containers.ts";
import { NONE, areObjects, uses } from "./frames.ts";
import { Handle, canUse, isName, isUsable } from "./handles.ts";
import { type Generations, generations, keepsNames } from "./names.ts";
import { Kind, type Uses } from "./uses.ts";

/** How many handles a process can have. */
export const HANDLES = 128;

export class Process {
  /** The container that pays for what the process creates, unless it says another. */
  container: u32 = 0;
  /** Its address space: the frame of the table of level 4. */
  space: u32 = 0;
  /** Where those wait whom it has to answer. */
  replies: u32 = 0;
  /** The endpoint to which its faults are sent. */
  faults: Handle = new Handle();
  handles: FixedArray<Handle, typeof HANDLES> = zeroed();
}

export type Processes = Map<u32, Process>;

const objects: Pool<Process> = pool();
let all: Processes = Map.empty();

/** Every process, by its frame. */
export const processes = spec((): Processes => all);

invariant(areObjects(all, objects));

// --- Changes -------------------------------------------------------------------------------------------------

/** A process as it is created: without handles. */
export const newProcess = spec((container: u32, space: u32, replies: u32): Process => ({
  ...zeroed<Process>(),
  container,
  space,
  replies,
}));

/** The processes after `handle` is put into a slot of `p`. */
export const withHandle = spec((before: Processes, p: u32, slot: u32, handle: Handle): Processes =>
  before.set(p, { ...before.get(p), handles: before.get(p).handles.with(slot, handle) }),
);

/** The processes after `p` has its faults sent to the endpoint of this handle. */
export const withFaults = spec((before: Processes, p: u32, faults: Handle): Processes =>
  before.set(p, { ...before.get(p), faults }),
);

// --- Handles are names ---------------------------------------------------------------------------------------

/** Every handle that is live names an object of its kind. */
export const handlesAreNames = opaque(
  (held: Processes, names: Generations, frames: Uses): boolean =>
    forall((p: u32, slot: int) =>
      implies(
        held.has(p) && 0 <= slot && slot < HANDLES,
        isName(trigger(held.get(p).handles[slot]), names, frames),
      ),
    ) && forall((p: u32) => implies(held.has(p), isName(trigger(held.get(p).faults), names, frames))),
);

/** So does the handle in a slot. */
export const handleIsName = lemma(
  (held: Processes, names: Generations, frames: Uses, p: u32, slot: u32): void => {
    requires(handlesAreNames(held, names, frames) && held.has(p) && slot < HANDLES);
    ensures(isName(held.get(p).handles[slot], names, frames));
    reveal(handlesAreNames);
  },
);

/** Objects come and go, and handles are names still. */
export const handlesStayNames = lemma(
  (held: Processes, names: Generations, frames: Uses, namesAfter: Generations, framesAfter: Uses): void => {
    requires(handlesAreNames(held, names, frames) && keepsNames(names, frames, namesAfter, framesAfter));
    ensures(handlesAreNames(held, namesAfter, framesAfter));
    reveal(handlesAreNames);
  },
);

/** A name can be put into any slot. */
export const nameIsPut = lemma(
  (held: Processes, names: Generations, frames: Uses, p: u32, slot: u32, handle: Handle): void => {
    requires(handlesAreNames(held, names, frames) && held.has(p) && slot < HANDLES);
    requires(isName(handle, names, frames));
    ensures(handlesAreNames(withHandle(held, p, slot, handle), names, frames));
    reveal(handlesAreNames);
  },
);

/** Faults can be sent to any name. */
export const nameIsForFaults = lemma(
  (held: Processes, names: Generations, frames: Uses, p: u32, handle: Handle): void => {
    requires(handlesAreNames(held, names, frames) && held.has(p) && isName(handle, names, frames));
    ensures(handlesAreNames(withFaults(held, p, handle), names, frames));
    reveal(handlesAreNames);
  },
);

/** A new process has no handles. */
export const newHasNoHandles = lemma(
  (held: Processes, names: Generations, frames: Uses, p: u32, process: Process): void => {
    requires(handlesAreNames(held, names, frames));
    requires(process === newProcess(process.container, process.space, process.replies));
    ensures(handlesAreNames(held.set(p, process), names, frames));
    reveal(handlesAreNames);
  },
);

/** Handles end with their process. */
export const fewerAreNames = lemma((held: Processes, names: Generations, frames: Uses, p: u32): void => {
  requires(handlesAreNames(held, names, frames));
  ensures(handlesAreNames(held.delete(p), names, frames));
  reveal(handlesAreNames);
});

// --- Operations ----------------------------------------------------------------------------------------------

/** Makes a process without handles, for which `container` is charged. */
export function createProcess(container: u32, space: u32, replies: u32): u32 {
  requires(tree().has(container) && left(tree().get(container).frames) > 0);
  modifies(processes, uses, tree, objects);
  ensures((p: u32) => !old(processes()).has(p));
  ensures((p: u32) => processes() === old(processes()).set(p, newProcess(container, space, replies)));
  ensures((p: u32) => isCharged(old(uses()), old(tree()), p, Kind.Process, container));
  const p = chargeObject(container, objects, Kind.Process);
  const process = objects.at(p);
  process.container = container;
  process.space = space;
  process.replies = replies;
  all = all.set(p, process);
  return p;
}

/** Ends a process. Whoever calls retires its name. */
export function destroyProcess(p: u32): void {
  requires(processes().has(p) && uses().has(p) && uses().get(p).kind === Kind.Process);
  modifies(processes, uses, tree, objects);
  ensures(processes() === old(processes()).delete(p));
  ensures(isRefunded(old(uses()), old(tree()), p));
  refundObject(objects, p);
  all = all.delete(p);
}

/** Puts a handle into a slot, whatever was in it. */
export function setHandle(p: u32, slot: u32, handle: Handle): void {
  requires(processes().has(p) && slot < HANDLES);
  modifies(processes, objects.at(p));
  ensures(processes() === withHandle(old(processes()), p, slot, handle));
  objects.at(p).handles[slot] = copy(handle);
  all = all.set(p, objects.at(p));
}

/** Empties a slot. */
export function clearHandle(p: u32, slot: u32): void {
  requires(processes().has(p) && slot < HANDLES);
  modifies(processes, objects.at(p));
  ensures(processes() === withHandle(old(processes()), p, slot, zeroed()));
  objects.at(p).handles[slot] = zeroed();
  all = all.set(p, objects.at(p));
}

/** Has the faults of `p` sent to the endpoint of this handle. */
export function setFaults(p: u32, faults: Handle): void {
  requires(processes().has(p));
  modifies(processes, objects.at(p));
  ensures(processes() === withFaults(old(processes()), p, faults));
  objects.at(p).faults = copy(faults);
  all = all.set(p, objects.at(p));
}

// --- What a process has --------------------------------------------------------------------------------------

/** The object of the handle in `slot`, if that is a handle which can be used as one of this kind with these rights. */
export function usableAt(p: u32, slot: u32, kind: Kind, wanted: u8): u32 {
  requires(processes().has(p));
  ensures(
    (object: u32) =>
      object ===
      (slot < HANDLES && isUsable(processes().get(p).handles[slot], kind, wanted, generations())
        ? processes().get(p).handles[slot].object
        : NONE),
  );
  if (slot >= HANDLES || !canUse(objects.at(p).handles[slot], kind, wanted)) return NONE;
  return objects.at(p).handles[slot].object;
}

/** A copy of the handle in a slot. */
export function handleAt(p: u32, slot: u32): Handle {
  requires(processes().has(p) && slot < HANDLES);
  ensures((handle: Handle) => handle === processes().get(p).handles[slot]);
  return copy(objects.at(p).handles[slot]);
}

/** The kind of the handle in a slot: Free if it is empty. */
export function kindAt(p: u32, slot: u32): Kind {
  requires(processes().has(p) && slot < HANDLES);
  ensures((kind: Kind) => kind === processes().get(p).handles[slot].kind);
  return objects.at(p).handles[slot].kind;
}

/** The badge of the handle in a slot. */
export function badgeAt(p: u32, slot: u32): u64 {
  requires(processes().has(p) && slot < HANDLES);
  ensures((badge: u64) => badge === processes().get(p).handles[slot].badge);
  return objects.at(p).handles[slot].badge;
}

/** The handle of the endpoint to which the faults of `p` are sent. */
export function faultsOf(p: u32): Handle {
  requires(processes().has(p));
  ensures((faults: Handle) => faults === processes().get(p).faults);
  return copy(objects.at(p).faults);
}

export function spaceOf(p: u32): u32 {
  requires(processes().has(p));
  ensures((space: u32) => space === processes().get(p).space);
  return objects.at(p).space;
}

/** Where those wait whom `p` has to answer. */
export function repliesOf(p: u32): u32 {
  requires(processes().has(p));
  ensures((replies: u32) => replies === processes().get(p).replies);
  return objects.at(p).replies;
}

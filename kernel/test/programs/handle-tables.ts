/**
 * Processes and their handles as a program that a test can drive: what system calls check before they commit.
 *
 * Invariant  the frame table's kinds are what the modules have, and live handles name objects of their kind: so a handle
 *            that can be used says which calls are allowed.
 */
import {
  type Pool,
  ensures,
  forall,
  implies,
  invariant,
  modifies,
  old,
  pool,
  requires,
  spec,
  type u32,
  type u64,
  type u8,
  zeroed,
} from "welkin";
import { left } from "../../budgets.ts";
import {
  boot,
  budgetIsKept,
  chargeObject,
  containerAt,
  containersAreTree,
  emptyBeforeBoot,
  refundObject,
  root,
  tree,
} from "../../containers.ts";
import { NONE, frameCount, useOf, uses, usesAreFrames } from "../../frames.ts";
import { type Handle, MANAGE, canUse, isName, makeHandle, restrict } from "../../handles.ts";
import { FRAMES } from "../../machine.ts";
import { canRetire, generations, retire } from "../../names.ts";
import {
  HANDLES,
  badgeAt,
  clearHandle,
  createProcess,
  destroyProcess,
  faultsOf,
  fewerAreNames,
  handleAt,
  handleIsName,
  handlesAreNames,
  handlesStayNames,
  kindAt,
  nameIsForFaults,
  nameIsPut,
  newHasNoHandles,
  newProcess,
  processes,
  setFaults,
  setHandle,
  usableAt,
  withHandle,
} from "../../processes.ts";
import { Kind } from "../../uses.ts";

const ALL: u8 = 15;

class Notification {
  bits: u64 = 0;
}

const notifications: Pool<Notification> = pool();

invariant(
  forall(
    (f: u32) => notifications.owned().has(f) === (uses().has(f) && uses().get(f).kind === Kind.Notification),
    (f: u32) => [notifications.owned().has(f)],
  ),
);

/** Processes are the frames of this kind, and live handles name objects. */
const areRelated = spec(
  (): boolean =>
    forall(
      (f: u32) => processes().has(f) === (uses().has(f) && uses().get(f).kind === Kind.Process),
      (f: u32) => [processes().has(f)],
    ) && handlesAreNames(processes(), generations(), uses()),
);

invariant(areRelated());

/** Makes the first process, which has a handle of the root container in slot 0. */
export function begin(): u32 {
  requires(root() === NONE);
  modifies(tree, root, uses, frameCount, processes);
  emptyBeforeBoot();
  const container = boot(FRAMES);
  usesAreFrames(container);
  handlesStayNames(processes(), generations(), old(uses()), generations(), uses());
  const p = makeProcess(container);
  put(p, 0, makeHandle(Kind.Container, ALL, container, 0));
  return p;
}

/** Makes a notification in the container of slot `from`, with a handle of it in the empty slot `to`. */
export function createNotification(p: u32, from: u32, to: u32): boolean {
  modifies(processes, uses, tree, notifications);
  const container = managed(p, from, Kind.Container);
  if (container === NONE || !isEmpty(p, to) || !canPay(container)) return false;
  const object = chargeObject(container, notifications, Kind.Notification);
  handlesStayNames(processes(), generations(), old(uses()), generations(), uses());
  put(p, to, makeHandle(Kind.Notification, ALL, object, 0));
  return true;
}

/** Makes a process in the container of slot `from`, with a handle of it in the empty slot `to`. */
export function createProcessIn(p: u32, from: u32, to: u32): boolean {
  modifies(processes, uses, tree);
  const container = managed(p, from, Kind.Container);
  if (container === NONE || !isEmpty(p, to) || !canPay(container)) return false;
  const child = makeProcess(container);
  put(p, to, makeHandle(Kind.Process, ALL, child, 0));
  return true;
}

/** Copies the handle of slot `from`, restricted, into the empty slot `to` of the process in slot `into`. */
export function copyHandle(p: u32, from: u32, into: u32, to: u32, rights: u8, badge: u64): boolean {
  modifies(processes);
  const receiver = managed(p, into, Kind.Process);
  if (receiver === NONE || from >= HANDLES || isEmpty(p, from) || !isEmpty(receiver, to)) return false;
  handleIsName(processes(), generations(), uses(), p, from);
  put(receiver, to, restrict(handleAt(p, from), rights, badge));
  return true;
}

export function closeHandle(p: u32, slot: u32): boolean {
  modifies(processes);
  if (useOf(p).kind !== Kind.Process || slot >= HANDLES) return false;
  nameIsPut(processes(), generations(), uses(), p, slot, zeroed());
  clearHandle(p, slot);
  return true;
}

/** Has the faults of the process in slot `of` go to what slot `from` has a handle of. */
export function sendFaults(p: u32, of: u32, from: u32): boolean {
  modifies(processes);
  const sender = managed(p, of, Kind.Process);
  if (sender === NONE || from >= HANDLES) return false;
  handleIsName(processes(), generations(), uses(), p, from);
  const faults = handleAt(p, from);
  nameIsForFaults(processes(), generations(), uses(), sender, faults);
  setFaults(sender, faults);
  return true;
}

/** Ends the notification or the process in a slot. All handles of it are dead then. */
export function destroyAt(p: u32, slot: u32): boolean {
  modifies(processes, uses, tree, generations, notifications);
  const notification = managed(p, slot, Kind.Notification);
  const object = notification === NONE ? managed(p, slot, Kind.Process) : notification;
  if (object === NONE || !canRetire(object)) return false;
  if (useOf(object).kind === Kind.Notification) refundObject(notifications, object);
  else {
    fewerAreNames(processes(), generations(), uses(), object);
    destroyProcess(object);
  }
  retire(object);
  handlesStayNames(processes(), old(generations()), old(uses()), generations(), uses());
  return true;
}

// --- What a test can see -------------------------------------------------------------------------------------

/** The object of the handle in `slot`, if it can be used so; else NONE. */
export function usable(p: u32, slot: u32, kind: Kind, wanted: u8): u32 {
  return useOf(p).kind === Kind.Process ? usableAt(p, slot, kind, wanted) : NONE;
}

export function badge(p: u32, slot: u32): u64 {
  return useOf(p).kind === Kind.Process && slot < HANDLES ? badgeAt(p, slot) : 0;
}

/** The object that the faults of `p` are sent to, if it is there. */
export function faultsTo(p: u32): u32 {
  if (useOf(p).kind !== Kind.Process) return NONE;
  const faults = faultsOf(p);
  return canUse(faults, Kind.Notification, 0) ? faults.object : NONE;
}

// --- Parts of calls ------------------------------------------------------------------------------------------

/** The object of the handle in `slot`, if `p` is a process and may manage the object, which is of this kind. */
function managed(p: u32, slot: u32, kind: Kind): u32 {
  requires(kind !== Kind.Free && areRelated());
  ensures((object: u32) =>
    implies(
      object !== NONE,
      processes().has(p) && uses().has(object) && uses().get(object).kind === kind && object < FRAMES,
    ),
  );
  if (useOf(p).kind !== Kind.Process) return NONE;
  if (slot < HANDLES) handleIsName(processes(), generations(), uses(), p, slot);
  return usableAt(p, slot, kind, MANAGE);
}

function isEmpty(p: u32, slot: u32): boolean {
  requires(processes().has(p));
  ensures((result: boolean) => implies(result, slot < HANDLES));
  return slot < HANDLES && kindAt(p, slot) === Kind.Free;
}

function canPay(container: u32): boolean {
  requires(uses().has(container) && uses().get(container).kind === Kind.Container);
  ensures((result: boolean) => tree().has(container) && result === left(tree().get(container).frames) > 0);
  containersAreTree(container);
  budgetIsKept(container);
  const frames = containerAt(container).frames;
  return frames.total - frames.used - frames.given > 0;
}

/** Makes a process and keeps handles names. */
function makeProcess(container: u32): u32 {
  requires(tree().has(container) && left(tree().get(container).frames) > 0 && areRelated());
  modifies(processes, uses, tree);
  ensures(areRelated());
  ensures((p: u32) => processes() === old(processes()).set(p, newProcess(container, 0, 0)));
  ensures((p: u32) => uses() === old(uses()).set(p, { kind: Kind.Process, container }));
  ensures((p: u32) => p < FRAMES && !old(uses()).has(p));
  const p = createProcess(container, 0, 0);
  handlesStayNames(old(processes()), generations(), old(uses()), generations(), uses());
  newHasNoHandles(old(processes()), generations(), uses(), p, processes().get(p));
  return p;
}

function put(p: u32, slot: u32, handle: Handle): void {
  requires(processes().has(p) && slot < HANDLES && areRelated() && isName(handle, generations(), uses()));
  modifies(processes);
  ensures(areRelated());
  ensures(processes() === withHandle(old(processes()), p, slot, handle));
  nameIsPut(processes(), generations(), uses(), p, slot, handle);
  setHandle(p, slot, handle);
}

/**
 * New objects: made in the right frames, owned by whom they end with, and consistent with all others.
 *
 * Owns      no state. What all calls that create something share, and boot.
 * Not here  handles to the new objects (callers.ts), what else the calls check (syscalls/).
 */
import {
  Map,
  ensures,
  forall,
  ghost,
  implies,
  lemma,
  modifies,
  old,
  prove,
  requires,
  reveal,
  spec,
  trigger,
  type u32,
  views,
} from "welkin";
import { left, using, withChild } from "./budgets.ts";
import { canPay } from "./callers.ts";
import {
  containerAppears,
  frameAppears,
  freeHasNoOwner,
  nestedWhenUsing,
  objectAppears,
  objectIsOwned,
  partsAreNew,
  processAppears,
  queueAppears,
  spaceAppears,
  threadAppears,
} from "./changes.ts";
import { consistent, kindSays, tablesAgree } from "./consistency.ts";
import { DEPTH, containersAreTree, create, payerIsContainer, tree } from "./containers.ts";
import { createDevice, devices } from "./devices.ts";
import { NONE, useOf, uses, usesAreFrames } from "./frames.ts";
import { LINES, createInterrupt, interruptOf, interrupts, newInterrupt } from "./interrupts.ts";
import { newThread, usingProcess, withFramesOf } from "./inventories.ts";
import { FRAMES } from "./machine.ts";
import { adopt, ownerOf } from "./ownership.ts";
import { createPlatform } from "./platform.ts";
import { type Process, createProcess, newProcess, processes } from "./processes.ts";
import { PRIORITIES, createQueue, queues } from "./queues.ts";
import { createSpace, spaces, spacesAreOwners } from "./spaces.ts";
import { missing, owners, walk } from "./tables.ts";
import { createThread, loans, messages, threads } from "./threads.ts";
import { accounts, clock, inherit, inherited } from "./time.ts";
import { Kind, type Uses } from "./uses.ts";

/** What says of every object who pays for it, and who owns it. */
export const records = views(uses, tree, ownerOf);

/** What a new process changes beside that, and a new thread. */
export const processParts = views(processes, queues, spaces, owners, walk, missing);
export const threadParts = views(threads, messages, loans);

// --- Containers ----------------------------------------------------------------------------------------------

/** Makes a container within `parent`, with a part of what it has left. */
export function makeContainer(parent: u32, frames: u32, time: u32): u32 {
  requires(consistent() && tree().has(parent) && tree().get(parent).depth + 1 < DEPTH);
  requires(frames < left(tree().get(parent).frames) && time <= left(tree().get(parent).time));
  modifies(records, accounts);
  ensures(consistent());
  ensures((c: u32) => !old(uses()).has(c));
  ensures((c: u32) => uses() === old(uses()).set(c, { kind: Kind.Container, container: parent }));
  ensures((c: u32) => tree() === withChild(old(tree()), parent, c, frames, time));
  ensures((c: u32) => ownerOf() === old(ownerOf()).set(c, parent));
  ensures((c: u32) => accounts() === inherited(old(accounts()), c, parent, clock(), tree()));
  containersAreTree(parent);
  usesAreFrames(parent);
  containersAreFrames();
  const c = create(parent, frames, time);
  freeHasNoOwner(old(uses()), old(threads()), c);
  frameAppears(old(uses()), c, Kind.Container, parent);
  adopt(parent, c);
  containerAppears(old(tree()), old(ownerOf()), parent, c, frames, time);
  inherit(c);
  return c;
}

/** Containers are in frames that are in use. */
const containersAreFrames = lemma((): void => {
  ensures(forall((frame: u32) => implies(trigger(tree().has(frame)), frame < FRAMES && uses().has(frame))));
  prove((frame: u32) => {
    requires(tree().has(frame));
    ensures(frame < FRAMES && uses().has(frame));
    containersAreTree(frame);
    usesAreFrames(frame);
  });
});

// --- Queues --------------------------------------------------------------------------------------------------

/** Makes an endpoint or a notification. */
export function makeQueue(container: u32, kind: Kind): u32 {
  requires(consistent() && tree().has(container) && canPay(tree(), container, 1));
  requires(kind === Kind.Endpoint || kind === Kind.Notification);
  modifies(queues, records);
  ensures(consistent());
  ensures((q: u32) => !old(uses()).has(q) && uses() === old(uses()).set(q, { kind, container }));
  ensures((q: u32) => queues() === old(queues()).set(q, { pending: 0 }));
  ensures((q: u32) => ownerOf() === old(ownerOf()).set(q, container));
  ensures(tree() === using(old(tree()), container, 1));
  containersAreTree(container);
  usesAreFrames(container);
  const q = createQueue(container, kind);
  freeHasNoOwner(old(uses()), old(threads()), q);
  frameAppears(old(uses()), q, kind, container);
  queueAppears(old(queues()), old(uses()), kind, q, container);
  nestedWhenUsing(old(tree()), container, 1);
  containersAreTree(q);
  adopt(container, q);
  objectIsOwned(old(ownerOf()), old(uses()), kind, q, container);
  return q;
}

/** Makes where the clients of a process wait for replies. */
function makeReplies(container: u32): u32 {
  requires(consistent() && tree().has(container) && canPay(tree(), container, 1));
  modifies(queues, uses, tree);
  ensures(consistent());
  ensures((q: u32) => !old(uses()).has(q));
  ensures((q: u32) => uses() === old(uses()).set(q, { kind: Kind.Replies, container }));
  ensures((q: u32) => queues() === old(queues()).set(q, { pending: 0 }));
  ensures(tree() === using(old(tree()), container, 1));
  const q = createQueue(container, Kind.Replies);
  frameAppears(old(uses()), q, Kind.Replies, container);
  queueAppears(old(queues()), old(uses()), Kind.Replies, q, container);
  nestedWhenUsing(old(tree()), container, 1);
  return q;
}

// --- Hardware ------------------------------------------------------------------------------------------------

/** Makes the platform. */
export function makePlatform(container: u32): u32 {
  requires(consistent() && tree().has(container) && canPay(tree(), container, 1));
  modifies(uses, tree);
  ensures(consistent());
  ensures(
    (f: u32) => !old(uses()).has(f) && uses() === old(uses()).set(f, { kind: Kind.Platform, container }),
  );
  ensures(tree() === using(old(tree()), container, 1));
  const platform = createPlatform(container);
  frameAppears(old(uses()), platform, Kind.Platform, container);
  nestedWhenUsing(old(tree()), container, 1);
  return platform;
}

/** Makes an interrupt of a line that has none. */
export function makeInterrupt(container: u32, line: u32): u32 {
  requires(consistent() && tree().has(container) && canPay(tree(), container, 1));
  requires(line < LINES && interruptOf(line) === NONE);
  modifies(interrupts, interruptOf, records);
  ensures(consistent());
  ensures((i: u32) => !old(uses()).has(i));
  ensures((i: u32) => uses() === old(uses()).set(i, { kind: Kind.Interrupt, container }));
  ensures((i: u32) => interrupts() === old(interrupts()).set(i, newInterrupt(line)));
  ensures((i: u32) => ownerOf() === old(ownerOf()).set(i, container));
  ensures(tree() === using(old(tree()), container, 1));
  containersAreTree(container);
  usesAreFrames(container);
  const i = createInterrupt(container, line);
  freeHasNoOwner(old(uses()), old(threads()), i);
  frameAppears(old(uses()), i, Kind.Interrupt, container);
  objectAppears(old(interrupts()), old(uses()), Kind.Interrupt, i, newInterrupt(line), container);
  nestedWhenUsing(old(tree()), container, 1);
  containersAreTree(i);
  adopt(container, i);
  objectIsOwned(old(ownerOf()), old(uses()), Kind.Interrupt, i, container);
  return i;
}

/** Makes an object for a device. */
export function makeDevice(container: u32, number: u32): u32 {
  requires(consistent() && tree().has(container) && canPay(tree(), container, 1));
  modifies(devices, records);
  ensures(consistent());
  ensures((d: u32) => !old(uses()).has(d) && uses() === old(uses()).set(d, { kind: Kind.Device, container }));
  ensures((d: u32) => devices() === old(devices()).set(d, { number }));
  ensures((d: u32) => ownerOf() === old(ownerOf()).set(d, container));
  ensures(tree() === using(old(tree()), container, 1));
  containersAreTree(container);
  usesAreFrames(container);
  const d = createDevice(container, number);
  freeHasNoOwner(old(uses()), old(threads()), d);
  frameAppears(old(uses()), d, Kind.Device, container);
  objectAppears(old(devices()), old(uses()), Kind.Device, d, { number }, container);
  nestedWhenUsing(old(tree()), container, 1);
  containersAreTree(d);
  adopt(container, d);
  objectIsOwned(old(ownerOf()), old(uses()), Kind.Device, d, container);
  return d;
}

// --- Processes -----------------------------------------------------------------------------------------------

/** The frames that a process takes: its object, its table of level 4, its queue of clients. */
export const PROCESS_FRAMES = 3;

/** A process as it is made, somewhere. */
export const isProcess = spec(
  (process: Process, container: u32): boolean =>
    process === newProcess(container, process.space, process.replies),
);

/** The frames of a process were free. */
export const areNew = spec(
  (before: Uses, p: u32, process: Process): boolean =>
    !before.has(p) && !before.has(process.space) && !before.has(process.replies),
);

/** Makes a process without threads, handles and pages. */
export function makeProcess(container: u32): u32 {
  requires(consistent() && tree().has(container) && canPay(tree(), container, PROCESS_FRAMES));
  modifies(processParts, records);
  ensures(consistent());
  ensures((p: u32) => areNew(old(uses()), p, processes().get(p)));
  ensures((p: u32) => isProcess(processes().get(p), container));
  ensures((p: u32) => !old(processes()).has(p));
  ensures((p: u32) => processes() === old(processes()).set(p, processes().get(p)));
  ensures((p: u32) => uses() === withFramesOf(old(uses()), container, p, processes().get(p)));
  ensures((p: u32) => ownerOf() === old(ownerOf()).set(p, container));
  ensures(tree() === usingProcess(old(tree()), container));
  ensures((p: u32) => spaces() === old(spaces()).set(processes().get(p).space, Map.empty()));
  ensures((p: u32) => queues() === old(queues()).set(processes().get(p).replies, { pending: 0 }));
  containersAreTree(container);
  usesAreFrames(container);
  const space = makeSpace(container);
  const replies = makeReplies(container);
  const all = ghost(uses());
  const nodes = ghost(tree());
  const p = createProcess(container, space, replies);
  freeHasNoOwner(all, old(threads()), p);
  frameAppears(all, p, Kind.Process, container);
  processAppears(old(processes()), all, p, container);
  partsAreNew(old(processes()), old(uses()), old(spaces()), p);
  nestedWhenUsing(nodes, container, 1);
  containersAreTree(p);
  adopt(container, p);
  objectIsOwned(old(ownerOf()), all, Kind.Process, p, container);
  return p;
}

/** Makes a space without pages. */
function makeSpace(container: u32): u32 {
  requires(consistent() && tree().has(container) && canPay(tree(), container, 1));
  modifies(spaces, owners, walk, missing, uses, tree);
  ensures(consistent());
  ensures((space: u32) => !old(uses()).has(space) && !old(spaces()).has(space));
  ensures((space: u32) => uses() === old(uses()).set(space, { kind: Kind.Table, container }));
  ensures((space: u32) => spaces() === old(spaces()).set(space, Map.empty()));
  ensures(tree() === using(old(tree()), container, 1));
  reveal(tablesAgree);
  spacesAreOwners();
  const space = createSpace(container);
  frameAppears(old(uses()), space, Kind.Table, container);
  spaceAppears(old(spaces()), old(uses()), space, container);
  nestedWhenUsing(old(tree()), container, 1);
  return space;
}

// --- Threads -------------------------------------------------------------------------------------------------

/** Makes a stopped thread of process `p`, for which that one's container pays. */
export function makeThread(p: u32, priority: u32): u32 {
  requires(consistent() && processes().has(p) && priority < PRIORITIES);
  requires(canPay(tree(), uses().get(p).container, 1));
  modifies(threadParts, records);
  ensures(consistent());
  ensures((t: u32) => !old(uses()).has(t) && !old(threads()).has(t));
  ensures(
    (t: u32) => uses() === old(uses()).set(t, { kind: Kind.Thread, container: old(uses()).get(p).container }),
  );
  ensures((t: u32) => threads() === old(threads()).set(t, newThread(p, priority)));
  ensures((t: u32) => ownerOf() === old(ownerOf()).set(t, p));
  ensures(tree() === using(old(tree()), old(uses()).get(p).container, 1));
  kindSays(processes(), uses(), Kind.Process, p);
  payerIsContainer(p);
  usesAreFrames(p);
  const container = useOf(p).container;
  const t = createThread(container, p, priority);
  freeHasNoOwner(old(uses()), old(threads()), t);
  frameAppears(old(uses()), t, Kind.Thread, container);
  nestedWhenUsing(old(tree()), container, 1);
  containersAreTree(t);
  adopt(p, t);
  threadAppears(old(threads()), old(uses()), old(ownerOf()), t, p, container);
  return t;
}

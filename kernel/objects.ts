/**
 * New objects: made in the right frames, owned by whom they end with, and consistent with all others.
 *
 * Owns      no state. What all calls that create something share, and boot.
 * Not here  handles to the new objects (callers.ts), what else the calls check (syscalls/).
 */
import { ensures, ghost, modifies, old, requires, reveal, spec, type u32, views } from "welkin";
import { left } from "./budgets.ts";
import { canPay } from "./callers.ts";
import { containerAppears, freeHasNoOwner, objectAppears, partAppears } from "./changes.ts";
import { consistent, kindSays, processesHaveParts, tablesAgree } from "./consistency.ts";
import { DEPTH, create, payerIsContainer, tree, treeIsLineage } from "./containers.ts";
import { createDevice, devices, isWindow } from "./devices.ts";
import { NONE, useOf, uses, usesAreFrames } from "./frames.ts";
import { LINES, createInterrupt, interruptOf, interrupts } from "./interrupts.ts";
import {
  inventory,
  withContainer,
  withDevice,
  withInterrupt,
  withPlatform,
  withProcess,
  withQueue,
  withReplies,
  withSpace,
  withThread,
} from "./inventories.ts";
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
  ensures((c: u32) => consistent() && !old(uses()).has(c));
  ensures((c: u32) => inventory() === withContainer(old(inventory()), c, parent, frames, time));
  ensures((c: u32) => accounts() === inherited(old(accounts()), c, parent, clock(), tree()));
  treeIsLineage();
  const c = create(parent, frames, time);
  freeHasNoOwner(old(inventory()), c);
  adopt(parent, c);
  containerAppears(old(inventory()), parent, c, frames, time);
  inherit(c);
  return c;
}

// --- Queues --------------------------------------------------------------------------------------------------

/** Makes an endpoint or a notification. */
export function makeQueue(container: u32, kind: Kind): u32 {
  requires(consistent() && tree().has(container) && canPay(tree(), container, 1));
  requires(kind === Kind.Endpoint || kind === Kind.Notification);
  modifies(queues, records);
  ensures((q: u32) => consistent() && !old(uses()).has(q));
  ensures((q: u32) => inventory() === withQueue(old(inventory()), q, kind, container));
  treeIsLineage();
  const q = createQueue(container, kind);
  freeHasNoOwner(old(inventory()), q);
  adopt(container, q);
  objectAppears(old(inventory()), q, kind, container, container);
  return q;
}

/** Makes where the clients of a process wait for replies. */
function makeReplies(container: u32): u32 {
  requires(consistent() && tree().has(container) && canPay(tree(), container, 1));
  modifies(queues, uses, tree);
  ensures((q: u32) => consistent() && !old(uses()).has(q));
  ensures((q: u32) => inventory() === withReplies(old(inventory()), q, container));
  const q = createQueue(container, Kind.Replies);
  partAppears(old(inventory()), owners(), q, Kind.Replies, container);
  return q;
}

// --- Hardware ------------------------------------------------------------------------------------------------

/** Makes the platform. */
export function makePlatform(container: u32): u32 {
  requires(consistent() && tree().has(container) && canPay(tree(), container, 1));
  modifies(uses, tree);
  ensures((platform: u32) => consistent() && !old(uses()).has(platform));
  ensures((platform: u32) => inventory() === withPlatform(old(inventory()), platform, container));
  const platform = createPlatform(container);
  partAppears(old(inventory()), owners(), platform, Kind.Platform, container);
  return platform;
}

/** Makes an interrupt of a line that has none. */
export function makeInterrupt(container: u32, line: u32): u32 {
  requires(consistent() && tree().has(container) && canPay(tree(), container, 1));
  requires(line < LINES && interruptOf(line) === NONE);
  modifies(interrupts, interruptOf, records);
  ensures((i: u32) => consistent() && !old(uses()).has(i));
  ensures((i: u32) => inventory() === withInterrupt(old(inventory()), i, line, container));
  treeIsLineage();
  const i = createInterrupt(container, line);
  freeHasNoOwner(old(inventory()), i);
  adopt(container, i);
  objectAppears(old(inventory()), i, Kind.Interrupt, container, container);
  return i;
}

/** Makes an object for a device with this window. */
export function makeDevice(container: u32, number: u32, first: u32, count: u32): u32 {
  requires(consistent() && tree().has(container) && canPay(tree(), container, 1) && isWindow(first, count));
  modifies(devices, records);
  ensures((d: u32) => consistent() && !old(uses()).has(d));
  ensures((d: u32) => inventory() === withDevice(old(inventory()), d, { number, first, count }, container));
  treeIsLineage();
  const d = createDevice(container, number, first, count);
  freeHasNoOwner(old(inventory()), d);
  adopt(container, d);
  objectAppears(old(inventory()), d, Kind.Device, container, container);
  return d;
}

// --- Processes -----------------------------------------------------------------------------------------------

/** The frames that a process takes: its object, its table of level 4, its queue of clients. */
export const PROCESS_FRAMES = 3;

/** A process as it is made, somewhere, in frames that were free. */
export const isNew = spec(
  (before: Uses, p: u32, process: Process, container: u32): boolean =>
    process === newProcess(container, process.space, process.replies) &&
    !before.has(p) &&
    !before.has(process.space) &&
    !before.has(process.replies),
);

/** Makes a process without threads, handles and pages. */
export function makeProcess(container: u32): u32 {
  requires(consistent() && tree().has(container) && canPay(tree(), container, PROCESS_FRAMES));
  modifies(processParts, records);
  ensures((p: u32) => consistent() && !old(processes()).has(p));
  ensures((p: u32) => isNew(old(uses()), p, processes().get(p), container));
  ensures((p: u32) => inventory() === withProcess(old(inventory()), p, processes().get(p), container));
  treeIsLineage();
  const space = makeSpace(container);
  const replies = makeReplies(container);
  const before = ghost(inventory());
  const p = createProcess(container, space, replies);
  freeHasNoOwner(before, p);
  adopt(container, p);
  reveal(processesHaveParts);
  objectAppears(before, p, Kind.Process, container, container);
  return p;
}

/** Makes a space without pages. */
function makeSpace(container: u32): u32 {
  requires(consistent() && tree().has(container) && canPay(tree(), container, 1));
  modifies(spaces, owners, walk, missing, uses, tree);
  ensures((space: u32) => consistent() && !old(uses()).has(space) && !old(spaces()).has(space));
  ensures((space: u32) => inventory() === withSpace(old(inventory()), space, container));
  reveal(tablesAgree);
  spacesAreOwners();
  const space = createSpace(container);
  usesAreFrames(space);
  partAppears(old(inventory()), old(owners()), space, Kind.Table, container);
  return space;
}

// --- Threads -------------------------------------------------------------------------------------------------

/** Makes a stopped thread of process `p`, for which that one's container pays. */
export function makeThread(p: u32, priority: u32): u32 {
  requires(consistent() && processes().has(p) && priority < PRIORITIES);
  requires(canPay(tree(), uses().get(p).container, 1));
  modifies(threadParts, records);
  ensures((t: u32) => consistent() && !old(uses()).has(t) && !old(threads()).has(t));
  ensures((t: u32) => inventory() === withThread(old(inventory()), t, p, priority));
  kindSays(processes(), uses(), Kind.Process, p);
  payerIsContainer(p);
  usesAreFrames(p);
  treeIsLineage();
  const container = useOf(p).container;
  const t = createThread(container, p, priority);
  freeHasNoOwner(old(inventory()), t);
  adopt(p, t);
  objectAppears(old(inventory()), t, Kind.Thread, container, p);
  return t;
}

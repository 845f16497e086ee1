/**
 * Inventories: all objects there are, and what is used for them, as values.
 *
 * Owns      Inventory: all that creating an object, or a handle, changes; what it makes of it.
 * Not here  the operations themselves (objects.ts), which handles they need (syscalls/).
 */
import { Map, spec, type int, u32 } from "welkin";
import { type Tree, using, withChild } from "./budgets.ts";
import { tree } from "./containers.ts";
import { uses } from "./frames.ts";
import { type Handle } from "./handles.ts";
import { type Spaces } from "./homes.ts";
import { type Device, devices } from "./devices.ts";
import { type Interrupts, interrupts, newInterrupt } from "./interrupts.ts";
import { ownerOf } from "./ownership.ts";
import { type Process, type Processes, processes, withHandle } from "./processes.ts";
import { type Queue, queues } from "./queues.ts";
import { spaces } from "./spaces.ts";
import { type Thread, newThread, threads } from "./threads.ts";
import { Kind, type Uses } from "./uses.ts";

/** All objects, the frames that are in use, and who pays for them and owns them. */
export class Inventory {
  processes: Processes = Map.empty();
  threads: Map<u32, Thread> = Map.empty();
  queues: Map<u32, Queue> = Map.empty();
  interrupts: Interrupts = Map.empty();
  devices: Map<u32, Device> = Map.empty();
  spaces: Spaces = Map.empty();
  uses: Uses = Map.empty();
  tree: Tree = Map.empty();
  owners: Map<u32, u32> = Map.empty();
}

/** As it is now. */
export const inventory = spec((): Inventory => ({
  processes: processes(),
  threads: threads(),
  queues: queues(),
  interrupts: interrupts(),
  devices: devices(),
  spaces: spaces(),
  uses: uses(),
  tree: tree(),
  owners: ownerOf(),
}));

// --- Steps ---------------------------------------------------------------------------------------------------

/** `frame`, which was free, is of this kind, and `payer` pays for it. */
export const withFrame = spec((before: Inventory, frame: u32, kind: Kind, payer: u32): Inventory => ({
  ...before,
  uses: before.uses.set(frame, { kind, container: payer }),
  tree: using(before.tree, payer, 1),
}));

/** The same, and `owner` owns it. */
export const withObject = spec(
  (before: Inventory, frame: u32, kind: Kind, payer: u32, owner: u32): Inventory => ({
    ...withFrame(before, frame, kind, payer),
    owners: before.owners.set(frame, owner),
  }),
);

/** There is the platform. */
export const withPlatform = spec((before: Inventory, frame: u32, payer: u32): Inventory =>
  withFrame(before, frame, Kind.Platform, payer),
);

/** There is a new space without pages. */
export const withSpace = spec((before: Inventory, space: u32, payer: u32): Inventory => ({
  ...withFrame(before, space, Kind.Table, payer),
  spaces: before.spaces.set(space, Map.empty()),
}));

/** There is a new queue of clients. */
export const withReplies = spec((before: Inventory, q: u32, payer: u32): Inventory => ({
  ...withFrame(before, q, Kind.Replies, payer),
  queues: before.queues.set(q, { pending: 0 }),
}));

/** There is a new endpoint or notification `q`. */
export const withQueue = spec((before: Inventory, q: u32, kind: Kind, payer: u32): Inventory => ({
  ...withObject(before, q, kind, payer, payer),
  queues: before.queues.set(q, { pending: 0 }),
}));

/** There is a new interrupt `i` of this line. */
export const withInterrupt = spec((before: Inventory, i: u32, line: u32, payer: u32): Inventory => ({
  ...withObject(before, i, Kind.Interrupt, payer, payer),
  interrupts: before.interrupts.set(i, newInterrupt(line)),
}));

/** There is a new object `d` for this device. */
export const withDevice = spec((before: Inventory, d: u32, device: Device, payer: u32): Inventory => ({
  ...withObject(before, d, Kind.Device, payer, payer),
  devices: before.devices.set(d, device),
}));

/** There is a new thread `t` of process `p`. */
export const withThread = spec((before: Inventory, t: u32, p: u32, priority: u32): Inventory => ({
  ...withObject(before, t, Kind.Thread, before.uses.get(p).container, p),
  threads: before.threads.set(t, newThread(p, priority)),
}));

/** There is a new process `p`, with its space and its queue of clients. */
export const withProcess = spec((before: Inventory, p: u32, process: Process, payer: u32): Inventory => ({
  ...withObject(
    withReplies(withSpace(before, process.space, payer), process.replies, payer),
    p,
    Kind.Process,
    payer,
    payer,
  ),
  processes: before.processes.set(p, process),
}));

/** There is a new container `c` within `parent`. */
export const withContainer = spec(
  (before: Inventory, c: u32, parent: u32, frames: int, time: int): Inventory => ({
    ...before,
    uses: before.uses.set(c, { kind: Kind.Container, container: parent }),
    tree: withChild(before.tree, parent, c, frames, time),
    owners: before.owners.set(c, parent),
  }),
);

/** Process `p` has this handle in a slot. */
export const holding = spec((before: Inventory, p: u32, slot: u32, handle: Handle): Inventory => ({
  ...before,
  processes: withHandle(before.processes, p, slot, handle),
}));

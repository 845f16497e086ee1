/**
 * Changes: what keeps the modules consistent when something is made, changes or ends.
 *
 * Owns      no state. A lemma for each kind of change: of the views after it, given those before it.
 * Not here  what the relation is (consistency.ts).
 */
import {
  Map,
  ensures,
  forall,
  implies,
  type int,
  lemma,
  requires,
  reveal,
  spec,
  trigger,
  type u32,
  u64,
} from "welkin";
import { withChild } from "./budgets.ts";
import { isCharged, isRefunded } from "./charges.ts";
import { tree } from "./containers.ts";
import {
  areNested,
  nestedAfterAdopt,
  nestedAfterChange,
  nestedAfterCreate,
  nestedAfterDisown,
} from "./descent.ts";
import { NONE, uses } from "./frames.ts";
import { type Spaces, onlyMemoryChanges } from "./homes.ts";
import { FRAMES } from "./machine.ts";
import { type Device, devices } from "./devices.ts";
import { type Interrupt, interrupts } from "./interrupts.ts";
import { type Generations, generations, retired } from "./names.ts";
import { type Handle, isName } from "./handles.ts";
import { ownerOf, ownsNothing } from "./ownership.ts";
import {
  HANDLES,
  type Process,
  type Processes,
  fewerAreNames,
  handlesAreNames,
  handlesStayNames,
  nameIsForFaults,
  nameIsPut,
  newHasNoHandles,
  newProcess,
  processes,
  withFaults,
  withHandle,
} from "./processes.ts";
import { queues } from "./queues.ts";
import { homes, spaces } from "./spaces.ts";
import { owners } from "./tables.ts";
import { type Thread, threads } from "./threads.ts";
import { type Owners, tablesAreUsed } from "./trees.ts";
import { Kind, type Uses, isMemoryKind, isPageKind, isQueueKind } from "./uses.ts";

import {
  type Queues,
  type Threads,
  agree,
  areUsed,
  consistent,
  isContained,
  isOwnable,
  objectsAreUsed,
  ownersAgree,
  pagesAgree,
  partsAreOwn,
  processesHaveParts,
  queuesAreUsed,
  tablesAgree,
  threadsHaveProcesses,
} from "./consistency.ts";
import { Inventory, inventory } from "./inventories.ts";

// --- Changes -------------------------------------------------------------------------------------------------

/** A frame that was free is in use: nothing changes for the objects of other kinds. */
export const frameAppears = lemma(
  (before: Inventory, tables: Owners, frame: u32, kind: Kind, payer: u32): void => {
    requires(agree(before, tables, homes(), generations()));
    requires(!before.uses.has(frame) && uses() === before.uses.set(frame, { kind, container: payer }));
    ensures(objectsStayUsed(before, kind));
    ensures(implies(kind !== Kind.Table, tablesAgree(tables, uses())));
    ensures(implies(!isPageKind(kind), pagesAgree(homes(), uses())));
    ensures(implies(!isQueueKind(kind), queuesAreUsed(before.queues, uses())));
    ensures(handlesAreNames(before.processes, generations(), uses()));
    ensures(processesHaveParts(before.processes, uses(), before.spaces));
    ensures(implies(!isContained(kind), ownersAgree(before.owners, uses(), before.threads)));
    reveal(tablesAgree, pagesAgree, queuesAreUsed, processesHaveParts, ownersAgree);
    reveal(areUsed<Thread>, areUsed<Process>, areUsed<Interrupt>, areUsed<Device>);
    handlesStayNames(before.processes, generations(), before.uses, generations(), uses());
  },
);

/** The frames of other kinds than the one that has changed are the objects of their modules, as they were. */
const objectsStayUsed = spec(
  (before: Inventory, changed: Kind): boolean =>
    implies(changed !== Kind.Thread, areUsed(before.threads, uses(), Kind.Thread)) &&
    implies(changed !== Kind.Process, areUsed(before.processes, uses(), Kind.Process)) &&
    implies(changed !== Kind.Interrupt, areUsed(before.interrupts, uses(), Kind.Interrupt)) &&
    implies(changed !== Kind.Device, areUsed(before.devices, uses(), Kind.Device)),
);

/** What is in a free frame has no owner. */
export const freeHasNoOwner = lemma((before: Inventory, frame: u32): void => {
  requires(ownersAgree(before.owners, before.uses, before.threads) && !before.uses.has(frame));
  ensures(!before.owners.has(frame) && !before.threads.has(frame));
  reveal(ownersAgree);
});

/** A free frame holds a new container. */
export const containerAppears = lemma(
  (before: Inventory, parent: u32, c: u32, frames: int, time: int): void => {
    requires(agree(before, owners(), homes(), generations()) && !before.uses.has(c));
    requires(before.tree.has(parent) && !before.tree.has(NONE) && !before.tree.has(c));
    requires(objectsDiffer(before, c, Kind.Container, false) && ownerOf() === before.owners.set(c, parent));
    requires(uses() === before.uses.set(c, { kind: Kind.Container, container: parent }));
    requires(tree() === withChild(before.tree, parent, c, frames, time));
    ensures(consistent());
    freeHasNoOwner(before, c);
    frameAppears(before, owners(), c, Kind.Container, parent);
    nestedAfterCreate(before.owners, before.tree, parent, c, frames, time);
    reveal(ownersAgree);
  },
);

/** A free frame holds a new object, which the container owns that pays for it, or a thread, which its process owns. */
export const objectAppears = lemma((before: Inventory, f: u32, kind: Kind, payer: u32, owner: u32): void => {
  requires(agree(before, owners(), homes(), generations()) && objectsDiffer(before, f, kind, false));
  requires(isCharged(before.uses, before.tree, f, kind, payer) && ownerOf() === before.owners.set(f, owner));
  requires(before.tree.has(payer) && !before.tree.has(f));
  requires(
    kind === Kind.Thread
      ? before.processes.has(owner) && payer === before.uses.get(owner).container
      : owner === payer && isContained(kind),
  );
  requires(implies(kind === Kind.Thread, threads().get(f).process === owner));
  requires(implies(kind === Kind.Process, hasOwnParts(before, processes().get(f))));
  ensures(consistent());
  freeHasNoOwner(before, f);
  frameAppears(before, owners(), f, kind, payer);
  nestedAfterChange(before.owners, before.tree, tree());
  reveal(threadsHaveProcesses, processesHaveParts, partsAreOwn, ownersAgree, queuesAreUsed);
  reveal(areUsed<Thread>, areUsed<Process>, areUsed<Interrupt>, areUsed<Device>);
  nestedAfterAdopt(before.owners, tree(), owner, f);
  if (kind === Kind.Process) newHasNoHandles(before.processes, generations(), uses(), f, processes().get(f));
});

/** The objects are those there were, and one of this kind in frame `f`; or, if there are fewer, without that. */
const objectsDiffer = spec(
  (before: Inventory, f: u32, kind: Kind, fewer: boolean): boolean =>
    differ(before.threads, threads(), f, kind === Kind.Thread, fewer) &&
    differ(before.processes, processes(), f, kind === Kind.Process, fewer) &&
    differ(before.queues, queues(), f, isQueueKind(kind), fewer) &&
    differ(before.interrupts, interrupts(), f, kind === Kind.Interrupt, fewer) &&
    differ(before.devices, devices(), f, kind === Kind.Device, fewer) &&
    differ(before.spaces, spaces(), f, kind === Kind.Table, fewer),
);

const differ = spec(
  <T>(before: Map<u32, T>, after: Map<u32, T>, f: u32, changed: boolean, fewer: boolean): boolean =>
    after === (!changed ? before : fewer ? before.delete(f) : before.set(f, after.get(f))),
);

/** A process without handles, whose queue and space are there, and no other's. */
const hasOwnParts = spec(
  (before: Inventory, process: Process): boolean =>
    process === newProcess(process.container, process.space, process.replies) &&
    before.uses.has(process.replies) &&
    before.uses.get(process.replies).kind === Kind.Replies &&
    before.spaces.has(process.space) &&
    forall((q: u32) =>
      implies(
        trigger(before.processes.has(q)),
        before.processes.get(q).replies !== process.replies &&
          before.processes.get(q).space !== process.space,
      ),
    ),
);

/** A free frame holds a part of a process that is to be made, its space or its queue of clients; or the platform. */
export const partAppears = lemma(
  (before: Inventory, tables: Owners, f: u32, kind: Kind, payer: u32): void => {
    requires(
      agree(before, tables, homes(), generations()) && isCharged(before.uses, before.tree, f, kind, payer),
    );
    requires(before.tree.has(payer) && objectsDiffer(before, f, kind, false) && ownerOf() === before.owners);
    requires(kind === Kind.Table || kind === Kind.Replies || kind === Kind.Platform);
    requires(kind === Kind.Table ? tablesAreUsed(owners(), uses()) : owners() === tables);
    ensures(consistent());
    frameAppears(before, tables, f, kind, payer);
    nestedAfterChange(before.owners, before.tree, tree());
    reveal(tablesAgree, processesHaveParts, queuesAreUsed);
  },
);

/** Threads change, and stay of their processes. */
export const threadsChange = lemma((before: Threads): void => {
  requires(areUsed(before, uses(), Kind.Thread) && threadsHaveProcesses(before, processes()));
  requires(ownersAgree(ownerOf(), uses(), before));
  requires(
    forall(
      (t: u32) =>
        threads().has(t) === before.has(t) &&
        implies(before.has(t), threads().get(t).process === before.get(t).process),
    ),
  );
  ensures(areUsed(threads(), uses(), Kind.Thread) && threadsHaveProcesses(threads(), processes()));
  ensures(ownersAgree(ownerOf(), uses(), threads()));
  reveal(areUsed<Thread>, threadsHaveProcesses, ownersAgree);
});

/** Queues change, and are where they were. */
export const queueChanges = lemma((before: Queues): void => {
  requires(queuesAreUsed(before, uses()));
  requires(forall((q: u32) => queues().has(q) === before.has(q)));
  ensures(queuesAreUsed(queues(), uses()));
  reveal(queuesAreUsed);
});

/** A process has another handle in a slot. */
export const handleChanges = lemma((before: Processes, p: u32, slot: u32, handle: Handle): void => {
  requires(agreeWith(before) && before.has(p) && slot < HANDLES && isName(handle, generations(), uses()));
  requires(processes() === withHandle(before, p, slot, handle));
  ensures(consistent());
  nameIsPut(before, generations(), uses(), p, slot, handle);
  reveal(areUsed<Process>, threadsHaveProcesses, processesHaveParts, partsAreOwn);
});

/** The faults of a process are sent elsewhere. */
export const faultsChange = lemma((before: Processes, p: u32, faults: Handle): void => {
  requires(agreeWith(before) && before.has(p) && isName(faults, generations(), uses()));
  requires(processes() === withFaults(before, p, faults));
  ensures(consistent());
  nameIsForFaults(before, generations(), uses(), p, faults);
  reveal(areUsed<Process>, threadsHaveProcesses, processesHaveParts, partsAreOwn);
});

/** All agrees, if these are the processes. */
const agreeWith = spec((held: Processes): boolean =>
  agree({ ...inventory(), processes: held }, owners(), homes(), generations()),
);

// --- Endings -------------------------------------------------------------------------------------------------

/** A frame is free again, and its name is dead: nothing changes for the objects of other kinds. */
const frameDisappears = lemma((before: Inventory, names: Generations, frame: u32, kind: Kind): void => {
  requires(agree(before, owners(), homes(), names) && before.uses.has(frame));
  requires(before.uses.get(frame).kind === kind && uses() === before.uses.delete(frame));
  requires(frame < FRAMES && names[frame] < u64.MAX && generations() === retired(names, frame));
  ensures(objectsStayUsed(before, kind));
  ensures(implies(kind !== Kind.Table, tablesAgree(owners(), uses())));
  ensures(implies(!isMemoryKind(kind), pagesAgree(homes(), uses())));
  ensures(implies(!isQueueKind(kind), queuesAreUsed(before.queues, uses())));
  ensures(handlesAreNames(before.processes, generations(), uses()));
  ensures(implies(kind !== Kind.Replies, processesHaveParts(before.processes, uses(), before.spaces)));
  reveal(tablesAgree, pagesAgree, queuesAreUsed, processesHaveParts);
  reveal(areUsed<Thread>, areUsed<Process>, areUsed<Interrupt>, areUsed<Device>);
  handlesStayNames(before.processes, names, before.uses, generations(), uses());
});

/** A container that owned nothing is there no more. */
export const containerDisappears = lemma((before: Inventory, names: Generations, c: u32): void => {
  requires(agree(before, owners(), homes(), names) && objectsDiffer(before, c, Kind.Container, true));
  requires(
    before.uses.has(c) && before.uses.get(c).kind === Kind.Container && uses() === before.uses.delete(c),
  );
  requires(areNested(ownerOf(), tree()) && ownerOf() === before.owners.delete(c));
  requires(c < FRAMES && names[c] < u64.MAX && generations() === retired(names, c));
  ensures(consistent());
  frameDisappears(before, names, c, Kind.Container);
  reveal(ownersAgree, areUsed<Thread>);
});

/** A thread, a queue, an interrupt or an object for a device, that owned nothing, is there no more. */
export const objectDisappears = lemma((before: Inventory, names: Generations, f: u32, kind: Kind): void => {
  requires(agree(before, owners(), homes(), names) && objectsDiffer(before, f, kind, true));
  requires(before.uses.has(f) && before.uses.get(f).kind === kind && isRefunded(before.uses, before.tree, f));
  requires(isOwnable(kind) && kind !== Kind.Process && kind !== Kind.Container);
  requires(before.tree.has(before.uses.get(f).container) && !before.tree.has(f));
  requires(ownsNothing(before.owners, f) && ownerOf() === before.owners.delete(f));
  requires(f < FRAMES && names[f] < u64.MAX && generations() === retired(names, f));
  ensures(consistent());
  frameDisappears(before, names, f, kind);
  nestedAfterChange(before.owners, before.tree, tree());
  nestedAfterDisown(before.owners, tree(), f);
  reveal(threadsHaveProcesses, ownersAgree, queuesAreUsed);
  reveal(areUsed<Thread>, areUsed<Process>, areUsed<Interrupt>, areUsed<Device>);
});

/** A process that owned nothing is there no more, nor its space, which went first, and its queue of clients. */
export const processDisappears = lemma(
  (before: Inventory, mapped: Spaces, names: Generations, p: u32, replies: u32): void => {
    requires(agree({ ...before, spaces: mapped }, owners(), homes(), names) && before.processes.has(p));
    requires(replies === before.processes.get(p).replies && p !== replies);
    requires(uses() === before.uses.delete(replies).delete(p) && queues() === before.queues.delete(replies));
    requires(processes() === before.processes.delete(p) && ownerOf() === before.owners.delete(p));
    requires(spaces() === mapped.delete(before.processes.get(p).space) && threads() === before.threads);
    requires(interrupts() === before.interrupts && devices() === before.devices);
    requires(areNested(before.owners, tree()) && !tree().has(p) && ownsNothing(before.owners, p));
    requires(p < FRAMES && replies < FRAMES && names[p] < u64.MAX && names[replies] < u64.MAX);
    requires(generations() === retired(retired(names, replies), p));
    ensures(consistent());
    reveal(areUsed<Thread>, areUsed<Process>, areUsed<Interrupt>, areUsed<Device>);
    reveal(tablesAgree, pagesAgree, queuesAreUsed, ownersAgree);
    reveal(threadsHaveProcesses, processesHaveParts, partsAreOwn);
    handlesStayNames(before.processes, names, before.uses, generations(), uses());
    fewerAreNames(before.processes, generations(), uses(), p);
    nestedAfterDisown(before.owners, tree(), p);
  },
);

// --- Memory --------------------------------------------------------------------------------------------------

/** Pages and tables are in use or free that were not: nothing changes for objects. */
export const memoryChanges = lemma((before: Uses): void => {
  requires(onlyMemoryChanges(before, uses()) && objectsAgree(before));
  ensures(objectsAgree(uses()));
  reveal(areUsed<Thread>, areUsed<Process>, areUsed<Interrupt>, areUsed<Device>, queuesAreUsed, ownersAgree);
  handlesStayNames(processes(), generations(), before, generations(), uses());
});

/** The objects agree with these uses of frames. */
const objectsAgree = spec(
  (all: Uses): boolean =>
    objectsAreUsed(inventory(), all) &&
    queuesAreUsed(queues(), all) &&
    handlesAreNames(processes(), generations(), all) &&
    ownersAgree(ownerOf(), all, threads()),
);

/** Spaces change, and are there still, as are the queues of clients. */
export const partsStay = lemma((before: Uses, mapped: Spaces): void => {
  requires(processesHaveParts(processes(), before, mapped) && onlyMemoryChanges(before, uses()));
  requires(forall((space: u32) => implies(mapped.has(space), spaces().has(space))));
  ensures(processesHaveParts(processes(), uses(), spaces()));
  reveal(processesHaveParts);
});

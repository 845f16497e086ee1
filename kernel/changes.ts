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
import { type Tree, using, withChild } from "./budgets.ts";
import { tree } from "./containers.ts";
import { areNested, nestedAfterAdopt, nestedAfterChange, nestedAfterCreate } from "./descent.ts";
import { NONE, uses } from "./frames.ts";
import { type Spaces, losesFrames, losesPages, onlyMemoryChanges } from "./homes.ts";
import { withDying } from "./lineage.ts";
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
import { tablesAreUsed } from "./trees.ts";
import { Kind, type Uses, isMemoryKind, isPageKind, isQueueKind } from "./uses.ts";

import {
  areUsed,
  isContained,
  objectsAreUsed,
  ownersAgree,
  pagesAgree,
  partsAreOwn,
  processesHaveParts,
  queuesAreUsed,
  tablesAgree,
  threadsHaveProcesses,
  type Threads,
  type Queues,
  type Holders,
} from "./consistency.ts";

// --- Changes -------------------------------------------------------------------------------------------------

/** A frame that was free is in use: nothing changes for the objects of other kinds. */
export const frameAppears = lemma((before: Uses, frame: u32, kind: Kind, container: u32): void => {
  requires(!before.has(frame) && uses() === before.set(frame, { kind, container }));
  ensures(objectsStayUsed(before, kind));
  ensures(implies(kind !== Kind.Table && tablesAgree(owners(), before), tablesAgree(owners(), uses())));
  ensures(implies(!isPageKind(kind) && pagesAgree(homes(), before), pagesAgree(homes(), uses())));
  ensures(implies(!isQueueKind(kind) && queuesAreUsed(queues(), before), queuesAreUsed(queues(), uses())));
  ensures(
    implies(
      handlesAreNames(processes(), generations(), before),
      handlesAreNames(processes(), generations(), uses()),
    ),
  );
  ensures(
    implies(
      processesHaveParts(processes(), before, spaces()),
      processesHaveParts(processes(), uses(), spaces()),
    ),
  );
  ensures(
    implies(
      !isContained(kind) && ownersAgree(ownerOf(), before, threads()),
      ownersAgree(ownerOf(), uses(), threads()),
    ),
  );
  reveal(
    areUsed<Thread>,
    areUsed<Process>,
    areUsed<Interrupt>,
    areUsed<Device>,
    tablesAgree,
    pagesAgree,
    queuesAreUsed,
  );
  reveal(processesHaveParts, ownersAgree);
  if (handlesAreNames(processes(), generations(), before))
    handlesStayNames(processes(), generations(), before, generations(), uses());
});

/** The frames of other kinds than the one that has changed are the objects of their modules, if they were. */
const objectsStayUsed = spec(
  (before: Uses, changed: Kind): boolean =>
    stayUsed(threads(), before, Kind.Thread, changed) &&
    stayUsed(processes(), before, Kind.Process, changed) &&
    stayUsed(interrupts(), before, Kind.Interrupt, changed) &&
    stayUsed(devices(), before, Kind.Device, changed),
);

const stayUsed = spec(<T>(objects: Map<u32, T>, before: Uses, kind: Kind, changed: Kind): boolean =>
  implies(kind !== changed && areUsed(objects, before, kind), areUsed(objects, uses(), kind)),
);

/** A container is new in the tree. */
export const containerAppears = lemma(
  (before: Tree, held: Holders, parent: u32, c: u32, frames: int, time: int): void => {
    requires(areNested(held, before) && before.has(parent) && !before.has(NONE));
    requires(!before.has(c) && !held.has(c) && ownerOf() === held.set(c, parent));
    requires(
      tree() === withChild(before, parent, c, frames, time) &&
        uses().has(c) &&
        uses().get(c).kind === Kind.Container,
    );
    requires(ownersAgree(held, uses(), threads()) && !threads().has(c));
    ensures(areNested(ownerOf(), tree()) && ownersAgree(ownerOf(), uses(), threads()));
    nestedAfterCreate(held, before, parent, c, frames, time);
    reveal(ownersAgree);
  },
);

/** A free frame holds a new object of a module that has nothing else to agree with. */
export const objectAppears = lemma(
  <T>(before: Map<u32, T>, all: Uses, kind: Kind, frame: u32, object: T, container: u32): void => {
    requires(areUsed(before, all, kind) && uses() === all.set(frame, { kind, container }));
    ensures(areUsed(before.set(frame, object), uses(), kind));
    reveal(areUsed<T>);
  },
);

/** An object is there no more. */
export const objectDisappears = lemma(<T>(before: Map<u32, T>, all: Uses, kind: Kind, frame: u32): void => {
  requires(areUsed(before, all, kind) && uses() === all.delete(frame));
  ensures(areUsed(before.delete(frame), uses(), kind));
  reveal(areUsed<T>);
});

/** An object changes, and is where it was. */
export const objectChanges = lemma(<T>(before: Map<u32, T>, kind: Kind, frame: u32, object: T): void => {
  requires(areUsed(before, uses(), kind) && before.has(frame));
  ensures(areUsed(before.set(frame, object), uses(), kind));
  reveal(areUsed<T>);
});

/** A free frame holds a new queue. */
export const queueAppears = lemma((before: Queues, all: Uses, kind: Kind, q: u32, container: u32): void => {
  requires(queuesAreUsed(before, all) && isQueueKind(kind));
  requires(queues() === before.set(q, queues().get(q)));
  requires(uses() === all.set(q, { kind, container }));
  ensures(queuesAreUsed(queues(), uses()));
  reveal(queuesAreUsed);
});

/** A new object in a free frame is owned by the container that pays for it. */
export const objectIsOwned = lemma((before: Holders, all: Uses, kind: Kind, f: u32, container: u32): void => {
  requires(ownersAgree(before, all, threads()) && areNested(before, tree()));
  requires(!all.has(f) && uses() === all.set(f, { kind, container }) && isContained(kind));
  requires(!threads().has(f) && tree().has(container) && !tree().has(f));
  requires(ownerOf() === before.set(f, container));
  ensures(ownersAgree(ownerOf(), uses(), threads()) && areNested(ownerOf(), tree()));
  reveal(ownersAgree);
  nestedAfterAdopt(before, tree(), container, f);
});

/** What is in a free frame has no owner. */
export const freeHasNoOwner = lemma((all: Uses, running: Threads, frame: u32): void => {
  requires(ownersAgree(ownerOf(), all, running) && !all.has(frame));
  ensures(!ownerOf().has(frame) && !running.has(frame));
  reveal(ownersAgree);
});

/** A container uses more or fewer frames: owners and containers stay where they are. */
export const nestedWhenUsing = lemma((before: Tree, container: u32, frames: int): void => {
  requires(
    areNested(ownerOf(), before) && tree() === using(before, container, frames) && before.has(container),
  );
  ensures(areNested(ownerOf(), tree()));
  nestedAfterChange(ownerOf(), before, tree());
});

/** A free frame holds a new thread, which its process owns. */
export const threadAppears = lemma(
  (before: Threads, all: Uses, held: Holders, t: u32, p: u32, container: u32): void => {
    requires(areUsed(before, all, Kind.Thread) && threadsHaveProcesses(before, processes()));
    requires(ownersAgree(held, all, before) && areNested(held, tree()) && !all.has(t));
    requires(processes().has(p) && all.has(p) && all.get(p).kind === Kind.Process);
    requires(threads() === before.set(t, threads().get(t)) && threads().get(t).process === p);
    requires(uses() === all.set(t, { kind: Kind.Thread, container }) && ownerOf() === held.set(t, p));
    requires(tree().has(all.get(p).container) && !tree().has(t));
    ensures(areUsed(threads(), uses(), Kind.Thread) && threadsHaveProcesses(threads(), processes()));
    ensures(ownersAgree(ownerOf(), uses(), threads()) && areNested(ownerOf(), tree()));
    reveal(areUsed<Thread>, threadsHaveProcesses, ownersAgree);
    nestedAfterAdopt(held, tree(), p, t);
  },
);

/** A free frame holds the first table of a new space. */
export const spaceAppears = lemma((before: Spaces, all: Uses, space: u32, container: u32): void => {
  requires(tablesAreUsed(owners(), uses()) && spaces() === before.set(space, Map.empty()));
  requires(!all.has(space) && uses() === all.set(space, { kind: Kind.Table, container }));
  requires(processesHaveParts(processes(), all, before));
  ensures(tablesAgree(owners(), uses()) && processesHaveParts(processes(), uses(), spaces()));
  reveal(tablesAgree, processesHaveParts);
});

/** A free frame holds a new process without handles. */
export const processAppears = lemma((before: Processes, all: Uses, p: u32, container: u32): void => {
  requires(!before.has(p) && !all.has(p) && uses() === all.set(p, { kind: Kind.Process, container }));
  requires(areUsed(before, all, Kind.Process) && handlesAreNames(before, generations(), all));
  requires(threadsHaveProcesses(threads(), before) && processesHaveParts(before, all, spaces()));
  requires(processes() === before.set(p, processes().get(p)) && hasParts(processes().get(p)));
  ensures(areUsed(processes(), uses(), Kind.Process));
  ensures(handlesAreNames(processes(), generations(), uses()));
  ensures(threadsHaveProcesses(threads(), processes()));
  ensures(processesHaveParts(processes(), uses(), spaces()));
  handlesStayNames(before, generations(), all, generations(), uses());
  newHasNoHandles(before, generations(), uses(), p, processes().get(p));
  reveal(areUsed<Process>, threadsHaveProcesses, processesHaveParts);
});

/** A new process has its own queue and space. */
export const partsAreNew = lemma((before: Processes, all: Uses, mapped: Spaces, p: u32): void => {
  requires(partsAreOwn(before) && processesHaveParts(before, all, mapped) && !before.has(p));
  requires(processes() === before.set(p, processes().get(p)));
  requires(!all.has(processes().get(p).replies) && !mapped.has(processes().get(p).space));
  ensures(partsAreOwn(processes()));
  reveal(partsAreOwn, processesHaveParts);
});

/** A process without handles, whose queue and space are there. */
const hasParts = spec(
  (process: Process): boolean =>
    process === newProcess(process.container, process.space, process.replies) &&
    uses().has(process.replies) &&
    uses().get(process.replies).kind === Kind.Replies &&
    spaces().has(process.space),
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
  requires(before.has(p) && slot < HANDLES && isName(handle, generations(), uses()));
  requires(processes() === withHandle(before, p, slot, handle));
  requires(areUsed(before, uses(), Kind.Process) && handlesAreNames(before, generations(), uses()));
  requires(partsAreOwn(before));
  requires(threadsHaveProcesses(threads(), before) && processesHaveParts(before, uses(), spaces()));
  ensures(areUsed(processes(), uses(), Kind.Process));
  ensures(handlesAreNames(processes(), generations(), uses()));
  ensures(threadsHaveProcesses(threads(), processes()));
  ensures(processesHaveParts(processes(), uses(), spaces()) && partsAreOwn(processes()));
  nameIsPut(before, generations(), uses(), p, slot, handle);
  reveal(areUsed<Process>, threadsHaveProcesses, processesHaveParts, partsAreOwn);
});

/** The faults of a process are sent elsewhere. */
export const faultsChange = lemma((before: Processes, p: u32, faults: Handle): void => {
  requires(before.has(p) && isName(faults, generations(), uses()));
  requires(processes() === withFaults(before, p, faults));
  requires(areUsed(before, uses(), Kind.Process) && handlesAreNames(before, generations(), uses()));
  requires(partsAreOwn(before));
  requires(threadsHaveProcesses(threads(), before) && processesHaveParts(before, uses(), spaces()));
  ensures(areUsed(processes(), uses(), Kind.Process));
  ensures(handlesAreNames(processes(), generations(), uses()));
  ensures(threadsHaveProcesses(threads(), processes()));
  ensures(processesHaveParts(processes(), uses(), spaces()) && partsAreOwn(processes()));
  nameIsForFaults(before, generations(), uses(), p, faults);
  reveal(areUsed<Process>, threadsHaveProcesses, processesHaveParts, partsAreOwn);
});

// --- Endings -------------------------------------------------------------------------------------------------

/** A frame is free again, and its name is dead: nothing changes for the objects of other kinds. */
export const frameDisappears = lemma((before: Uses, names: Generations, frame: u32): void => {
  requires(before.has(frame) && uses() === before.delete(frame));
  requires(frame < FRAMES && names[frame] < u64.MAX && generations() === retired(names, frame));
  ensures(objectsStayUsed(before, before.get(frame).kind));
  ensures(
    implies(
      before.get(frame).kind !== Kind.Table && tablesAgree(owners(), before),
      tablesAgree(owners(), uses()),
    ),
  );
  ensures(
    implies(
      !isMemoryKind(before.get(frame).kind) && pagesAgree(homes(), before),
      pagesAgree(homes(), uses()),
    ),
  );
  ensures(
    implies(
      !isQueueKind(before.get(frame).kind) && queuesAreUsed(queues(), before),
      queuesAreUsed(queues(), uses()),
    ),
  );
  ensures(
    implies(handlesAreNames(processes(), names, before), handlesAreNames(processes(), generations(), uses())),
  );
  ensures(
    implies(
      before.get(frame).kind !== Kind.Replies && processesHaveParts(processes(), before, spaces()),
      processesHaveParts(processes(), uses(), spaces()),
    ),
  );
  reveal(
    areUsed<Thread>,
    areUsed<Process>,
    areUsed<Interrupt>,
    areUsed<Device>,
    tablesAgree,
    pagesAgree,
    queuesAreUsed,
  );
  reveal(processesHaveParts);
  if (handlesAreNames(processes(), names, before))
    handlesStayNames(processes(), names, before, generations(), uses());
});

/** An object that owned nothing is there no more. */
export const ownedDisappears = lemma((before: Holders, all: Uses, running: Threads, object: u32): void => {
  requires(ownersAgree(before, all, running) && uses() === all.delete(object));
  requires(ownerOf() === before.delete(object));
  requires(
    forall(
      (t: u32) =>
        trigger(threads().has(t)) === (running.has(t) && t !== object) &&
        implies(threads().has(t), threads().get(t) === running.get(t)),
    ),
  );
  ensures(ownersAgree(ownerOf(), uses(), threads()));
  reveal(ownersAgree);
});

/** A thread is there no more. */
export const threadDisappears = lemma((before: Threads, all: Uses, t: u32): void => {
  requires(areUsed(before, all, Kind.Thread) && threadsHaveProcesses(before, processes()));
  requires(threads() === before.delete(t) && uses() === all.delete(t));
  ensures(areUsed(threads(), uses(), Kind.Thread) && threadsHaveProcesses(threads(), processes()));
  reveal(areUsed<Thread>, threadsHaveProcesses);
});

/** A queue that is no process's is there no more. */
export const queueDisappears = lemma((before: Queues, all: Uses, q: u32): void => {
  requires(queuesAreUsed(before, all) && queues() === before.delete(q) && uses() === all.delete(q));
  ensures(queuesAreUsed(queues(), uses()));
  reveal(queuesAreUsed);
});

/** A space has fewer pages: its process has it still. */
export const spaceShrinks = lemma((before: Spaces, all: Uses, container: u32, space: u32): void => {
  requires(losesFrames(all, uses(), container) && losesPages(before, spaces(), space) && spaces().has(space));
  requires(processesHaveParts(processes(), all, before));
  ensures(processesHaveParts(processes(), uses(), spaces()));
  reveal(processesHaveParts);
});

/** A process without threads is there no more, nor its space and its queue. */
export const processDisappears = lemma((before: Processes, all: Uses, mapped: Spaces, p: u32): void => {
  requires(before.has(p) && processes() === before.delete(p) && partsAreOwn(before));
  requires(processesHaveParts(before, all, mapped) && spaces() === mapped.delete(before.get(p).space));
  requires(
    forall((frame: u32) =>
      implies(
        all.has(frame) && trigger(all.get(frame)).kind === Kind.Replies && frame !== before.get(p).replies,
        uses().has(frame) && uses().get(frame) === all.get(frame),
      ),
    ),
  );
  ensures(processesHaveParts(processes(), uses(), spaces()) && partsAreOwn(processes()));
  reveal(processesHaveParts, partsAreOwn);
});

/** A process that owns nothing has no threads. */
export const hasNoThreads = lemma((p: u32): void => {
  requires(threadsHaveProcesses(threads(), processes()) && ownersAgree(ownerOf(), uses(), threads()));
  requires(ownsNothing(ownerOf(), p));
  ensures(threadsHaveProcesses(threads(), processes().delete(p)));
  reveal(threadsHaveProcesses, ownersAgree);
});

/** Where clients waited is there no more. */
export const repliesAreFreed = lemma((all: Uses, q: u32): void => {
  requires(ownersAgree(ownerOf(), all, threads()) && all.get(q).kind === Kind.Replies);
  requires(uses() === all.delete(q));
  ensures(ownersAgree(ownerOf(), uses(), threads()));
  reveal(ownersAgree);
});

/** A container is dying: owners and containers stay where they are. */
export const nestedWhenDying = lemma((before: Tree, container: u32): void => {
  requires(areNested(ownerOf(), before) && before.has(container) && tree() === withDying(before, container));
  ensures(areNested(ownerOf(), tree()));
  nestedAfterChange(ownerOf(), before, tree());
});

// --- Memory --------------------------------------------------------------------------------------------------

/** Pages and tables are in use or free that were not: nothing changes for objects. */
export const memoryChanges = lemma((before: Uses): void => {
  requires(onlyMemoryChanges(before, uses()));
  requires(
    objectsAreUsed(before) &&
      queuesAreUsed(queues(), before) &&
      handlesAreNames(processes(), generations(), before),
  );
  requires(ownersAgree(ownerOf(), before, threads()));
  ensures(
    objectsAreUsed(uses()) &&
      queuesAreUsed(queues(), uses()) &&
      handlesAreNames(processes(), generations(), uses()),
  );
  ensures(ownersAgree(ownerOf(), uses(), threads()));
  reveal(areUsed<Thread>, areUsed<Process>, areUsed<Interrupt>, areUsed<Device>, queuesAreUsed, ownersAgree);
  handlesStayNames(processes(), generations(), before, generations(), uses());
});

/** Spaces change, and are there still, as are the queues of clients. */
export const partsStay = lemma((before: Uses, mapped: Spaces): void => {
  requires(processesHaveParts(processes(), before, mapped));
  requires(forall((space: u32) => implies(mapped.has(space), spaces().has(space))));
  requires(
    forall((frame: u32) =>
      implies(
        before.has(frame) && before.get(frame).kind === Kind.Replies,
        uses().has(frame) && uses().get(frame).kind === Kind.Replies,
      ),
    ),
  );
  ensures(processesHaveParts(processes(), uses(), spaces()));
  reveal(processesHaveParts);
});

/**
 * What holds between the modules of the kernel: that they say the same of every frame, and refer to what is there.
 *
 * Owns      consistent(): the relation that every call finds and leaves; kernel.ts has it as its invariant.
 * Proof     each part is opaque and over few views: a call proves again only the parts whose views it changes, by the
 *           lemmas of changes.ts.
 */
import {
  Map,
  ensures,
  forall,
  implies,
  lemma,
  opaque,
  requires,
  reveal,
  spec,
  trigger,
  type u32,
} from "welkin";
import { containersAreTree, root } from "./containers.ts";
import { areNested } from "./descent.ts";
import { uses } from "./frames.ts";
import { type Homes, type Spaces, pagesAreMapped } from "./homes.ts";
import { Inventory, inventory } from "./inventories.ts";
import { type Generations, generations } from "./names.ts";
import { ownerOf, owns } from "./ownership.ts";
import { type Processes, handlesAreNames, processes } from "./processes.ts";
import { type Queue, queues } from "./queues.ts";
import { homes, spaces } from "./spaces.ts";
import { owners } from "./tables.ts";
import { type Thread, threads } from "./threads.ts";
import { type Owners, tablesAreUsed } from "./trees.ts";
import { Kind, type Uses, isQueueKind } from "./uses.ts";

export type Threads = Map<u32, Thread>;
export type Queues = Map<u32, Queue>;
/** The owner of every object that has one. */
export type Holders = Map<u32, u32>;

/** The frames of this kind are those of `objects`. */
export const areUsed = opaque(<T>(objects: Map<u32, T>, all: Uses, kind: Kind): boolean =>
  forall(
    (frame: u32) => trigger(objects.has(frame)) === (trigger(all.has(frame)) && all.get(frame).kind === kind),
  ),
);

/** The frames of each of these kinds are the objects of its module. */
export const objectsAreUsed = spec(
  (objects: Inventory, all: Uses): boolean =>
    areUsed(objects.threads, all, Kind.Thread) &&
    areUsed(objects.processes, all, Kind.Process) &&
    areUsed(objects.interrupts, all, Kind.Interrupt) &&
    areUsed(objects.devices, all, Kind.Device),
);

/** The frames of endpoints, notifications and replies are the queues. */
export const queuesAreUsed = opaque((objects: Queues, all: Uses): boolean =>
  forall(
    (frame: u32) =>
      trigger(objects.has(frame)) === (trigger(all.has(frame)) && isQueueKind(all.get(frame).kind)),
  ),
);

/** The frames of page tables are those of tables.ts. */
export const tablesAgree = opaque((tables: Owners, all: Uses): boolean => tablesAreUsed(tables, all));

/** The frames of pages are those of spaces.ts. */
export const pagesAgree = opaque((pages: Homes, all: Uses): boolean => pagesAreMapped(pages, all));

/** Every thread is of a process. */
export const threadsHaveProcesses = opaque((running: Threads, held: Processes): boolean =>
  forall((t: u32) => implies(trigger(running.has(t)), held.has(running.get(t).process))),
);

/** Every process has a queue where its clients wait, and a space. */
export const processesHaveParts = opaque((held: Processes, all: Uses, mapped: Spaces): boolean =>
  forall((p: u32) =>
    implies(
      trigger(held.has(p)),
      all.has(held.get(p).replies) &&
        all.get(held.get(p).replies).kind === Kind.Replies &&
        mapped.has(held.get(p).space),
    ),
  ),
);

/** No two processes share a space or a queue of clients. */
export const partsAreOwn = opaque((held: Processes): boolean =>
  forall(
    (p: u32, q: u32) =>
      implies(
        held.has(p) && held.has(q) && p !== q,
        held.get(p).replies !== held.get(q).replies && held.get(p).space !== held.get(q).space,
      ),
    (p: u32, q: u32) => [held.has(p), held.has(q)],
  ),
);

/** A thread is owned by its process; processes, endpoints, notifications, interrupts and devices by the container that pays for them. */
export const ownersAgree = opaque(
  (held: Holders, all: Uses, running: Threads): boolean =>
    forall(
      (object: u32) =>
        implies(trigger(held.has(object)), trigger(all.has(object)) && isOwnable(all.get(object).kind)) &&
        implies(
          all.has(object) && isContained(all.get(object).kind),
          owns(held, all.get(object).container, object),
        ),
    ) && forall((t: u32) => implies(trigger(running.has(t)), owns(held, running.get(t).process, t))),
);

/** Objects of this kind can be owned. */
export const isOwnable = spec(
  (kind: Kind): boolean => isContained(kind) || kind === Kind.Thread || kind === Kind.Container,
);

/** Objects of this kind are owned by the container that pays for them. */
export const isContained = spec(
  (kind: Kind): boolean =>
    kind === Kind.Process ||
    kind === Kind.Endpoint ||
    kind === Kind.Notification ||
    kind === Kind.Interrupt ||
    kind === Kind.Device,
);

/** All that there is agrees, with these owners of tables, homes of pages and names. */
export const agree = spec(
  (all: Inventory, tables: Owners, pages: Homes, names: Generations): boolean =>
    objectsAreUsed(all, all.uses) &&
    tablesAgree(tables, all.uses) &&
    pagesAgree(pages, all.uses) &&
    queuesAreUsed(all.queues, all.uses) &&
    handlesAreNames(all.processes, names, all.uses) &&
    threadsHaveProcesses(all.threads, all.processes) &&
    processesHaveParts(all.processes, all.uses, all.spaces) &&
    partsAreOwn(all.processes) &&
    ownersAgree(all.owners, all.uses, all.threads) &&
    areNested(all.owners, all.tree),
);

/** What every call finds and leaves. */
export const consistent = spec((): boolean => agree(inventory(), owners(), homes(), generations()));

// --- What is in a frame --------------------------------------------------------------------------------------

/** The kind of a frame says whose object is there. */
export const kindSays = lemma(<T>(objects: Map<u32, T>, all: Uses, kind: Kind, frame: u32): void => {
  requires(areUsed(objects, all, kind));
  ensures(objects.has(frame) === (all.has(frame) && all.get(frame).kind === kind));
  reveal(areUsed<T>);
});

/** A frame with an endpoint, notification or replies is a queue. */
export const queueKindSays = lemma((frame: u32): void => {
  requires(queuesAreUsed(queues(), uses()));
  ensures(queues().has(frame) === (uses().has(frame) && isQueueKind(uses().get(frame).kind)));
  reveal(queuesAreUsed);
});

/** The process of a thread is one, and has a queue for replies and a space. */
export const threadHasProcess = lemma((t: u32): void => {
  requires(consistent() && threads().has(t));
  ensures(processes().has(threads().get(t).process));
  ensures(queues().has(processes().get(threads().get(t).process).replies));
  ensures(spaces().has(processes().get(threads().get(t).process).space));
  reveal(threadsHaveProcesses, processesHaveParts, queuesAreUsed);
});

/** A process has a queue of clients and a space. */
export const processHasParts = lemma((p: u32): void => {
  requires(consistent() && processes().has(p));
  ensures(uses().has(processes().get(p).replies) && queues().has(processes().get(p).replies));
  ensures(uses().get(processes().get(p).replies).kind === Kind.Replies);
  ensures(spaces().has(processes().get(p).space));
  reveal(processesHaveParts, queuesAreUsed);
});

/** An object is owned by something, but for the root. */
export const objectHasOwner = lemma((object: u32): void => {
  requires(consistent() && uses().has(object) && isOwnable(uses().get(object).kind) && object !== root());
  ensures(ownerOf().has(object));
  containersAreTree(object);
  kindSays(threads(), uses(), Kind.Thread, object);
  reveal(ownersAgree, areNested);
});

/**
 * Queues: lists of threads, first in, first out.
 *
 * Owns       the queue objects (endpoints, notifications, the replies of processes); the lists of threads, and their
 *            links; which queues have timers that are set. A queue object has the number of its frame; READY + p is the queue of the threads that are ready
 *            with priority p, PARKED that of the parked ones. All operations take constant time.
 * View       queues(): what each queue object holds. lists(): the threads in each queue, first to leave first.
 * Invariants a thread is in one queue at most, and once; in none that does not exist. No timer but of a queue is set.
 * Not here   what being in a queue means for a thread (threads.ts).
 */
import {
  type FixedArray,
  Map,
  type Pool,
  Seq,
  assert,
  ensures,
  forall,
  implies,
  type int,
  invariant,
  lemma,
  modifies,
  old,
  pool,
  prove,
  requires,
  spec,
  trigger,
  u32,
  type u64,
  zeroed,
} from "welkin";
import { Links, List, first, isEmpty, without } from "../library/linked-lists.ts";
import { appendTo, areSeparate, removeFrom } from "../library/list-arrays.ts";
import { left } from "./budgets.ts";
import { isCharged, isRefunded } from "./charges.ts";
import { chargeObject, refundObject, tree } from "./containers.ts";
import { NONE, areObjects, uses } from "./frames.ts";
import { FRAMES } from "./machine.ts";
import { NEVER, framesHaveTimers, setTimer, timers, unset } from "./timers.ts";
import { Kind, isQueueKind } from "./uses.ts";

/** How many priorities there are; 0 runs first. */
export const PRIORITIES = 4;

/** The queue of the threads that are ready with priority 0; that of priority p is READY + p. */
export const READY = FRAMES;

/** The queue of the parked threads. */
export const PARKED = READY + PRIORITIES;

/** All queues: those of frames, the ready queues and the parked queue. */
export const LISTS = 524293;

export class Queue {
  /** The bits that were signalled and not yet waited for, if it is a notification's. */
  pending: u64 = 0;
}

const objects: Pool<Queue> = pool();
const links = new Links<typeof FRAMES>();
const members: FixedArray<List, typeof LISTS> = zeroed();
let all: Map<u32, Queue> = Map.empty();

/** What each queue object holds. */
export const queues = spec((): Map<u32, Queue> => all);

/** The threads in each queue, first to leave first. */
export const lists = spec((): Seq<Seq<u32>> => Seq.build(LISTS, (q: int) => members[q].members));

/** Is there such a queue? */
export const isQueue = spec(
  (objects: Map<u32, Queue>, q: int): boolean => (READY <= q && q < LISTS) || objects.has(u32.from(q)),
);

// --- Invariants ----------------------------------------------------------------------------------------------

/** Nobody is in a queue that does not exist. */
const absentAreEmpty = spec((): boolean =>
  forall((q: int) =>
    implies(0 <= q && q < LISTS && !isQueue(all, q), trigger(members[q]).members.length === 0),
  ),
);

/** The timers that are set are those of queues. */
const timersAreOfQueues = spec((): boolean =>
  forall((q: u32) => implies(q < FRAMES && !all.has(q), trigger(timers()[q]).deadline === NEVER)),
);

invariant(areObjects(all, objects));
invariant(areSeparate(links, members));
invariant(absentAreEmpty());
invariant(timersAreOfQueues());

/** What has a timer that is set is a queue. */
export const timerIsOfQueue = lemma((q: u32): void => {
  requires(q < FRAMES && timers()[q].deadline < NEVER);
  ensures(queues().has(q));
});

/** A queue that a thread is in exists; there is one for each priority, one of the parked, and those in frames. */
export const queuesExist = lemma((q: int): void => {
  ensures(lists().length === LISTS);
  ensures(implies(0 <= q && q < LISTS && lists()[q].length > 0, isQueue(queues(), q)));
  ensures(implies(0 <= q && q <= u32.MAX && queues().has(u32.from(q)), q < FRAMES));
});

// --- Operations ----------------------------------------------------------------------------------------------

/** Makes a queue, in which nobody is, for an object of this kind. */
export function createQueue(container: u32, kind: Kind): u32 {
  requires(tree().has(container) && left(tree().get(container).frames) > 0 && isQueueKind(kind));
  modifies(queues, uses, tree, objects);
  ensures((q: u32) => !old(queues()).has(q) && queues() === old(queues()).set(q, { pending: 0 }));
  ensures((q: u32) => isCharged(old(uses()), old(tree()), q, kind, container));
  const q = chargeObject(container, objects, kind);
  all = all.set(q, objects.at(q));
  return q;
}

/** Ends a queue in which nobody is. */
export function destroyQueue(q: u32): void {
  requires(queues().has(q) && lists()[q].length === 0);
  requires(uses().has(q) && isQueueKind(uses().get(q).kind));
  modifies(queues, timers, uses, tree, objects);
  ensures(queues() === old(queues()).delete(q) && timers() === old(timers()).with(q, unset()));
  ensures(isRefunded(old(uses()), old(tree()), q));
  framesHaveTimers();
  setTimer(q, NEVER, 0);
  refundObject(objects, q);
  all = all.delete(q);
}

/** The bits that are pending in a queue. */
export function pendingAt(q: u32): u64 {
  requires(queues().has(q));
  ensures((result: u64) => result === queues().get(q).pending);
  return objects.at(q).pending;
}

/** Has these bits pending in a queue. */
export function setPending(q: u32, bits: u64): void {
  requires(queues().has(q));
  modifies(queues, objects);
  ensures(queues() === old(queues()).set(q, { pending: bits }));
  objects.at(q).pending = bits;
  all = all.set(q, objects.at(q));
}

/** The timer of a queue is due at this moment, and sets these bits then. */
export function setTimerOf(q: u32, deadline: u64, bits: u64): void {
  requires(queues().has(q));
  modifies(timers);
  ensures(timers() === old(timers()).with(q, { deadline, bits }));
  setTimer(q, deadline, bits);
}

/** The first thread in a queue; NONE if nobody is. */
export function firstIn(q: u32): u32 {
  requires(q < LISTS);
  ensures((t: u32) =>
    lists()[q].length === 0 ? t === NONE : t !== NONE && t === lists()[q][0] && lists()[q].contains(t),
  );
  return isEmpty(links, members[q]) ? NONE : first(links, members[q]);
}

/** The ready queue that comes first of those in which somebody is; PARKED if nobody is ready. */
export function firstReady(): u32 {
  ensures((q: u32) => READY <= q && q <= PARKED && implies(q < PARKED, lists()[q].length > 0));
  ensures((q: u32) => forall((r: int) => implies(READY <= r && r < q, trigger(lists()[r]).length === 0)));
  let q: u32 = READY;
  while (q < PARKED && isEmpty(links, members[q])) {
    invariant(READY <= q && q <= PARKED);
    invariant(forall((r: int) => implies(READY <= r && r < q, trigger(lists()[r]).length === 0)));
    q += 1;
  }
  return q;
}

/** Puts a thread, which is in no queue, at the end of one. */
export function enter(q: u32, t: u32): void {
  requires(isQueue(queues(), q) && t < FRAMES);
  requires(forall((r: int) => implies(0 <= r && r < LISTS, !trigger(lists()[r]).contains(t))));
  modifies(lists, links, members);
  ensures(lists() === old(lists()).with(q, old(lists())[q].push(t)));
  prove((r: int) => {
    requires(0 <= r && r < LISTS);
    ensures(!members[r].members.contains(t));
    assert(members[r].members === lists()[r]);
  });
  appendTo(links, members, q, t);
}

/** Takes a thread out of the queue that it is in, wherever it stands there. */
export function leave(q: u32, t: u32): void {
  requires(q < LISTS && lists()[q].contains(t));
  modifies(lists, links, members);
  ensures(lists() === old(lists()).with(q, without(old(lists())[q], t)));
  ensures(forall((u: u32) => trigger(lists()[q].contains(u)) === (old(lists())[q].contains(u) && u !== t)));
  removeFrom(links, members, q, t);
}

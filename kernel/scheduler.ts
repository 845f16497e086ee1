/**
 * The scheduler: which thread runs next.
 *
 * Owns       when each parked thread was parked.
 * View       none: the states of threads are all there is to see.
 * States     ready -> running, while the container that pays for the thread has time left in this period; else
 *            ready -> parked -> ready in a later period. A ready thread whose container is doomed is stopped.
 * Bound      a choice looks at CANDIDATES threads at most, and lets RETURNS parked ones be ready again.
 * Not here   what is charged to whom (time.ts), how long a thread runs (the port).
 */
import {
  type FixedArray,
  type Map,
  type Seq,
  ensures,
  forall,
  implies,
  type int,
  invariant,
  modifies,
  old,
  requires,
  spec,
  u32,
  type u64,
  zeroed,
} from "welkin";
import { doomed, payerIsContainer, tree } from "./containers.ts";
import { NONE, useOf, uses } from "./frames.ts";
import { isDoomed } from "./lineage.ts";
import { FRAMES } from "./machine.ts";
import { PARKED, READY, firstIn, firstReady, lists } from "./queues.ts";
import {
  RUNNING,
  STOPPED,
  type Thread,
  move,
  placesExist,
  priorityAt,
  queuesAreStates,
  running,
  threads,
} from "./threads.ts";
import { accounts, clock, currentPeriod, hasLeft, hasTime } from "./time.ts";
import { Kind } from "./uses.ts";

/** How many ready threads a choice looks at. */
const CANDIDATES = 8;

/** How many parked threads a choice lets be ready again. */
const RETURNS = 2;

/** What a choice came to. */
export enum Choice {
  /** A thread runs. */
  Chosen,
  /** No thread is ready or parked. */
  Idle,
  /** No thread can run in this period, but some can in the next one. */
  Later,
  /** There are more threads to look at. */
  Again,
}

const parkedIn: FixedArray<u64, typeof FRAMES> = zeroed();

/** Every thread is charged to a container. */
export const threadsAreCharged = spec((): boolean =>
  forall(
    (t: u32) => implies(threads().has(t), uses().has(t) && uses().get(t).kind === Kind.Thread),
    (t: u32) => [threads().has(t)],
  ),
);

/** Is a thread that is there ready, parked or running? */
const isSchedulable = spec((q: u32): boolean => READY <= q && q <= RUNNING);

/** Is thread `t` to be stopped, since what pays for it is being destroyed? */
const isLost = spec((t: u32): boolean => isDoomed(tree(), uses().get(t).container));

const inQueue = spec((thread: Thread, queue: u32): Thread => ({ ...thread, queue }));

/**
 * Threads that were ready, parked or running are that again, but for lost ones, which may be stopped; all else about
 * threads is as it was.
 */
export const rescheduled = spec(
  (before: Map<u32, Thread>): boolean =>
    threads().keys() === before.keys() &&
    forall(
      (t: u32) =>
        implies(
          before.has(t),
          threads().get(t) === inQueue(before.get(t), threads().get(t).queue) &&
            (threads().get(t).queue === before.get(t).queue ||
              (isSchedulable(before.get(t).queue) &&
                (isSchedulable(threads().get(t).queue) ||
                  (threads().get(t).queue === STOPPED && isLost(t))))),
        ),
      (t: u32) => [threads().get(t)],
    ),
);

/** The queues in which threads wait are as they were. */
export const waitersStay = spec((before: Seq<Seq<u32>>, after: Seq<Seq<u32>>): boolean =>
  forall(
    (q: int) => implies(0 <= q && q < FRAMES, after[q] === before[q]),
    (q: int) => [after[q]],
  ),
);

/** Nobody is in the queues from READY up to, not including, `end`. */
export const noneReady = spec((all: Seq<Seq<u32>>, end: u32): boolean =>
  forall(
    (q: int) => implies(READY <= q && q < end, all[q].length === 0),
    (q: int) => [all[q]],
  ),
);

/** The thread that runs may: it has time left, nobody comes before it, and it is not lost. */
const runsRightly = spec(
  (): boolean =>
    threads().has(running()) &&
    hasLeft(accounts(), uses().get(running()).container, clock(), tree()) &&
    !isLost(running()) &&
    noneReady(lists(), u32.from(READY + threads().get(running()).priority)),
);

/** Has the next thread run: the first of the highest priority, among those that can be paid for. */
export function schedule(): Choice {
  requires(running() === NONE && threadsAreCharged());
  modifies(threads, lists, running, parkedIn);
  ensures(rescheduled(old(threads())) && waitersStay(old(lists()), lists()));
  ensures((choice: Choice) => (choice === Choice.Chosen ? runsRightly() : running() === NONE));
  ensures((choice: Choice) => implies(choice === Choice.Idle, noneReady(lists(), PARKED + 1)));
  ensures((choice: Choice) =>
    implies(choice === Choice.Later, noneReady(lists(), PARKED) && lists()[PARKED].length > 0),
  );
  for (let i: u32 = 0; i < RETURNS; i += 1) {
    invariant(rescheduled(old(threads())) && waitersStay(old(lists()), lists()));
    invariant(running() === NONE);
    unpark();
  }
  for (let i: u32 = 0; i < CANDIDATES; i += 1) {
    invariant(rescheduled(old(threads())) && waitersStay(old(lists()), lists()));
    invariant(running() === NONE);
    const q = firstReady();
    if (q === PARKED) return withoutReady();
    if (tryFirst(q)) return Choice.Chosen;
  }
  return Choice.Again;
}

/** Has the first thread of a ready queue run; parks it if it has no time left, and stops it if it is lost. */
function tryFirst(q: u32): boolean {
  requires(READY <= q && q < PARKED && lists()[q].length > 0 && noneReady(lists(), q));
  requires(running() === NONE && threadsAreCharged());
  modifies(threads, lists, running, parkedIn);
  ensures(rescheduled(old(threads())) && waitersStay(old(lists()), lists()));
  ensures((runs: boolean) => (runs ? runsRightly() : running() === NONE));
  const t = firstIn(q);
  queuesAreStates();
  placesExist(t);
  payerIsContainer(t);
  const payer = useOf(t).container;
  if (doomed(payer)) {
    move(t, STOPPED);
    return false;
  }
  if (hasTime(payer)) {
    move(t, RUNNING);
    return true;
  }
  parkedIn[t] = currentPeriod();
  move(t, PARKED);
  return false;
}

/** Why nobody runs, where nobody is ready. */
function withoutReady(): Choice {
  requires(noneReady(lists(), PARKED));
  ensures((choice: Choice) => choice !== Choice.Chosen);
  ensures((choice: Choice) => implies(choice === Choice.Idle, lists()[PARKED].length === 0));
  ensures((choice: Choice) => implies(choice === Choice.Later, lists()[PARKED].length > 0));
  const t = firstIn(PARKED);
  if (t === NONE) return Choice.Idle;
  queuesAreStates();
  placesExist(t);
  return parkedIn[t] === currentPeriod() ? Choice.Later : Choice.Again;
}

/** The thread that was parked first is ready again if that was not in this period. */
function unpark(): void {
  requires(running() === NONE);
  modifies(threads, lists, running);
  ensures(rescheduled(old(threads())) && waitersStay(old(lists()), lists()));
  ensures(running() === NONE);
  const t = firstIn(PARKED);
  if (t === NONE) return;
  queuesAreStates();
  placesExist(t);
  if (parkedIn[t] !== currentPeriod()) move(t, READY + priorityAt(t));
}

/**
 * The scheduler: which thread runs next.
 *
 * Owns       when each parked thread was parked.
 * View       parkings(): the period in which each thread was parked last.
 * States     ready -> running, while the container that pays for the thread has time left in this period; else
 *            ready -> parked -> ready in a later period. A ready thread whose container is doomed is stopped.
 * Bound      a choice looks at CANDIDATES threads at most, and lets RETURNS parked ones be ready again.
 * Not here   what is charged to whom (time.ts), how long a thread runs (the port).
 */
import {
  type FixedArray,
  type Map,
  Seq,
  ensures,
  forall,
  implies,
  type int,
  invariant,
  lemma,
  modifies,
  old,
  opaque,
  requires,
  reveal,
  spec,
  trigger,
  u32,
  u64,
  unchanged,
  zeroed,
} from "welkin";
import { doomed, payerIsContainer, tree } from "./containers.ts";
import { NONE, useOf, uses } from "./frames.ts";
import { isDoomed } from "./lineage.ts";
import { FRAMES } from "./machine.ts";
import { PARKED, READY, firstIn, firstReady, lists, queuesExist } from "./queues.ts";
import {
  RUNNING,
  STOPPED,
  type Thread,
  isReady,
  move,
  moved,
  placesExist,
  priorityAt,
  queuesAreStates,
  running,
  threads,
} from "./threads.ts";
import { PERIOD, accounts, clock, currentPeriod, hasLeft, hasTime } from "./time.ts";
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
  forall((t: u32) => implies(trigger(threads().has(t)), uses().has(t) && uses().get(t).kind === Kind.Thread)),
);

/** The period in which each thread was parked last. */
export const parkings = spec((): Seq<u64> => Seq.from(parkedIn));

/** Is a period, in which a thread was parked, over? */
export const isOverdue = spec((period: u64): boolean => period !== u64.from(clock() / PERIOD));

/** Has the container that pays for thread `t` time left? */
export const canPay = opaque((t: u32): boolean =>
  hasLeft(accounts(), uses().get(t).container, clock(), tree()),
);

/** Is what pays for thread `t` being destroyed? */
export const isLost = opaque((t: u32): boolean => isDoomed(tree(), uses().get(t).container));

/** May thread `t`, which was ready, parked or running, be in queue `q` now? It was parked last in this period. */
const isRightIn = spec((t: u32, q: u32, period: u64): boolean =>
  q === PARKED
    ? !isOverdue(period) && !canPay(t)
    : q === RUNNING
      ? canPay(t) && !isLost(t)
      : q === STOPPED
        ? isLost(t)
        : isReady(q),
);

/** May thread `t` be in queue `to` now, if it was in `from`? It was parked last in these periods, then and now. */
const mayGo = opaque(
  (t: u32, from: u32, to: u32, before: u64, now: u64): boolean =>
    (to === from && now === before) || (READY <= from && from <= RUNNING && isRightIn(t, to, now)),
);

const inQueue = spec((thread: Thread, queue: u32): Thread => ({ ...thread, queue }));

/** Threads are as they were, but for those that were ready, parked or running: they are where they may be now. */
export const rescheduled = spec(
  (before: Map<u32, Thread>, parkedBefore: Seq<u64>, parked: Seq<u64>): boolean =>
    forall(
      (t: u32) =>
        trigger(threads().has(t)) === before.has(t) &&
        implies(
          before.has(t),
          trigger(threads().get(t)) === inQueue(before.get(t), threads().get(t).queue) &&
            mayGo(t, before.get(t).queue, threads().get(t).queue, parkedBefore[t], parked[t]),
        ),
    ),
);

/** A thread may stay, and go on from where it may have gone. */
const mayGoOn = lemma((): void => {
  ensures(forall((t: u32, q: u32, period: u64) => trigger(mayGo(t, q, q, period, period))));
  ensures(
    forall(
      (t: u32, from: u32, over: u32, to: u32, before: u64, between: u64, now: u64) =>
        implies(
          mayGo(t, from, over, before, between) && READY <= over && over <= RUNNING && isRightIn(t, to, now),
          mayGo(t, from, to, before, now),
        ),
      (t: u32, from: u32, over: u32, to: u32, before: u64, between: u64, now: u64) => [
        mayGo(t, from, over, before, between),
        mayGo(t, from, to, before, now),
      ],
    ),
  );
  reveal(mayGo);
});

/** The queues in which threads wait are as they were. */
export const waitersStay = spec((before: Seq<Seq<u32>>, after: Seq<Seq<u32>>): boolean =>
  forall((q: int) => implies(0 <= q && q < FRAMES, trigger(after[q]) === before[q])),
);

/** Nobody is in the queues from READY up to, not including, `end`. */
export const noneReady = spec((all: Seq<Seq<u32>>, end: u32): boolean =>
  forall((q: int) => implies(READY <= q && q < end, trigger(all[q]).length === 0)),
);

const isParked = spec((t: u32): boolean => threads().has(t) && threads().get(t).queue === PARKED);

/** The thread that was parked first is not parked since an earlier period. */
export const firstReturns = spec((before: Seq<Seq<u32>>, parked: Seq<u64>): boolean =>
  implies(before[PARKED].length > 0 && isParked(before[PARKED][0]), !isOverdue(parked[before[PARKED][0]])),
);

/** How many threads are ready. */
export const readyCount = spec(
  (all: Seq<Seq<u32>>): int =>
    all[READY].length + all[READY + 1].length + all[READY + 2].length + all[READY + 3].length,
);

/** The thread that runs may: it has time left and is not lost. Nobody who is ready has a higher priority. */
const runsRightly = spec(
  (): boolean =>
    threads().has(running()) &&
    canPay(running()) &&
    !isLost(running()) &&
    noneReady(lists(), u32.from(READY + threads().get(running()).priority)),
);

/** Why nobody runs, where nobody is ready. */
const reason = spec((parked: Seq<u64>): Choice =>
  lists()[PARKED].length === 0
    ? Choice.Idle
    : isOverdue(parked[lists()[PARKED][0]])
      ? Choice.Again
      : Choice.Later,
);

/** May this be why nobody runs? A choice that is to be made again has left fewer ready threads, or found none. */
export const isReason = spec(
  (choice: Choice, before: Seq<Seq<u32>>, parked: Seq<u64>): boolean =>
    (choice === Choice.Again && readyCount(lists()) + CANDIDATES <= readyCount(before) + RETURNS) ||
    (noneReady(lists(), PARKED) && choice === reason(parked)),
);

/**
 * Has the next thread run: the first of the highest priority, among those that can be paid for. The thread that has
 * been parked longest is ready again before, if it was parked in an earlier period.
 */
export function schedule(): Choice {
  requires(running() === NONE && threadsAreCharged());
  modifies(threads, lists, running, parkings, parkedIn);
  ensures(rescheduled(old(threads()), old(parkings()), parkings()) && waitersStay(old(lists()), lists()));
  ensures((choice: Choice) => (choice === Choice.Chosen ? runsRightly() : running() === NONE));
  ensures((choice: Choice) => choice === Choice.Chosen || isReason(choice, old(lists()), parkings()));
  ensures(firstReturns(old(lists()), parkings()));
  mayGoOn();
  unpark();
  for (let i: u32 = 0; i < CANDIDATES; i += 1) {
    invariant(rescheduled(old(threads()), old(parkings()), parkings()) && waitersStay(old(lists()), lists()));
    invariant(running() === NONE && readyCount(lists()) + i <= readyCount(old(lists())) + RETURNS);
    invariant(firstReturns(old(lists()), parkings()));
    const q = firstReady();
    if (q === PARKED) return withoutReady();
    queuesExist(q);
    queuesAreStates();
    const t = firstIn(q);
    placesExist(t);
    if (runs(t)) return Choice.Chosen;
  }
  return Choice.Again;
}

/** The threads that were parked first are ready again, if that was not in this period. */
function unpark(): void {
  requires(running() === NONE);
  modifies(threads, lists, running);
  ensures(rescheduled(old(threads()), parkings(), parkings()) && waitersStay(old(lists()), lists()));
  ensures(running() === NONE && readyCount(lists()) <= readyCount(old(lists())) + RETURNS);
  ensures(firstReturns(old(lists()), parkings()));
  mayGoOn();
  for (let i: u32 = 0; i < RETURNS; i += 1) {
    invariant(rescheduled(old(threads()), parkings(), parkings()) && waitersStay(old(lists()), lists()));
    invariant(running() === NONE && i <= RETURNS && readyCount(lists()) <= readyCount(old(lists())) + i);
    invariant(i === 0 ? unchanged(lists) : firstReturns(old(lists()), parkings()));
    queuesExist(PARKED);
    queuesAreStates();
    const t = firstIn(PARKED);
    if (t === NONE) break;
    placesExist(t);
    if (parkedIn[t] === currentPeriod()) break;
    move(t, READY + priorityAt(t));
  }
}

/** Has a ready thread run; parks it if it has no time left, and stops it if it is lost. Says whether it runs. */
function runs(t: u32): boolean {
  requires(threads().has(t) && isReady(threads().get(t).queue));
  requires(running() === NONE && threadsAreCharged());
  modifies(threads, lists, running, parkedIn);
  ensures(threads() === old(threads()).set(t, inQueue(old(threads()).get(t), threads().get(t).queue)));
  ensures(lists() === moved(old(lists()), t, old(threads()).get(t).queue, threads().get(t).queue));
  ensures(parkings() === old(parkings()).with(t, parkings()[t]));
  ensures(threads().get(t).queue >= PARKED && isRightIn(t, threads().get(t).queue, parkings()[t]));
  ensures((runs: boolean) => running() === (runs ? t : NONE));
  ensures((runs: boolean) => runs === (threads().get(t).queue === RUNNING));
  reveal(canPay, isLost);
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
  ensures((choice: Choice) => choice === reason(parkings()));
  const t = firstIn(PARKED);
  if (t === NONE) return Choice.Idle;
  queuesAreStates();
  placesExist(t);
  return parkedIn[t] === currentPeriod() ? Choice.Later : Choice.Again;
}

/**
 * Threads, and the queues that they wait in: the ready queue, and one for each endpoint.
 *
 * Owns       the thread and endpoint objects, the links of all queues. All operations take constant time.
 * View       threads(): the state of every thread. endpoints(): the threads that wait at each endpoint, first to leave
 *            first. order(): the threads that are ready, first to run first. running(): the thread that runs.
 * States     stopped -> ready -> running -> ready, or waiting at an endpoint -> ready; ready and waiting -> stopped.
 * Invariants a ready thread is in the ready queue, a waiting one in the queue of its endpoint, each once; nobody else
 *            is in a queue. At most one thread runs.
 * Not here   what a thread runs and may do (processes.ts), messages (the calls), how long it may run.
 */
import {
  Map,
  type Pool,
  Seq,
  ensures,
  forall,
  ghost,
  lemma,
  prove,
  assert,
  copy,
  implies,
  invariant,
  modifies,
  old,
  pool,
  requires,
  spec,
  u32,
} from "welkin";
import {
  Links,
  List,
  append,
  areDisjoint,
  first,
  isList,
  keepOthers,
  remove,
  stayList,
  without,
} from "../library/linked-lists.ts";
import { left, using } from "./budgets.ts";
import { chargeObject, refundObject, tree } from "./containers.ts";
import { NONE, uses } from "./frames.ts";
import { FRAMES } from "./machine.ts";
import { Kind } from "./uses.ts";

export enum State {
  Stopped,
  Ready,
  Running,
  Waiting,
}

export class Thread {
  state: State = State.Stopped;
  /** The endpoint at which it waits, if it does. */
  endpoint: u32 = 0;
}

class Endpoint {
  waiters: List = new List();
}

const threadObjects: Pool<Thread> = pool();
const endpointObjects: Pool<Endpoint> = pool();
const links = new Links<typeof FRAMES>();
const ready = new List();
let current: u32 = NONE;
let all: Map<u32, Thread> = Map.empty();
let queues: Map<u32, Seq<u32>> = Map.empty();

/** The state of every thread. */
export const threads = spec((): Map<u32, Thread> => all);

/** The threads that wait at each endpoint, first to leave first. */
export const endpoints = spec((): Map<u32, Seq<u32>> => queues);

/** The threads that are ready, first to run first. */
export const order = spec((): Seq<u32> => ready.members);

/** The thread that runs; NONE if none does. */
export const running = spec((): u32 => current);

/** The queues when thread `t` waits no more at endpoint `e`. */
export const withoutWaiter = spec((all: Map<u32, Seq<u32>>, e: u32, t: u32): Map<u32, Seq<u32>> =>
  all.set(e, without(all.get(e), t)),
);

// --- Invariants ----------------------------------------------------------------------------------------------

/** The objects are the views. */
const objectsAreViews = spec(
  (): boolean =>
    forall(
      (t: u32) =>
        threadObjects.owned().has(t) === all.has(t) &&
        implies(all.has(t), t < FRAMES && all.get(t) === threadObjects.at(t)),
      (t: u32) => [all.has(t)],
    ) &&
    forall(
      (e: u32) =>
        endpointObjects.owned().has(e) === queues.has(e) &&
        implies(queues.has(e), e < FRAMES && queues.get(e) === endpointObjects.at(e).waiters.members),
      (e: u32) => [queues.has(e)],
    ),
);

/** The links lead along the queues. */
const queuesAreLists = spec(
  (): boolean =>
    isList(links, ready) &&
    forall(
      (e: u32) => implies(queues.has(e), isList(links, endpointObjects.at(e).waiters)),
      (e: u32) => [queues.has(e)],
    ),
);

/** The ready queue has the threads that are ready. */
const readyAreQueued = spec((): boolean =>
  forall(
    (t: u32) => ready.members.contains(t) === (all.has(t) && all.get(t).state === State.Ready),
    (t: u32) => [ready.members.contains(t)],
  ),
);

/** The queue of an endpoint has the threads that wait there. */
const waitingAreQueued = spec(
  (): boolean =>
    forall(
      (e: u32, t: u32) =>
        implies(
          queues.has(e),
          queues.get(e).contains(t) ===
            (all.has(t) && all.get(t).state === State.Waiting && all.get(t).endpoint === e),
        ),
      (e: u32, t: u32) => [queues.get(e).contains(t)],
    ) &&
    forall(
      (t: u32) => implies(all.has(t) && all.get(t).state === State.Waiting, queues.has(all.get(t).endpoint)),
      (t: u32) => [all.has(t)],
    ),
);

/** The running thread is the one that runs. */
const oneRuns = spec(
  (): boolean =>
    implies(current !== NONE, all.has(current)) &&
    forall(
      (t: u32) => implies(all.has(t), (all.get(t).state === State.Running) === (t === current)),
      (t: u32) => [all.has(t)],
    ),
);

invariant(objectsAreViews());
invariant(queuesAreLists());
invariant(readyAreQueued());
invariant(waitingAreQueued());
invariant(oneRuns());

/** The queues of endpoints stay as they are where the links of others only have changed; that of `changing` aside. */
const waitersStay = lemma((before: Links<typeof FRAMES>, changed: Seq<u32>, changing: u32): void => {
  requires(keepOthers(before, links, changed));
  requires(
    forall(
      (e: u32) =>
        implies(
          queues.has(e) && e !== changing,
          isList(before, endpointObjects.at(e).waiters) &&
            areDisjoint(endpointObjects.at(e).waiters.members, changed),
        ),
      (e: u32) => [queues.has(e)],
    ),
  );
  ensures(
    forall(
      (e: u32) => implies(queues.has(e) && e !== changing, isList(links, endpointObjects.at(e).waiters)),
      (e: u32) => [queues.has(e)],
    ),
  );
  prove((e: u32) => {
    requires(queues.has(e) && e !== changing);
    ensures(isList(links, endpointObjects.at(e).waiters));
    stayList(before, links, changed, endpointObjects.at(e).waiters);
  });
});

/** Who is in a queue: ready threads in the ready queue, waiting ones at their endpoint, and nobody else. */
export const queuesAreStates = lemma((): void => {
  ensures(
    forall(
      (t: u32) => order().contains(t) === (threads().has(t) && threads().get(t).state === State.Ready),
      (t: u32) => [order().contains(t)],
    ),
  );
  ensures(
    forall(
      (e: u32, t: u32) =>
        implies(
          endpoints().has(e),
          endpoints().get(e).contains(t) ===
            (threads().has(t) && threads().get(t).state === State.Waiting && threads().get(t).endpoint === e),
        ),
      (e: u32, t: u32) => [endpoints().get(e).contains(t)],
    ),
  );
  ensures(
    forall(
      (t: u32) =>
        implies(
          threads().has(t) && threads().get(t).state === State.Waiting,
          endpoints().has(threads().get(t).endpoint),
        ),
      (t: u32) => [threads().has(t)],
    ),
  );
  ensures(implies(running() !== NONE, threads().has(running())));
  ensures(
    forall(
      (t: u32) => implies(threads().has(t), (threads().get(t).state === State.Running) === (t === running())),
      (t: u32) => [threads().has(t)],
    ),
  );
});

// --- Objects -------------------------------------------------------------------------------------------------

/** Makes a thread, stopped. */
export function createThread(container: u32): u32 {
  requires(tree().has(container) && left(tree().get(container).frames) > 0);
  modifies(threads, uses, tree, threadObjects);
  ensures((t: u32) => !old(threads()).has(t) && !old(uses()).has(t));
  ensures((t: u32) => threads() === old(threads()).set(t, { state: State.Stopped, endpoint: 0 }));
  ensures((t: u32) => uses() === old(uses()).set(t, { kind: Kind.Thread, container }));
  ensures(tree() === using(old(tree()), container, 1));
  const t = chargeObject(container, threadObjects, Kind.Thread);
  all = all.set(t, threadObjects.at(t));
  return t;
}

/** Ends a stopped thread. */
export function destroyThread(t: u32): void {
  requires(threads().has(t) && threads().get(t).state === State.Stopped);
  requires(uses().has(t) && uses().get(t).kind === Kind.Thread);
  modifies(threads, uses, tree, threadObjects);
  ensures(threads() === old(threads()).delete(t));
  ensures(uses() === old(uses()).delete(t));
  ensures(tree() === using(old(tree()), old(uses()).get(t).container, -1));
  refundObject(threadObjects, t);
  all = all.delete(t);
}

/** Makes an endpoint, at which nobody waits. */
export function createEndpoint(container: u32): u32 {
  requires(tree().has(container) && left(tree().get(container).frames) > 0);
  modifies(endpoints, uses, tree, endpointObjects);
  ensures((e: u32) => !old(endpoints()).has(e) && !old(uses()).has(e));
  ensures((e: u32) => endpoints() === old(endpoints()).set(e, Seq.empty()));
  ensures((e: u32) => uses() === old(uses()).set(e, { kind: Kind.Endpoint, container }));
  ensures(tree() === using(old(tree()), container, 1));
  const e = chargeObject(container, endpointObjects, Kind.Endpoint);
  queues = queues.set(e, Seq.empty());
  return e;
}

/** Ends an endpoint at which nobody waits. */
export function destroyEndpoint(e: u32): void {
  requires(endpoints().has(e) && endpoints().get(e).length === 0);
  requires(uses().has(e) && uses().get(e).kind === Kind.Endpoint);
  modifies(endpoints, uses, tree, endpointObjects);
  ensures(endpoints() === old(endpoints()).delete(e));
  ensures(uses() === old(uses()).delete(e));
  ensures(tree() === using(old(tree()), old(uses()).get(e).container, -1));
  prove((t: u32) => {
    requires(all.has(t) && all.get(t).state === State.Waiting);
    ensures(all.get(t).endpoint !== e);
    assert(!queues.get(e).contains(t));
  });
  refundObject(endpointObjects, e);
  queues = queues.delete(e);
}

/** The state of a thread. */
export function threadAt(t: u32): Thread {
  requires(threads().has(t));
  ensures((result: Thread) => result === threads().get(t));
  return copy(threadObjects.at(t));
}

/** Does a thread wait at endpoint `e`? */
export function isAwaited(e: u32): boolean {
  requires(endpoints().has(e));
  ensures((result: boolean) => result === endpoints().get(e).length > 0);
  return endpointObjects.at(e).waiters.head !== 0;
}

/** The thread that runs; NONE if none does. */
export function currentThread(): u32 {
  ensures((result: u32) => result === running());
  return current;
}

// --- States --------------------------------------------------------------------------------------------------

/** A stopped thread is ready from now on. */
export function start(t: u32): void {
  requires(threads().has(t) && threads().get(t).state === State.Stopped);
  modifies(threads, order, threadObjects, links, ready);
  ensures(threads() === old(threads()).set(t, { state: State.Ready, endpoint: 0 }));
  ensures(order() === old(order()).push(t));
  append(links, ready, t);
  waitersStay(old(links), ready.members, NONE);
  enter(t, State.Ready, 0);
}

/** The running thread lets the others run first. */
export function yieldNow(): void {
  requires(running() !== NONE);
  modifies(threads, order, running, threadObjects, links, ready);
  ensures(threads() === old(threads()).set(old(running()), { state: State.Ready, endpoint: 0 }));
  ensures(order() === old(order()).push(old(running())) && running() === NONE);
  append(links, ready, current);
  waitersStay(old(links), ready.members, NONE);
  enter(current, State.Ready, 0);
  current = NONE;
}

/** The first ready thread runs, if there is one and none runs. */
export function dispatch(): u32 {
  requires(running() === NONE);
  modifies(threads, order, running, threadObjects, links, ready);
  ensures((t: u32) => running() === t);
  ensures((t: u32) =>
    old(order()).length === 0
      ? t === NONE && threads() === old(threads()) && order() === old(order())
      : t === old(order())[0] &&
        old(threads()).has(t) &&
        threads() === old(threads()).set(t, { state: State.Running, endpoint: 0 }) &&
        order() === without(old(order()), t),
  );
  if (ready.head === 0) {
    return NONE;
  }
  const t = first(links, ready);
  remove(links, ready, t);
  waitersStay(old(links), old(ready.members), NONE);
  enter(t, State.Running, 0);
  current = t;
  return t;
}

/** The running thread waits at endpoint `e`. */
export function wait(e: u32): void {
  requires(running() !== NONE && endpoints().has(e));
  modifies(threads, endpoints, running, threadObjects, endpointObjects, links);
  ensures(threads() === old(threads()).set(old(running()), { state: State.Waiting, endpoint: e }));
  ensures(endpoints() === old(endpoints()).set(e, old(endpoints()).get(e).push(old(running()))));
  ensures(running() === NONE);
  append(links, endpointObjects.at(e).waiters, current);
  waitersStay(old(links), endpointObjects.at(e).waiters.members, e);
  stayList(old(links), links, endpointObjects.at(e).waiters.members, ready);
  queues = queues.set(e, endpointObjects.at(e).waiters.members);
  enter(current, State.Waiting, e);
  current = NONE;
}

/** The thread that has waited longest at endpoint `e` is ready; NONE if none waits. */
export function wake(e: u32): u32 {
  requires(endpoints().has(e));
  modifies(threads, endpoints, order, threadObjects, endpointObjects, links, ready);
  ensures((t: u32) =>
    old(endpoints()).get(e).length === 0
      ? t === NONE &&
        threads() === old(threads()) &&
        endpoints() === old(endpoints()) &&
        order() === old(order())
      : t === old(endpoints()).get(e)[0] &&
        old(threads()).has(t) &&
        threads() === old(threads()).set(t, { state: State.Ready, endpoint: 0 }) &&
        endpoints() === withoutWaiter(old(endpoints()), e, t) &&
        order() === old(order()).push(t),
  );
  const waiters = endpointObjects.at(e).waiters;
  if (waiters.head === 0) {
    return NONE;
  }
  const t = first(links, waiters);
  leave(e, t);
  const between = ghost(links);
  append(links, ready, t);
  waitersStay(between, ready.members, NONE);
  enter(t, State.Ready, 0);
  return t;
}

/** Whatever a thread does or waits for, it does no more. */
export function stop(t: u32): void {
  requires(threads().has(t));
  modifies(threads, endpoints, order, running, threadObjects, endpointObjects, links, ready);
  ensures(threads() === old(threads()).set(t, { state: State.Stopped, endpoint: 0 }));
  ensures(
    order() === (old(threads()).get(t).state === State.Ready ? without(old(order()), t) : old(order())),
  );
  ensures(
    endpoints() ===
      (old(threads()).get(t).state === State.Waiting
        ? withoutWaiter(old(endpoints()), old(threads()).get(t).endpoint, t)
        : old(endpoints())),
  );
  ensures(running() === (old(running()) === t ? NONE : old(running())));
  switch (threadObjects.at(t).state) {
    case State.Ready:
      remove(links, ready, t);
      waitersStay(old(links), old(ready.members), NONE);
      break;
    case State.Waiting:
      leave(threadObjects.at(t).endpoint, t);
      break;
    case State.Running:
      current = NONE;
      break;
    default:
      break;
  }
  enter(t, State.Stopped, 0);
}

/** The thread is in this state. */
function enter(t: u32, state: State, endpoint: u32): void {
  requires(all.has(t) && threadObjects.owned().has(t));
  modifies(all, threadObjects.at(t));
  ensures(all === old(all).set(t, { state, endpoint }) && all.get(t) === threadObjects.at(t));
  threadObjects.at(t).state = state;
  threadObjects.at(t).endpoint = endpoint;
  all = all.set(t, threadObjects.at(t));
}

/** Thread `t`, which waits at endpoint `e`, leaves its queue. */
function leave(e: u32, t: u32): void {
  requires(queues.has(e) && queues.get(e).contains(t));
  requires(objectsAreViews() && queuesAreLists() && readyAreQueued() && waitingAreQueued());
  modifies(links, endpointObjects.at(e), queues);
  ensures(objectsAreViews() && queuesAreLists());
  ensures(queues === withoutWaiter(old(queues), e, t));
  ensures(
    forall(
      (u: u32) => queues.get(e).contains(u) === (old(queues).get(e).contains(u) && u !== t),
      (u: u32) => [queues.get(e).contains(u)],
    ),
  );
  const waiters = endpointObjects.at(e).waiters;
  remove(links, waiters, t);
  queues = queues.set(e, waiters.members);
  waitersStay(old(links), old(queues).get(e), e);
  stayList(old(links), links, old(queues).get(e), ready);
}

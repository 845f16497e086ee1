/**
 * The kernel's entries: what the port may call, with whatever arguments.
 *
 * Owns       the root container, to which all threads are charged.
 * Invariants consistent(): the modules agree. Before boot there is nothing.
 * Caller     of every call is the thread that runs. After a call that leaves none running the port calls dispatch.
 * Not here   the port's side: which instance runs a thread, how it is suspended and resumed.
 */
import { ensures, ghost, implies, invariant, modifies, old, requires, type u32 } from "welkin";
import { left } from "./budgets.ts";
import {
  boot as bootContainers,
  budgetIsKept,
  containerAt,
  emptyBeforeBoot,
  root,
  tree,
} from "./containers.ts";
import { consistent, kindSays, objectAppears, objectsChange, othersStay } from "./consistency.ts";
import { NONE, useOf, uses } from "./frames.ts";
import { Status } from "./status.ts";
import {
  State,
  createThread as createThreadIn,
  currentThread,
  dispatch as dispatchFirst,
  endpoints,
  order,
  queuesAreStates,
  running,
  start as startStopped,
  stop,
  threadAt,
  threads,
  yieldNow as yieldThread,
} from "./threads.ts";
import { owners } from "./tables.ts";
import { Kind } from "./uses.ts";

let container: u32 = NONE;

invariant(consistent());
invariant(container === root() && implies(container !== NONE, tree().has(container)));

/** Makes the root container and the first thread, which is ready. */
export function boot(): Status {
  modifies(tree, root, uses, threads, order, container);
  if (container !== NONE) return Status.WrongState;
  emptyBeforeBoot();
  container = bootContainers();
  othersStay(threads(), old(uses()), Kind.Thread, container, Kind.Container, NONE);
  othersStay(endpoints(), old(uses()), Kind.Endpoint, container, Kind.Container, NONE);
  othersStay(owners(), old(uses()), Kind.Table, container, Kind.Container, NONE);
  const thread = create();
  const stopped = ghost(threads());
  startStopped(thread);
  objectsChange(stopped, threads(), uses(), Kind.Thread);
  return Status.Done;
}

/** The thread that runs from now on: the one that ran if it still does, else the first that is ready, else NONE. */
export function dispatch(): u32 {
  modifies(threads, order, running);
  ensures((thread: u32) => running() === thread);
  queuesAreStates();
  if (currentThread() !== NONE) return currentThread();
  const next = dispatchFirst();
  objectsChange(old(threads()), threads(), uses(), Kind.Thread);
  return next;
}

/** Does nothing: what a call costs. */
export function nothing(): Status {
  return Status.Done;
}

/** Makes a stopped thread. Its number; NONE if no frame is left. */
export function createThread(): u32 {
  modifies(threads, uses, tree);
  if (container === NONE) return NONE;
  budgetIsKept(container);
  const budget = containerAt(container).frames;
  if (budget.total - budget.used - budget.given === 0) return NONE;
  return create();
}

/** A stopped thread is ready from now on. */
export function start(thread: u32): Status {
  modifies(threads, order);
  kindSays(threads(), uses(), Kind.Thread, thread);
  if (useOf(thread).kind !== Kind.Thread) return Status.BadArgument;
  if (threadAt(thread).state !== State.Stopped) return Status.WrongState;
  startStopped(thread);
  objectsChange(old(threads()), threads(), uses(), Kind.Thread);
  return Status.Done;
}

/** The running thread lets the others run first. */
export function yieldNow(): Status {
  modifies(threads, order, running);
  queuesAreStates();
  if (currentThread() === NONE) return Status.NotRunning;
  yieldThread();
  objectsChange(old(threads()), threads(), uses(), Kind.Thread);
  return Status.Wait;
}

/** The running thread runs no more. */
export function exit(): Status {
  modifies(threads, endpoints, order, running);
  queuesAreStates();
  if (currentThread() === NONE) return Status.NotRunning;
  stop(currentThread());
  objectsChange(old(threads()), threads(), uses(), Kind.Thread);
  objectsChange(old(endpoints()), endpoints(), uses(), Kind.Endpoint);
  return Status.Done;
}

/** A stopped thread, for which there is a frame. */
function create(): u32 {
  requires(consistent() && tree().has(container) && left(tree().get(container).frames) > 0);
  modifies(threads, uses, tree);
  ensures(consistent() && tree().has(container));
  ensures((t: u32) => threads().has(t) && threads().get(t).state === State.Stopped);
  const thread = createThreadIn(container);
  objectAppears(old(threads()), old(uses()), Kind.Thread, thread, threads().get(thread), container);
  othersStay(endpoints(), old(uses()), Kind.Endpoint, thread, Kind.Thread, container);
  othersStay(owners(), old(uses()), Kind.Table, thread, Kind.Thread, container);
  return thread;
}

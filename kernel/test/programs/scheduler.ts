/**
 * Threads as a program that a test can drive: the checks that system calls make before they commit.
 *
 * Invariant  the frame table's kinds are what the modules' views say: so a kind that is read says which calls are allowed.
 */
import { ensures, forall, invariant, modifies, requires, u32 } from "welkin";
import {
  budgetIsKept,
  boot,
  containerAt,
  containersAreTree,
  emptyBeforeBoot,
  root,
  tree,
} from "../../containers.ts";
import { left } from "../../budgets.ts";
import { NONE, useOf, uses } from "../../frames.ts";
import {
  State,
  createEndpoint,
  createThread,
  currentThread,
  destroyEndpoint,
  destroyThread,
  dispatch,
  endpoints,
  isAwaited,
  order,
  queuesAreStates,
  running,
  start,
  stop,
  threadAt,
  threads,
  wait,
  wake,
  yieldNow,
} from "../../threads.ts";
import { Kind } from "../../uses.ts";

invariant(
  forall(
    (f: u32) => threads().has(f) === (uses().has(f) && uses().get(f).kind === Kind.Thread),
    (f: u32) => [threads().has(f)],
  ),
);
invariant(
  forall(
    (f: u32) => endpoints().has(f) === (uses().has(f) && uses().get(f).kind === Kind.Endpoint),
    (f: u32) => [endpoints().has(f)],
  ),
);

export function begin(): u32 {
  requires(root() === NONE);
  modifies(tree, root, uses);
  emptyBeforeBoot();
  return boot();
}

/** Has the container something left? */
function canPay(container: u32): boolean {
  ensures((result: boolean) => result === (tree().has(container) && left(tree().get(container).frames) > 0));
  containersAreTree(container);
  if (useOf(container).kind !== Kind.Container) return false;
  budgetIsKept(container);
  const frames = containerAt(container).frames;
  return frames.total - frames.used - frames.given > 0;
}

export function makeThread(container: u32): u32 {
  modifies(threads, uses, tree);
  return canPay(container) ? createThread(container) : NONE;
}

export function makeEndpoint(container: u32): u32 {
  modifies(endpoints, uses, tree);
  return canPay(container) ? createEndpoint(container) : NONE;
}

/** Destroys the stopped thread or the endpoint without waiters in `frame`. Says whether it did. */
export function destroyAt(frame: u32): boolean {
  modifies(threads, endpoints, uses, tree);
  switch (useOf(frame).kind) {
    case Kind.Thread:
      if (threadAt(frame).state !== State.Stopped) return false;
      destroyThread(frame);
      return true;
    case Kind.Endpoint:
      if (isAwaited(frame)) return false;
      destroyEndpoint(frame);
      return true;
    default:
      return false;
  }
}

export function startAt(frame: u32): boolean {
  modifies(threads, order);
  if (useOf(frame).kind !== Kind.Thread || threadAt(frame).state !== State.Stopped) return false;
  start(frame);
  return true;
}

export function stopAt(frame: u32): boolean {
  modifies(threads, endpoints, order, running);
  if (useOf(frame).kind !== Kind.Thread) return false;
  queuesAreStates();
  stop(frame);
  return true;
}

/** The next thread runs, the running one last. */
export function next(): u32 {
  modifies(threads, order, running);
  queuesAreStates();
  if (currentThread() !== NONE) yieldNow();
  return dispatch();
}

export function waitAt(frame: u32): boolean {
  modifies(threads, endpoints, running);
  if (currentThread() === NONE || useOf(frame).kind !== Kind.Endpoint) return false;
  queuesAreStates();
  wait(frame);
  return true;
}

export function wakeAt(frame: u32): u32 {
  modifies(threads, endpoints, order);
  return useOf(frame).kind === Kind.Endpoint ? wake(frame) : NONE;
}

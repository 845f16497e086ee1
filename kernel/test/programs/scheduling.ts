/**
 * Threads as a program that a test can drive: the checks that system calls make before they commit.
 *
 * Invariant  the frame table's kinds are what the modules' views say: so a kind that is read says which calls are allowed.
 */
import { ensures, enumFrom, forall, invariant, modifies, requires, spec, u32, u64 } from "welkin";
import {
  DEPTH,
  budgetIsKept,
  boot,
  containerAt,
  containersAreTree,
  create,
  destroy,
  emptyBeforeBoot,
  markDying,
  root,
  tree,
  treeIsLineage,
} from "../../containers.ts";
import { left } from "../../budgets.ts";
import { NONE, frameCount, useOf, uses } from "../../frames.ts";
import { FRAMES } from "../../machine.ts";
import {
  PARKED,
  PRIORITIES,
  createQueue,
  destroyQueue,
  firstIn,
  lists,
  pendingAt,
  queues,
  queuesExist,
  setPending,
} from "../../queues.ts";
import { timers } from "../../timers.ts";
import { parkings, schedule } from "../../scheduler.ts";
import {
  Role,
  STOPPED,
  WORDS,
  badgeAt,
  clientAt,
  createThread,
  currentThread,
  deliver,
  destroyThread,
  loans,
  messages,
  move,
  priorityAt,
  processAt,
  queueAt,
  queuesAreStates,
  resume,
  roleAt,
  running,
  runningIsThread,
  setMessage,
  setPriority,
  statusAt,
  threads,
  wait,
  wordAt,
} from "../../threads.ts";
import { accounts, clock, consume, hasTime, inherit, nextPeriod, settle } from "../../time.ts";
import { Kind, isQueueKind } from "../../uses.ts";

/** The uses of frames are what the threads and queues are. */
const usesAreObjects = spec(
  (): boolean =>
    forall(
      (f: u32) => threads().has(f) === (uses().has(f) && uses().get(f).kind === Kind.Thread),
      (f: u32) => [threads().has(f)],
    ) &&
    forall(
      (f: u32) => queues().has(f) === (uses().has(f) && isQueueKind(uses().get(f).kind)),
      (f: u32) => [queues().has(f)],
    ),
);

invariant(usesAreObjects());

export function begin(): u32 {
  requires(root() === NONE);
  modifies(tree, root, uses, frameCount);
  emptyBeforeBoot();
  return boot(FRAMES);
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

function isThread(frame: u32): boolean {
  requires(usesAreObjects());
  ensures((result: boolean) => result === threads().has(frame));
  return useOf(frame).kind === Kind.Thread;
}

function isQueueObject(frame: u32): boolean {
  requires(usesAreObjects());
  ensures((result: boolean) => result === queues().has(frame));
  const kind = useOf(frame).kind;
  return kind === Kind.Endpoint || kind === Kind.Notification || kind === Kind.Replies;
}

/** Makes a container with three frames. */
export function makeContainer(parent: u32, time: u32): u32 {
  modifies(tree, uses, accounts);
  containersAreTree(parent);
  if (useOf(parent).kind !== Kind.Container) return NONE;
  budgetIsKept(parent);
  const giver = containerAt(parent);
  if (giver.depth >= DEPTH - 1 || giver.frames.total - giver.frames.used - giver.frames.given < 4)
    return NONE;
  if (giver.time.total - giver.time.used - giver.time.given < time) return NONE;
  treeIsLineage();
  const container = create(parent, 3, time);
  inherit(container);
  return container;
}

export function makeThread(container: u32, process: u32, priority: u32): u32 {
  modifies(threads, messages, loans, uses, tree);
  return canPay(container) && priority < PRIORITIES ? createThread(container, process, priority) : NONE;
}

/** Makes an endpoint, a notification or a queue of clients. */
export function makeQueue(container: u32, kind: u32): u32 {
  modifies(queues, uses, tree);
  if (kind > 2 || !canPay(container)) return NONE;
  return createQueue(container, kind === 0 ? Kind.Endpoint : kind === 1 ? Kind.Notification : Kind.Replies);
}

/** A container other than the root is dying. */
export function doomAt(frame: u32): boolean {
  modifies(tree);
  containersAreTree(frame);
  if (useOf(frame).kind !== Kind.Container || containerAt(frame).parent === NONE) return false;
  markDying(frame);
  return true;
}

/** Destroys the unused container, the stopped thread or the queue without waiters in `frame`. Says whether it did. */
export function destroyAt(frame: u32): boolean {
  modifies(threads, messages, loans, queues, timers, uses, tree, accounts);
  containersAreTree(frame);
  if (useOf(frame).kind === Kind.Container) {
    const container = containerAt(frame);
    if (container.parent === NONE || container.frames.used > 0) return false;
    settle(frame);
    destroy(frame);
    return true;
  }
  if (isThread(frame)) {
    if (queueAt(frame) !== STOPPED) return false;
    destroyThread(frame);
    return true;
  }
  if (!isQueueObject(frame)) return false;
  queuesExist(frame);
  if (firstIn(frame) !== NONE) return false;
  destroyQueue(frame);
  return true;
}

// --- Places --------------------------------------------------------------------------------------------------

export function resumeAt(frame: u32, status: u32): boolean {
  modifies(threads, lists, running);
  if (!isThread(frame)) return false;
  resume(frame, status);
  return true;
}

export function stopAt(frame: u32): boolean {
  modifies(threads, lists, running);
  if (!isThread(frame)) return false;
  move(frame, STOPPED);
  return true;
}

export function parkAt(frame: u32): boolean {
  modifies(threads, lists, running);
  if (!isThread(frame)) return false;
  move(frame, PARKED);
  return true;
}

export function waitAt(frame: u32, queue: u32, role: u32): boolean {
  modifies(threads, lists, running);
  if (role > 5 || !isThread(frame) || !isQueueObject(queue)) return false;
  wait(frame, queue, enumFrom<Role>(role));
  return true;
}

/** The first thread that waits in a queue is ready. */
export function wakeAt(queue: u32, status: u32): u32 {
  modifies(threads, lists, running);
  if (!isQueueObject(queue)) return NONE;
  queuesExist(queue);
  queuesAreStates();
  const t = firstIn(queue);
  if (t !== NONE) resume(t, status);
  return t;
}

/** Has the next thread run; the running one is ready again before. Says what came of it. */
export function next(): u32 {
  modifies(threads, lists, running, parkings);
  runningIsThread();
  if (currentThread() !== NONE) resume(currentThread(), 0);
  return u32.from(schedule());
}

export function runningThread(): u32 {
  return currentThread();
}

export function setPriorityAt(frame: u32, priority: u32): boolean {
  modifies(threads);
  if (!isThread(frame) || priority >= PRIORITIES) return false;
  const q = queueAt(frame);
  if (FRAMES <= q && q < PARKED) return false;
  setPriority(frame, priority);
  return true;
}

// --- Time ----------------------------------------------------------------------------------------------------

/** The container spends time. */
export function consumeAt(frame: u32, units: u32): boolean {
  modifies(clock, accounts);
  if (frame >= FRAMES) return false;
  consume(frame, units);
  return true;
}

export function skip(): void {
  modifies(clock);
  nextPeriod();
}

export function hasTimeAt(frame: u32): boolean {
  containersAreTree(frame);
  return useOf(frame).kind === Kind.Container && hasTime(frame);
}

// --- What they carry -----------------------------------------------------------------------------------------

/** A thread carries six words that are made from one. */
export function sayAt(frame: u32, word: u32, client: u32): boolean {
  modifies(messages);
  if (!isThread(frame)) return false;
  const low: u64 = u64.from(word) & 0xf_ffff;
  const w: u64 = low * 0x1_0000_0001;
  setMessage(frame, w, w + 1, w + 2, w + 3, w + 4, w + 5, w + 6, client);
  return true;
}

export function deliverAt(from: u32, to: u32): boolean {
  modifies(messages);
  if (!isThread(from) || !isThread(to)) return false;
  deliver(from, to);
  return true;
}

/** The sum of the halves of a word of what a thread carries; the badge counts as the seventh word. */
export function wordOf(frame: u32, index: u32): u32 {
  if (!isThread(frame) || index > WORDS) return NONE;
  const word = index < WORDS ? wordAt(frame, index) : badgeAt(frame);
  return u32.wrappingAdd(u32.wrap(word), u32.wrap(word >> 32));
}

/** Where a thread is, its priority, process, role, status and client. */
export function fieldOf(frame: u32, field: u32): u32 {
  if (!isThread(frame)) return NONE;
  switch (field) {
    case 0:
      return queueAt(frame);
    case 1:
      return priorityAt(frame);
    case 2:
      return processAt(frame);
    case 3:
      return u32.from(roleAt(frame));
    case 4:
      return statusAt(frame);
    default:
      return clientAt(frame);
  }
}

export function setPendingAt(frame: u32, bits: u32): boolean {
  modifies(queues);
  if (!isQueueObject(frame)) return false;
  setPending(frame, u64.from(bits));
  return true;
}

export function pendingOf(frame: u32): u32 {
  return isQueueObject(frame) ? u32.wrap(pendingAt(frame)) : NONE;
}

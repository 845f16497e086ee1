/**
 * Endings: objects are destroyed, a part in each step, and all else stays consistent.
 *
 * Owns      no state. What is done in a step is bounded: WAKES threads are woken, or STEP pages and tables of a space are freed.
 * Names     of an object are dead when it has gone (names.ts): nobody looks for handles to it.
 * Not here  what goes first (descent.ts), who may destroy what (syscalls/destroy.ts).
 */
import {
  ensures,
  forall,
  ghost,
  implies,
  invariant,
  modifies,
  old,
  requires,
  reveal,
  spec,
  trigger,
  u32,
  u64,
  views,
} from "welkin";
import {
  frameDisappears,
  hasNoThreads,
  memoryChanges,
  nestedWhenUsing,
  objectDisappears,
  ownedDisappears,
  processDisappears,
  queueDisappears,
  repliesAreFreed,
  spaceShrinks,
  threadDisappears,
  threadsChange,
} from "./changes.ts";
import {
  consistent,
  kindSays,
  pagesAgree,
  processHasParts,
  queueKindSays,
  tablesAgree,
  isOwnable,
} from "./consistency.ts";
import {
  containerAt,
  containersAreTree,
  destroy,
  payerIsContainer,
  root,
  tree,
  treeIsLineage,
} from "./containers.ts";
import { nestedAfterDestroy, nestedAfterDisown } from "./descent.ts";
import { NONE, uses, usesAreFrames } from "./frames.ts";
import { payerFor, usedBy } from "./homes.ts";
import { destroyDevice, devices, numberAt } from "./devices.ts";
import { destroyInterrupt, interruptOf, interrupts } from "./interrupts.ts";
import { openLines, reached, threadEnded } from "./machine.ts";
import { canRetire, generations, retire } from "./names.ts";
import { records } from "./objects.ts";
import { disown, ownerOf, ownsNothing } from "./ownership.ts";
import { destroyStep } from "./pages.ts";
import { destroyProcess, fewerAreNames, processes, repliesOf, spaceOf } from "./processes.ts";
import { destroyQueue, firstIn, lists, queues, queuesExist } from "./queues.ts";
import { concealAll, spaces, spacesAreOwners, translations } from "./spaces.ts";
import { Status } from "./status.ts";
import {
  STOPPED,
  destroyThread,
  loans,
  messages,
  move,
  placesExist,
  queuesAreStates,
  resume,
  running,
  threads,
} from "./threads.ts";
import { accounts, settle } from "./time.ts";
import { timers } from "./timers.ts";
import { Kind, type Uses } from "./uses.ts";

/** What changes with a thread and where it waits, with a process, and with what stands for hardware. */
const scheduled = views(threads, lists, running);
const parts = views(processes, queues, timers, translations);
const hardware = views(interrupts, interruptOf, openLines, devices);

/** All that changes when objects end. */
export const allThatEnds = views(parts, hardware, scheduled, messages, loans, records, generations, accounts);

/** How many threads are woken in a step at most. */
export const WAKES = 8;

/** All objects are there still, but for `part`. */
export const othersStay = spec((before: Uses, part: u32): boolean =>
  forall((f: u32) =>
    implies(before.has(f) && isOwnable(before.get(f).kind) && f !== part, trigger(uses().has(f))),
  ),
);

/** Ends a thread, whatever it does. */
export function endThread(t: u32): void {
  requires(consistent() && threads().has(t) && ownerOf().has(t) && ownsNothing(ownerOf(), t));
  requires(generations()[t] < u64.MAX);
  modifies(scheduled, messages, loans, records, generations);
  ensures(consistent());
  ensures(threads() === old(threads()).delete(t) && uses() === old(uses()).delete(t));
  kindSays(threads(), uses(), Kind.Thread, t);
  placesExist(t);
  payerIsContainer(t);
  containersAreTree(t);
  move(t, STOPPED);
  threadsChange(old(threads()));
  const stopped = ghost(threads());
  destroyThread(t);
  threadEnded(t);
  nestedWhenUsing(old(tree()), old(uses()).get(t).container, -1);
  nestedAfterDisown(ownerOf(), tree(), t);
  disown(t);
  retire(t);
  threadDisappears(stopped, old(uses()), t);
  ownedDisappears(old(ownerOf()), old(uses()), stopped, t);
  frameDisappears(old(uses()), old(generations()), t);
}

/** Wakes up to WAKES threads that wait in queue `q`, whose calls end with Destroyed. Says whether nobody waits there now. */
function wakeAll(q: u32): boolean {
  requires(consistent() && queues().has(q));
  modifies(scheduled);
  ensures(consistent());
  ensures((done: boolean) => implies(done, lists()[q].length === 0));
  queuesExist(q);
  for (let i: u32 = 0; i < WAKES; i += 1) {
    invariant(consistent());
    const t = firstIn(q);
    if (t === NONE) return true;
    queuesAreStates();
    const before = ghost(threads());
    resume(t, u32.from(Status.Destroyed));
    threadsChange(before);
  }
  return firstIn(q) === NONE;
}

/** Ends an endpoint or a notification, when nobody waits there any more. Says whether it has gone. */
export function endQueue(q: u32): boolean {
  requires(consistent() && ownerOf().has(q) && ownsNothing(ownerOf(), q) && generations()[q] < u64.MAX);
  requires(
    uses().has(q) && (uses().get(q).kind === Kind.Endpoint || uses().get(q).kind === Kind.Notification),
  );
  modifies(queues, timers, scheduled, records, generations);
  ensures(consistent());
  ensures((gone: boolean) => uses() === (gone ? old(uses()).delete(q) : old(uses())));
  queueKindSays(q);
  queuesExist(q);
  payerIsContainer(q);
  containersAreTree(q);
  if (!wakeAll(q)) return false;
  kindSays(threads(), uses(), Kind.Thread, q);
  destroyQueue(q);
  nestedWhenUsing(old(tree()), old(uses()).get(q).container, -1);
  nestedAfterDisown(ownerOf(), tree(), q);
  disown(q);
  retire(q);
  queueDisappears(old(queues()), old(uses()), q);
  ownedDisappears(old(ownerOf()), old(uses()), threads(), q);
  frameDisappears(old(uses()), old(generations()), q);
  return true;
}

/** Ends an interrupt: its line is masked. */
export function endInterrupt(i: u32): void {
  requires(consistent() && ownerOf().has(i) && ownsNothing(ownerOf(), i) && generations()[i] < u64.MAX);
  requires(uses().has(i) && uses().get(i).kind === Kind.Interrupt);
  modifies(interrupts, interruptOf, openLines, records, generations);
  ensures(consistent() && uses() === old(uses()).delete(i));
  kindSays(interrupts(), uses(), Kind.Interrupt, i);
  kindSays(threads(), uses(), Kind.Thread, i);
  usesAreFrames(i);
  payerIsContainer(i);
  containersAreTree(i);
  destroyInterrupt(i);
  nestedWhenUsing(old(tree()), old(uses()).get(i).container, -1);
  nestedAfterDisown(ownerOf(), tree(), i);
  disown(i);
  retire(i);
  objectDisappears(old(interrupts()), old(uses()), Kind.Interrupt, i);
  ownedDisappears(old(ownerOf()), old(uses()), threads(), i);
  frameDisappears(old(uses()), old(generations()), i);
}

/** Ends a device: it reaches nothing any more. */
export function endDevice(d: u32): void {
  requires(consistent() && ownerOf().has(d) && ownsNothing(ownerOf(), d) && generations()[d] < u64.MAX);
  requires(uses().has(d) && uses().get(d).kind === Kind.Device);
  modifies(devices, reached, records, generations);
  ensures(consistent() && uses() === old(uses()).delete(d));
  kindSays(devices(), uses(), Kind.Device, d);
  kindSays(threads(), uses(), Kind.Thread, d);
  usesAreFrames(d);
  payerIsContainer(d);
  containersAreTree(d);
  concealAll(numberAt(d));
  destroyDevice(d);
  nestedWhenUsing(old(tree()), old(uses()).get(d).container, -1);
  nestedAfterDisown(ownerOf(), tree(), d);
  disown(d);
  retire(d);
  objectDisappears(old(devices()), old(uses()), Kind.Device, d);
  ownedDisappears(old(ownerOf()), old(uses()), threads(), d);
  frameDisappears(old(uses()), old(generations()), d);
}

/**
 * Ends a process without threads: its clients are told, its space is freed in several steps, then all else. Says whether
 * it has gone.
 */
export function endProcess(p: u32): boolean {
  requires(consistent() && processes().has(p) && ownerOf().has(p) && ownsNothing(ownerOf(), p));
  requires(generations()[p] < u64.MAX);
  modifies(parts, scheduled, records, generations);
  ensures(consistent());
  ensures((gone: boolean) => processes() === (gone ? old(processes()).delete(p) : old(processes())));
  ensures((gone: boolean) => gone === !uses().has(p) && othersStay(old(uses()), p));
  processHasParts(p);
  kindSays(processes(), uses(), Kind.Process, p);
  const replies = repliesOf(p);
  usesAreFrames(p);
  usesAreFrames(replies);
  if (!canRetire(replies) || !wakeAll(replies)) return false;
  kindSays(threads(), uses(), Kind.Thread, p);
  const space = spaceOf(p);
  const payer = ghost(payerFor(uses(), space));
  spacesAreOwners();
  reveal(tablesAgree, pagesAgree);
  payerIsContainer(space);
  const gone = destroyStep(space);
  memoryChanges(old(uses()));
  nestedWhenUsing(old(tree()), payer, usedBy(tree(), payer) - usedBy(old(tree()), payer));
  if (!gone) {
    spaceShrinks(old(spaces()), old(uses()), payer, space);
    return false;
  }
  hasNoThreads(p);
  const shrunk = ghost(uses());
  const nodes = ghost(tree());
  queueKindSays(replies);
  payerIsContainer(replies);
  destroyQueue(replies);
  retire(replies);
  nestedWhenUsing(nodes, shrunk.get(replies).container, -1);
  queueDisappears(old(queues()), shrunk, replies);
  frameDisappears(shrunk, old(generations()), replies);
  repliesAreFreed(shrunk, replies);
  const left = ghost(uses());
  const rest = ghost(tree());
  const names = ghost(generations());
  fewerAreNames(processes(), names, left, p);
  payerIsContainer(p);
  containersAreTree(p);
  destroyProcess(p);
  nestedWhenUsing(rest, left.get(p).container, -1);
  nestedAfterDisown(ownerOf(), tree(), p);
  disown(p);
  retire(p);
  objectDisappears(old(processes()), left, Kind.Process, p);
  frameDisappears(left, names, p);
  ownedDisappears(old(ownerOf()), left, threads(), p);
  processDisappears(old(processes()), old(uses()), old(spaces()), p);
  return true;
}

/** Ends a container to which nothing is charged. Says whether it has gone. */
export function endContainer(c: u32): boolean {
  requires(consistent() && tree().has(c) && c !== root() && ownsNothing(ownerOf(), c));
  requires(ownerOf().has(c) && generations()[c] < u64.MAX);
  modifies(records, generations, accounts);
  ensures(consistent());
  ensures((gone: boolean) => uses() === (gone ? old(uses()).delete(c) : old(uses())));
  if (containerAt(c).frames.used > 0) return false;
  containersAreTree(c);
  treeIsLineage();
  settle(c);
  destroy(c);
  nestedAfterDestroy(ownerOf(), old(tree()), c);
  kindSays(threads(), old(uses()), Kind.Thread, c);
  disown(c);
  retire(c);
  ownedDisappears(old(ownerOf()), old(uses()), threads(), c);
  frameDisappears(old(uses()), old(generations()), c);
  return true;
}

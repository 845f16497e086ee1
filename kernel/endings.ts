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
  unchanged,
  views,
} from "welkin";
import {
  containerDisappears,
  memoryChanges,
  objectDisappears,
  partsStay,
  processDisappears,
  threadsChange,
} from "./changes.ts";
import {
  type Threads,
  consistent,
  isOwnable,
  kindSays,
  pagesAgree,
  processHasParts,
  processesHaveParts,
  queueKindSays,
  tablesAgree,
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
import { nestedAfterChange, nestedAfterDestroy } from "./descent.ts";
import { NONE, uses, usesAreFrames } from "./frames.ts";
import { destroyDevice, devices, numberAt } from "./devices.ts";
import { destroyInterrupt, interruptOf, interrupts } from "./interrupts.ts";
import { inventory } from "./inventories.ts";
import { isWithout, openLines, reached, threadEnded } from "./machine.ts";
import { canRetire, generations, retire } from "./names.ts";
import { records } from "./objects.ts";
import { disown, ownerOf, ownsNothing } from "./ownership.ts";
import { destroyStep } from "./pages.ts";
import { destroyProcess, processes, repliesOf, spaceOf } from "./processes.ts";
import { destroyQueue, firstIn, lists, queues, queuesExist } from "./queues.ts";
import { concealAll, spaces, spacesAreOwners, translations } from "./spaces.ts";
import { Status } from "./status.ts";
import { owners } from "./tables.ts";
import {
  STOPPED,
  destroyThread,
  loans,
  messages,
  move,
  placesExist,
  queuesAreStates,
  ready,
  resume,
  running,
  threads,
} from "./threads.ts";
import { accounts, clock, settle, settled } from "./time.ts";
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

/** An object that owns nothing, and whose name can be retired. */
const canEnd = spec(
  (object: u32): boolean =>
    ownerOf().has(object) && ownsNothing(ownerOf(), object) && generations()[object] < u64.MAX,
);

/** A step gets on with the end of such an object: its names can be retired, and nothing is charged to it. */
export const canProceed = spec(
  (object: u32): boolean =>
    generations()[object] < u64.MAX &&
    implies(processes().has(object), generations()[processes().get(object).replies] < u64.MAX) &&
    implies(tree().has(object), tree().get(object).frames.used === 0),
);

/** Ends a thread, whatever it does. */
export function endThread(t: u32): void {
  requires(consistent() && canEnd(t) && threads().has(t));
  modifies(scheduled, messages, loans, records, generations);
  ensures(consistent() && threads() === old(threads()).delete(t) && uses() === old(uses()).delete(t));
  kindSays(threads(), uses(), Kind.Thread, t);
  placesExist(t);
  payerIsContainer(t);
  containersAreTree(t);
  move(t, STOPPED);
  threadsChange(old(threads()));
  const before = ghost(inventory());
  destroyThread(t);
  threadEnded(t);
  disown(t);
  retire(t);
  objectDisappears(before, old(generations()), t, Kind.Thread);
}

/** Every thread is as it was, or waited in queue `q` and is ready, its call having ended with Destroyed. */
const areWoken = spec((before: Threads, q: u32): boolean =>
  forall(
    (t: u32) =>
      trigger(threads().get(t)) === before.get(t) ||
      (before.get(t).queue === q && threads().get(t) === ready(before.get(t), u32.from(Status.Destroyed))),
  ),
);

/** Wakes WAKES threads that wait in queue `q`, or all if they are fewer. Says whether nobody waits there now. */
function wakeAll(q: u32): boolean {
  requires(consistent() && queues().has(q));
  modifies(scheduled);
  ensures(consistent() && areWoken(old(threads()), q));
  ensures(lists()[q].length === (old(lists())[q].length > WAKES ? old(lists())[q].length - WAKES : 0));
  ensures((done: boolean) => done === (lists()[q].length === 0));
  queuesExist(q);
  for (let i: u32 = 0; i < WAKES; i += 1) {
    invariant(consistent() && areWoken(old(threads()), q));
    invariant(i <= WAKES && lists()[q].length === old(lists())[q].length - i);
    const t = firstIn(q);
    if (t === NONE) return true;
    queuesExist(q);
    queuesAreStates();
    placesExist(t);
    const before = ghost(threads());
    resume(t, u32.from(Status.Destroyed));
    threadsChange(before);
  }
  return firstIn(q) === NONE;
}

/** Ends an endpoint or a notification, when nobody waits there any more. Says whether it has gone. */
export function endQueue(q: u32): boolean {
  requires(consistent() && canEnd(q) && uses().has(q));
  requires(uses().get(q).kind === Kind.Endpoint || uses().get(q).kind === Kind.Notification);
  modifies(queues, timers, scheduled, records, generations);
  ensures((gone: boolean) => consistent() && (gone ? uses() === old(uses()).delete(q) : unchanged(uses)));
  ensures((gone: boolean) => gone || !unchanged(lists));
  queueKindSays(q);
  queuesExist(q);
  payerIsContainer(q);
  containersAreTree(q);
  if (!wakeAll(q)) return false;
  const before = ghost(inventory());
  destroyQueue(q);
  disown(q);
  retire(q);
  objectDisappears(before, old(generations()), q, before.uses.get(q).kind);
  return true;
}

/** Ends an interrupt: its line is masked. */
export function endInterrupt(i: u32): void {
  requires(consistent() && canEnd(i) && uses().has(i) && uses().get(i).kind === Kind.Interrupt);
  modifies(interrupts, interruptOf, openLines, records, generations);
  ensures(consistent() && uses() === old(uses()).delete(i));
  kindSays(interrupts(), uses(), Kind.Interrupt, i);
  usesAreFrames(i);
  payerIsContainer(i);
  containersAreTree(i);
  destroyInterrupt(i);
  disown(i);
  retire(i);
  objectDisappears(old(inventory()), old(generations()), i, Kind.Interrupt);
}

/** Ends a device: it reaches nothing any more. */
export function endDevice(d: u32): void {
  requires(consistent() && canEnd(d) && uses().has(d) && uses().get(d).kind === Kind.Device);
  modifies(devices, reached, records, generations);
  ensures(consistent() && uses() === old(uses()).delete(d));
  ensures(isWithout(old(reached()), reached(), old(devices()).get(d).number));
  kindSays(devices(), uses(), Kind.Device, d);
  usesAreFrames(d);
  payerIsContainer(d);
  containersAreTree(d);
  concealAll(numberAt(d));
  destroyDevice(d);
  disown(d);
  retire(d);
  objectDisappears(old(inventory()), old(generations()), d, Kind.Device);
}

/**
 * Ends a process without threads: its clients are told, its space is freed in several steps, then all else. Says whether
 * it has gone.
 */
export function endProcess(p: u32): boolean {
  requires(consistent() && canEnd(p) && processes().has(p));
  modifies(parts, scheduled, records, generations);
  ensures(consistent());
  ensures((gone: boolean) => (gone ? processes() === old(processes()).delete(p) : unchanged(processes)));
  ensures((gone: boolean) => gone === !uses().has(p) && othersStay(old(uses()), p));
  ensures((gone: boolean) => implies(old(canProceed(p)), gone || !unchanged(lists, spaces, owners)));
  processHasParts(p);
  kindSays(processes(), uses(), Kind.Process, p);
  const replies = repliesOf(p);
  usesAreFrames(p);
  usesAreFrames(replies);
  if (!canRetire(replies) || !wakeAll(replies)) return false;
  const space = spaceOf(p);
  spacesAreOwners();
  reveal(tablesAgree, pagesAgree);
  payerIsContainer(space);
  const gone = destroyStep(space);
  memoryChanges(old(uses()));
  nestedAfterChange(ownerOf(), old(tree()), tree());
  if (!gone) {
    partsStay(old(uses()), old(spaces()));
    return false;
  }
  const before = ghost(inventory());
  reveal(processesHaveParts);
  queueKindSays(replies);
  payerIsContainer(replies);
  destroyQueue(replies);
  retire(replies);
  payerIsContainer(p);
  containersAreTree(p);
  destroyProcess(p);
  nestedAfterChange(ownerOf(), before.tree, tree());
  disown(p);
  retire(p);
  processDisappears(before, old(spaces()), old(generations()), p, replies);
  return true;
}

/** Ends a container to which nothing is charged. Says whether it has gone. */
export function endContainer(c: u32): boolean {
  requires(consistent() && canEnd(c) && tree().has(c) && c !== root());
  modifies(records, generations, accounts);
  ensures((gone: boolean) => consistent() && (gone ? uses() === old(uses()).delete(c) : unchanged(uses)));
  ensures((gone: boolean) => gone === (old(tree()).get(c).frames.used === 0));
  ensures((gone: boolean) =>
    gone
      ? accounts() === settled(old(accounts()), c, old(tree()).get(c).parent, clock())
      : unchanged(accounts),
  );
  if (containerAt(c).frames.used > 0) return false;
  containersAreTree(c);
  treeIsLineage();
  settle(c);
  destroy(c);
  nestedAfterDestroy(ownerOf(), old(tree()), c);
  disown(c);
  retire(c);
  containerDisappears(old(inventory()), old(generations()), c);
  return true;
}

/**
 * What holds of the kernel as a whole, between any two of its entries.
 *
 * Owns      nothing. Each theorem has a number and a sentence, over a lemma or over the names of the contracts that say it
 *           (Proof). consistent() is what every entry leaves, from boot on: it is the invariant of kernel.ts.
 * Tested    that there are all of them, and that what proves them is there and proved (test/theorems.test.ts).
 */
import {
  type Set,
  decreases,
  ensures,
  forall,
  implies,
  type int,
  lemma,
  requires,
  reveal,
  trigger,
  type u32,
  u64,
} from "welkin";
import { framesLeft } from "./budgets.ts";
import { handleIn } from "./callers.ts";
import {
  consistent,
  kindSays,
  objectHasOwner,
  isOwnable,
  pagesAgree,
  partsAreOwn,
  processHasParts,
  queueKindSays,
  threadHasProcess,
} from "./consistency.ts";
import { budgetIsKept, framesAreShared, isWithinBudget, root, tree } from "./containers.ts";
import { devices, frameIn, windowIsBeyond } from "./devices.ts";
import { Access, LARGE, translationFor } from "./entries.ts";
import { NONE, deviceIsNotUsed, frameCount, runIsOwn, uses } from "./frames.ts";
import { type Spaces, frameFor, isHome, isMapped, keyOf, pageAt } from "./homes.ts";
import { interruptOf, interrupts, linesHaveInterrupts } from "./interrupts.ts";
import { FRAMES, known, openLines, reached } from "./machine.ts";
import { filled, meet, moved, othersStay } from "./moves.ts";
import { isLive, generations } from "./names.ts";
import { ownerOf } from "./ownership.ts";
import { HANDLES, handleIsName, processes } from "./processes.ts";
import { LISTS, lists, queues, timerIsOfQueue } from "./queues.ts";
import {
  deviceMemoryIsData,
  exposures,
  foundAt,
  hardwareAgrees,
  homes,
  homesArePages,
  noneIsMappedTwice,
  noneIsWritableAndExecutable,
  portIsTold,
  reachedIsExposed,
  spaces,
} from "./spaces.ts";
import { walk } from "./tables.ts";
import { RUNNING, placesExist, queuesAreStates, running, runningIsThread, threads } from "./threads.ts";
import { NEVER, timers } from "./timers.ts";
import { PAGES } from "./trees.ts";
import { Kind, isQueueKind, occupied } from "./uses.ts";

/** 1. Memory safety: a frame holds an object of one module only, the one that its kind names. */
export const memorySafety = lemma((frame: u32): void => {
  requires(consistent());
  ensures(threads().has(frame) === (uses().has(frame) && uses().get(frame).kind === Kind.Thread));
  ensures(processes().has(frame) === (uses().has(frame) && uses().get(frame).kind === Kind.Process));
  ensures(queues().has(frame) === (uses().has(frame) && isQueueKind(uses().get(frame).kind)));
  ensures(interrupts().has(frame) === (uses().has(frame) && uses().get(frame).kind === Kind.Interrupt));
  ensures(devices().has(frame) === (uses().has(frame) && uses().get(frame).kind === Kind.Device));
  kindSays(threads(), uses(), Kind.Thread, frame);
  kindSays(processes(), uses(), Kind.Process, frame);
  kindSays(interrupts(), uses(), Kind.Interrupt, frame);
  kindSays(devices(), uses(), Kind.Device, frame);
  queueKindSays(frame);
});

/** 2. No leak: every frame is in use or left to exactly one container, and each container's budget is what is charged to it. */
export const noLeak = lemma((container: u32): void => {
  requires(root() !== NONE && tree().has(container));
  ensures(framesLeft(tree()) + occupied(uses()) === frameCount());
  ensures(isWithinBudget(tree(), uses(), container));
  framesAreShared();
  budgetIsKept(container);
});

/** 2. Nothing is forgotten: every object but the root container has an owner, with which it ends at the latest. */
export const nothingIsForgotten = lemma((object: u32): void => {
  requires(consistent() && uses().has(object) && isOwnable(uses().get(object).kind) && object !== root());
  ensures(ownerOf().has(object));
  objectHasOwner(object);
});

/** 10. Names: a handle that is live names an object of its kind. */
export const namesAreTrue = lemma((p: u32, slot: u32): void => {
  requires(consistent() && processes().has(p) && slot < HANDLES);
  requires(handleIn(p, slot).kind !== Kind.Free);
  requires(isLive(generations(), handleIn(p, slot).object, handleIn(p, slot).generation));
  ensures(uses().has(handleIn(p, slot).object));
  ensures(uses().get(handleIn(p, slot).object).kind === handleIn(p, slot).kind);
  handleIsName(processes(), generations(), uses(), p, slot);
});

/*
 * 3. Refinement: every call, and every fault, ends as its specification says and does to the views what that says; where it
 * ends with an error it changes nothing.
 * Proof: syscalls/*, events.expireFirst, events.interruptOn, scheduler.schedule, time.consume.
 */

/** 4. Page tables: the hardware finds a page exactly where one is mapped, with its frame and what is allowed. */
export const pageTables = lemma((space: u32, page: u64): void => {
  requires(spaces().has(space) && page < PAGES);
  ensures(walk(space, page).present === isMapped(spaces().get(space), page));
  ensures(
    implies(
      walk(space, page).present,
      walk(space, page) === translationFor(pageAt(spaces().get(space), page), page % LARGE) &&
        !(walk(space, page).writable && walk(space, page).executable),
    ),
  );
  hardwareAgrees(space, page);
  if (walk(space, page).present) noneIsWritableAndExecutable(space, page);
});

/** 5. Queues: a thread is in the one queue that it says, or in none if it runs or is stopped; at most one runs. */
export const threadsAreQueued = lemma((t: u32, q: int): void => {
  requires(threads().has(t) && 0 <= q && q < LISTS);
  ensures(lists()[q].contains(t) === (threads().get(t).queue === q));
  ensures((threads().get(t).queue === RUNNING) === (t === running()));
  queuesAreStates();
  placesExist(t);
});

/** 6. Isolation: the hardware finds no frame of memory in two processes. (Memory of devices: theorem 15.) */
export const isolation = lemma((p: u32, page: u64, other: u32, otherPage: u64): void => {
  requires(consistent() && processes().has(p) && processes().has(other) && p !== other);
  requires(page < PAGES && walk(processes().get(p).space, page).present);
  requires(otherPage < PAGES && walk(processes().get(other).space, otherPage).present);
  requires(walk(processes().get(p).space, page).frame < FRAMES);
  ensures(walk(processes().get(p).space, page).frame !== walk(processes().get(other).space, otherPage).frame);
  processHasParts(p);
  processHasParts(other);
  reveal(partsAreOwn);
  const space = processes().get(p).space;
  const otherSpace = processes().get(other).space;
  hardwareAgrees(space, page);
  hardwareAgrees(otherSpace, otherPage);
  const key = keyOf(spaces().get(space), page);
  const otherKey = keyOf(spaces().get(otherSpace), otherPage);
  noneIsMappedTwice(space, key, otherSpace, otherKey);
  runsAreOwn(space, key);
  runsAreOwn(otherSpace, otherKey);
});

/** The frames of a large page are in no other use. */
const runsAreOwn = lemma((space: u32, page: u64): void => {
  requires(consistent() && spaces().has(space) && spaces().get(space).has(page));
  ensures(implies(frameFor(spaces(), space, page) < FRAMES, uses().has(frameFor(spaces(), space, page))));
  ensures(
    implies(
      spaces().get(space).get(page).large && frameFor(spaces(), space, page) < FRAMES,
      frameFor(spaces(), space, page) % LARGE === 0 &&
        forall((other: u32) =>
          implies(
            trigger(uses().has(other)) && other / LARGE === frameFor(spaces(), space, page) / LARGE,
            other === frameFor(spaces(), space, page),
          ),
        ),
    ),
  );
  reveal(pagesAgree);
  homesArePages();
  if (spaces().get(space).get(page).large && frameFor(spaces(), space, page) < FRAMES)
    runIsOwn(frameFor(spaces(), space, page));
});

/** 12. DMA: a device reaches pages only, each mapped where its process has exposed it, and does no more to it than that may. */
export const devicesAreConfined = lemma((frame: u32): void => {
  requires(consistent() && reached().has(frame));
  ensures(uses().has(frame) && uses().get(frame).kind === Kind.Page);
  ensures(homes().has(frame) && homes().get(frame) === exposures().get(frame));
  ensures(isHome(spaces(), frame, homes().get(frame)));
  ensures(
    implies(
      reached().get(frame).writable,
      spaces().get(homes().get(frame).space).get(homes().get(frame).page).access === Access.Write,
    ),
  );
  reachedIsExposed(frame);
  reveal(pagesAgree);
});

/** 13. Interrupts: only a line that has an interrupt object, which one line has, is open. */
export const openLinesAreHeld = lemma((line: u32): void => {
  requires(openLines().has(line));
  ensures(interrupts().has(interruptOf(line)) && interrupts().get(interruptOf(line)).line === line);
  linesHaveInterrupts(interruptOf(line), line);
});

/** 14. Timers: only queues have timers that are set. */
export const timersAreOfQueues = lemma((frame: u32): void => {
  requires(frame < FRAMES && timers()[frame].deadline < NEVER);
  ensures(queues().has(frame));
  timerIsOfQueue(frame);
});

/**
 * 15. Memory of devices: what the hardware finds of it is in no use, so no object of the kernel, no page table and no memory of
 * a process is there, and devices do not reach it (12). Nobody executes it. Only mapDevice maps it, by the window of a device.
 */
export const deviceMemoryIsApart = lemma((space: u32, page: u64, frame: u32): void => {
  requires(consistent() && spaces().has(space) && page < PAGES);
  requires(walk(space, page).present && walk(space, page).frame === u64.from(frame) && frame >= FRAMES);
  ensures(!walk(space, page).executable && walk(space, page).uncached);
  ensures(!uses().has(frame) && !homes().has(frame));
  deviceMemoryIsData(space, page);
  homesArePages();
  deviceIsNotUsed(frame);
});

/** Windows of devices are of frames that are not the kernel's. */
export const windowsAreBeyond = lemma((d: u32, index: u32): void => {
  requires(devices().has(d) && index < devices().get(d).count);
  ensures(FRAMES <= frameIn(devices().get(d), index) && frameIn(devices().get(d), index) < NONE);
  windowIsBeyond(d);
});

/**
 * 7. No residue: of pages that takePages and putPages have moved, who takes has the frames that were given, and who gave has
 * frames that are full of zeros.
 */
export const noResidue = lemma(
  (
    before: Spaces,
    zeros: Set<u32>,
    giver: u32,
    page: u64,
    taker: u32,
    toPage: u64,
    count: int,
    index: int,
  ): void => {
    requires(0 <= index && index < count && page + count <= PAGES && toPage + count <= PAGES);
    requires(!meet(giver, page, taker, toPage, count));
    ensures(
      frameFor(moved(before, giver, page, taker, toPage, count), taker, u64.from(toPage + index)) ===
        frameFor(before, giver, u64.from(page + index)),
    );
    ensures(
      filled(zeros, before, taker, toPage, count).has(
        frameFor(moved(before, giver, page, taker, toPage, count), giver, u64.from(page + index)),
      ),
    );
    decreases(count);
    if (index < count - 1) noResidue(before, zeros, giver, page, taker, toPage, count - 1, index);
    else {
      othersStay(before, giver, page, taker, toPage, count - 1, giver, u64.from(page + index));
      othersStay(before, giver, page, taker, toPage, count - 1, taker, u64.from(toPage + index));
    }
  },
);

/** 16. Coherence: the machine has been told of every translation as it is: of what the hardware finds, and of nothing else. */
export const machineIsTold = lemma((space: u32, page: u64): void => {
  ensures(known(space, page) === foundAt(spaces(), space, page));
  portIsTold(space, page);
});

/** 11. The caller: when a thread runs, it is one, of a process that has a space and a queue of clients. */
export const callerIsThere = lemma((): void => {
  requires(consistent() && running() !== NONE);
  ensures(threads().has(running()) && processes().has(threads().get(running()).process));
  ensures(spaces().has(processes().get(threads().get(running()).process).space));
  runningIsThread();
  threadHasProcess(running());
});

/*
 * 7. No residue: a frame of memory that a process receives holds zeros, or what was sent to it.
 * Proof: frames.allocatePage, syscalls/map.map, moves.movePages, ranges.copyRange.
 */

/*
 * 8. Bounded: every entry ends, after loops of a stated number of rounds, without recursion.
 * Proof: kernel.*.
 */

/*
 * 9. Boot: it establishes all of the above, from nothing.
 * Proof: containers.boot, objects.makeProcess, kernel.boot.
 */

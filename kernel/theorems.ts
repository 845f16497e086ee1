/**
 * What holds of the kernel as a whole, between any two of its entries.
 *
 * Owns      nothing. Each theorem is a sentence and a lemma. consistent() is what every entry leaves, from boot on: it is the
 *           invariant of kernel.ts, proved there of the initial state and of each entry.
 * Elsewhere what each call does, and that an error changes nothing, are the contracts in syscalls/ (refinement). That a
 *           new page has zeros is the contract of map, that copying changes no other frames those of read and write. That
 *           all entries end is proved of their loops (V208), and nothing recurs (bounded).
 */
import { type Set, ensures, forall, implies, type int, lemma, requires, reveal, type u32, u64 } from "welkin";
import { framesLeft } from "./budgets.ts";
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
import { LARGE, translationFor } from "./entries.ts";
import { NONE, frameCount, runIsOwn, uses } from "./frames.ts";
import { type Spaces, frameFor, isMapped, keyOf, pageAt } from "./homes.ts";
import { filled, meet, moved, movesAreWhole } from "./moves.ts";
import { isLive, generations } from "./names.ts";
import { ownerOf } from "./ownership.ts";
import { HANDLES, handleIsName, processes } from "./processes.ts";
import { LISTS, lists, queues } from "./queues.ts";
import {
  hardwareAgrees,
  homesArePages,
  noneIsMappedTwice,
  noneIsWritableAndExecutable,
  spaces,
} from "./spaces.ts";
import { walk } from "./tables.ts";
import { RUNNING, placesExist, queuesAreStates, running, runningIsThread, threads } from "./threads.ts";
import { PAGES } from "./trees.ts";
import { Kind, isQueueKind, occupied } from "./uses.ts";

/** Memory safety: a frame holds an object of one module only, the one that its kind names. */
export const memorySafety = lemma((frame: u32): void => {
  requires(consistent());
  ensures(threads().has(frame) === (uses().has(frame) && uses().get(frame).kind === Kind.Thread));
  ensures(processes().has(frame) === (uses().has(frame) && uses().get(frame).kind === Kind.Process));
  ensures(queues().has(frame) === (uses().has(frame) && isQueueKind(uses().get(frame).kind)));
  kindSays(threads(), uses(), Kind.Thread, frame);
  kindSays(processes(), uses(), Kind.Process, frame);
  queueKindSays(frame);
});

/** No leak: every frame is in use or left to exactly one container, and each container's budget is what is charged to it. */
export const noLeak = lemma((container: u32): void => {
  requires(root() !== NONE && tree().has(container));
  ensures(framesLeft(tree()) + occupied(uses()) === frameCount());
  ensures(isWithinBudget(tree(), uses(), container));
  framesAreShared();
  budgetIsKept(container);
});

/** Nothing is forgotten: every object but the root container has an owner, with which it ends at the latest. */
export const nothingIsForgotten = lemma((object: u32): void => {
  requires(consistent() && uses().has(object) && isOwnable(uses().get(object).kind) && object !== root());
  ensures(ownerOf().has(object));
  objectHasOwner(object);
});

/** Names: a handle that is live names an object of its kind. */
export const namesAreTrue = lemma((p: u32, slot: u32): void => {
  requires(consistent() && processes().has(p) && slot < HANDLES);
  requires(processes().get(p).handles[slot].kind !== Kind.Free);
  requires(
    isLive(
      generations(),
      processes().get(p).handles[slot].object,
      processes().get(p).handles[slot].generation,
    ),
  );
  ensures(uses().has(processes().get(p).handles[slot].object));
  ensures(uses().get(processes().get(p).handles[slot].object).kind === processes().get(p).handles[slot].kind);
  handleIsName(processes(), generations(), uses(), p, slot);
});

/** Page tables: the hardware finds a page exactly where one is mapped, with its frame and what is allowed. */
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

/** Queues: a thread is in the one queue that it says, or in none if it runs or is stopped; at most one runs. */
export const threadsAreQueued = lemma((t: u32, q: int): void => {
  requires(threads().has(t) && 0 <= q && q < LISTS);
  ensures(lists()[q].contains(t) === (threads().get(t).queue === q));
  ensures((threads().get(t).queue === RUNNING) === (t === running()));
  queuesAreStates();
  placesExist(t);
});

/** Isolation: the hardware finds no frame in two processes. */
export const isolation = lemma((p: u32, page: u64, other: u32, otherPage: u64): void => {
  requires(consistent() && processes().has(p) && processes().has(other) && p !== other);
  requires(page < PAGES && walk(processes().get(p).space, page).present);
  requires(otherPage < PAGES && walk(processes().get(other).space, otherPage).present);
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
  ensures(uses().has(frameFor(spaces(), space, page)));
  ensures(
    implies(
      spaces().get(space).get(page).large,
      frameFor(spaces(), space, page) % LARGE === 0 &&
        forall(
          (other: u32) =>
            implies(
              uses().has(other) && other / LARGE === frameFor(spaces(), space, page) / LARGE,
              other === frameFor(spaces(), space, page),
            ),
          (other: u32) => [uses().has(other)],
        ),
    ),
  );
  reveal(pagesAgree);
  homesArePages();
  if (spaces().get(space).get(page).large) runIsOwn(frameFor(spaces(), space, page));
});

/**
 * No residue: of pages that takePages and putPages have moved, who takes has the frames that were given, and who gave has
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
    movesAreWhole(before, zeros, giver, page, taker, toPage, count, index);
  },
);

/** The caller: when a thread runs, it is one, of a process that has a space and a queue of clients. */
export const callerIsThere = lemma((): void => {
  requires(consistent() && running() !== NONE);
  ensures(threads().has(running()) && processes().has(threads().get(running()).process));
  ensures(spaces().has(processes().get(threads().get(running()).process).space));
  runningIsThread();
  threadHasProcess(running());
});

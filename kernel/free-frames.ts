/**
 * Free frames: given out one by one, and in runs, which are for large pages.
 *
 * Owns       the whole runs; the single frames that came back, and those between next and end that were never given out.
 *            When there are no single frames a run is broken: its frames are single from then on. All takes constant time.
 * Ghost      taken: the single frames that are given out. takenRuns: the runs that are.
 * Invariant  areFree: of the frames that there are, the single ones that are not given out are on the stack or between next
 *            and end, and what is given out is in no other way free.
 * Price      a broken run stays broken, so that nothing need count how many of its frames are free (docs/decisions.md, 40).
 */
import {
  Set,
  assert,
  ensures,
  forall,
  ghost,
  implies,
  type int,
  modifies,
  old,
  prove,
  requires,
  spec,
  trigger,
  u32,
  unchanged,
} from "welkin";
import { FreeList, isFreeList } from "../library/free-list.ts";
import { NONE, NumberStack, isNumberStack } from "../library/number-stack.ts";
import { FRAMES } from "./machine.ts";
import { RUN } from "./uses.ts";

/** All runs: FRAMES / RUN. */
const RUNS = 1024;

export class FreeFrames {
  next: u32 = 0;
  end: u32 = 0;
  runs: FreeList<typeof RUNS> = new FreeList<typeof RUNS>();
  returned: NumberStack<typeof FRAMES> = new NumberStack<typeof FRAMES>();
  taken: Set<u32> = Set.empty();
  takenRuns: Set<u32> = Set.empty();
}

/** The frames of the run are single: it is broken, or the last one, which is not whole. */
const isBroken = spec(
  (free: FreeFrames, count: int, run: u32): boolean =>
    run >= count / RUN || (free.runs.allocated.has(run) && !free.takenRuns.has(run)),
);

/** The frame is single, and not given out. */
const isSingle = spec(
  (free: FreeFrames, frame: u32): boolean =>
    (free.next <= frame && frame < free.end) || free.returned.members.contains(frame),
);

/** The frame should be among these. */
const isFreeSingle = spec(
  (free: FreeFrames, count: int, frame: u32): boolean =>
    frame < count && isBroken(free, count, u32.from(frame / RUN)) && !free.taken.has(frame),
);

export const areFree = spec(
  (free: FreeFrames, count: int): boolean =>
    free.end <= count &&
    count <= FRAMES &&
    isFreeList(free.runs) &&
    free.runs.fresh <= count / RUN &&
    isNumberStack(free.returned) &&
    forall((frame: u32) =>
      implies(trigger(free.returned.members.contains(frame)), !(free.next <= frame && frame < free.end)),
    ) &&
    forall(
      (frame: u32) => isSingle(free, frame) === isFreeSingle(free, count, frame),
      (frame: u32) => [
        [isSingle(free, frame)],
        [free.returned.members.contains(frame)],
        [free.taken.has(frame)],
      ],
    ) &&
    forall((frame: u32) =>
      implies(trigger(free.taken.has(frame)), frame < count && isBroken(free, count, u32.from(frame / RUN))),
    ) &&
    forall((run: u32) => implies(trigger(free.takenRuns.has(run)), free.runs.allocated.has(run))),
);

/** The frame is given out, by itself or in its run. */
export const isTaken = spec(
  (free: FreeFrames, frame: u32): boolean =>
    free.taken.has(frame) || free.takenRuns.has(u32.from(frame / RUN)),
);

/** Says how many frames there are, when none is given out yet: whole runs, and what is left over. */
export function open(free: FreeFrames, count: u32): void {
  requires(areFree(free, 0) && count <= FRAMES);
  modifies(free);
  ensures(areFree(free, count) && free.taken === Set.empty<u32>() && free.takenRuns === Set.empty<u32>());
  free.next = count - (count % RUN);
  free.end = count;
}

/** Gives out a frame; NONE if there is none. */
export function takeFrame(free: FreeFrames, count: u32): u32 {
  requires(areFree(free, count));
  modifies(free);
  ensures(areFree(free, count) && unchanged(free.takenRuns));
  ensures((frame: u32) =>
    frame === NONE
      ? unchanged(free.taken) &&
        forall(
          (n: u32) => implies(n < count, isTaken(free, n)),
          (n: u32) => [free.taken.has(n)],
        )
      : frame < count && !isTaken(old(free), frame) && free.taken === old(free.taken).add(frame),
  );
  if (free.next >= free.end && free.returned.isEmpty() && !breakRun(free, count)) return NONE;
  const ready = ghost(free);
  const returned = free.returned.pop();
  const frame = returned === NONE ? free.next : returned;
  if (returned === NONE) free.next += 1;
  free.taken = free.taken.add(frame);
  assert(isSingle(ready, frame) && isFreeSingle(ready, count, frame));
  prove((n: u32) => {
    ensures(isSingle(free, n) === isFreeSingle(free, count, n));
    assert(isSingle(ready, n) === isFreeSingle(ready, count, n));
  });
  return frame;
}

/** Makes the frames of a whole run single, when no others are. Says whether there is one. */
function breakRun(free: FreeFrames, count: u32): boolean {
  requires(areFree(free, count) && free.next >= free.end && free.returned.members.length === 0);
  modifies(free);
  ensures(areFree(free, count) && unchanged(free.taken, free.takenRuns));
  ensures((broken: boolean) =>
    broken
      ? free.next < free.end && free.returned.members.length === 0
      : forall(
          (n: u32) => implies(n < count, isTaken(free, n)),
          (n: u32) => [free.taken.has(n)],
        ),
  );
  const run = free.runs.allocate(count / RUN);
  if (run.kind === "allocated") {
    free.next = run.number * RUN;
    free.end = run.number * RUN + RUN;
  }
  prove((frame: u32) => {
    ensures(isSingle(free, frame) === isFreeSingle(free, count, frame));
    assert(isSingle(old(free), frame) === isFreeSingle(old(free), count, frame));
  });
  return run.kind === "allocated";
}

/** Takes back a frame. */
export function giveFrame(free: FreeFrames, count: int, frame: u32): void {
  requires(areFree(free, count) && free.taken.has(frame));
  modifies(free);
  ensures(areFree(free, count) && unchanged(free.takenRuns));
  ensures(free.taken === old(free.taken).delete(frame));
  free.returned.push(frame);
  free.taken = free.taken.delete(frame);
}

/** Gives out a whole run; NONE if there is none. */
export function takeRun(free: FreeFrames, count: u32): u32 {
  requires(areFree(free, count));
  modifies(free);
  ensures(areFree(free, count) && unchanged(free.taken));
  ensures((run: u32) =>
    run === NONE
      ? unchanged(free.takenRuns)
      : run < count / RUN &&
        forall(
          (n: u32) => implies(n / RUN === run, !isTaken(old(free), n)),
          (n: u32) => [free.taken.has(n)],
        ) &&
        free.takenRuns === old(free.takenRuns).add(run),
  );
  const run = free.runs.allocate(count / RUN);
  if (run.kind === "allocated") free.takenRuns = free.takenRuns.add(run.number);
  prove((frame: u32) => {
    ensures(isSingle(free, frame) === isFreeSingle(free, count, frame));
    assert(isSingle(old(free), frame) === isFreeSingle(old(free), count, frame));
    assert(isFreeSingle(free, count, frame) === isFreeSingle(old(free), count, frame));
  });
  return run.kind === "allocated" ? run.number : NONE;
}

/** Takes back a run, whole. */
export function giveRun(free: FreeFrames, count: int, run: u32): void {
  requires(areFree(free, count) && free.takenRuns.has(run));
  modifies(free);
  ensures(areFree(free, count) && unchanged(free.taken));
  ensures(free.takenRuns === old(free.takenRuns).delete(run));
  free.runs.release(run);
  free.takenRuns = free.takenRuns.delete(run);
  prove((frame: u32) => {
    ensures(isSingle(free, frame) === isFreeSingle(free, count, frame));
    assert(isSingle(old(free), frame) === isFreeSingle(old(free), count, frame));
    assert(isFreeSingle(free, count, frame) === isFreeSingle(old(free), count, frame));
  });
}

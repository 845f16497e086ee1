/**
 * The frame table: for every frame, what it is used for and which container pays for it.
 *
 * Owns       the table, the free frames (free-frames.ts), and the frames that are no kernel objects. Allocating and
 *            releasing take constant time, but for the zeros of pages.
 * View       uses(): the kind and the container of every frame in use, of a large page those of the first of its run; what
 *            else is not in it is free. frameCount(): how many frames there are.
 * States     free -> kernel object (in the pool of its module) or page (seen by processes) -> free.
 * Invariants a frame is in the table as it is in the view; a free frame and a page are in no other module's pool. No other
 *            use is in the run of a large page (runIsOwn).
 * Zeros      an object begins with zeros, since retyping zeroes; a page does, since the machine zeroes it.
 * Not here   quotas (containers.ts), what the objects are (their modules), where pages are mapped (spaces.ts).
 */
import {
  type FixedArray,
  Map,
  type Pool,
  type Set,
  assert,
  copy,
  ensures,
  forall,
  frames,
  implies,
  type int,
  invariant,
  lemma,
  modifies,
  old,
  prove,
  requires,
  retype,
  spec,
  trigger,
  u32,
  type u64,
  unchanged,
  unreachable,
  zeroed,
} from "welkin";
import { FreeFrames, areFree, giveFrame, giveRun, open, takeFrame, takeRun } from "./free-frames.ts";
import { FRAMES, zeroFrame, zeroFrames } from "./machine.ts";
import { Kind, RUN, Use, type Uses, allOccupied, isLargeRun, isPageKind, occupied } from "./uses.ts";

/** No frame. */
export const NONE: u32 = 0xffff_ffff;

/** What is in a frame that is no kernel object: not for the kernel to see. */
class Blank {
  words: FixedArray<u64, 512> = zeroed();
}

const blanks: Pool<Blank> = frames(FRAMES);
const free = new FreeFrames();
const table: FixedArray<Use, typeof FRAMES> = zeroed();
let inUse: Uses = Map.empty();
let count: u32 = 0;

/** What is given out and the table say which frames are in use, and for what. */
const isTable = spec(
  (): boolean =>
    areFree(free, count) &&
    forall(
      (frame: u32) =>
        trigger(inUse.has(frame)) ===
          (free.taken.has(frame) || (frame % RUN === 0 && free.takenRuns.has(u32.from(frame / RUN)))) &&
        implies(inUse.has(frame), (inUse.get(frame).kind === Kind.LargePage) === !free.taken.has(frame)),
    ) &&
    forall((frame: u32) =>
      implies(
        frame < FRAMES,
        (table[frame].kind !== Kind.Free) === trigger(inUse.has(frame)) &&
          implies(inUse.has(frame), inUse.get(frame) === table[frame]),
      ),
    ),
);

/** Free frames and pages are in no other module's pool. */
const blanksAreUnused = spec((): boolean =>
  forall(
    (frame: u32) =>
      trigger(blanks.owned().has(frame)) ===
      (frame < FRAMES && (!inUse.has(frame) || isPageKind(inUse.get(frame).kind))),
  ),
);

invariant(isTable());
invariant(blanksAreUnused());

/** The kind and the container of every frame in use. */
export const uses = spec((): Uses => inUse);

/** How many frames there are: those from 0 on. */
export const frameCount = spec((): u32 => count);

/** Only frames that there are are in use, each for something. */
export const usesAreFrames = lemma((frame: u32): void => {
  requires(uses().has(frame));
  ensures(frame < frameCount() && frameCount() <= FRAMES && uses().get(frame).kind !== Kind.Free);
});

/** Memory of a device is in no use. */
export const deviceIsNotUsed = lemma((frame: u32): void => {
  ensures(implies(frame >= FRAMES, !uses().has(frame)));
});

/** The run of a large page is of frames that there are, and nothing else is in it. */
export const runIsOwn = lemma((frame: u32): void => {
  requires(uses().has(frame) && uses().get(frame).kind === Kind.LargePage);
  ensures(frame % RUN === 0 && frame + RUN <= frameCount());
  ensures(
    forall((other: u32) =>
      implies(trigger(uses().has(other)) && other / RUN === frame / RUN, other === frame),
    ),
  );
});

/** The objects of a pool are the view of them that its module has. */
export const areObjects = spec(<T>(all: Map<u32, T>, objects: Pool<T>): boolean =>
  forall(
    (f: u32) =>
      objects.owned().has(f) === trigger(all.has(f)) &&
      implies(all.has(f), f < FRAMES && all.get(f) === objects.at(f)),
  ),
);

/** A pool has `frame` more, with zeros in it, and its other objects as before. */
export const gains = spec(
  <T>(before: Pool<T>, after: Pool<T>, frame: u32): boolean =>
    !before.owned().has(frame) &&
    after.owned() === before.owned().add(frame) &&
    after.at(frame) === zeroed<T>() &&
    forall((other: u32) => implies(before.owned().has(other), trigger(after.at(other)) === before.at(other))),
);

/** A pool has `frame` less, and its other objects as before. */
export const loses = spec(
  <T>(before: Pool<T>, after: Pool<T>, frame: u32): boolean =>
    after.owned() === before.owned().delete(frame) &&
    forall((other: u32) => implies(after.owned().has(other), trigger(after.at(other)) === before.at(other))),
);

// --- Operations ----------------------------------------------------------------------------------------------

/** Says how many frames there are. There are none at first. */
export function setFrameCount(frames: u32): void {
  requires(frameCount() === 0 && frames <= FRAMES);
  modifies(frameCount, free);
  ensures(frameCount() === frames);
  open(free, frames);
  count = frames;
}

/** Moves a free frame to pool `to`, as an object of this kind with all bytes zero. */
export function allocate<T>(to: Pool<T>, kind: Kind, container: u32): u32 {
  requires(kind !== Kind.Free && !isPageKind(kind) && occupied(uses()) < frameCount());
  modifies(to, uses, blanks, free, table);
  ensures((frame: u32) => frame < FRAMES && !old(uses()).has(frame));
  ensures((frame: u32) => uses() === old(uses()).set(frame, { kind, container }));
  ensures((frame: u32) => gains(old(to), to, frame));
  const frame = take(kind, container);
  retype(blanks, frame, to);
  return frame;
}

/** Makes an object free again; `from` is the pool that it is in. */
export function release<T>(from: Pool<T>, frame: u32): void {
  requires(from.owned().has(frame));
  requires(uses().has(frame) && !isPageKind(uses().get(frame).kind));
  modifies(from, uses, blanks, free, table);
  ensures(uses() === old(uses()).delete(frame) && loses(old(from), from, frame));
  retype(from, frame, blanks);
  giveBack(frame);
}

/** A frame for a process, zeroed. */
export function allocatePage(container: u32): u32 {
  requires(occupied(uses()) < frameCount());
  modifies(uses, zeroFrames, free, table);
  ensures((frame: u32) => frame < FRAMES && !old(uses()).has(frame));
  ensures((frame: u32) => uses() === old(uses()).set(frame, { kind: Kind.Page, container }));
  ensures((frame: u32) => zeroFrames() === old(zeroFrames()).add(frame));
  const frame = take(Kind.Page, container);
  zeroFrame(frame);
  return frame;
}

/** The first of RUN frames for a process, zeroed; NONE if there is no run of free frames. */
export function allocateRun(container: u32): u32 {
  modifies(uses, zeroFrames, free, table);
  ensures((frame: u32) =>
    frame === NONE
      ? unchanged(uses, zeroFrames)
      : frame < FRAMES &&
        !old(uses()).has(frame) &&
        uses() === old(uses()).set(frame, { kind: Kind.LargePage, container }) &&
        isZeroedFrom(old(zeroFrames()), zeroFrames(), frame, RUN),
  );
  const run = takeRun(free, count);
  if (run === NONE) return NONE;
  const frame = run * RUN;
  table[frame] = { kind: Kind.LargePage, container };
  inUse = inUse.set(frame, { kind: Kind.LargePage, container });
  for (let i: u32 = 0; i < RUN; i += 1) {
    invariant(i <= RUN && isZeroedFrom(old(zeroFrames()), zeroFrames(), frame, i));
    zeroFrame(frame + i);
  }
  return frame;
}

/** So many frames more have zeros, from this one on. */
export const isZeroedFrom = spec((before: Set<u32>, after: Set<u32>, first: u32, count: int): boolean =>
  forall(
    (frame: u32) =>
      trigger(after.has(frame)) === (before.has(frame) || (first <= frame && frame < first + count)),
  ),
);

/** Makes a page free again, or all the run of a large one. */
export function releasePage(frame: u32): void {
  requires(uses().has(frame) && isPageKind(uses().get(frame).kind));
  modifies(uses, free, table);
  ensures(uses() === old(uses()).delete(frame));
  if (table[frame].kind === Kind.Page) {
    giveBack(frame);
    return;
  }
  giveRun(free, count, frame / RUN);
  table[frame].kind = Kind.Free;
  inUse = inUse.delete(frame);
}

/** Has another container be charged for a frame in use. */
export function reassign(frame: u32, container: u32): void {
  requires(uses().has(frame));
  modifies(uses, table);
  ensures(uses() === old(uses()).set(frame, { ...old(uses()).get(frame), container }));
  table[frame].container = container;
  inUse = inUse.set(frame, table[frame]);
}

/** Takes a free frame. */
function take(kind: Kind, container: u32): u32 {
  requires(isTable() && kind !== Kind.Free && kind !== Kind.LargePage);
  requires(occupied(inUse) < count);
  modifies(free, table, inUse);
  ensures((frame: u32) => isTable() && frame < FRAMES && !old(inUse).has(frame));
  ensures((frame: u32) => inUse === old(inUse).set(frame, { kind, container }));
  const frame = takeFrame(free, count);
  if (frame === NONE) {
    prove((n: u32) => {
      ensures(isLargeRun(inUse, n / RUN) === free.takenRuns.has(u32.from(n / RUN)));
      assert(u32.from((n / RUN) * RUN) / RUN === n / RUN);
    });
    allOccupied(inUse, count);
    unreachable();
  }
  table[frame] = { kind, container };
  inUse = inUse.set(frame, { kind, container });
  return frame;
}

/** Gives back a frame. */
function giveBack(frame: u32): void {
  requires(isTable() && inUse.has(frame) && inUse.get(frame).kind !== Kind.LargePage);
  modifies(free, table, inUse);
  ensures(isTable() && inUse === old(inUse).delete(frame));
  giveFrame(free, count, frame);
  table[frame].kind = Kind.Free;
  inUse = inUse.delete(frame);
}

/** The use of a frame; of the kind Free if there is no such frame. */
export function useOf(frame: u32): Use {
  ensures((use: Use) => (uses().has(frame) ? use === uses().get(frame) : use.kind === Kind.Free));
  if (frame < FRAMES) {
    return copy(table[frame]);
  }
  return new Use();
}

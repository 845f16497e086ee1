/**
 * The frame table: for every frame, what it is used for and which container pays for it.
 *
 * Owns       the table, the list of free frames, and the frames that are no kernel objects. Allocating and releasing
 *            take constant time.
 * View       uses(): the kind and the container of every frame in use; what is not in it is free. frameCount(): how many
 *            frames there are.
 * States     free -> kernel object (in the pool of its module) or page (seen by processes) -> free.
 * Invariants a frame is in the table as it is in the view; a free frame and a page are in no other module's pool.
 * Zeros      an object begins with zeros, since retyping zeroes; a page does, since the machine zeroes it.
 * Not here   quotas (containers.ts), what the objects are (their modules), where pages are mapped (spaces.ts).
 */
import {
  type FixedArray,
  Map,
  type Pool,
  copy,
  ensures,
  forall,
  frames,
  implies,
  invariant,
  lemma,
  modifies,
  old,
  requires,
  retype,
  spec,
  type u32,
  type u64,
  unreachable,
  zeroed,
} from "welkin";
import { FreeList, isFreeList } from "../library/free-list.ts";
import { FRAMES, zeroFrame, zeroFrames } from "./machine.ts";
import { Kind, Use, type Uses, allOccupied, occupied } from "./uses.ts";

/** No frame. */
export const NONE: u32 = 0xffff_ffff;

/** What is in a frame that is no kernel object: not for the kernel to see. */
class Blank {
  words: FixedArray<u64, 512> = zeroed();
}

const blanks: Pool<Blank> = frames(FRAMES);
const numbers = new FreeList<typeof FRAMES>();
const table: FixedArray<Use, typeof FRAMES> = zeroed();
let inUse: Uses = Map.empty();
let count: u32 = 0;

/** The free list and the table say which frames are in use, and for what. */
const isTable = spec(
  (): boolean =>
    isFreeList(numbers) &&
    numbers.fresh <= count &&
    count <= FRAMES &&
    forall(
      (frame: u32) =>
        inUse.has(frame) === numbers.allocated.has(frame) &&
        implies(
          frame < FRAMES,
          (table[frame].kind !== Kind.Free) === inUse.has(frame) &&
            implies(inUse.has(frame), inUse.get(frame) === table[frame]),
        ),
      (frame: u32) => [inUse.has(frame)],
    ),
);

/** Free frames and pages are in no other module's pool. */
const blanksAreUnused = spec((): boolean =>
  forall(
    (frame: u32) =>
      blanks.owned().has(frame) ===
      (frame < FRAMES && (!inUse.has(frame) || inUse.get(frame).kind === Kind.Page)),
    (frame: u32) => [blanks.owned().has(frame)],
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

/** The objects of a pool are the view of them that its module has. */
export const areObjects = spec(<T>(all: Map<u32, T>, objects: Pool<T>): boolean =>
  forall(
    (f: u32) =>
      objects.owned().has(f) === all.has(f) &&
      implies(all.has(f), f < FRAMES && all.get(f) === objects.at(f)),
    (f: u32) => [all.has(f)],
  ),
);

/** A pool has `frame` more, with zeros in it, and its other objects as before. */
export const gains = spec(
  <T>(before: Pool<T>, after: Pool<T>, frame: u32): boolean =>
    !before.owned().has(frame) &&
    after.owned() === before.owned().add(frame) &&
    after.at(frame) === zeroed<T>() &&
    forall(
      (other: u32) => implies(before.owned().has(other), after.at(other) === before.at(other)),
      (other: u32) => [after.at(other)],
    ),
);

/** A pool has `frame` less, and its other objects as before. */
export const loses = spec(
  <T>(before: Pool<T>, after: Pool<T>, frame: u32): boolean =>
    after.owned() === before.owned().delete(frame) &&
    forall(
      (other: u32) => implies(after.owned().has(other), after.at(other) === before.at(other)),
      (other: u32) => [after.at(other)],
    ),
);

// --- Operations ----------------------------------------------------------------------------------------------

/** Says how many frames there are: no fewer than before. There are none at first. */
export function setFrameCount(frames: u32): void {
  requires(frameCount() <= frames && frames <= FRAMES);
  modifies(frameCount);
  ensures(frameCount() === frames);
  count = frames;
}

/** Moves a free frame to pool `to`, as an object of this kind with all bytes zero. */
export function allocate<T>(to: Pool<T>, kind: Kind, container: u32): u32 {
  requires(kind !== Kind.Free && kind !== Kind.Page && occupied(uses()) < frameCount());
  modifies(to, uses, blanks, numbers, table);
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
  requires(uses().has(frame) && uses().get(frame).kind !== Kind.Page);
  modifies(from, uses, blanks, numbers, table);
  ensures(uses() === old(uses()).delete(frame));
  ensures(loses(old(from), from, frame));
  retype(from, frame, blanks);
  giveBack(frame);
}

/** A frame for a process, zeroed. */
export function allocatePage(container: u32): u32 {
  requires(occupied(uses()) < frameCount());
  modifies(uses, zeroFrames, numbers, table);
  ensures((frame: u32) => frame < FRAMES && !old(uses()).has(frame));
  ensures((frame: u32) => uses() === old(uses()).set(frame, { kind: Kind.Page, container }));
  ensures((frame: u32) => zeroFrames() === old(zeroFrames()).add(frame));
  const frame = take(Kind.Page, container);
  zeroFrame(frame);
  return frame;
}

/** Makes a page free again. */
export function releasePage(frame: u32): void {
  requires(uses().has(frame) && uses().get(frame).kind === Kind.Page);
  modifies(uses, numbers, table);
  ensures(uses() === old(uses()).delete(frame));
  giveBack(frame);
}

/** Has another container be charged for a frame in use. */
export function reassign(frame: u32, container: u32): void {
  requires(uses().has(frame));
  modifies(uses, table);
  ensures(uses() === old(uses()).set(frame, { ...old(uses()).get(frame), container }));
  table[frame].container = container;
  inUse = inUse.set(frame, table[frame]);
}

/** Takes a frame from the free list. */
function take(kind: Kind, container: u32): u32 {
  requires(isTable() && kind !== Kind.Free && occupied(inUse) < count);
  modifies(numbers, table, inUse);
  ensures(isTable());
  ensures((frame: u32) => frame < FRAMES && !old(inUse).has(frame));
  ensures((frame: u32) => inUse === old(inUse).set(frame, { kind, container }));
  const allocation = numbers.allocate(count);
  if (allocation.kind === "exhausted") {
    allOccupied(inUse, count);
    unreachable();
  }
  const frame = allocation.number;
  table[frame] = { kind, container };
  inUse = inUse.set(frame, { kind, container });
  return frame;
}

/** Puts a frame back into the free list. */
function giveBack(frame: u32): void {
  requires(isTable() && inUse.has(frame));
  modifies(numbers, table, inUse);
  ensures(isTable());
  ensures(inUse === old(inUse).delete(frame));
  numbers.release(frame);
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

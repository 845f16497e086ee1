/**
 * The frame table: for every frame, what it is used for and which container pays for it.
 *
 * Owns       the table, the list of free frames, and the frames that are no kernel objects. Allocating and releasing
 *            take constant time.
 * View       uses(): the kind and the container of every frame in use; what is not in it is free.
 * States     free -> kernel object (in the pool of its module) or page (seen by processes) -> free.
 * Invariants a frame is in the table as it is in the view; a free frame and a page are in no other module's pool.
 * Zeros      an object begins with zeros, since retyping zeroes; a page does, since the machine zeroes it.
 * Not here   quotas (containers.ts), what the objects are (their modules), where pages are mapped (spaces.ts).
 */
import {
  type FixedArray,
  Map,
  type Pool,
  Seq,
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
  opaque,
  prove,
  requires,
  retype,
  reveal,
  spec,
  u32,
  type u64,
  zeroed,
} from "welkin";
import { sum, sumAtLeast, sumOfEqual, sumWith } from "../library/sums.ts";
import { FreeList, isFreeList } from "../library/free-list.ts";
import { FRAMES, zeroFrame, zeroFrames } from "./machine.ts";

/** No frame. */
export const NONE: u32 = 0xffff_ffff;

export enum Kind {
  Free,
  Page,
  Container,
  Process,
  Thread,
  Table,
  Handles,
  Endpoint,
  Notification,
}

/** What a frame is used for, and the frame of the container that is charged for it. */
export class Use {
  kind: Kind = Kind.Free;
  container: u32 = 0;
}

/** What is in a frame that is no kernel object: not for the kernel to see. */
class Blank {
  words: FixedArray<u64, 512> = zeroed();
}

const blanks: Pool<Blank> = frames(FRAMES);
const numbers = new FreeList<typeof FRAMES>();
const table: FixedArray<Use, typeof FRAMES> = zeroed();
let inUse: Map<u32, Use> = Map.empty();

/** The free list and the table say which frames are in use, and for what. */
const isTable = spec(
  (): boolean =>
    isFreeList(numbers) &&
    forall(
      (frame: u32) => inUse.has(frame) === numbers.allocated.has(frame),
      (frame: u32) => [inUse.has(frame)],
    ) &&
    forall(
      (frame: u32) =>
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
export const uses = spec((): Map<u32, Use> => inUse);

/** Frame numbers are below FRAMES, and a frame in use is of some kind. */
export const usesAreFrames = lemma((frame: u32): void => {
  requires(uses().has(frame));
  ensures(frame < FRAMES && uses().get(frame).kind !== Kind.Free);
});

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

// --- Counts --------------------------------------------------------------------------------------------------

/** For each frame 1 if it is charged to `container`, else 0. */
const charges = spec((all: Map<u32, Use>, container: u32): Seq<int> =>
  Seq.build(FRAMES, (i: int) =>
    all.has(u32.from(i)) && all.get(u32.from(i)).container === container ? 1 : 0,
  ),
);

/** How many frames are charged to `container`. */
export const charged = opaque((all: Map<u32, Use>, container: u32): int => sum(charges(all, container)));

/** For each frame 1 if it is in use, else 0. */
const occupation = spec((all: Map<u32, Use>): Seq<int> =>
  Seq.build(FRAMES, (i: int) => (all.has(u32.from(i)) ? 1 : 0)),
);

/** How many frames are in use. */
export const occupied = opaque((all: Map<u32, Use>): int => sum(occupation(all)));

/** A frame more in use is charged to its container, and to no other. */
export const countedWith = lemma((all: Map<u32, Use>, frame: u32, use: Use): void => {
  requires(frame < FRAMES && !all.has(frame));
  ensures(occupied(all.set(frame, use)) === occupied(all) + 1);
  ensures(
    forall(
      (c: u32) => charged(all.set(frame, use), c) === charged(all, c) + (c === use.container ? 1 : 0),
      (c: u32) => [charged(all.set(frame, use), c)],
    ),
  );
  reveal(charged, occupied);
  const after = all.set(frame, use);
  assert(occupation(after) === occupation(all).with(frame, 1));
  sumWith(occupation(all), frame, 1);
  prove((c: u32) => {
    ensures(charged(after, c) === charged(all, c) + (c === use.container ? 1 : 0));
    const share = c === use.container ? 1 : 0;
    assert(charges(after, c) === charges(all, c).with(frame, share));
    sumWith(charges(all, c), frame, share);
  });
});

/** A frame less in use is charged to nobody. */
export const countedWithout = lemma((all: Map<u32, Use>, frame: u32): void => {
  requires(frame < FRAMES && all.has(frame));
  ensures(occupied(all.delete(frame)) === occupied(all) - 1);
  ensures(
    forall(
      (c: u32) =>
        charged(all.delete(frame), c) === charged(all, c) - (c === all.get(frame).container ? 1 : 0),
      (c: u32) => [charged(all.delete(frame), c)],
    ),
  );
  countedWith(all.delete(frame), frame, all.get(frame));
  assert(all.delete(frame).set(frame, all.get(frame)) === all);
});

/** A container to which a frame is charged has a charge. */
export const chargedAtLeast = lemma((all: Map<u32, Use>, frame: u32): void => {
  requires(frame < FRAMES && all.has(frame));
  ensures(charged(all, all.get(frame).container) >= 1);
  reveal(charged);
  sumAtLeast(charges(all, all.get(frame).container), frame);
});

/** Where all frames are in use, they are FRAMES. */
const allOccupied = lemma((all: Map<u32, Use>): void => {
  requires(forall((frame: u32) => implies(frame < FRAMES, all.has(frame))));
  ensures(occupied(all) === FRAMES);
  reveal(occupied);
  sumOfEqual(occupation(all), 1);
});

/** A container to which no frame is charged has no charge. */
export const notCharged = lemma((all: Map<u32, Use>, container: u32): void => {
  requires(forall((frame: u32) => implies(all.has(frame), all.get(frame).container !== container)));
  ensures(charged(all, container) === 0);
  reveal(charged);
  sumOfEqual(charges(all, container), 0);
});

/** Of no frames none is in use. */
export const noneOccupied = lemma((): void => {
  ensures(occupied(Map.empty()) === 0);
  reveal(occupied);
  sumOfEqual(occupation(Map.empty()), 0);
});

// --- Operations ----------------------------------------------------------------------------------------------

/** Moves a free frame to pool `to`, as an object of this kind with all bytes zero. NONE if no frame is free. */
export function allocate<T>(to: Pool<T>, kind: Kind, container: u32): u32 {
  requires(kind !== Kind.Free && kind !== Kind.Page);
  modifies(to, uses, blanks, numbers, table);
  ensures((frame: u32) =>
    frame === NONE
      ? uses() === old(uses()) && to.owned() === old(to).owned() && occupied(uses()) === FRAMES
      : frame < FRAMES &&
        !old(uses()).has(frame) &&
        uses() === old(uses()).set(frame, { kind, container }) &&
        gains(old(to), to, frame),
  );
  const frame = take(kind, container);
  if (frame !== NONE) {
    retype(blanks, frame, to);
  }
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

/** A frame for a process, zeroed. NONE if no frame is free. */
export function allocatePage(container: u32): u32 {
  modifies(uses, zeroFrames, numbers, table);
  ensures((frame: u32) =>
    frame === NONE
      ? uses() === old(uses()) && zeroFrames() === old(zeroFrames()) && occupied(uses()) === FRAMES
      : frame < FRAMES &&
        !old(uses()).has(frame) &&
        uses() === old(uses()).set(frame, { kind: Kind.Page, container }) &&
        zeroFrames() === old(zeroFrames()).add(frame),
  );
  const frame = take(Kind.Page, container);
  if (frame !== NONE) {
    zeroFrame(frame);
  }
  return frame;
}

/** Makes a page free again. */
export function releasePage(frame: u32): void {
  requires(uses().has(frame) && uses().get(frame).kind === Kind.Page);
  modifies(uses, numbers, table);
  ensures(uses() === old(uses()).delete(frame));
  giveBack(frame);
}

/** Takes a frame from the free list. NONE if there is none. */
function take(kind: Kind, container: u32): u32 {
  requires(isTable() && kind !== Kind.Free);
  modifies(numbers, table, inUse);
  ensures(isTable());
  ensures((frame: u32) =>
    frame === NONE
      ? inUse === old(inUse) && occupied(inUse) === FRAMES
      : frame < FRAMES && !old(inUse).has(frame) && inUse === old(inUse).set(frame, { kind, container }),
  );
  const allocation = numbers.allocate();
  if (allocation.kind === "exhausted") {
    allOccupied(inUse);
    return NONE;
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

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
  type int,
  copy,
  decreases,
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
  u32,
  type u64,
  zeroed,
} from "welkin";
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

// --- Charges -------------------------------------------------------------------------------------------------

/** 1 if `container` is charged for `frame`, else 0. */
const share = spec((all: Map<u32, Use>, frame: u32, container: u32): int =>
  all.has(frame) && all.get(frame).container === container ? 1 : 0,
);

/** How many of the frames below `end` are charged to `container`. */
export const chargedBelow = spec((all: Map<u32, Use>, container: u32, end: int): int => {
  decreases(end);
  return end <= 0 ? 0 : chargedBelow(all, container, end - 1) + share(all, u32.from(end - 1), container);
});

/** How many frames are charged to `container`. */
export const charged = spec((all: Map<u32, Use>, container: u32): int =>
  chargedBelow(all, container, FRAMES),
);

/** A change of one frame's use changes what is charged by that frame. */
export const chargedByChange = lemma(
  (before: Map<u32, Use>, after: Map<u32, Use>, frame: u32, container: u32, end: int): void => {
    requires(frame < FRAMES && 0 <= end && end <= FRAMES);
    requires(
      forall((other: u32) =>
        implies(other !== frame, share(after, other, container) === share(before, other, container)),
      ),
    );
    ensures(
      chargedBelow(after, container, end) ===
        chargedBelow(before, container, end) +
          (frame < end ? share(after, frame, container) - share(before, frame, container) : 0),
    );
    decreases(end);
    if (end > 0) {
      chargedByChange(before, after, frame, container, end - 1);
    }
  },
);

// --- Operations ----------------------------------------------------------------------------------------------

/** Moves a free frame to pool `to`, as an object of this kind with all bytes zero. NONE if no frame is free. */
export function allocate<T>(to: Pool<T>, kind: Kind, container: u32): u32 {
  requires(kind !== Kind.Free && kind !== Kind.Page);
  modifies(to, uses, blanks, numbers, table);
  ensures((frame: u32) =>
    frame === NONE
      ? uses() === old(uses()) && to.owned() === old(to.owned())
      : !old(uses()).has(frame) &&
        uses() === old(uses()).set(frame, { kind, container }) &&
        !old(to.owned()).has(frame) &&
        to.owned() === old(to.owned()).add(frame) &&
        to.at(frame) === zeroed<T>(),
  );
  ensures(
    forall(
      (other: u32) => implies(old(to.owned()).has(other), to.at(other) === old(to.at(other))),
      (other: u32) => [to.at(other)],
    ),
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
  ensures(from.owned() === old(from.owned()).delete(frame));
  ensures(
    forall(
      (other: u32) => implies(from.owned().has(other), from.at(other) === old(from.at(other))),
      (other: u32) => [from.at(other)],
    ),
  );
  retype(from, frame, blanks);
  giveBack(frame);
}

/** A frame for a process, zeroed. NONE if no frame is free. */
export function allocatePage(container: u32): u32 {
  modifies(uses, zeroFrames, numbers, table);
  ensures((frame: u32) =>
    frame === NONE
      ? uses() === old(uses()) && zeroFrames() === old(zeroFrames())
      : !old(uses()).has(frame) &&
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
      ? inUse === old(inUse)
      : frame < FRAMES && !old(inUse).has(frame) && inUse === old(inUse).set(frame, { kind, container }),
  );
  const allocation = numbers.allocate();
  if (allocation.kind === "exhausted") {
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

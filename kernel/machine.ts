/**
 * The machine: what the kernel asks of the port that it runs on.
 *
 * Owns      the number of frames; the contract of every machine function. The contracts are the axioms of the kernel's
 *           proofs, and the ports (host, pc) owe them.
 * View      zeroFrames(): the frames whose 4096 bytes are zero in the eyes of processes. Between entries of the kernel
 *           processes may have written to any of theirs, so no invariant may mention it: it says what an entry does.
 *           reached(): the frames that devices read and write by themselves.
 *           known(): what the port has been told that pages of spaces are.
 *           openLines(): the interrupt lines that are not masked.
 *           instant(): when the kernel has looked at the clock last, in nanoseconds since a moment before boot.
 * Not here  memory that the kernel itself reads and writes: that is in pools (frames.ts).
 */
import {
  Map,
  Set,
  ensures,
  forall,
  implies,
  type int,
  machine,
  modifies,
  old,
  requires,
  spec,
  trigger,
  u32,
  type u64,
  unreachable,
} from "welkin";

/**
 * The number of frames of memory, each of 4 KiB. A frame's name is its number. Frames from this one on are memory of devices:
 * nobody allocates them, fills them or lets devices reach them.
 */
export const FRAMES = 524288;

export const FRAME_BYTES = 4096;

/** The bytes of an address space: the lower half of what the hardware has. */
export const SPACE_BYTES = 0x8000_0000_0000;

let zeros: Set<u32> = Set.empty();

/** The frames that processes would find full of zeros. */
export const zeroFrames = spec((): Set<u32> => zeros);

/** Fills `frame` with zeros. */
export const zeroFrame = machine("zero_frame", (frame: u32): void => {
  requires(frame < FRAMES);
  modifies(zeroFrames);
  ensures(zeroFrames() === old(zeroFrames()).add(frame));
});

/**
 * Copies bytes of frame `from` to frame `to`, as if by way of a place of their own if it is one frame. What is in the
 * others stays, and zeros that are copied to zeros, or to a whole frame, are zeros.
 */
export const copyBytes = machine(
  "copy_bytes",
  (from: u32, fromOffset: u32, to: u32, toOffset: u32, length: u32): void => {
    requires(from < FRAMES && fromOffset + length <= FRAME_BYTES);
    requires(to < FRAMES && toOffset + length <= FRAME_BYTES);
    modifies(zeroFrames);
    ensures(zeroFrames().delete(to) === old(zeroFrames()).delete(to));
    ensures(
      implies(
        old(zeroFrames()).has(from) && (old(zeroFrames()).has(to) || length === FRAME_BYTES),
        zeroFrames().has(to),
      ),
    );
  },
);

/** The device that reaches a frame, and whether it may write to it. */
export class Reach {
  device: u32 = 0;
  writable: boolean = false;
}

export type Reached = Map<u32, Reach>;

let reachable: Reached = Map.empty();

/** The frames that devices reach, and how. At boot there are none. */
export const reached = spec((): Reached => reachable);

/** A device reaches a frame from now on, and no other does. */
export const letReach = machine("let_reach", (frame: u32, device: u32, writable: boolean): void => {
  requires(frame < FRAMES);
  modifies(reached);
  ensures(reached() === old(reached()).set(frame, { device, writable }));
});

/** No device reaches a frame from now on. */
export const stopReach = machine("stop_reach", (frame: u32): void => {
  requires(frame < FRAMES);
  modifies(reached);
  ensures(reached() === old(reached()).delete(frame));
});

/** What devices reach when one reaches nothing any more. */
export const isWithout = spec((before: Reached, after: Reached, device: u32): boolean =>
  forall(
    (frame: u32) =>
      trigger(after.has(frame)) === (before.has(frame) && before.get(frame).device !== device) &&
      implies(after.has(frame), after.get(frame) === before.get(frame)),
  ),
);

/** A device reaches no frame from now on. */
export const stopDevice = machine("stop_device", (device: u32): void => {
  modifies(reached);
  ensures(isWithout(old(reached()), reached(), device));
});

/** Of so many frames from this one on no device reaches another. */
export const isOnlyReached = spec((all: Reached, first: u32, count: int): boolean =>
  forall((frame: u32) => implies(trigger(all.has(frame)), frame <= first || first + count <= frame)),
);

/** The frame that a page is, or NONE (frames.ts), and what is allowed for it, as the number of an Access (entries.ts). */
export class Told {
  frame: int = 0;
  access: int = 0;
}

let told: Map<u32, Map<u64, Told>> = Map.empty();

/** What the port has been told that a page of a space is: at boot, and where it has been told nothing, no frame. */
export const known = spec((space: u32, page: u64): Told =>
  told.has(space) && told.get(space).has(page) ? told.get(space).get(page) : { frame: u32.MAX, access: 0 },
);

/** The frame of this index of those from `first` on, or NONE. */
export const frameFrom = spec((first: u32, index: int): int => (first === u32.MAX ? first : first + index));

/**
 * Tells the port that a page of a space, which was frame `before`, is frame `after` from now on; or NONE (frames.ts). So are
 * the `count` pages from this one on, the frames from those on: those of a large page, none of which a device reaches but
 * perhaps the first. Where both are the same frame, what is allowed has changed. What the hardware holds of the page from
 * before is to be forgotten, and no device reaches the frame that it was.
 * What is allowed from now on, `access`, is ghost: the port finds it in the tables, but is told whenever it changes.
 * What is in frames stays, but nobody looks into one that no page is any more before it is filled with zeros. A frame of a
 * device's memory can be several pages at a time.
 */
export const translationChanged = machine(
  "translation_changed",
  (space: u32, page: u64, count: u32, before: u32, after: u32, access: int): void => {
    requires(space < FRAMES && page + count <= SPACE_BYTES / FRAME_BYTES);
    requires(before + count <= FRAMES || before === u32.MAX || (before >= FRAMES && count === 1));
    requires(after + count <= FRAMES || after === u32.MAX || (after >= FRAMES && count === 1));
    requires(isOnlyReached(reached(), before, count));
    requires(
      forall((p: u64) =>
        implies(
          page <= p && p < page + count,
          trigger(known(space, p)).frame === frameFrom(before, p - page),
        ),
      ),
    );
    modifies(reached, known);
    ensures(reached() === (before < FRAMES ? old(reached()).delete(before) : old(reached())));
    ensures(
      forall(
        (s: u32, p: u64) =>
          trigger(known(s, p)) ===
          (s === space && page <= p && p < page + count
            ? { frame: frameFrom(after, p - page), access }
            : old(known(s, p))),
      ),
    );
  },
);

/** Tells the port that a thread is no more: its number may be another's from now on. */
export const threadEnded = machine("thread_ended", (thread: u32): void => {
  requires(thread < FRAMES);
});

let unmasked: Set<u32> = Set.empty();

/** The lines on which the machine tells of interrupts: none at boot. */
export const openLines = spec((): Set<u32> => unmasked);

/** The machine tells of no interrupt on this line from now on. */
export const maskLine = machine("mask_line", (line: u32): void => {
  modifies(openLines);
  ensures(openLines() === old(openLines()).delete(line));
});

/** The machine calls interrupt when there is one on this line. */
export const unmaskLine = machine("unmask_line", (line: u32): void => {
  modifies(openLines);
  ensures(openLines() === old(openLines()).add(line));
});

let latest: u64 = 0;

/** When the kernel has looked at the clock last. */
export const instant = spec((): u64 => latest);

/** Nanoseconds since a moment before boot, never fewer than before. */
export const readClock = machine("now", (): u64 => {
  modifies(instant);
  ensures((now: u64) => now === instant() && now >= old(instant()));
  unreachable();
});

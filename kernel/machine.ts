/**
 * The machine: what the kernel asks of the port that it runs on.
 *
 * Owns      the number of frames; the contract of every machine function. The contracts are the axioms of the kernel's
 *           proofs, and the ports (host, pc) owe them.
 * View      zeroFrames(): the frames whose 4096 bytes are zero in the eyes of processes. Between entries of the kernel
 *           processes may have written to any of theirs, so no invariant may mention it: it says what an entry does.
 *           instant(): when the kernel has looked at the clock last, in nanoseconds since a moment before boot.
 * Not here  memory that the kernel itself reads and writes: that is in pools (frames.ts).
 */
import {
  Set,
  ensures,
  implies,
  machine,
  modifies,
  old,
  requires,
  spec,
  u32,
  type u64,
  unreachable,
} from "welkin";

/** The number of frames, each of 4 KiB. A frame's name is its number. */
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

/**
 * Tells the port that a page of a space, which was frame `before`, is frame `after` from now on; or NONE (frames.ts). So are
 * the `count` pages from this one on, the frames from those on: of a large page all. Where
 * both are the same frame, what is allowed has changed. What the hardware holds of the page from before is to be forgotten.
 * What is in frames stays, but nobody looks into one that no page is any more before it is filled with zeros.
 */
export const translationChanged = machine(
  "translation_changed",
  (space: u32, page: u64, count: u32, before: u32, after: u32): void => {
    requires(space < FRAMES && page + count <= SPACE_BYTES / FRAME_BYTES);
    requires(before + count <= FRAMES || before === u32.MAX);
    requires(after + count <= FRAMES || after === u32.MAX);
  },
);

/** Tells the port that a thread is no more: its number may be another's from now on. */
export const threadEnded = machine("thread_ended", (thread: u32): void => {
  requires(thread < FRAMES);
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

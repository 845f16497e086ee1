/**
 * The machine: what the kernel asks of the port that it runs on.
 *
 * Owns      the number of frames; the contract of every machine function. The contracts are the axioms of the kernel's
 *           proofs, and the ports (host, pc) owe them.
 * View      zeroFrames(): the frames whose 4096 bytes are zero in the eyes of processes. Between entries of the kernel
 *           processes may have written to any of theirs, so no invariant may mention it: it says what an entry does.
 *           openLines(): the interrupt lines that are not masked.
 *           instant(): when the kernel has looked at the clock last, in nanoseconds since a moment before boot.
 * Not here  memory that the kernel itself reads and writes: that is in pools (frames.ts).
 */
import {
  Set,
  ensures,
  machine,
  modifies,
  old,
  requires,
  spec,
  type u32,
  type u64,
  unreachable,
} from "welkin";

/** The number of frames, each of 4 KiB. A frame's name is its number. */
export const FRAMES = 524288;

let zeros: Set<u32> = Set.empty();

/** The frames that processes would find full of zeros. */
export const zeroFrames = spec((): Set<u32> => zeros);

/** Fills `frame` with zeros. */
export const zeroFrame = machine("zero_frame", (frame: u32): void => {
  requires(frame < FRAMES);
  modifies(zeroFrames);
  ensures(zeroFrames() === old(zeroFrames()).add(frame));
});

/** The frames full of zeros after the bytes of `from` are copied to `to`. */
export const afterCopy = spec((zeros: Set<u32>, from: u32, to: u32): Set<u32> =>
  zeros.has(from) ? zeros.add(to) : zeros.delete(to),
);

/** Copies the bytes of frame `from` to frame `to`. */
export const copyFrame = machine("copy_frame", (from: u32, to: u32): void => {
  requires(from < FRAMES && to < FRAMES && from !== to);
  modifies(zeroFrames);
  ensures(zeroFrames() === afterCopy(old(zeroFrames()), from, to));
});

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

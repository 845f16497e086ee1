/**
 * Timers: for each frame the moment at which what is in it is to be signalled, and the bits.
 *
 * Owns       the timers, one for each frame. Setting one takes at most log2(FRAMES) steps, finding the first to be due too.
 * View       timers(): all of them. Time is in nanoseconds, as machine.ts counts them.
 * States     a timer is set, or its deadline is NEVER; so are all at first.
 * Not here   what has a timer (queues.ts), who is told when it is due (events.ts).
 */
import {
  type FixedArray,
  Seq,
  ensures,
  forall,
  implies,
  type int,
  invariant,
  lemma,
  modifies,
  old,
  requires,
  spec,
  trigger,
  u32,
  u64,
  zeroed,
} from "welkin";
import { Tournament, greatest, isTournament, leader, setNumber } from "../library/tournament.ts";
import { NONE } from "./frames.ts";
import { FRAMES } from "./machine.ts";

/** The deadline of a timer that is not set. */
export const NEVER: u64 = 0xffff_ffff_ffff_ffff;

export class Timer {
  deadline: u64 = NEVER;
  bits: u64 = 0;
}

/** A timer that is not set. */
export const unset = spec((): Timer => ({ deadline: NEVER, bits: 0 }));

/** The timer of each frame. */
export type Timers = Seq<Timer>;

/** The nodes of a tournament of all frames: two for each. */
const NODES = 1048576;

/** How soon each timer is due: NEVER less its deadline, so that zeros are timers that are not set. */
const urgencies = new Tournament<typeof NODES>();
const bits: FixedArray<u64, typeof FRAMES> = zeroed();

/** The timers of all frames. */
export const timers = spec((): Timers =>
  Seq.build(FRAMES, (frame: int) => ({
    deadline: u64.from(NEVER - urgencies.nodes[FRAMES + frame]),
    bits: bits[frame],
  })),
);

invariant(isTournament(urgencies));

/** Every frame has a timer. */
export const framesHaveTimers = lemma((): void => {
  ensures(timers().length === FRAMES);
});

/** No timer is due before this. */
export const noneBefore = spec((all: Timers, deadline: u64): boolean =>
  forall((frame: int) => implies(0 <= frame && frame < FRAMES, deadline <= trigger(all[frame]).deadline)),
);

/** The timer of `frame` is set, or not if the deadline is NEVER. */
export function setTimer(frame: u32, deadline: u64, toSet: u64): void {
  requires(frame < FRAMES);
  modifies(timers, urgencies, bits);
  ensures(timers() === old(timers()).with(frame, { deadline, bits: toSet }));
  setNumber(urgencies, frame, NEVER - deadline);
  bits[frame] = toSet;
}

/** When the first timer is due; NEVER if none is set. */
export function firstDeadline(): u64 {
  ensures((deadline: u64) => noneBefore(timers(), deadline));
  return NEVER - greatest(urgencies);
}

/** Whose timer is due first; NONE if none is set. */
export function firstDue(): u32 {
  ensures((frame: u32) =>
    frame === NONE
      ? noneBefore(timers(), NEVER)
      : frame < FRAMES && timers()[frame].deadline < NEVER && noneBefore(timers(), timers()[frame].deadline),
  );
  if (greatest(urgencies) === 0) return NONE;
  return leader(urgencies);
}

/** The timer of a frame. */
export function timerOf(frame: u32): Timer {
  requires(frame < FRAMES);
  ensures((timer: Timer) => timer === timers()[frame]);
  return { deadline: NEVER - urgencies.nodes[FRAMES + frame], bits: bits[frame] };
}

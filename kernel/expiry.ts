/**
 * Expiry: timers that are due signal their notifications.
 *
 * Owns      no state. A step signals the notification whose timer is due first; the port takes steps until none is due.
 * Not here  who may set a timer (syscalls/set-timer.ts), when the port looks (ports).
 */
import {
  ensures,
  forall,
  implies,
  type int,
  modifies,
  old,
  requires,
  spec,
  type u32,
  type u64,
} from "welkin";
import { consistent, type Queues } from "./consistency.ts";
import { type Exchange, exchange } from "./exchanges.ts";
import { NONE } from "./frames.ts";
import { FRAMES, instant, readClock } from "./machine.ts";
import { lists, queues, setTimerOf, timerIsOfQueue } from "./queues.ts";
import { isSignalled, raise } from "./signals.ts";
import { messages, running, threads } from "./threads.ts";
import { NEVER, type Timers, firstDue, noneBefore, timerOf, timers, unset } from "./timers.ts";

/** At this moment no timer is due. */
const noneIsDue = spec((all: Timers, now: u64): boolean =>
  forall(
    (frame: int) =>
      implies(0 <= frame && frame < FRAMES, now < all[frame].deadline || all[frame].deadline === NEVER),
    (frame: int) => [all[frame]],
  ),
);

/** The timer of `q` was due before all others, and is not set any more; the notification is signalled. */
const hasExpired = spec(
  (before: Timers, talk: Exchange, queued: Queues, q: u32): boolean =>
    before[q].deadline <= instant() &&
    noneBefore(before, before[q].deadline) &&
    timers() === before.with(q, unset()) &&
    isSignalled(talk, queued, q, before[q].bits),
);

/** Signals the notification whose timer is due first, if its time has come: which; NONE if no timer is due yet. */
export function expireFirst(): u32 {
  requires(consistent());
  modifies(timers, threads, messages, lists, running, queues, instant);
  ensures(consistent() && instant() >= old(instant()));
  ensures((q: u32) =>
    q === NONE
      ? noneIsDue(timers(), instant()) &&
        timers() === old(timers()) &&
        exchange() === old(exchange()) &&
        queues() === old(queues())
      : hasExpired(old(timers()), old(exchange()), old(queues()), q),
  );
  const now = readClock();
  const q = firstDue();
  if (q === NONE) return NONE;
  const timer = timerOf(q);
  if (now < timer.deadline) return NONE;
  timerIsOfQueue(q);
  setTimerOf(q, NEVER, 0);
  raise(q, timer.bits);
  return q;
}

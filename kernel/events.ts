/**
 * Events: what happens outside, and signals notifications: timers that are due, interrupts.
 *
 * Owns      no state. Of timers a step signals the one that is due first; the port takes steps until none is due.
 * Not here  who may set a timer or bind an interrupt (syscalls/), when the port looks at the clock (ports).
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
  trigger,
  type u32,
  type u64,
  unchanged,
} from "welkin";
import { consistent, type Queues, queueKindSays } from "./consistency.ts";
import { type Exchange, exchange } from "./exchanges.ts";
import { NONE, useOf, uses } from "./frames.ts";
import {
  type Interrupt,
  LINES,
  bindingOf,
  interruptAt,
  interruptOf,
  interrupts,
  linesHaveInterrupts,
  mask,
} from "./interrupts.ts";
import { FRAMES, instant, openLines, readClock } from "./machine.ts";
import { generations, isLive, isLiveName } from "./names.ts";
import { lists, queues, setTimerOf, timerIsOfQueue } from "./queues.ts";
import { isSignalled, raise } from "./signals.ts";
import { messages, running, threads } from "./threads.ts";
import { NEVER, type Timers, firstDue, noneBefore, timerOf, timers, unset } from "./timers.ts";
import { Kind } from "./uses.ts";

/** At this moment no timer is due. */
const noneIsDue = spec((all: Timers, now: u64): boolean =>
  forall((frame: int) =>
    implies(
      0 <= frame && frame < FRAMES,
      now < trigger(all[frame]).deadline || all[frame].deadline === NEVER,
    ),
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
      ? noneIsDue(timers(), instant()) && unchanged(timers, exchange, queues)
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

/** An interrupt is bound to a notification that is there. */
const isBound = spec(
  (interrupt: Interrupt): boolean =>
    isLive(generations(), interrupt.notification, interrupt.generation) &&
    uses().has(interrupt.notification) &&
    uses().get(interrupt.notification).kind === Kind.Notification,
);

/** What happens on this line is told to nobody. */
const isUnheard = spec(
  (line: u32): boolean => interruptOf(line) === NONE || !isBound(interrupts().get(interruptOf(line))),
);

/** The notification to which the interrupt of a line is bound is signalled. */
const isTold = spec((talk: Exchange, queued: Queues, line: u32): boolean =>
  isSignalled(
    talk,
    queued,
    interrupts().get(interruptOf(line)).notification,
    interrupts().get(interruptOf(line)).bits,
  ),
);

/** There is an interrupt on a line, which is masked: the notification to which it is bound is signalled, if it is. */
export function interruptOn(line: u32): boolean {
  requires(consistent() && line < LINES);
  modifies(threads, messages, lists, running, queues, openLines);
  ensures(consistent() && openLines() === old(openLines()).delete(line));
  ensures((told: boolean) =>
    told
      ? !isUnheard(line) && isTold(old(exchange()), old(queues()), line)
      : isUnheard(line) && unchanged(exchange, queues),
  );
  mask(line);
  const i = interruptAt(line);
  if (i === NONE) return false;
  linesHaveInterrupts(i, line);
  const interrupt = bindingOf(i);
  const q = interrupt.notification;
  if (!isLiveName(q, interrupt.generation) || useOf(q).kind !== Kind.Notification) return false;
  queueKindSays(q);
  raise(q, interrupt.bits);
  return true;
}

/**
 * Signals: bits of a notification are set, and whoever has waited longest for it takes them.
 *
 * Owns      no state. What the call signal, timers and interrupts do to a notification and to the threads that wait there.
 * Not here  who may signal (syscalls/signal.ts), when a timer is due (events.ts).
 */
import { ensures, modifies, old, requires, spec, type u32, type u64 } from "welkin";
import { queueChanges } from "./changes.ts";
import { consistent, type Queues } from "./consistency.ts";
import { type Exchange, delivered, exchange, message, waiterOf } from "./exchanges.ts";
import { NONE } from "./frames.ts";
import { lists, pendingAt, queues, setPending } from "./queues.ts";
import { post, waiterIn } from "./rendezvous.ts";
import { messages, running, threads } from "./threads.ts";

/** The exchange after the first of who wait at `q`, if any does and there are bits, has taken them. */
const signalled = spec((before: Exchange, q: u32, bits: u64): Exchange =>
  bits === 0 || waiterOf(before, q) === NONE
    ? before
    : delivered(before, waiterOf(before, q), message(bits, 0, 0, 0, 0, 0, 0, NONE)),
);

/** The bits that are pending at `q` after that. */
const leftPending = spec((before: Exchange, q: u32, bits: u64): u64 =>
  waiterOf(before, q) === NONE ? bits : 0,
);

/** Bits of notification `q` were set, beside those that were pending. */
export const isSignalled = spec(
  (before: Exchange, queued: Queues, q: u32, bits: u64): boolean =>
    exchange() === signalled(before, q, queued.get(q).pending | bits) &&
    queues() === queued.set(q, { pending: leftPending(before, q, queued.get(q).pending | bits) }),
);

/** Sets bits of notification `q`, beside those that are pending. */
export function raise(q: u32, bits: u64): void {
  requires(consistent() && queues().has(q));
  modifies(threads, messages, lists, running, queues);
  ensures(consistent() && isSignalled(old(exchange()), old(queues()), q, bits));
  const all = pendingAt(q) | bits;
  const waiter = waiterIn(q);
  if (waiter === NONE || all === 0) {
    setPending(q, all);
    queueChanges(old(queues()));
    return;
  }
  setPending(q, 0);
  queueChanges(old(queues()));
  post(waiter, all, 0, 0, 0, 0, 0, 0, NONE);
}

/**
 * signal: set bits of a notification. If threads wait for it, the one that has waited longest takes them.
 *
 * Arguments  notification: a handle with Send.
 *            bits: those to set, beside those that are pending.
 * Errors     those of the handle.
 */
import { ensures, modifies, old, requires, spec, type u32, type u64 } from "welkin";
import { caller, callerProcess, handleStatus, objectFor, objectIn, refusal } from "../callers.ts";
import { queueChanges } from "../changes.ts";
import { consistent, queueKindSays } from "../consistency.ts";
import { type Exchange, delivered, exchange, message, waiterOf } from "../exchanges.ts";
import { NONE } from "../frames.ts";
import { SEND } from "../handles.ts";
import { lists, pendingAt, queues, setPending } from "../queues.ts";
import { post, waiterIn } from "../rendezvous.ts";
import { Status } from "../status.ts";
import { messages, running, threads } from "../threads.ts";
import { Kind } from "../uses.ts";

/** What becomes of the call. */
const outcome = spec((p: u32, notification: u32): Status =>
  handleStatus(p, notification, Kind.Notification, SEND),
);

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

/** The bits that are set of the notification of a handle, with these beside. */
const withBits = spec(
  (p: u32, notification: u32, bits: u64): u64 => queues().get(objectIn(p, notification)).pending | bits,
);

export function signal(notification: u32, bits: u64): Status {
  requires(consistent() && running() !== NONE);
  modifies(threads, messages, lists, running, queues);
  ensures(consistent());
  ensures((status: Status) => status === old(outcome(callerProcess(), notification)));
  ensures(
    (status: Status) =>
      exchange() ===
      (status === Status.Done
        ? signalled(
            old(exchange()),
            old(objectIn(callerProcess(), notification)),
            old(withBits(callerProcess(), notification, bits)),
          )
        : old(exchange())),
  );
  ensures(
    (status: Status) =>
      queues() ===
      (status === Status.Done
        ? old(queues()).set(old(objectIn(callerProcess(), notification)), {
            pending: leftPending(
              old(exchange()),
              old(objectIn(callerProcess(), notification)),
              old(withBits(callerProcess(), notification, bits)),
            ),
          })
        : old(queues())),
  );
  const p = caller();
  const q = objectFor(p, notification, Kind.Notification, SEND);
  if (q === NONE) return refusal(p, notification, Kind.Notification, SEND);
  queueKindSays(q);
  const all = pendingAt(q) | bits;
  const waiter = waiterIn(q);
  if (waiter === NONE || all === 0) {
    setPending(q, all);
    queueChanges(old(queues()));
    return Status.Done;
  }
  setPending(q, 0);
  queueChanges(old(queues()));
  post(waiter, all, 0, 0, 0, 0, 0, 0, NONE);
  return Status.Done;
}

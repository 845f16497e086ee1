/**
 * wait, poll: take the bits of a notification; if none are set, wait for some.
 *
 * Arguments  notification: a handle with Receive.
 *            blocking: whether to wait.
 * Results    Done: the caller has the bits, as word 0, and none are set any more. Wait: it will have them.
 * Errors     those of the handle; WouldWait.
 */
import { ensures, modifies, old, requires, spec, type u32, type u64, unchanged } from "welkin";
import { caller, named, objectFor, refusal, use } from "../callers.ts";
import { queueChanges } from "../changes.ts";
import { consistent, queueKindSays } from "../consistency.ts";
import { carrying, exchange, message, waiting } from "../exchanges.ts";
import { NONE } from "../frames.ts";
import { RECEIVE } from "../handles.ts";
import { lists, pendingAt, queues, setPending } from "../queues.ts";
import { pause } from "../rendezvous.ts";
import { Status, andThen, waitStatus } from "../status.ts";
import { Role, currentThread, messages, running, runningIsThread, setMessage, threads } from "../threads.ts";
import { Kind } from "../uses.ts";

/** The bits that are set of the notification of a handle. */
const pendingIn = spec((notification: u32): u64 => queues().get(named(notification)).pending);

/** What becomes of the call. */
const outcome = spec((notification: u32, blocking: boolean): Status =>
  andThen(
    use(notification, Kind.Notification, RECEIVE),
    pendingIn(notification) !== 0 ? Status.Done : waitStatus(blocking),
  ),
);

export function wait(notification: u32, blocking: boolean): Status {
  requires(consistent() && running() !== NONE);
  modifies(threads, messages, lists, running, queues);
  ensures((status: Status) => consistent() && status === old(outcome(notification, blocking)));
  ensures((status: Status) =>
    status === Status.Done
      ? queues() === old(queues()).set(old(named(notification)), { pending: 0 })
      : unchanged(queues),
  );
  ensures(
    (status: Status) =>
      exchange() ===
      (status === Status.Done
        ? old(carrying(exchange(), running(), message(pendingIn(notification), 0, 0, 0, 0, 0, 0, NONE)))
        : status === Status.Wait
          ? old(waiting(exchange(), running(), named(notification), Role.Waiter))
          : old(exchange())),
  );
  const p = caller();
  const q = objectFor(p, notification, Kind.Notification, RECEIVE);
  if (q === NONE) return refusal(p, notification, Kind.Notification, RECEIVE);
  queueKindSays(q);
  const bits = pendingAt(q);
  if (bits !== 0) {
    runningIsThread();
    setMessage(currentThread(), bits, 0, 0, 0, 0, 0, 0, NONE);
    setPending(q, 0);
    queueChanges(old(queues()));
    return Status.Done;
  }
  if (!blocking) return Status.WouldWait;
  pause(q, Role.Waiter);
  return Status.Wait;
}

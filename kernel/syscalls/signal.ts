/**
 * signal: set bits of a notification. If threads wait for it, the one that has waited longest takes them.
 *
 * Arguments  notification: a handle with Send.
 *            bits: those to set, beside those that are pending.
 * Errors     those of the handle.
 */
import { ensures, modifies, old, requires, spec, type u32, type u64, unchanged } from "welkin";
import { caller, named, objectFor, refusal, use } from "../callers.ts";
import { consistent, queueKindSays } from "../consistency.ts";
import { exchange } from "../exchanges.ts";
import { NONE } from "../frames.ts";
import { SEND } from "../handles.ts";
import { lists, queues } from "../queues.ts";
import { isSignalled, raise } from "../signals.ts";
import { Status } from "../status.ts";
import { messages, running, threads } from "../threads.ts";
import { Kind } from "../uses.ts";

/** What becomes of the call. */
const outcome = spec((notification: u32): Status => use(notification, Kind.Notification, SEND));

export function signal(notification: u32, bits: u64): Status {
  requires(consistent() && running() !== NONE);
  modifies(threads, messages, lists, running, queues);
  ensures((status: Status) => consistent() && status === old(outcome(notification)));
  ensures((status: Status) =>
    status === Status.Done
      ? isSignalled(old(exchange()), old(queues()), old(named(notification)), bits)
      : unchanged(exchange, queues),
  );
  const p = caller();
  const q = objectFor(p, notification, Kind.Notification, SEND);
  if (q === NONE) return refusal(p, notification, Kind.Notification, SEND);
  queueKindSays(q);
  raise(q, bits);
  return Status.Done;
}

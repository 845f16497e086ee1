/**
 * setTimer: have a notification be signalled at a moment that is to come.
 *
 * Arguments  notification: a handle with Receive: who waits there says for how long.
 *            deadline: the moment, as now tells it; NEVER (0xffffffffffffffff): not at all. One that is past is due at once.
 *            bits: those to set then.
 * Effect     a notification has one timer: what was set before is forgotten.
 * Errors     those of the handle.
 */
import { ensures, modifies, old, requires, spec, type u32, type u64, unchanged } from "welkin";
import { caller, named, objectFor, refusal, use } from "../callers.ts";
import { consistent, queueKindSays } from "../consistency.ts";
import { NONE } from "../frames.ts";
import { RECEIVE } from "../handles.ts";
import { setTimerOf } from "../queues.ts";
import { Status } from "../status.ts";
import { running } from "../threads.ts";
import { timers } from "../timers.ts";
import { Kind } from "../uses.ts";

/** What becomes of the call. */
const outcome = spec((notification: u32): Status => use(notification, Kind.Notification, RECEIVE));

export function setTimer(notification: u32, deadline: u64, bits: u64): Status {
  requires(consistent() && running() !== NONE);
  modifies(timers);
  ensures((status: Status) => status === old(outcome(notification)));
  ensures((status: Status) =>
    status === Status.Done
      ? timers() === old(timers()).with(named(notification), { deadline, bits })
      : unchanged(timers),
  );
  const p = caller();
  const q = objectFor(p, notification, Kind.Notification, RECEIVE);
  if (q === NONE) return refusal(p, notification, Kind.Notification, RECEIVE);
  queueKindSays(q);
  setTimerOf(q, deadline, bits);
  return Status.Done;
}

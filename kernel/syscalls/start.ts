/**
 * start: a stopped thread is ready from now on.
 *
 * Arguments  thread: a handle with Manage.
 *            entry, argument: what the port begins the thread with; the kernel passes them on as words 0 and 1.
 * Errors     those of the handle; WrongState: the thread is not stopped.
 */
import { ensures, modifies, old, requires, spec, type u32, type u64, unchanged } from "welkin";
import { caller, named, objectFor, refusal, use } from "../callers.ts";
import { threadsChange } from "../changes.ts";
import { consistent, kindSays } from "../consistency.ts";
import { NONE, uses } from "../frames.ts";
import { MANAGE } from "../handles.ts";
import { delivered, exchange, message } from "../exchanges.ts";
import { lists } from "../queues.ts";
import { Status, andThen } from "../status.ts";
import { STOPPED, messages, placesExist, queueAt, resume, running, setMessage, threads } from "../threads.ts";
import { Kind } from "../uses.ts";
/** What becomes of the call. */
const outcome = spec((thread: u32): Status =>
  andThen(
    use(thread, Kind.Thread, MANAGE),
    threads().get(named(thread)).queue === STOPPED ? Status.Done : Status.WrongState,
  ),
);

export function start(thread: u32, entry: u64, argument: u64): Status {
  requires(consistent() && running() !== NONE);
  modifies(threads, messages, lists, running);
  ensures((status: Status) => consistent() && status === old(outcome(thread)));
  ensures((status: Status) =>
    status === Status.Done
      ? exchange() ===
        old(delivered(exchange(), named(thread), message(entry, argument, 0, 0, 0, 0, 0, NONE)))
      : unchanged(exchange),
  );
  const p = caller();
  const t = objectFor(p, thread, Kind.Thread, MANAGE);
  if (t === NONE) return refusal(p, thread, Kind.Thread, MANAGE);
  kindSays(threads(), uses(), Kind.Thread, t);
  placesExist(t);
  if (queueAt(t) !== STOPPED) return Status.WrongState;
  setMessage(t, entry, argument, 0, 0, 0, 0, 0, NONE);
  resume(t, 0);
  threadsChange(old(threads()));
  return Status.Done;
}

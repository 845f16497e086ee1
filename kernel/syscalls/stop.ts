/**
 * stop: a thread does what it did no more, whatever that was. It can be started again.
 *
 * Arguments  thread: a handle with Manage.
 * Results    Done: the thread is stopped. Wait: it is the caller.
 * Errors     those of the handle.
 */
import { ensures, modifies, old, requires, spec, type u32, unchanged } from "welkin";
import { caller, named, objectFor, refusal, use } from "../callers.ts";
import { threadsChange } from "../changes.ts";
import { consistent, kindSays } from "../consistency.ts";
import { exchange, stopped } from "../exchanges.ts";
import { NONE, uses } from "../frames.ts";
import { MANAGE } from "../handles.ts";
import { lists } from "../queues.ts";
import { Status, andThen } from "../status.ts";
import { STOPPED, currentThread, move, running, threads } from "../threads.ts";
import { Kind } from "../uses.ts";

/** What becomes of the call. */
const outcome = spec((thread: u32): Status =>
  andThen(use(thread, Kind.Thread, MANAGE), named(thread) === running() ? Status.Wait : Status.Done),
);

export function stop(thread: u32): Status {
  requires(consistent() && running() !== NONE);
  modifies(threads, lists, running);
  ensures((status: Status) => consistent() && status === old(outcome(thread)));
  ensures((status: Status) =>
    status === Status.Done || status === Status.Wait
      ? exchange() === old(stopped(exchange(), named(thread)))
      : unchanged(exchange),
  );
  const p = caller();
  const t = objectFor(p, thread, Kind.Thread, MANAGE);
  if (t === NONE) return refusal(p, thread, Kind.Thread, MANAGE);
  kindSays(threads(), uses(), Kind.Thread, t);
  move(t, STOPPED);
  threadsChange(old(threads()));
  return currentThread() === NONE ? Status.Wait : Status.Done;
}

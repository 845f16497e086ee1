/**
 * receive, tryReceive: take the message of the thread that has waited longest to send to the endpoint; if none does, wait.
 *
 * Arguments  endpoint: a handle with Receive.
 *            blocking: whether to wait.
 * Results    Done: the caller has the message, its badge, and the thread that waits for a reply, if one does. Wait: it
 *            will have them.
 * Errors     those of the handle; WouldWait.
 */
import { ensures, modifies, old, requires, spec, type u32, unchanged } from "welkin";
import { caller, callerReplies, named, objectFor, refusal, use } from "../callers.ts";
import { consistent, queueKindSays } from "../consistency.ts";
import { exchange, received, senderOf } from "../exchanges.ts";
import { NONE } from "../frames.ts";
import { RECEIVE } from "../handles.ts";
import { repliesOf } from "../processes.ts";
import { lists } from "../queues.ts";
import { pause, senderIn, take } from "../rendezvous.ts";
import { Status, andThen, waitStatus } from "../status.ts";
import { Role, messages, running, threads } from "../threads.ts";
import { Kind } from "../uses.ts";

/** What becomes of the call. */
const outcome = spec((endpoint: u32, blocking: boolean): Status =>
  andThen(
    use(endpoint, Kind.Endpoint, RECEIVE),
    senderOf(exchange(), named(endpoint)) !== NONE ? Status.Done : waitStatus(blocking),
  ),
);

export function receive(endpoint: u32, blocking: boolean): Status {
  requires(consistent() && running() !== NONE);
  modifies(threads, messages, lists, running);
  ensures((status: Status) => consistent() && status === old(outcome(endpoint, blocking)));
  ensures((status: Status) =>
    status === Status.Done || status === Status.Wait
      ? exchange() === old(received(exchange(), named(endpoint), callerReplies()))
      : unchanged(exchange),
  );
  const p = caller();
  const q = objectFor(p, endpoint, Kind.Endpoint, RECEIVE);
  if (q === NONE) return refusal(p, endpoint, Kind.Endpoint, RECEIVE);
  queueKindSays(q);
  const sender = senderIn(q);
  if (sender !== NONE) {
    take(sender, repliesOf(p));
    return Status.Done;
  }
  if (!blocking) return Status.WouldWait;
  pause(q, Role.Receiver);
  return Status.Wait;
}

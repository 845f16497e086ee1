/**
 * send, trySend: give a message to a thread that receives at the endpoint; if none does, wait for one.
 *
 * Arguments  endpoint: a handle with Send, whose badge goes with the message.
 *            blocking: whether to wait.
 *            a to f: the words of the message.
 * Results    Done: the message is received. Wait: it will be.
 * Errors     those of the handle; WouldWait.
 */
import { ensures, modifies, old, requires, spec, type u32, type u64 } from "welkin";
import { badgeOf, caller, named, objectFor, refusal, use } from "../callers.ts";
import { consistent, queueKindSays } from "../consistency.ts";
import { type Exchange, carrying, delivered, exchange, message, receiverOf, waiting } from "../exchanges.ts";
import { NONE } from "../frames.ts";
import { SEND } from "../handles.ts";
import { badgeAt } from "../processes.ts";
import { lists } from "../queues.ts";
import { pause, post, receiverIn } from "../rendezvous.ts";
import { Status, andThen, waitStatus } from "../status.ts";
import { type Message, Role, currentThread, messages, running, setMessage, threads } from "../threads.ts";
import { Kind } from "../uses.ts";

/** What becomes of the call. */
const outcome = spec((endpoint: u32, blocking: boolean): Status =>
  andThen(
    use(endpoint, Kind.Endpoint, SEND),
    receiverOf(exchange(), named(endpoint)) !== NONE ? Status.Done : waitStatus(blocking),
  ),
);

/** The exchange after the call, with this outcome, of sending to queue `q`. */
const sent = spec((before: Exchange, outcome: Status, q: u32, sent: Message): Exchange =>
  outcome === Status.Done
    ? delivered(before, receiverOf(before, q), sent)
    : outcome === Status.Wait
      ? waiting(carrying(before, before.running, sent), before.running, q, Role.Sender)
      : before,
);

export function send(
  endpoint: u32,
  blocking: boolean,
  a: u64,
  b: u64,
  c: u64,
  d: u64,
  e: u64,
  f: u64,
): Status {
  requires(consistent() && running() !== NONE);
  modifies(threads, messages, lists, running);
  ensures((status: Status) => consistent() && status === old(outcome(endpoint, blocking)));
  ensures(
    (status: Status) =>
      exchange() ===
      sent(
        old(exchange()),
        status,
        old(named(endpoint)),
        message(a, b, c, d, e, f, old(badgeOf(endpoint)), NONE),
      ),
  );
  const p = caller();
  const q = objectFor(p, endpoint, Kind.Endpoint, SEND);
  if (q === NONE) return refusal(p, endpoint, Kind.Endpoint, SEND);
  queueKindSays(q);
  const receiver = receiverIn(q);
  if (receiver !== NONE) {
    post(receiver, a, b, c, d, e, f, badgeAt(p, endpoint), NONE);
    return Status.Done;
  }
  if (!blocking) return Status.WouldWait;
  setMessage(currentThread(), a, b, c, d, e, f, badgeAt(p, endpoint), NONE);
  pause(q, Role.Sender);
  return Status.Wait;
}

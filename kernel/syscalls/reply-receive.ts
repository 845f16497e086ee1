/**
 * replyReceive: reply, then receive: how a server goes from one client to the next.
 *
 * Arguments  client: the number of the thread that waits for the reply.
 *            endpoint: a handle with Receive.
 *            a to f: the words of the reply.
 * Results    Done: the caller has the next message. Wait: it will have it.
 * Errors     those of the handle; NoSuchClient.
 */
import { ensures, modifies, old, requires, spec, type u32, type u64, unchanged } from "welkin";
import { caller, callerProcess, callerReplies, named, objectFor, refusal, use } from "../callers.ts";
import { consistent, queueKindSays } from "../consistency.ts";
import { type Exchange, delivered, exchange, message, received, senderOf } from "../exchanges.ts";
import { NONE } from "../frames.ts";
import { RECEIVE } from "../handles.ts";
import { repliesOf } from "../processes.ts";
import { lists } from "../queues.ts";
import { isClient, isClientOf, pause, post, senderIn, take } from "../rendezvous.ts";
import { Status, andThen } from "../status.ts";
import { type Message, Role, messages, running, threads } from "../threads.ts";
import { Kind } from "../uses.ts";

/** What becomes of the call, when this is what the reply makes of the exchange. */
const outcome = spec((client: u32, endpoint: u32, replied: Exchange): Status =>
  andThen(
    use(endpoint, Kind.Endpoint, RECEIVE),
    !isClientOf(callerProcess(), client)
      ? Status.NoSuchClient
      : senderOf(replied, named(endpoint)) !== NONE
        ? Status.Done
        : Status.Wait,
  ),
);

/** What the reply makes of the exchange. */
const replied = spec((client: u32, reply: Message): Exchange => delivered(exchange(), client, reply));

export function replyReceive(
  client: u32,
  endpoint: u32,
  a: u64,
  b: u64,
  c: u64,
  d: u64,
  e: u64,
  f: u64,
): Status {
  requires(consistent() && running() !== NONE);
  modifies(threads, messages, lists, running);
  ensures(consistent());
  ensures(
    (status: Status) =>
      status === old(outcome(client, endpoint, replied(client, message(a, b, c, d, e, f, 0, NONE)))),
  );
  ensures((status: Status) =>
    status === Status.Done || status === Status.Wait
      ? exchange() ===
        old(received(replied(client, message(a, b, c, d, e, f, 0, NONE)), named(endpoint), callerReplies()))
      : unchanged(exchange),
  );
  const p = caller();
  const q = objectFor(p, endpoint, Kind.Endpoint, RECEIVE);
  if (q === NONE) return refusal(p, endpoint, Kind.Endpoint, RECEIVE);
  queueKindSays(q);
  if (!isClient(p, client)) return Status.NoSuchClient;
  post(client, a, b, c, d, e, f, 0, NONE);
  const sender = senderIn(q);
  if (sender !== NONE) {
    take(sender, repliesOf(p));
    return Status.Done;
  }
  pause(q, Role.Receiver);
  return Status.Wait;
}

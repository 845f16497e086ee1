/**
 * call: give a message to a thread that receives at the endpoint, and wait for the reply of its process.
 *
 * Arguments  endpoint: a handle with Send, whose badge goes with the message.
 *            a to f: the words of the message.
 * Results    Wait: the caller will have the words of the reply.
 * Errors     those of the handle.
 */
import { ensures, modifies, old, requires, spec, type u32, type u64, unchanged } from "welkin";
import { badgeOf, caller, named, objectFor, refusal, use } from "../callers.ts";
import { consistent, queueKindSays, threadHasProcess } from "../consistency.ts";
import { type Exchange, carrying, delivered, exchange, message, receiverOf, waiting } from "../exchanges.ts";
import { NONE } from "../frames.ts";
import { SEND } from "../handles.ts";
import { type Processes, badgeAt, processes, repliesOf } from "../processes.ts";
import { lists, queues } from "../queues.ts";
import { pause, post, receiverIn } from "../rendezvous.ts";
import { Status, andThen } from "../status.ts";
import {
  type Message,
  Role,
  currentThread,
  messages,
  processAt,
  running,
  runningIsThread,
  setMessage,
  threads,
} from "../threads.ts";
import { Kind } from "../uses.ts";

/** What becomes of the call. */
const outcome = spec((endpoint: u32): Status => andThen(use(endpoint, Kind.Endpoint, SEND), Status.Wait));

/** Where the clients of the process of a thread wait. */
const repliesFrom = spec(
  (held: Processes, before: Exchange, t: u32): u32 => held.get(before.threads.get(t).process).replies,
);

/** The exchange after calling at queue `q`. */
export const called = spec((before: Exchange, held: Processes, q: u32, sent: Message): Exchange =>
  receiverOf(before, q) !== NONE
    ? waiting(
        delivered(before, receiverOf(before, q), sent),
        before.running,
        repliesFrom(held, before, receiverOf(before, q)),
        Role.Client,
      )
    : waiting(carrying(before, before.running, sent), before.running, q, Role.Caller),
);

export function call(endpoint: u32, a: u64, b: u64, c: u64, d: u64, e: u64, f: u64): Status {
  requires(consistent() && running() !== NONE);
  modifies(threads, messages, lists, running);
  ensures((status: Status) => consistent() && status === old(outcome(endpoint)));
  ensures((status: Status) =>
    status === Status.Wait
      ? exchange() ===
        called(
          old(exchange()),
          processes(),
          old(named(endpoint)),
          message(a, b, c, d, e, f, old(badgeOf(endpoint)), old(running())),
        )
      : unchanged(exchange),
  );
  const p = caller();
  const q = objectFor(p, endpoint, Kind.Endpoint, SEND);
  if (q === NONE) return refusal(p, endpoint, Kind.Endpoint, SEND);
  queueKindSays(q);
  callQueue(q, a, b, c, d, e, f, badgeAt(p, endpoint));
  return Status.Wait;
}

/** The running thread calls at queue `q`. */
export function callQueue(q: u32, a: u64, b: u64, c: u64, d: u64, e: u64, f: u64, badge: u64): void {
  requires(consistent() && running() !== NONE && queues().has(q));
  modifies(threads, messages, lists, running);
  ensures(consistent());
  ensures(
    exchange() === old(called(exchange(), processes(), q, message(a, b, c, d, e, f, badge, running()))),
  );
  const me = currentThread();
  const receiver = receiverIn(q);
  if (receiver === NONE) {
    runningIsThread();
    setMessage(me, a, b, c, d, e, f, badge, me);
    pause(q, Role.Caller);
    return;
  }
  threadHasProcess(receiver);
  const replies = repliesOf(processAt(receiver));
  post(receiver, a, b, c, d, e, f, badge, me);
  pause(replies, Role.Client);
}

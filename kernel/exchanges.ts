/**
 * Exchanges: what threads, their messages and queues are when a message goes from one thread to another, as values.
 *
 * Owns      Exchange: all that sending and receiving changes; what each step of it makes of it.
 * Not here  the steps themselves (rendezvous.ts), which handles they need (syscalls/).
 */
import { Map, Seq, arrayOf, spec, u32, type u64 } from "welkin";
import { NONE } from "./frames.ts";
import { READY, lists } from "./queues.ts";
import { type Message, Role, STOPPED, type Thread, messages, moved, running, threads } from "./threads.ts";

/** All that sending and receiving changes. */
export class Exchange {
  threads: Map<u32, Thread> = Map.empty();
  messages: Map<u32, Message> = Map.empty();
  lists: Seq<Seq<u32>> = Seq.empty();
  running: u32 = NONE;
}

/** As it is now. */
export const exchange = spec((): Exchange => ({
  threads: threads(),
  messages: messages(),
  lists: lists(),
  running: running(),
}));

/** A message of these words. */
export const message = spec(
  (a: u64, b: u64, c: u64, d: u64, e: u64, f: u64, badge: u64, client: u32): Message => ({
    words: arrayOf(a, b, c, d, e, f),
    badge,
    client,
  }),
);

// --- Steps ---------------------------------------------------------------------------------------------------

/** Thread `t` goes to the end of queue `to`, or to STOPPED. */
const goes = spec((before: Exchange, t: u32, to: u32, role: Role, status: u32): Exchange => ({
  ...before,
  threads: before.threads.set(t, { ...before.threads.get(t), queue: to, role, status }),
  lists: moved(before.lists, t, before.threads.get(t).queue, to),
  running: before.running === t ? NONE : before.running,
}));

/** Thread `t` is ready, and its call gives `status`. */
export const resumed = spec((before: Exchange, t: u32, status: u32): Exchange =>
  goes(before, t, u32.from(READY + before.threads.get(t).priority), Role.None, status),
);

/** Thread `t` waits in queue `q`. */
export const waiting = spec((before: Exchange, t: u32, q: u32, role: Role): Exchange =>
  goes(before, t, q, role, before.threads.get(t).status),
);

/** Thread `t` does nothing any more. */
export const stopped = spec((before: Exchange, t: u32): Exchange =>
  goes(before, t, STOPPED, before.threads.get(t).role, before.threads.get(t).status),
);

/** Thread `t` has this message. */
export const carrying = spec((before: Exchange, t: u32, message: Message): Exchange => ({
  ...before,
  messages: before.messages.set(t, message),
}));

// --- Who waits -----------------------------------------------------------------------------------------------

/** The thread that has waited longest in queue `q`; NONE if none does. */
export const waiterOf = spec((all: Exchange, q: u32): u32 =>
  all.lists[q].length === 0 ? NONE : all.lists[q][0],
);

/** The thread that waits longest in queue `q`, if it waits for a message. */
export const receiverOf = spec((all: Exchange, q: u32): u32 =>
  all.threads.get(waiterOf(all, q)).role === Role.Receiver ? waiterOf(all, q) : NONE,
);

/** The thread that waits longest in queue `q`, if it waits to have its message taken. */
export const senderOf = spec((all: Exchange, q: u32): u32 =>
  all.threads.get(waiterOf(all, q)).role === Role.Sender ||
  all.threads.get(waiterOf(all, q)).role === Role.Caller
    ? waiterOf(all, q)
    : NONE,
);

// --- Sending and receiving -----------------------------------------------------------------------------------

/** `receiver`, which waits for a message, has got this one. */
export const delivered = spec((before: Exchange, receiver: u32, message: Message): Exchange =>
  resumed(carrying(before, receiver, message), receiver, 0),
);

/** The running thread takes the message of `sender`, who waits in `replies` for an answer if it called. */
export const taken = spec((before: Exchange, sender: u32, replies: u32): Exchange =>
  before.threads.get(sender).role === Role.Caller
    ? waiting(carrying(before, before.running, before.messages.get(sender)), sender, replies, Role.Client)
    : resumed(carrying(before, before.running, before.messages.get(sender)), sender, 0),
);

/** The running thread takes the first message that is sent to queue `q`, or waits for one. */
export const received = spec((before: Exchange, q: u32, replies: u32): Exchange =>
  senderOf(before, q) !== NONE
    ? taken(before, senderOf(before, q), replies)
    : waiting(before, before.running, q, Role.Receiver),
);

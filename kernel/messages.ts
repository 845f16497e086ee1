/**
 * Changes of threads and messages, as values: what the calls say that they do to them.
 *
 * Owns      no state.
 */
import { type Map, type Seq, arrayOf, spec, u32, type u64 } from "welkin";
import { READY } from "./queues.ts";
import { type Message, Role, type Thread, moved } from "./threads.ts";

export type Threads = Map<u32, Thread>;
export type Messages = Map<u32, Message>;
export type Lists = Seq<Seq<u32>>;

/** The threads after `t` is ready, waits for nothing, and has this result of its call. */
export const resumed = spec((all: Threads, t: u32, status: u32): Threads =>
  all.set(t, { ...all.get(t), queue: readyOf(all, t), role: Role.None, status }),
);

/** The threads after `t` waits in queue `q` in this role. */
export const waiting = spec((all: Threads, t: u32, q: u32, role: Role): Threads =>
  all.set(t, { ...all.get(t), queue: q, role }),
);

/** The queue of ready threads that `t` goes to. */
export const readyOf = spec((all: Threads, t: u32): u32 => u32.from(READY + all.get(t).priority));

/** The queues after `t` goes from where it is to the end of the queue of ready threads. */
export const madeReady = spec((queues: Lists, all: Threads, t: u32): Lists =>
  moved(queues, t, all.get(t).queue, readyOf(all, t)),
);

/** A message of these words. */
export const message = spec(
  (a: u64, b: u64, c: u64, d: u64, e: u64, f: u64, badge: u64, client: u32): Message => ({
    words: arrayOf(a, b, c, d, e, f),
    badge,
    client,
  }),
);

/**
 * Rendezvous: threads meet at endpoints, and messages go from one to the other.
 *
 * Owns      no state. Finding who waits, and the steps that sending and receiving consist of.
 * Not here  what becomes of the views, as values (exchanges.ts); the checks of the calls (syscalls/).
 */
import {
  assert,
  ensures,
  implies,
  modifies,
  old,
  requires,
  spec,
  type u32,
  type u64,
  unchanged,
} from "welkin";
import { threadsChange } from "./changes.ts";
import { consistent, kindSays } from "./consistency.ts";
import { delivered, exchange, message, receiverOf, senderOf, taken, waiting, waiterOf } from "./exchanges.ts";
import { NONE, useOf, uses } from "./frames.ts";
import { processes, repliesOf } from "./processes.ts";
import { firstIn, lists, queues, queuesExist } from "./queues.ts";
import {
  Role,
  currentThread,
  deliver,
  messages,
  placesExist,
  queueAt,
  queuesAreStates,
  resume,
  roleAt,
  running,
  runningIsThread,
  setMessage,
  threads,
  wait,
} from "./threads.ts";
import { Kind } from "./uses.ts";

/** The thread that waits longest in queue `q`, if it waits for a message; else NONE. */
export function receiverIn(q: u32): u32 {
  requires(queues().has(q));
  ensures((t: u32) => t === receiverOf(exchange(), q));
  ensures((t: u32) => implies(t !== NONE, threads().has(t) && t !== running()));
  const first = waiterIn(q);
  return first !== NONE && roleAt(first) === Role.Receiver ? first : NONE;
}

/** The thread that waits longest in queue `q`, if it waits to have its message taken; else NONE. */
export function senderIn(q: u32): u32 {
  requires(queues().has(q));
  ensures((t: u32) => t === senderOf(exchange(), q));
  ensures((t: u32) => implies(t !== NONE, threads().has(t) && t !== running()));
  const first = waiterIn(q);
  if (first === NONE) return NONE;
  const role = roleAt(first);
  return role === Role.Sender || role === Role.Caller ? first : NONE;
}

/** The first thread in queue `q`; NONE if nobody is. */
export function waiterIn(q: u32): u32 {
  requires(queues().has(q));
  ensures((t: u32) => t === waiterOf(exchange(), q));
  ensures((t: u32) => implies(t !== NONE, threads().has(t) && t !== running()));
  queuesExist(q);
  queuesAreStates();
  const first = firstIn(q);
  if (first !== NONE) {
    assert(lists()[q].contains(first));
    placesExist(first);
  }
  return first;
}

/** Does thread `t` wait for a reply of process `p`? */
export const isClientOf = spec(
  (p: u32, t: u32): boolean => threads().has(t) && threads().get(t).queue === processes().get(p).replies,
);

/** Does thread `t` wait for a reply of process `p`? */
export function isClient(p: u32, t: u32): boolean {
  requires(consistent() && processes().has(p) && queues().has(processes().get(p).replies));
  ensures((result: boolean) => result === isClientOf(p, t) && implies(result, t !== running()));
  kindSays(threads(), uses(), Kind.Thread, t);
  queuesExist(processes().get(p).replies);
  if (useOf(t).kind !== Kind.Thread) return false;
  placesExist(t);
  return queueAt(t) === repliesOf(p);
}

// --- Steps ---------------------------------------------------------------------------------------------------

/** Thread `t`, which waits for nothing else, has this message and is ready. */
export function post(t: u32, a: u64, b: u64, c: u64, d: u64, e: u64, f: u64, badge: u64, client: u32): void {
  requires(consistent() && threads().has(t));
  modifies(threads, messages, lists, running);
  ensures(consistent());
  ensures(old(running()) === t ? running() === NONE : unchanged(running));
  ensures(exchange() === old(delivered(exchange(), t, message(a, b, c, d, e, f, badge, client))));
  setMessage(t, a, b, c, d, e, f, badge, client);
  resume(t, 0);
  threadsChange(old(threads()));
}

/** The running thread waits in queue `q` from now on. */
export function pause(q: u32, role: Role): void {
  requires(consistent() && running() !== NONE && queues().has(q));
  modifies(threads, lists, running);
  ensures(consistent() && exchange() === old(waiting(exchange(), running(), q, role)));
  runningIsThread();
  wait(currentThread(), q, role);
  threadsChange(old(threads()));
}

/** The running thread takes the message of `sender`, who waits in `replies` for an answer if it called. */
export function take(sender: u32, replies: u32): void {
  requires(consistent() && running() !== NONE && threads().has(sender) && queues().has(replies));
  modifies(threads, messages, lists, running);
  ensures(consistent() && exchange() === old(taken(exchange(), sender, replies)));
  runningIsThread();
  deliver(sender, currentThread());
  if (roleAt(sender) === Role.Caller) wait(sender, replies, Role.Client);
  else resume(sender, 0);
  threadsChange(old(threads()));
}

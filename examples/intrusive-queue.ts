/**
 * The ready queue of a scheduler for 64 threads: a doubly linked list through the threads themselves.
 *
 * Owns       the links of every thread, and whether it is in the queue. All operations take constant time.
 * View       order(): the threads that are ready, first to run first.
 * Invariant  a thread is marked as ready if and only if it is in the queue.
 */
import {
  type FixedArray,
  type Seq,
  ensures,
  forall,
  implies,
  invariant,
  modifies,
  old,
  requires,
  spec,
  u32,
  zeroed,
} from "welkin";
import { LinkedQueue, NONE, isLinkedQueue } from "../library/linked-queue.ts";

export const THREADS = 64;

const queue = new LinkedQueue<typeof THREADS>();
const ready: FixedArray<boolean, typeof THREADS> = zeroed();

invariant(isLinkedQueue(queue));
invariant(
  forall(
    (thread: u32) => implies(thread < THREADS, ready[thread] === queue.members.contains(thread)),
    (thread: u32) => [ready[thread]],
  ),
);

/** The threads that are ready, first to run first. */
export const order = spec((): Seq<u32> => queue.members);

/** Puts `thread` at the end, unless it is in the queue. Says whether it did. */
export function enqueue(thread: u32): boolean {
  requires(thread < THREADS);
  modifies(order, ready);
  ensures((result: boolean) => result === !old(order()).contains(thread));
  ensures((result: boolean) => order() === (result ? old(order()).push(thread) : old(order())));
  if (ready[thread]) {
    return false;
  }
  queue.append(thread);
  ready[thread] = true;
  return true;
}

/** Takes out the thread that is to run now; NONE if no thread is ready. */
export function dequeue(): u32 {
  modifies(order, ready);
  ensures((result: u32) =>
    old(order()).length === 0
      ? result === NONE && order() === old(order())
      : result === old(order())[0] && order() === old(order()).slice(1, old(order()).length),
  );
  if (queue.isEmpty()) {
    return NONE;
  }
  const thread = queue.removeFirst();
  ready[thread] = false;
  return thread;
}

/** Takes `thread` out, wherever it stands. Says whether it was there. */
export function remove(thread: u32): boolean {
  requires(thread < THREADS);
  modifies(order, ready);
  ensures((result: boolean) => result === old(order()).contains(thread));
  ensures(
    (result: boolean) =>
      order() === (result ? old(order()).without(old(order()).indexOf(thread)) : old(order())),
  );
  if (!ready[thread]) {
    return false;
  }
  queue.remove(thread);
  ready[thread] = false;
  return true;
}

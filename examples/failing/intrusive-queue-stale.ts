/**
 * Twin of intrusive-queue.ts: the thread that leaves stays marked as ready, and can never come back.
 */
import {
  type FixedArray,
  type Seq,
  forall,
  implies,
  invariant,
  modifies,
  requires,
  spec,
  u32,
  zeroed,
} from "welkin";
import { LinkedQueue, isLinkedQueue } from "../../library/linked-queue.ts";

const queue = new LinkedQueue<64>();
const ready: FixedArray<boolean, 64> = zeroed();

invariant(isLinkedQueue(queue));
invariant(forall((thread: u32) => implies(thread < 64, ready[thread] === queue.members.contains(thread)))); // FAILS V212

export const order = spec((): Seq<u32> => queue.members);

export function dequeue(): u32 {
  requires(order().length > 0);
  modifies(order, ready);
  return queue.removeFirst();
}

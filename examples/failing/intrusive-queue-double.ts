/**
 * Twin of intrusive-queue.ts: a thread that is woken twice is appended twice, and the list becomes a cycle.
 */
import { type Seq, invariant, modifies, requires, spec, u32 } from "welkin";
import { LinkedQueue, isLinkedQueue } from "../../library/linked-queue.ts";

const queue = new LinkedQueue<64>();

invariant(isLinkedQueue(queue));

export const order = spec((): Seq<u32> => queue.members);

export function wake(thread: u32): void {
  requires(thread < 64);
  modifies(order);
  queue.append(thread); // FAILS V201
}

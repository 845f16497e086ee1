/**
 * Twin of lru-cache.ts: a hit does not count as use, so that the cache drops what is used most.
 */
import { type Seq, ensures, invariant, modifies, old, requires, spec, u32 } from "welkin";
import { LinkedQueue, isLinkedQueue } from "../../library/linked-queue.ts";

const order = new LinkedQueue<8>();

invariant(isLinkedQueue(order));

export const recent = spec((): Seq<u32> => order.members);

export function use(slot: u32): void {
  requires(slot < 8);
  modifies(recent);
  ensures(!old(recent()).contains(slot) || recent()[recent().length - 1] === slot); // FAILS V202
  if (order.isEmpty()) {
    order.append(slot);
  }
}

/**
 * A table of connections: each open one has a number, the numbers come from a free list.
 *
 * Owns       the peer of each connection; the numbers (library/free-list.ts).
 * View       connections(): the peer under the number of each open connection.
 * Invariant  the numbers that are given out are the keys of the view.
 */
import {
  type FixedArray,
  Map,
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
import { FreeList, isFreeList } from "../library/free-list.ts";

export const CONNECTIONS = 32;

/** No connection. */
export const NONE: u32 = 0xffff_ffff;

const numbers = new FreeList<typeof CONNECTIONS>();
const peers: FixedArray<u32, typeof CONNECTIONS> = zeroed();
let open: Map<u32, u32> = Map.empty();

invariant(isFreeList(numbers));
invariant(
  forall(
    (number: u32) => open.has(number) === numbers.allocated.has(number),
    (number: u32) => [open.has(number)],
  ),
);
invariant(
  forall(
    (number: u32) => implies(open.has(number), number < CONNECTIONS && open.get(number) === peers[number]),
    (number: u32) => [open.has(number)],
  ),
);

/** The peer under the number of each open connection. */
export const connections = spec((): Map<u32, u32> => open);

/** Opens a connection to `peer`, under a number that no open connection has; NONE if all are in use. */
export function connect(peer: u32): u32 {
  modifies(connections, numbers, peers);
  ensures((result: u32) =>
    result === NONE
      ? connections() === old(connections()) &&
        forall((number: u32) => implies(number < CONNECTIONS, connections().has(number)))
      : result < CONNECTIONS &&
        !old(connections()).has(result) &&
        connections() === old(connections()).set(result, peer),
  );
  const allocation = numbers.allocate(CONNECTIONS);
  if (allocation.kind === "exhausted") {
    return NONE;
  }
  peers[allocation.number] = peer;
  open = open.set(allocation.number, peer);
  return allocation.number;
}

/** Closes an open connection. */
export function close(number: u32): void {
  requires(connections().has(number));
  modifies(connections, numbers, peers);
  ensures(connections() === old(connections()).delete(number));
  numbers.release(number);
  open = open.delete(number);
}

/** The peer of an open connection. */
export function peerOf(number: u32): u32 {
  requires(connections().has(number));
  ensures((result: u32) => result === connections().get(number));
  return peers[number];
}

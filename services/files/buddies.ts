/**
 * Buddies: blocks whose sizes are powers of two, each at a multiple of its size.
 *
 * Owns       no state: the arithmetic of orders and addresses.
 */
import { assertBits, decreases, ensures, invariant, requires, u32 } from "welkin";

/** The least order of a block. */
const LEAST: u32 = 6;

/** The least order of which a block has so many bytes. */
export function orderFor(bytes: u32): u32 {
  requires(bytes <= 65536);
  ensures((order: u32) => LEAST <= order && order <= 16);
  let order: u32 = LEAST;
  while (order < 16 && 1 << order < bytes) {
    invariant(LEAST <= order && order <= 16);
    decreases(16 - order);
    order += 1;
  }
  return order;
}

/** The other half of the block of twice the size: its buddy's buddy is the block, and never the block itself. */
export function buddyOf(block: u32, order: u32): u32 {
  requires(order < 32);
  ensures((buddy: u32) => buddy !== block && (buddy ^ (1 << order)) === block);
  const size: u32 = 1 << order;
  assertBits((block ^ size ^ size) === block);
  assertBits((block ^ size) === block ? size === 0 : true);
  return block ^ size;
}

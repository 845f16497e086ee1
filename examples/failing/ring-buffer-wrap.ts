/**
 * Twin of ring-buffer.ts: the write index is not taken round the end.
 */
import { type FixedArray, modifies, requires, u32, zeroed } from "welkin";

class Ring {
  elements: FixedArray<u32, 8> = zeroed();
  head: u32 = 0;
  length: u32 = 0;
}

export function push(ring: Ring, value: u32): void {
  requires(ring.length < 8 && ring.head < 8);
  modifies(ring);
  ring.elements[ring.head + ring.length] = value; // FAILS V106
  ring.length += 1;
}

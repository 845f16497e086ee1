/**
 * Twin of ring-buffer.ts: nobody looks whether there is room.
 */
import { invariant, modifies, spec, type Seq, u32 } from "welkin";
import { RingBuffer, isRing } from "../../library/ring-buffer.ts";

const samples = new RingBuffer<u32, 8>();

invariant(isRing(samples));

export const latest = spec((): Seq<u32> => samples.contents);

export function record(sample: u32): void {
  modifies(latest);
  samples.push(sample); // FAILS V201
}

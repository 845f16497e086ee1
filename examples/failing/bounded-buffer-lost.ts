/**
 * Twin of bounded-buffer.ts: a full buffer makes room by dropping its oldest value.
 */
import { Seq, invariant, modifies, spec, u32 } from "welkin";
import { RingBuffer, isRing } from "../../library/ring-buffer.ts";

const ring = new RingBuffer<u32, 16>();
let input: Seq<u32> = Seq.empty();
let output: Seq<u32> = Seq.empty();

invariant(isRing(ring));
invariant(input === output.concat(ring.contents)); // FAILS V212

export const produced = spec((): Seq<u32> => input);
export const consumed = spec((): Seq<u32> => output);
export const pending = spec((): Seq<u32> => ring.contents);

export function put(value: u32): void {
  modifies(produced, pending);
  if (ring.isFull()) {
    ring.pop();
  }
  ring.push(value);
  input = input.push(value);
}

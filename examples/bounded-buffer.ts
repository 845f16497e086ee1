/**
 * A bounded buffer between a producer and a consumer, as a module that keeps the history of both.
 *
 * Owns       the ring that holds what is under way (library/ring-buffer.ts).
 * Views      produced(), consumed(): all that was put in and all that was taken out since the start.
 *            pending(): what is under way.
 * Invariant  what was produced is what was consumed and then what is under way: nothing is lost, doubled or
 *            overtaken. fifo() tells it to the modules above.
 */
import { Seq, assert, ensures, invariant, lemma, modifies, old, spec, u32 } from "welkin";
import { RingBuffer, isRing } from "../library/ring-buffer.ts";

export const CAPACITY = 16;

const ring = new RingBuffer<u32, typeof CAPACITY>();
let input: Seq<u32> = Seq.empty();
let output: Seq<u32> = Seq.empty();

invariant(isRing(ring));
invariant(input === output.concat(ring.contents));

export const produced = spec((): Seq<u32> => input);
export const consumed = spec((): Seq<u32> => output);
export const pending = spec((): Seq<u32> => ring.contents);

/** What comes out is what went in, in order, and at most CAPACITY values are under way. */
export const fifo = lemma((): void => {
  ensures(produced() === consumed().concat(pending()));
  ensures(pending().length <= CAPACITY);
});

/** Puts `value` in, if there is room. Says whether it did. */
export function put(value: u32): boolean {
  modifies(produced, pending);
  ensures((result: boolean) => result === old(pending()).length < CAPACITY);
  ensures((result: boolean) => pending() === (result ? old(pending()).push(value) : old(pending())));
  ensures((result: boolean) => produced() === (result ? old(produced()).push(value) : old(produced())));
  if (ring.isFull()) {
    return false;
  }
  ring.push(value);
  input = input.push(value);
  assert(input === output.concat(ring.contents));
  return true;
}

export type Taken = { kind: "value"; value: u32 } | { kind: "empty" };

/** Takes the first value out, if there is one. */
export function take(): Taken {
  modifies(consumed, pending);
  ensures((result: Taken) =>
    result.kind === "value"
      ? old(pending()).length > 0 &&
        result.value === old(pending())[0] &&
        pending() === old(pending()).slice(1, old(pending()).length) &&
        consumed() === old(consumed()).push(result.value)
      : old(pending()).length === 0 && pending() === old(pending()) && consumed() === old(consumed()),
  );
  if (ring.isEmpty()) {
    return { kind: "empty" };
  }
  const value = ring.pop();
  output = output.push(value);
  assert(input === output.concat(ring.contents));
  return { kind: "value", value };
}

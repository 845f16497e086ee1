/**
 * Twin of layered-stack.ts: a value is put on the stack without the layer below being told.
 */
import { Seq, invariant, modifies, requires, spec, u32 } from "welkin";
import { LIMIT, count } from "../layered-counter.ts";

let contents: Seq<u32> = Seq.empty();

invariant(count() === contents.length); // FAILS V212

export const stack = spec((): Seq<u32> => contents);

export function push(item: u32): void {
  requires(stack().length < LIMIT);
  modifies(stack);
  contents = contents.push(item);
}

/**
 * The upper layer: a stack of at most LIMIT values, whose height the counter below keeps.
 *
 * Owns       the elements. The height belongs to layered-counter.ts, and is known by its contract only.
 * View       stack(): the values, bottom first.
 * Invariant  the counter counts the stack. So nobody else may count with it.
 */
import {
  type FixedArray,
  Seq,
  type int,
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
import { LIMIT, count, decrement, increment, read } from "./layered-counter.ts";

const elements: FixedArray<u32, typeof LIMIT> = zeroed();
let contents: Seq<u32> = Seq.empty();

invariant(count() === contents.length);
invariant(contents.length <= LIMIT);
invariant(
  forall(
    (i: int) => implies(0 <= i && i < contents.length, contents[i] === elements[i]),
    (i: int) => [contents[i]],
  ),
);

/** The values, bottom first. */
export const stack = spec((): Seq<u32> => contents);

/** Puts `item` on top, if there is room. Says whether it did. */
export function push(item: u32): boolean {
  modifies(stack, count, elements);
  ensures((result: boolean) => result === old(stack()).length < LIMIT);
  ensures((result: boolean) => stack() === (result ? old(stack()).push(item) : old(stack())));
  const height = read();
  if (height === LIMIT) {
    return false;
  }
  elements[height] = item;
  increment();
  contents = contents.push(item);
  return true;
}

/** Takes the top value off. */
export function pop(): u32 {
  requires(stack().length > 0);
  modifies(stack, count);
  ensures((result: u32) => result === old(stack())[old(stack()).length - 1]);
  ensures(stack() === old(stack()).slice(0, old(stack()).length - 1));
  decrement();
  contents = contents.slice(0, contents.length - 1);
  return elements[read()];
}

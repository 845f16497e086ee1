/**
 * Stacks of different numbers below N, linked through an array.
 *
 * Owns       next: the number under each that is on the stack; head: the one on top. Both operations take constant time.
 * Ghost      members: the numbers on the stack, bottom first.
 * Invariant  isNumberStack: no number is there twice, and links lead from each member to the one under it.
 */
import {
  type FixedArray,
  Seq,
  ensures,
  forall,
  ghost,
  implies,
  type int,
  modifies,
  old,
  prove,
  requires,
  spec,
  u32,
  zeroed,
} from "welkin";
import { containedWithout, noDuplicates } from "./sequences.ts";

/** No number: what is under the bottom. */
export const NONE: u32 = 0xffff_ffff;

export const isNumberStack = spec(
  <N extends number>(stack: NumberStack<N>): boolean =>
    noDuplicates(stack.members) &&
    stack.head === (stack.members.length === 0 ? NONE : stack.members[stack.members.length - 1]) &&
    forall(
      (i: int) => implies(0 <= i && i < stack.members.length, stack.members[i] < stack.next.length),
      (i: int) => [stack.members[i]],
    ) &&
    forall(
      (i: int) =>
        implies(
          0 <= i && i < stack.members.length,
          stack.next[stack.members[i]] === (i > 0 ? stack.members[i - 1] : NONE),
        ),
      (i: int) => [stack.next[stack.members[i]]],
    ),
);

export class NumberStack<N extends number> {
  next: FixedArray<u32, N> = zeroed();
  head: u32 = NONE;
  members: Seq<u32> = Seq.empty();

  /** Puts `number`, which is not there yet, on top. */
  push(number: u32): void {
    requires(isNumberStack(this) && number < this.next.length && !this.members.contains(number));
    modifies(this);
    ensures(isNumberStack(this) && this.members === old(this.members).push(number));
    this.next[number] = this.head;
    this.head = number;
    this.members = this.members.push(number);
  }

  /** Is nothing on the stack? */
  isEmpty(): boolean {
    requires(isNumberStack(this) && this.next.length < NONE);
    ensures((result: boolean) => result === (this.members.length === 0));
    return this.head === NONE;
  }

  /** Takes the number on top away; NONE if there is none. */
  pop(): u32 {
    requires(isNumberStack(this) && this.next.length < NONE);
    modifies(this);
    ensures(isNumberStack(this));
    ensures((number: u32) =>
      number === NONE
        ? this.members === old(this.members) && this.members.length === 0
        : old(this.members).contains(number) &&
          forall(
            (n: u32) => this.members.contains(n) === (old(this.members).contains(n) && n !== number),
            (n: u32) => [this.members.contains(n)],
          ),
    );
    const number = this.head;
    if (number === NONE) return NONE;
    const last = ghost(this.members.length - 1);
    this.head = this.next[number];
    prove((n: u32) => {
      ensures(this.members.without(last).contains(n) === (this.members.contains(n) && n !== number));
      containedWithout(this.members, last, n);
    });
    this.members = this.members.without(last);
    return number;
  }
}

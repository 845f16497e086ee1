/**
 * Free lists: which of the numbers 0 to N - 1 are given out.
 *
 * Owns       returned: a stack of numbers that came back; fresh: the bound below which all numbers have been given out
 *            at least once. So the initial value, of an empty stack and no such numbers, needs no set-up.
 * Ghost      allocated: the numbers that are given out.
 * Invariant  isFreeList: what is neither on the stack nor above the bound is given out.
 */
import { Set, ensures, forall, implies, modifies, old, requires, spec, u32 } from "welkin";
import { NONE, NumberStack, isNumberStack } from "./number-stack.ts";

export const isFreeList = spec(
  <N extends number>(list: FreeList<N>): boolean =>
    list.fresh <= list.returned.next.length &&
    isNumberStack(list.returned) &&
    forall(
      (n: u32) => implies(list.returned.members.contains(n), n < list.fresh),
      (n: u32) => [list.returned.members.contains(n)],
    ) &&
    forall(
      (n: u32) => list.allocated.has(n) === (n < list.fresh && !list.returned.members.contains(n)),
      (n: u32) => [list.allocated.has(n)],
    ),
);

export type Allocation = { kind: "allocated"; number: u32 } | { kind: "exhausted" };

export class FreeList<N extends number> {
  returned: NumberStack<N> = new NumberStack<N>();
  fresh: u32 = 0;
  allocated: Set<u32> = Set.empty();

  /** Gives out a number below `bound` that is not given out, unless there is none. The bound never falls. */
  allocate(bound: u32): Allocation {
    requires(isFreeList(this) && this.fresh <= bound && bound <= this.returned.next.length);
    modifies(this);
    ensures(isFreeList(this) && this.fresh <= bound);
    ensures((result: Allocation) =>
      result.kind === "allocated"
        ? result.number < bound &&
          !old(this.allocated).has(result.number) &&
          this.allocated === old(this.allocated).add(result.number)
        : this.allocated === old(this.allocated) &&
          forall(
            (n: u32) => this.allocated.has(n) === n < bound,
            (n: u32) => [this.allocated.has(n)],
          ),
    );
    const returned = this.returned.pop();
    if (returned !== NONE) {
      this.allocated = this.allocated.add(returned);
      return { kind: "allocated", number: returned };
    }
    if (this.fresh < bound) {
      const number = this.fresh;
      this.fresh += 1;
      this.allocated = this.allocated.add(number);
      return { kind: "allocated", number };
    }
    return { kind: "exhausted" };
  }

  /** Takes back `number`, which must be given out. */
  release(number: u32): void {
    requires(isFreeList(this));
    requires(this.allocated.has(number));
    modifies(this);
    ensures(isFreeList(this) && this.fresh === old(this.fresh));
    ensures(this.allocated === old(this.allocated).delete(number));
    this.returned.push(number);
    this.allocated = this.allocated.delete(number);
  }
}

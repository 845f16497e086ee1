/**
 * Free lists: which of the numbers 0 to N - 1 are given out.
 *
 * Owns       a stack of numbers that came back, linked through an array, and the bound below which all numbers
 *            have been given out at least once. So the initial value, all zero but `head`, needs no set-up.
 * Ghost      allocated: the numbers that are given out. returned: the stack, bottom first.
 * Invariant  isFreeList: what is neither on the stack nor above the bound is given out.
 */
import {
  type FixedArray,
  Seq,
  Set,
  type int,
  ensures,
  forall,
  ghost,
  implies,
  modifies,
  old,
  prove,
  requires,
  spec,
  u32,
  zeroed,
} from "welkin";
import { containedWithout, noDuplicates } from "./sequences.ts";

/** The end of the stack. */
const NONE: u32 = 0xffff_ffff;

export const isFreeList = spec(
  <N extends number>(list: FreeList<N>): boolean =>
    list.fresh <= list.next.length &&
    noDuplicates(list.returned) &&
    list.head === (list.returned.length === 0 ? NONE : list.returned[list.returned.length - 1]) &&
    forall(
      (i: int) => implies(0 <= i && i < list.returned.length, list.returned[i] < list.fresh),
      (i: int) => [list.returned[i]],
    ) &&
    forall(
      (i: int) =>
        implies(
          0 <= i && i < list.returned.length,
          list.next[list.returned[i]] === (i > 0 ? list.returned[i - 1] : NONE),
        ),
      (i: int) => [list.next[list.returned[i]]],
    ) &&
    forall(
      (n: u32) => list.allocated.has(n) === (n < list.fresh && !list.returned.contains(n)),
      (n: u32) => [list.allocated.has(n)],
    ),
);

export type Allocation = { kind: "allocated"; number: u32 } | { kind: "exhausted" };

export class FreeList<N extends number> {
  next: FixedArray<u32, N> = zeroed();
  head: u32 = NONE;
  fresh: u32 = 0;
  returned: Seq<u32> = Seq.empty();
  allocated: Set<u32> = Set.empty();

  /** Gives out a number below `bound` that is not given out, unless there is none. The bound never falls. */
  allocate(bound: u32): Allocation {
    requires(isFreeList(this) && this.fresh <= bound && bound <= this.next.length);
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
    if (this.head !== NONE) {
      const number = this.head;
      this.head = this.next[number];
      const last = ghost(this.returned.length - 1);
      prove((n: u32) => {
        ensures(this.returned.without(last).contains(n) === (this.returned.contains(n) && n !== number));
        containedWithout(this.returned, last, n);
      });
      this.returned = this.returned.without(last);
      this.allocated = this.allocated.add(number);
      return { kind: "allocated", number };
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
    this.next[number] = this.head;
    this.head = number;
    this.returned = this.returned.push(number);
    this.allocated = this.allocated.delete(number);
  }
}

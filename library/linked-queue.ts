/**
 * Intrusive doubly linked queues: the numbers 0 to N - 1 in an order, each at most once.
 *
 * Owns       one link (next, previous) for each number; head and tail. All operations take constant time.
 * Ghost      members: the numbers in the queue, first to leave first.
 * Invariant  isLinkedQueue: links lead from each member to its neighbours.
 * Not here   what the numbers stand for; whether a number is in the queue (its owner's state tells).
 */
import {
  type FixedArray,
  Seq,
  assert,
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
  trigger,
  u32,
  zeroed,
} from "welkin";
import { containedWithout, noDuplicates } from "./sequences.ts";

/** No number: the end of the list. */
export const NONE: u32 = 0xffff_ffff;

/** The links of `queue` say what its members are. */
export const isLinkedQueue = spec(
  <N extends number>(queue: LinkedQueue<N>): boolean =>
    noDuplicates(queue.members) &&
    queue.head === (queue.members.length === 0 ? NONE : queue.members[0]) &&
    queue.tail === (queue.members.length === 0 ? NONE : queue.members[queue.members.length - 1]) &&
    forall((i: int) =>
      implies(0 <= i && i < queue.members.length, trigger(queue.members[i]) < queue.next.length),
    ) &&
    forall((i: int) =>
      implies(
        0 <= i && i < queue.members.length,
        trigger(queue.next[queue.members[i]]) ===
          (i + 1 < queue.members.length ? queue.members[i + 1] : NONE),
      ),
    ) &&
    forall((i: int) =>
      implies(
        0 <= i && i < queue.members.length,
        trigger(queue.previous[queue.members[i]]) === (i > 0 ? queue.members[i - 1] : NONE),
      ),
    ),
);

export class LinkedQueue<N extends number> {
  next: FixedArray<u32, N> = zeroed();
  previous: FixedArray<u32, N> = zeroed();
  head: u32 = NONE;
  tail: u32 = NONE;
  members: Seq<u32> = Seq.empty();

  isEmpty(): boolean {
    requires(isLinkedQueue(this));
    ensures((result: boolean) => result === (this.members.length === 0));
    // equivalent: .head -> .tail because both are NONE when there is no member
    return this.head === NONE;
  }

  /** The member that leaves next. */
  first(): u32 {
    requires(isLinkedQueue(this));
    requires(this.members.length > 0);
    ensures((result: u32) => result === this.members[0]);
    return this.head;
  }

  /** Puts `number`, which is not in the queue, at the end. */
  append(number: u32): void {
    requires(isLinkedQueue(this));
    requires(number < this.next.length);
    requires(!this.members.contains(number));
    modifies(this);
    ensures(isLinkedQueue(this));
    ensures(this.members === old(this.members).push(number));
    const last = this.tail;
    this.next[number] = NONE;
    this.previous[number] = last;
    if (last === NONE) {
      this.head = number;
    } else {
      this.next[last] = number;
    }
    this.tail = number;
    this.members = this.members.push(number);
  }

  /** Takes `number` out, wherever it stands. */
  remove(number: u32): void {
    requires(isLinkedQueue(this));
    requires(this.members.contains(number));
    modifies(this);
    ensures(isLinkedQueue(this));
    ensures(this.members === old(this.members).without(old(this.members).indexOf(number)));
    ensures(forall((n: u32) => this.members.contains(n) === (old(this.members).contains(n) && n !== number)));
    const position = ghost(this.members.indexOf(number));
    const before = this.previous[number];
    const after = this.next[number];
    if (before === NONE) {
      this.head = after;
    } else {
      this.next[before] = after;
    }
    if (after === NONE) {
      this.tail = before;
    } else {
      this.previous[after] = before;
    }
    this.members = this.members.without(position);
    prove((n: u32) => {
      ensures(this.members.contains(n) === (old(this.members).contains(n) && n !== number));
      containedWithout(old(this.members), position, n);
    });
  }

  /** Takes out the first member. */
  removeFirst(): u32 {
    requires(isLinkedQueue(this));
    requires(this.members.length > 0);
    modifies(this);
    ensures(isLinkedQueue(this));
    ensures((result: u32) => result === old(this.members)[0]);
    ensures(this.members === old(this.members).slice(1, old(this.members).length));
    ensures((result: u32) =>
      forall((n: u32) => this.members.contains(n) === (old(this.members).contains(n) && n !== result)),
    );
    const number = this.head;
    assert(this.members[0] === number);
    this.remove(number);
    assert(this.members === old(this.members).slice(1, old(this.members).length));
    return number;
  }
}

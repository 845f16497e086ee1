/**
 * Ring buffers: the latest up to N values, first in, first out, in a fixed array.
 *
 * Owns       the elements, of which `length` from `head` on, round the end, are in use.
 * Ghost      contents: the values, first to leave first.
 * Invariant  isRing: the elements in use are the contents.
 * Not here   what to do when it is full or empty: the callers look first.
 */
import {
  type FixedArray,
  Seq,
  copy,
  ensures,
  forall,
  implies,
  type int,
  modifies,
  old,
  requires,
  spec,
  trigger,
  u32,
  zeroed,
} from "welkin";

/** The index of position `offset`, counted from `head` round the end of `capacity` elements. */
export const wrapped = spec((head: int, offset: int, capacity: int): int =>
  head + offset < capacity ? head + offset : head + offset - capacity,
);

/** The elements in use of `ring` are its contents. */
export const isRing = spec(
  <T, N extends number>(ring: RingBuffer<T, N>): boolean =>
    ring.head < ring.elements.length &&
    ring.length <= ring.elements.length &&
    ring.contents.length === ring.length &&
    forall((i: int) =>
      implies(
        0 <= i && i < ring.length,
        trigger(ring.contents[i]) === ring.elements[wrapped(ring.head, i, ring.elements.length)],
      ),
    ),
);

export class RingBuffer<T, N extends number> {
  elements: FixedArray<T, N> = zeroed();
  head: u32 = 0;
  length: u32 = 0;
  contents: Seq<T> = Seq.empty();

  isEmpty(): boolean {
    requires(isRing(this));
    ensures((result: boolean) => result === (this.contents.length === 0));
    return this.length === 0;
  }

  isFull(): boolean {
    requires(isRing(this));
    ensures((result: boolean) => result === (this.contents.length === this.elements.length));
    return this.length === this.elements.length;
  }

  /** Puts `value` at the end. */
  push(value: T): void {
    requires(isRing(this));
    requires(this.contents.length < this.elements.length);
    modifies(this);
    ensures(isRing(this));
    ensures(this.contents === old(this.contents).push(value));
    this.elements[this.index(this.length)] = copy(value);
    this.length += 1;
    this.contents = this.contents.push(value);
  }

  /** Takes out the first value. */
  pop(): T {
    requires(isRing(this));
    requires(this.contents.length > 0);
    modifies(this);
    ensures(isRing(this));
    ensures((result: T) => result === old(this.contents)[0]);
    ensures(this.contents === old(this.contents).slice(1, old(this.contents).length));
    const value = copy(this.elements[this.head]);
    this.head = this.index(1);
    this.length -= 1;
    this.contents = this.contents.slice(1, this.contents.length);
    return copy(value);
  }

  /** The value at position `offset`, counted from the first. */
  peek(offset: u32): T {
    requires(isRing(this));
    requires(offset < this.contents.length);
    ensures((result: T) => result === this.contents[offset]);
    return copy(this.elements[this.index(offset)]);
  }

  /** The index of position `offset`. */
  index(offset: u32): u32 {
    requires(this.head < this.elements.length && offset <= this.elements.length);
    ensures((result: u32) => result === wrapped(this.head, offset, this.elements.length));
    const room: u32 = this.elements.length - this.head;
    return offset < room ? this.head + offset : offset - room;
  }
}

/**
 * Operations on fixed arrays: fill, copy a range, exchange, reverse, find.
 *
 * Owns      nothing: each changes only the array, or the part of it, that its contract names.
 * Not here  sorting and searching sorted arrays (examples/).
 */
import {
  type FixedArray,
  Seq,
  assert,
  copy,
  ensures,
  forall,
  implies,
  type int,
  invariant,
  modifies,
  old,
  requires,
  trigger,
  u32,
} from "welkin";
import { exchangeIsPermutation, isPermutation } from "./sequences.ts";

/** Exchanges the elements at `i` and `j`. */
export function swap<T, N extends number>(array: FixedArray<T, N>, i: u32, j: u32): void {
  requires(i < array.length && j < array.length);
  modifies(array);
  ensures(Seq.from(array) === old(Seq.from(array)).with(i, old(array[j])).with(j, old(array[i])));
  ensures(isPermutation(Seq.from(array), old(Seq.from(array))));
  ensures(array[i] === old(array[j]) && array[j] === old(array[i]));
  ensures(
    forall((k: int) =>
      implies(0 <= k && k < array.length && k !== i && k !== j, trigger(array[k]) === old(array[k])),
    ),
  );
  const first = copy(array[i]);
  array[i] = copy(array[j]);
  array[j] = copy(first);
  exchangeIsPermutation(old(Seq.from(array)), i, j);
  assert(Seq.from(array) === old(Seq.from(array)).with(i, old(array[j])).with(j, old(array[i])));
}

/** Sets the elements from `from` up to, not including, `to` to `value`. */
export function fill<T, N extends number>(array: FixedArray<T, N>, from: u32, to: u32, value: T): void {
  requires(from <= to && to <= array.length);
  modifies(array);
  ensures(
    forall((k: int) =>
      implies(
        0 <= k && k < array.length,
        trigger(array[k]) === (from <= k && k < to ? value : old(array[k])),
      ),
    ),
  );
  for (let i: u32 = from; i < to; i += 1) {
    invariant(from <= i && i <= to);
    invariant(
      forall((k: int) =>
        implies(
          0 <= k && k < array.length,
          trigger(array[k]) === (from <= k && k < i ? value : old(array[k])),
        ),
      ),
    );
    array[i] = copy(value);
  }
}

/** Copies `count` elements of `source` from `from` on to `target` from `to` on. The arrays are distinct. */
export function copyRange<T, N extends number, M extends number>(
  target: FixedArray<T, N>,
  to: u32,
  source: FixedArray<T, M>,
  from: u32,
  count: u32,
): void {
  requires(to + count <= target.length && from + count <= source.length);
  modifies(target);
  ensures(
    forall((k: int) =>
      implies(
        0 <= k && k < target.length,
        trigger(target[k]) === (to <= k && k < to + count ? source[from + (k - to)] : old(target[k])),
      ),
    ),
  );
  for (let i: u32 = 0; i < count; i += 1) {
    invariant(i <= count);
    invariant(
      forall((k: int) =>
        implies(
          0 <= k && k < target.length,
          trigger(target[k]) === (to <= k && k < to + i ? source[from + (k - to)] : old(target[k])),
        ),
      ),
    );
    target[to + i] = copy(source[from + i]);
  }
}

/** Reverses the order of the elements. */
export function reverse<T, N extends number>(array: FixedArray<T, N>): void {
  modifies(array);
  ensures(
    forall((k: int) =>
      implies(0 <= k && k < array.length, trigger(array[k]) === old(array[array.length - 1 - k])),
    ),
  );
  ensures(isPermutation(Seq.from(array), old(Seq.from(array))));
  for (let i: u32 = 0; i < array.length / 2; i += 1) {
    invariant(i <= array.length / 2);
    invariant(isPermutation(Seq.from(array), old(Seq.from(array))));
    invariant(
      forall((k: int) =>
        implies(
          0 <= k && k < array.length,
          trigger(array[k]) ===
            (k < i || array.length - 1 - k < i ? old(array[array.length - 1 - k]) : old(array[k])),
        ),
      ),
    );
    swap(array, i, array.length - 1 - i);
  }
}

export type Position = { kind: "found"; index: u32 } | { kind: "absent" };

/** The first position of `value` among the first `length` elements. Scalars only. */
export function find<T, N extends number>(array: FixedArray<T, N>, length: u32, value: T): Position {
  requires(length <= array.length);
  ensures((result: Position) =>
    result.kind === "found"
      ? result.index < length &&
        array[result.index] === value &&
        forall((k: int) => implies(0 <= k && k < result.index, array[k] !== value))
      : forall((k: int) => implies(0 <= k && k < length, array[k] !== value)),
  );
  for (let i: u32 = 0; i < length; i += 1) {
    invariant(i <= length);
    invariant(forall((k: int) => implies(0 <= k && k < i, array[k] !== value)));
    if (array[i] === value) {
      return { kind: "found", index: i };
    }
  }
  return { kind: "absent" };
}

/**
 * Binary search in the sorted part of a fixed array.
 *
 * View      sorted(): what the callers must establish.
 * Result    lowerBound() is exact: everything before it is less than the key, everything from it on is not.
 * Not here  keeping an array sorted (insertion-sort.ts).
 */
import { type FixedArray, type int, ensures, forall, implies, invariant, requires, spec, u32 } from "welkin";

export const CAPACITY = 64;

export type Table = FixedArray<u32, typeof CAPACITY>;

/** The first `length` elements stand in ascending order. */
export const sorted = spec((table: Table, length: int): boolean =>
  forall(
    (i: int, j: int) => implies(0 <= i && i <= j && j < length, table[i] <= table[j]),
    (i: int, j: int) => [table[i], table[j]],
  ),
);

/** The number of elements that are less than `key`: the first position at which `key` could be inserted. */
export function lowerBound(table: Table, length: u32, key: u32): u32 {
  requires(length <= CAPACITY);
  requires(sorted(table, length));
  ensures((result: u32) => result <= length);
  ensures((result: u32) => forall((i: int) => implies(0 <= i && i < result, table[i] < key)));
  ensures((result: u32) => forall((i: int) => implies(result <= i && i < length, key <= table[i])));
  let low: u32 = 0;
  let high: u32 = length;
  while (low < high) {
    invariant(low <= high && high <= length);
    invariant(forall((i: int) => implies(0 <= i && i < low, table[i] < key)));
    invariant(forall((i: int) => implies(high <= i && i < length, key <= table[i])));
    // equivalent: high -> low, low -> high, 2 -> 3 because every choice from low to high leads to the same end
    const middle: u32 = low + (high - low) / 2;
    if (table[middle] < key) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low; // equivalent: low -> high because they have met
}

export type Search = { kind: "found"; index: u32 } | { kind: "absent" };

/** The first position of `key`, if it occurs. */
export function find(table: Table, length: u32, key: u32): Search {
  requires(length <= CAPACITY);
  requires(sorted(table, length));
  ensures((result: Search) =>
    result.kind === "found"
      ? result.index < length &&
        table[result.index] === key &&
        forall((i: int) => implies(0 <= i && i < result.index, table[i] !== key))
      : forall((i: int) => implies(0 <= i && i < length, table[i] !== key)),
  );
  const index = lowerBound(table, length, key);
  if (index < length && table[index] === key) {
    return { kind: "found", index };
  }
  return { kind: "absent" };
}

/**
 * Twin of page-table.ts: every missing table is made the same one, so that pages far apart share entries.
 */
import { type FixedArray, ensures, forall, implies, modifies, old, requires, spec, u64 } from "welkin";

/** Two levels of 16 entries: an upper entry names a row of leaves, or none (16). */
type Upper = FixedArray<u64, 16>;
type Leaves = FixedArray<u64, 256>;

const walk = spec((upper: Upper, leaves: Leaves, page: u64): u64 =>
  upper[page / 16] === 16 ? 0 : leaves[upper[page / 16] * 16 + (page % 16)],
);

const isTable = spec((upper: Upper): boolean => forall((i: u64) => implies(i < 16, upper[i] <= 16)));

export function map(upper: Upper, leaves: Leaves, page: u64, entry: u64, other: u64): void {
  requires(page < 256 && other < 256 && other !== page);
  requires(isTable(upper));
  modifies(upper, leaves);
  ensures(isTable(upper));
  ensures(walk(upper, leaves, page) === entry);
  ensures(walk(upper, leaves, other) === old(walk(upper, leaves, other))); // FAILS V202
  if (upper[page / 16] === 16) {
    upper[page / 16] = 0;
  }
  leaves[upper[page / 16] * 16 + (page % 16)] = entry;
}

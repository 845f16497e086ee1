/**
 * Twin of page-table.ts: every missing table is made the same one, so that all of its page's neighbours are mapped.
 */
import { type FixedArray, ensures, forall, implies, modifies, old, requires, u64 } from "welkin";

/** Two levels of 16 entries in arrays: an upper entry names a row of leaves, or none (16). */
export function map(upper: FixedArray<u64, 16>, leaves: FixedArray<u64, 256>, page: u64, entry: u64): void {
  requires(page < 256);
  requires(forall((i: u64) => implies(i < 16, upper[i] <= 16)));
  modifies(upper, leaves);
  ensures(forall((i: u64) => implies(i < 16, upper[i] <= 16)));
  ensures(
    // FAILS V202
    forall((other: u64) =>
      implies(
        other < 256 && other !== page,
        (upper[other / 16] === 16 ? 0 : leaves[upper[other / 16] * 16 + (other % 16)]) ===
          old(upper[other / 16] === 16 ? 0 : leaves[upper[other / 16] * 16 + (other % 16)]),
      ),
    ),
  );
  if (upper[page / 16] === 16) {
    upper[page / 16] = 0;
  }
  leaves[upper[page / 16] * 16 + (page % 16)] = entry;
}

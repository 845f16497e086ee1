/**
 * Twin of bitmap-allocator.ts: the number of the page, not of the bit in its word, as shift count.
 */
import { type FixedArray, modifies, requires, u32, u64 } from "welkin";

export function mark(words: FixedArray<u64, 4>, page: u32): void {
  requires(page < 256);
  modifies(words);
  const one: u64 = 1;
  words[page / 64] |= one << u64.from(page); // FAILS V103
}

/**
 * Ranges of the program's memory: is what a pointer and a length name wholly within it?
 *
 * Owns      no state.
 * Units     bytes; the memory has whole pages of 64 KiB, at most 65536 of them.
 */
import { checked, ensures, requires, u32, u64 } from "welkin";
import { size } from "../services/memory.ts";

const PAGE: u64 = 0x1_0000;

/** What no range is longer than: more than any memory has, and far below where sums overflow. */
const LONGEST: u64 = 0xffff_ffff_ffff;

/** Are so many bytes from `address` on within so many pages? */
export function isWithin(address: u32, length: u64, pages: u32): boolean {
  requires(length <= LONGEST);
  ensures((result: boolean) => result === address + length <= pages * PAGE);
  return u64.from(address) + length <= u64.from(pages) * PAGE;
}

/** Are so many bytes from `address` on in the memory that the program has now? */
export function isInMemory(address: u32, length: u64): boolean {
  checked();
  return isWithin(address, length, size());
}

/** Are `count` things of so many bytes each, from `address` on, in the memory? `each` is at most 64. */
export function isArray(address: u32, count: u32, each: u64): boolean {
  checked();
  return isInMemory(address, u64.from(count) * each);
}

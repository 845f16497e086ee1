/**
 * Twin of free-list.ts: a number that is out of use already is released again.
 */
import { modifies, requires, u32 } from "welkin";
import { FreeList, isFreeList } from "../../library/free-list.ts";

export function closeBoth(numbers: FreeList<32>, first: u32, second: u32): void {
  requires(isFreeList(numbers));
  requires(numbers.allocated.has(first) && numbers.allocated.has(second));
  modifies(numbers);
  numbers.release(first);
  numbers.release(second); // FAILS V201
}

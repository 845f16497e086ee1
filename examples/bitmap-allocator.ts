/**
 * An allocator of 256 pages that keeps one bit a page, and gives out the lowest page that is free.
 *
 * Owns      the bitmap (library/bitmap.ts).
 * View      allocated(): the pages that are given out.
 * Not here  what is in the pages.
 */
import { type Set, ensures, forall, implies, invariant, modifies, old, requires, spec, u32 } from "welkin";
import { Bitmap, isBitmap } from "../library/bitmap.ts";

export const PAGES = 256;

/** No page. */
export const NONE: u32 = 0xffff_ffff;

const bitmap = new Bitmap<4>();

invariant(isBitmap(bitmap));

/** The pages that are given out. */
export const allocated = spec((): Set<u32> => bitmap.members);

/** Gives out the lowest free page; NONE if there is none. */
export function allocate(): u32 {
  modifies(allocated);
  ensures((result: u32) =>
    result === NONE
      ? allocated() === old(allocated()) &&
        forall((page: u32) => implies(page < PAGES, allocated().has(page)))
      : result < PAGES &&
        !old(allocated()).has(result) &&
        forall((page: u32) => implies(page < result, old(allocated()).has(page))) &&
        allocated() === old(allocated()).add(result),
  );
  const free = bitmap.firstFree();
  if (free.kind === "full") {
    return NONE;
  }
  bitmap.add(free.number);
  return free.number;
}

/** Takes back a page that is given out. */
export function release(page: u32): void {
  requires(page < PAGES && allocated().has(page));
  modifies(allocated);
  ensures(allocated() === old(allocated()).delete(page));
  bitmap.delete(page);
}

export function isAllocated(page: u32): boolean {
  requires(page < PAGES);
  ensures((result: boolean) => result === allocated().has(page));
  return bitmap.has(page);
}

/**
 * Twin of bitmap-allocator.ts: the page that is found is given out, but not marked.
 */
import { type Set, ensures, invariant, modifies, old, spec, u32 } from "welkin";
import { Bitmap, isBitmap } from "../../library/bitmap.ts";

const bitmap = new Bitmap<4>();

invariant(isBitmap(bitmap));

export const allocated = spec((): Set<u32> => bitmap.members);

export function allocate(): u32 {
  modifies(allocated);
  ensures((result: u32) => result === 256 || allocated() === old(allocated()).add(result)); // FAILS V202
  const free = bitmap.firstFree();
  return free.kind === "full" ? 256 : free.number;
}

/**
 * Shrinking: of steps that go wrong, few that still do.
 *
 * Owns      the search: ever smaller runs of steps are left out, as long as what is left goes wrong (delta debugging).
 */

/** A part of the list that still fails, from which no single element can be left out; or what was found in `most` tries. */
export function shrunk<T>(
  list: readonly T[],
  fails: (part: readonly T[]) => boolean,
  most: number,
): readonly T[] {
  let left = list;
  let tries = 0;
  for (let size = Math.ceil(list.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    let removed = true;
    while (removed) {
      removed = false;
      for (let at = 0; at < left.length;) {
        if (tries >= most) return left;
        tries += 1;
        const part = left.toSpliced(at, size);
        if (part.length < left.length && fails(part)) [left, removed] = [part, true];
        else at += size;
      }
    }
  }
  return left;
}

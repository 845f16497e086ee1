/**
 * Substring search: where a pattern first occurs in a text.
 *
 * Proved    the result is the first occurrence; "absent" is the answer exactly when there is none.
 */
import { FixedArray, ensures, forall, implies, int, invariant, requires, spec, u32, u8 } from "welkin";

const TEXT = 256;
const PATTERN = 16;
type Text = FixedArray<u8, typeof TEXT>;
type Pattern = FixedArray<u8, typeof PATTERN>;

export type Found = { kind: "at"; index: u32 } | { kind: "absent" };

/** The first n characters of the pattern stand in the text from `at` on. */
export const matches = spec((text: Text, at: int, pattern: Pattern, n: int): boolean =>
  forall(
    (j: int) => implies(0 <= j && j < n, text[at + j] === pattern[j]),
    (j: int) => [pattern[j]],
  ),
);

/** No occurrence starts before `end`. */
export const noneBefore = spec((text: Text, pattern: Pattern, n: int, end: int): boolean =>
  forall(
    (i: int) => implies(0 <= i && i < end, !matches(text, i, pattern, n)),
    (i: int) => [matches(text, i, pattern, n)],
  ),
);

/** Whether the pattern occurs at `at`. */
function occurs(text: Text, at: u32, pattern: Pattern, n: u32): boolean {
  requires(n <= PATTERN && at <= TEXT && at + n <= TEXT);
  ensures((result: boolean) => result === matches(text, at, pattern, n));
  for (let j: u32 = 0; j < n; j += 1) {
    invariant(j <= n);
    invariant(matches(text, at, pattern, j));
    if (text[at + j] !== pattern[j]) return false;
  }
  return true;
}

export function search(text: Text, length: u32, pattern: Pattern, n: u32): Found {
  requires(length <= TEXT && n <= PATTERN);
  ensures(
    (result: Found) =>
      result.kind !== "at" ||
      (result.index + n <= length &&
        matches(text, result.index, pattern, n) &&
        noneBefore(text, pattern, n, result.index)),
  );
  ensures((result: Found) => result.kind !== "absent" || noneBefore(text, pattern, n, length - n + 1));
  if (n > length) return { kind: "absent" };
  for (let i: u32 = 0; i <= length - n; i += 1) {
    invariant(i <= length - n + 1);
    invariant(noneBefore(text, pattern, n, i));
    if (occurs(text, i, pattern, n)) return { kind: "at", index: i };
  }
  return { kind: "absent" };
}

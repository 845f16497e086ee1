/**
 * Decimal numbers: from ASCII digits to u32.
 *
 * Proved    `parse` returns the value exactly when the text is one or more digits whose value fits 32 bits, and
 *           otherwise says which of the two is wrong; leading zeros are fine.
 * How       Horner's rule against the recursive value; more digits never make the value less (`longer`).
 */
import {
  FixedArray,
  decreases,
  ensures,
  forall,
  implies,
  int,
  invariant,
  lemma,
  requires,
  spec,
  u32,
  u8,
} from "welkin";

const CAPACITY = 32;
type Text = FixedArray<u8, typeof CAPACITY>;

export type Parsed = { kind: "ok"; value: u32 } | { kind: "notANumber" } | { kind: "tooLarge" };

const ZERO: u8 = 48;
const NINE: u8 = 57;

export const isDigit = spec((c: int): boolean => ZERO <= c && c <= NINE);

/** The first n characters are digits. */
export const digits = spec((text: Text, n: int): boolean =>
  forall(
    (i: int) => implies(0 <= i && i < n, isDigit(text[i])),
    (i: int) => [text[i]],
  ),
);

/** The value of the first n digits. */
export const value = spec((text: Text, n: int): int => {
  decreases(n);
  return n <= 0 ? 0 : value(text, n - 1) * 10 + (text[n - 1] - ZERO);
});

/** More digits never make the value less. */
export const longer = lemma((text: Text, m: int, n: int): void => {
  requires(0 <= m && m <= n && n <= CAPACITY && digits(text, n));
  ensures(0 <= value(text, m) && value(text, m) <= value(text, n));
  decreases(n);
  if (m < n) longer(text, m, n - 1);
  else if (n > 0) longer(text, n - 1, n - 1);
});

/** Whether the first `length` characters are digits, and at least one. */
function isNumber(text: Text, length: u32): boolean {
  requires(length <= CAPACITY);
  ensures((result: boolean) => result === (length > 0 && digits(text, length)));
  for (let i: u32 = 0; i < length; i += 1) {
    invariant(i <= length);
    invariant(digits(text, i));
    if (text[i] < ZERO || text[i] > NINE) return false;
  }
  return length > 0;
}

export function parse(text: Text, length: u32): Parsed {
  requires(length <= CAPACITY);
  ensures((result: Parsed) => (result.kind === "notANumber") === !(length > 0 && digits(text, length)));
  ensures((result: Parsed) => result.kind !== "ok" || result.value === value(text, length));
  ensures((result: Parsed) => result.kind !== "tooLarge" || value(text, length) > u32.MAX);
  if (!isNumber(text, length)) return { kind: "notANumber" };
  let total: u32 = 0;
  for (let i: u32 = 0; i < length; i += 1) {
    invariant(i <= length);
    invariant(total === value(text, i));
    const digit: u32 = u32.from(text[i] - ZERO);
    longer(text, i + 1, length);
    if (total > (u32.MAX - digit) / 10) return { kind: "tooLarge" };
    total = total * 10 + digit;
  }
  return { kind: "ok", value: total };
}

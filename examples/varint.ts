/**
 * Variable-length integers (unsigned LEB128): seven bits a byte, low ones first, the high bit set in all but the last.
 *
 * Proved    `encode` writes the shortest encoding, of 1 to 5 bytes, and its value is x; `decode` returns the value and
 *           length of a terminated encoding, or says what is wrong exactly when something is; `roundTrip` returns its
 *           argument.
 * How       `combined` is the value of bytes with a rest on top; each round of `encode` moves seven bits from the rest
 *           to the bytes. `decode` finds the last byte and goes back from there (Horner's rule), so that no power
 *           of two appears.
 */
import {
  FixedArray,
  assert,
  copy,
  decreases,
  ensures,
  exists,
  forall,
  ghost,
  implies,
  int,
  invariant,
  lemma,
  modifies,
  prove,
  requires,
  spec,
  u32,
  u64,
  u8,
  unreachable,
  zeroed,
} from "welkin";

const LONGEST = 5;
type Bytes = FixedArray<u8, typeof LONGEST>;

export type Decoded =
  { kind: "ok"; value: u32; length: u32 } | { kind: "unterminated" } | { kind: "tooLarge" };

/** The value of the bytes in [from, to), with `rest` in the bits above them. */
export const combined = spec((bytes: Bytes, from: int, to: int, rest: int): int => {
  decreases(to - from);
  return from >= to ? rest : (bytes[from] % 128) + 128 * combined(bytes, from + 1, to, rest);
});

/** The value of the first n bytes. */
export const value = spec((bytes: Bytes, n: int): int => combined(bytes, 0, n, 0));

/** The first n bytes are one encoding: the high bit marks all but the last. */
export const terminated = spec(
  (bytes: Bytes, n: int): boolean =>
    1 <= n &&
    n <= LONGEST &&
    bytes[n - 1] < 128 &&
    forall((i: int) => implies(0 <= i && i < n - 1, bytes[i] >= 128)),
);

/** Seven bits of the rest may stand in the next byte. */
export const moveSeven = lemma((before: Bytes, after: Bytes, from: int, to: int, rest: int): void => {
  requires(0 <= from && from <= to && to < LONGEST && rest >= 0);
  requires(forall((i: int) => implies(from <= i && i < to, before[i] === after[i])));
  requires(after[to] % 128 === rest % 128);
  ensures(combined(after, from, to + 1, rest / 128) === combined(before, from, to, rest));
  decreases(to - from);
  if (from < to) moveSeven(before, after, from + 1, to, rest);
  else assert(combined(after, to + 1, to + 1, rest / 128) === rest / 128);
});

/** A value is not negative. */
export const notNegative = lemma((bytes: Bytes, from: int, to: int): void => {
  requires(0 <= from && to <= LONGEST);
  ensures(combined(bytes, from, to, 0) >= 0);
  decreases(to - from);
  if (from < to) notNegative(bytes, from + 1, to);
});

/** The value of all bytes is not less than that of the upper ones alone. */
export const upperBounded = lemma((bytes: Bytes, from: int, to: int): void => {
  requires(0 <= from && from <= to && to <= LONGEST);
  ensures(combined(bytes, from, to, 0) <= value(bytes, to));
  decreases(from);
  notNegative(bytes, from, to);
  if (from > 0) upperBounded(bytes, from - 1, to);
});

/** Encodings that agree on their bytes have the same end. */
export const sameEnd = lemma((bytes: Bytes, m: int, n: int): void => {
  requires(terminated(bytes, m) && terminated(bytes, n));
  ensures(m === n);
});

/** What is left of 32 bits after n bytes is below this. */
export const room = spec((n: int): int =>
  n <= 0 ? 0x8_0000_0000 : n === 1 ? 0x1000_0000 : n === 2 ? 0x20_0000 : n === 3 ? 0x4000 : 0x80,
);

/** Writes the encoding of x and returns its length. No shorter one exists: the last byte is not 0, or the only one. */
export function encode(x: u32, bytes: Bytes): u32 {
  modifies(bytes);
  ensures((result: u32) => terminated(bytes, result) && value(bytes, result) === x);
  ensures((result: u32) => result === 1 || bytes[result - 1] !== 0);
  let rest: u32 = x;
  let n: u32 = 0;
  while (rest >= 128) {
    invariant(n <= 4 && rest < room(n));
    invariant(n === 0 || rest > 0);
    invariant(combined(bytes, 0, n, rest) === x);
    invariant(forall((i: int) => implies(0 <= i && i < n, bytes[i] >= 128)));
    decreases(rest);
    const before = ghost(copy(bytes));
    bytes[n] = u8.from((rest % 128) + 128);
    moveSeven(before, bytes, 0, n, rest);
    rest = rest / 128;
    n += 1;
  }
  const before = ghost(copy(bytes));
  bytes[n] = u8.from(rest);
  moveSeven(before, bytes, 0, n, rest);
  return n + 1;
}

/** Reads the encoding at the start of the bytes. */
export function decode(bytes: Bytes): Decoded {
  ensures((result: Decoded) => result.kind !== "ok" || terminated(bytes, result.length));
  ensures((result: Decoded) => result.kind !== "ok" || result.value === value(bytes, result.length));
  ensures(
    (result: Decoded) =>
      result.kind !== "unterminated" ||
      forall(
        (n: int) => !terminated(bytes, n),
        (n: int) => [terminated(bytes, n)],
      ),
  );
  ensures(
    (result: Decoded) =>
      result.kind !== "tooLarge" ||
      exists(
        (n: int) => terminated(bytes, n) && value(bytes, n) > u32.MAX,
        (n: int) => [terminated(bytes, n)],
      ),
  );
  let last: u32 = 0;
  while (last < LONGEST && bytes[last] >= 128) {
    invariant(last <= LONGEST);
    invariant(forall((i: int) => implies(0 <= i && i < last, bytes[i] >= 128)));
    last += 1;
  }
  if (last === LONGEST) return { kind: "unterminated" };
  assert(terminated(bytes, last + 1));
  let total: u64 = 0;
  let at: u32 = last + 1;
  while (at > 0) {
    invariant(at <= last + 1);
    invariant(total <= u32.MAX);
    invariant(total === combined(bytes, at, last + 1, 0));
    at -= 1;
    total = total * 128 + u64.from(bytes[at] % 128);
    upperBounded(bytes, at, last + 1);
    if (total > 0xffff_ffff) return { kind: "tooLarge" };
  }
  return { kind: "ok", value: u32.from(total), length: last + 1 };
}

/** Encodes and decodes. */
export function roundTrip(x: u32): u32 {
  ensures((result: u32) => result === x);
  const bytes: Bytes = zeroed();
  const length: u32 = encode(x, bytes);
  prove((n: int) => {
    requires(terminated(bytes, n));
    ensures(n === length);
    sameEnd(bytes, n, length);
  });
  const decoded: Decoded = decode(bytes);
  if (decoded.kind === "ok") {
    return decoded.value;
  }
  unreachable();
}

/**
 * Base64 (RFC 4648, section 4), with padding.
 *
 * Proved    `encode` writes the text that the RFC defines (`encodes`); `decode` accepts exactly the canonical texts, and
 *           what it returns encodes to the text that it read. Hence decode(encode(data)) is data, which `unique` says
 *           for all data and texts.
 * How       symbol by symbol: `sextet` is the number that stands at a place of the text, `symbol` its character, and
 *           `number` the inverse of `symbol`.
 */
import {
  FixedArray,
  assert,
  copy,
  ensures,
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
  u8,
} from "welkin";

const BYTES = 48;
const CHARACTERS = 64;
type Data = FixedArray<u8, typeof BYTES>;
type Text = FixedArray<u8, typeof CHARACTERS>;

export type Decoded = { kind: "ok"; length: u32 } | { kind: "malformed" };

const PAD: u8 = 61;

/** The alphabet: A-Z, a-z, 0-9, +, /. */
export const symbol = spec((v: int): int =>
  v < 26 ? 65 + v : v < 52 ? 71 + v : v < 62 ? v - 4 : v === 62 ? 43 : 47,
);

/** The number of a symbol, -1 for other characters. */
export const number = spec((c: int): int => {
  if (65 <= c && c <= 90) return c - 65;
  if (97 <= c && c <= 122) return c - 71;
  if (48 <= c && c <= 57) return c + 4;
  return c === 43 ? 62 : c === 47 ? 63 : -1;
});

/** Byte i of the data, 0 behind the end. */
export const byteAt = spec((data: Data, length: int, i: int): int => (i < length ? data[i] : 0));

/** The six bits at place j of four in group g. */
export const sextet = spec((data: Data, length: int, g: int, j: int): int => {
  if (j === 0) return byteAt(data, length, 3 * g) / 4;
  if (j === 1) return (byteAt(data, length, 3 * g) % 4) * 16 + byteAt(data, length, 3 * g + 1) / 16;
  if (j === 2) return (byteAt(data, length, 3 * g + 1) % 16) * 4 + byteAt(data, length, 3 * g + 2) / 64;
  return byteAt(data, length, 3 * g + 2) % 64;
});

/** Groups of three bytes, the last perhaps not full. */
export const groups = spec((length: int): int => (length + 2) / 3);

/** The character at place j of group g: padding where all its bits lie behind the end. */
export const character = spec((data: Data, length: int, g: int, j: int): int =>
  (j === 2 && 3 * g + 1 >= length) || (j === 3 && 3 * g + 2 >= length)
    ? PAD
    : symbol(sextet(data, length, g, j)),
);

/** Group g of the text is that of the data. */
export const groupEncodes = spec(
  (text: Text, data: Data, length: int, g: int): boolean =>
    text[4 * g] === character(data, length, g, 0) &&
    text[4 * g + 1] === character(data, length, g, 1) &&
    text[4 * g + 2] === character(data, length, g, 2) &&
    text[4 * g + 3] === character(data, length, g, 3),
);

/** The text of `size` characters is the encoding of the data. */
export const encodes = spec(
  (text: Text, size: int, data: Data, length: int): boolean =>
    size === 4 * groups(length) &&
    forall(
      (g: int) => implies(0 <= g && g < groups(length), groupEncodes(text, data, length, g)),
      (g: int) => [groupEncodes(text, data, length, g)],
    ),
);

/** The character for a number below 64, computed. */
function toSymbol(v: u8): u8 {
  requires(v < 64);
  ensures((result: u8) => result === symbol(v));
  if (v < 26) return v + 65;
  if (v < 52) return v + 71;
  if (v < 62) return v - 4;
  return v === 62 ? 43 : 47;
}

/** Writes the encoding of the first `length` bytes; returns how many characters it has. */
export function encode(data: Data, length: u32, text: Text): u32 {
  requires(length <= BYTES);
  modifies(text);
  ensures((result: u32) => encodes(text, result, data, length));
  const count: u32 = (length + 2) / 3;
  for (let g: u32 = 0; g < count; g += 1) {
    invariant(g <= count);
    invariant(
      forall(
        (k: int) => implies(0 <= k && k < g, groupEncodes(text, data, length, k)),
        (k: int) => [groupEncodes(text, data, length, k)],
      ),
    );
    const before = ghost(copy(text));
    const a: u8 = data[3 * g];
    const b: u8 = 3 * g + 1 < length ? data[3 * g + 1] : 0;
    const c: u8 = 3 * g + 2 < length ? data[3 * g + 2] : 0;
    text[4 * g] = toSymbol(a / 4);
    text[4 * g + 1] = toSymbol((a % 4) * 16 + b / 16);
    text[4 * g + 2] = 3 * g + 1 < length ? toSymbol((b % 16) * 4 + c / 64) : PAD;
    text[4 * g + 3] = 3 * g + 2 < length ? toSymbol(c % 64) : PAD;
    assert(groupEncodes(text, data, length, g));
    prove((k: int) => {
      requires(0 <= k && k < g);
      ensures(groupEncodes(text, data, length, k));
      assert(groupEncodes(before, data, length, k));
    });
  }
  return 4 * count;
}

/** A number below 64 has a symbol of its own. */
export const symbolNumber = lemma((v: int): void => {
  requires(0 <= v && v < 64);
  ensures(number(symbol(v)) === v && symbol(v) !== PAD);
});

/** The number of a character, 64 for what is none, computed. */
function toNumber(c: u8): u8 {
  ensures((result: u8) => result === (number(c) >= 0 ? number(c) : 64));
  ensures((result: u8) => result <= 64 && (result === 64 || symbol(result) === c));
  if (65 <= c && c <= 90) return c - 65;
  if (97 <= c && c <= 122) return c - 71;
  if (48 <= c && c <= 57) return c + 4;
  return c === 43 ? 62 : c === 47 ? 63 : 64;
}

/** The bytes that group g of the text holds, 0 if it is malformed: only the last group may be padded. */
function bytesInGroup(c: u8, d: u8, isLast: boolean): u32 {
  ensures((result: u32) => result === (d !== PAD || !isLast ? 3 : c !== PAD ? 2 : 1));
  if (d !== PAD || !isLast) return 3;
  return c !== PAD ? 2 : 1;
}

/** Some data of group g encodes to it: `length` says how much of the group is data. */
export const groupCanonical = spec((text: Text, g: int, last: int): boolean => {
  const a = number(text[4 * g]);
  const b = number(text[4 * g + 1]);
  const c = number(text[4 * g + 2]);
  const d = number(text[4 * g + 3]);
  if (a < 0 || b < 0) return false;
  if (g === last && text[4 * g + 3] === PAD && text[4 * g + 2] === PAD) return b % 16 === 0;
  if (g === last && text[4 * g + 3] === PAD) return c >= 0 && c % 4 === 0;
  return c >= 0 && d >= 0;
});

/** The first n groups are canonical. */
export const groupsCanonical = spec((text: Text, n: int, last: int): boolean =>
  forall(
    (g: int) => implies(0 <= g && g < n, groupCanonical(text, g, last)),
    (g: int) => [groupCanonical(text, g, last)],
  ),
);

/** The text is the encoding of some data: whole groups, symbols, padding at the end alone, unused bits zero. */
export const canonical = spec(
  (text: Text, size: int): boolean => size % 4 === 0 && groupsCanonical(text, size / 4, size / 4 - 1),
);

/** Four numbers of six bits, packed into three bytes, come out again. */
export const fourFromThree = lemma((a: int, b: int, c: int, d: int): void => {
  requires(0 <= a && a < 64 && 0 <= b && b < 64 && 0 <= c && c < 64 && 0 <= d && d < 64);
  ensures((a * 4 + b / 16) / 4 === a);
  ensures(((a * 4 + b / 16) % 4) * 16 + ((b % 16) * 16 + c / 4) / 16 === b);
  ensures((((b % 16) * 16 + c / 4) % 16) * 4 + ((c % 4) * 64 + d) / 64 === c);
  ensures(((c % 4) * 64 + d) % 64 === d);
});

/** Reads the data of a text of `size` characters. */
export function decode(text: Text, size: u32, data: Data): Decoded {
  requires(size <= CHARACTERS);
  modifies(data);
  ensures((result: Decoded) => (result.kind === "ok") === canonical(text, size));
  ensures(
    (result: Decoded) =>
      result.kind !== "ok" || (result.length <= BYTES && encodes(text, size, data, result.length)),
  );
  if (size % 4 !== 0) return { kind: "malformed" };
  const count: u32 = size / 4;
  let length: u32 = 0;
  for (let g: u32 = 0; g < count; g += 1) {
    invariant(g <= count);
    invariant(g < count ? length === 3 * g : groups(length) === count && length <= 3 * count);
    invariant(groupsCanonical(text, g, count - 1));
    invariant(
      forall(
        (k: int) => implies(0 <= k && k < g, groupEncodes(text, data, length, k)),
        (k: int) => [groupEncodes(text, data, length, k)],
      ),
    );
    const isLast: boolean = g === count - 1;
    const a: u8 = toNumber(text[4 * g]);
    const b: u8 = toNumber(text[4 * g + 1]);
    const held: u32 = bytesInGroup(text[4 * g + 2], text[4 * g + 3], isLast);
    const c: u8 = held >= 2 ? toNumber(text[4 * g + 2]) : 0;
    const d: u8 = held >= 3 ? toNumber(text[4 * g + 3]) : 0;
    const unused: boolean = (held === 1 && b % 16 !== 0) || (held === 2 && c % 4 !== 0);
    if (a === 64 || b === 64 || c === 64 || d === 64 || unused) {
      assert(!groupCanonical(text, g, count - 1));
      assert(!groupsCanonical(text, count, count - 1));
      return { kind: "malformed" };
    }
    assert(groupCanonical(text, g, count - 1));
    const before = ghost(copy(data));
    data[3 * g] = a * 4 + b / 16;
    if (held >= 2) data[3 * g + 1] = (b % 16) * 16 + c / 4;
    if (held >= 3) data[3 * g + 2] = (c % 4) * 64 + d;
    prove((k: int) => {
      requires(0 <= k && k < g);
      ensures(groupEncodes(text, data, length + held, k));
      assert(groupEncodes(text, before, length, k));
    });
    length += held;
    fourFromThree(a, b, c, d);
    assert(sextet(data, length, g, 0) === a && sextet(data, length, g, 1) === b);
    assert(implies(held >= 2, sextet(data, length, g, 2) === c));
    assert(implies(held >= 3, sextet(data, length, g, 3) === d));
    assert(groupEncodes(text, data, length, g));
  }
  return { kind: "ok", length: length };
}

/** What has the same encoding is the same data. */
export const unique = lemma((text: Text, size: int, one: Data, m: int, other: Data, n: int): void => {
  requires(0 <= m && m <= BYTES && 0 <= n && n <= BYTES);
  requires(encodes(text, size, one, m) && encodes(text, size, other, n));
  ensures(m === n);
  ensures(forall((i: int) => implies(0 <= i && i < m, one[i] === other[i])));
  const g = groups(m) - 1;
  if (m > 0) sameGroup(text, one, m, other, n, g);
  prove((i: int) => {
    requires(0 <= i && i < m);
    ensures(one[i] === other[i]);
    sameGroup(text, one, m, other, n, i / 3);
  });
});

/** The same in one group. */
export const sameGroup = lemma((text: Text, one: Data, m: int, other: Data, n: int, g: int): void => {
  requires(0 <= m && m <= BYTES && 0 <= n && n <= BYTES && 0 <= g && 3 * g < m && 3 * g < n);
  requires(groupEncodes(text, one, m, g) && groupEncodes(text, other, n, g));
  ensures(3 * g + 1 < m === 3 * g + 1 < n && 3 * g + 2 < m === 3 * g + 2 < n);
  ensures(one[3 * g] === other[3 * g]);
  ensures(implies(3 * g + 1 < m, one[3 * g + 1] === other[3 * g + 1]));
  ensures(implies(3 * g + 2 < m, one[3 * g + 2] === other[3 * g + 2]));
  sextetKept(one, m, g, 0);
  sextetKept(one, m, g, 1);
  sextetKept(one, m, g, 2);
  sextetKept(one, m, g, 3);
  sextetKept(other, n, g, 0);
  sextetKept(other, n, g, 1);
  sextetKept(other, n, g, 2);
  sextetKept(other, n, g, 3);
});

/** A character of the text tells its six bits. */
export const sextetKept = lemma((data: Data, length: int, g: int, j: int): void => {
  requires(0 <= length && length <= BYTES && 0 <= g && 3 * g < length && 0 <= j && j < 4);
  ensures(0 <= sextet(data, length, g, j) && sextet(data, length, g, j) < 64);
  ensures(number(symbol(sextet(data, length, g, j))) === sextet(data, length, g, j));
  ensures(symbol(sextet(data, length, g, j)) !== PAD);
  symbolNumber(sextet(data, length, g, j));
});

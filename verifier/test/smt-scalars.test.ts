/**
 * Verdicts on integers, enums and bits.
 */
import { Cases, COLOUR, a, m8, wrapping, complement, x, p, q, MACHINE, INTS } from "./smt-cases.ts";
import * as b from "./smt-build.ts";
import {
  add,
  convert,
  eq,
  implies,
  index,
  int,
  le,
  lt,
  n,
  ne,
  op,
  v,
  INT,
  U8,
  U32,
  U64,
  I8,
  I32,
} from "./smt-build.ts";

const cases = new Cases();

// Integers.
cases.proved("u32 is below 2^32", MACHINE, [], lt(int(p), n(1n << 32n)));
cases.open("u32 may be 2^32 - 1", MACHINE, [], lt(int(p), n((1n << 32n) - 1n)));
cases.proved("u64 reaches 2^64 - 1", [["w", U64]], [], le(int(v("w", U64)), n((1n << 64n) - 1n)));
cases.open("u64 has no room for one more", [["w", U64]], [], lt(add(int(v("w", U64)), n(1)), n(1n << 64n)));
cases.proved(
  "an enum has its members",
  [["c", COLOUR]],
  [ne(v("c", COLOUR), n(0, COLOUR)), lt(n(1), int(v("c", COLOUR)))],
  eq(int(v("c", COLOUR)), n(4)),
);
cases.open("an enum has no member between", [["c", COLOUR]], [], le(int(v("c", COLOUR)), n(1)));
for (const [dividend, divisor] of [
  [-7n, 2n],
  [7n, -2n],
  [-7n, -2n],
  [7n, 2n],
] as const) {
  const [l, r] = [v("l", INT), v("r", INT)];
  const known = [eq(l, n(dividend)), eq(r, n(divisor))];
  cases.proved(
    `${dividend} / ${divisor}`,
    [
      ["l", INT],
      ["r", INT],
    ],
    known,
    eq(op("div", l, r), n(dividend / divisor)),
  );
  cases.proved(
    `${dividend} % ${divisor}`,
    [
      ["l", INT],
      ["r", INT],
    ],
    known,
    eq(op("rem", l, r), n(dividend % divisor)),
  );
  cases.open(
    `${dividend} % ${divisor} is not floored`,
    [
      ["l", INT],
      ["r", INT],
    ],
    [],
    eq(op("rem", l, n(-2)), n(dividend)),
  );
}
cases.open("nothing is known of a quotient by zero", INTS, [], eq(op("div", x, n(0)), n(0)));
cases.open("nothing is known of a remainder by zero", INTS, [], eq(op("rem", x, n(0)), x));
cases.proved(
  "-0 is 0",
  [["h", I8]],
  [eq(int(v("h", I8)), n(0))],
  eq({ kind: "negate", operand: v("h", I8), type: I8, span: b.SPAN }, n(0, I8)),
);
cases.proved(
  "wrapping u32",
  MACHINE,
  [eq(int(p), n(0xffff_ffff))],
  eq(wrapping("add", p, n(2, U32)), n(1, U32)),
);
cases.proved(
  "wrapping i8",
  [["h", I8]],
  [eq(v("h", I8), n(127, I8))],
  eq(wrapping("add", v("h", I8), n(1, I8)), n(-128, I8)),
);
cases.open("wrapping is not exact", MACHINE, [], eq(int(wrapping("add", p, q)), add(int(p), int(q))));
cases.proved("u8.wrap", MACHINE, [eq(int(p), n(0x1ff))], eq(convert("wrap", p, U8), n(0xff, U8)));
cases.proved("i8.wrap", MACHINE, [eq(int(p), n(0x80))], eq(convert("wrap", p, I8), n(-128, I8)));

// Bit operators over the integers.
cases.proved("a mask is a remainder", MACHINE, [], lt(int(op("and", p, n(7, U32))), n(8)));
cases.proved(
  "a mask of a negative number",
  [["h", I32]],
  [eq(v("h", I32), n(-1, I32))],
  eq(op("and", v("h", I32), n(15, I32)), n(15, I32)),
);
cases.proved("x & y is at most x", MACHINE, [], le(op("and", p, q), p));
cases.open("x | y is not at most x", MACHINE, [], le(op("or", p, q), p));
cases.proved("x | y is at least y", MACHINE, [], le(q, op("or", p, q)));
cases.proved(
  "shl by a constant drops bits",
  MACHINE,
  [eq(p, n(0x8000_0001, U32))],
  eq(op("shl", p, n(1, U32)), n(2, U32)),
);
cases.proved(
  "shr of a negative number",
  [["h", I8]],
  [eq(v("h", I8), n(-3, I8))],
  eq(op("shr", v("h", I8), n(1, I8)), n(-2, I8)),
);
cases.proved("shl by a variable", MACHINE, [eq(q, n(5, U32))], eq(op("shl", n(1, U32), q), n(32, U32)));
cases.open("a shift by the width is unknown", MACHINE, [], eq(op("shl", n(1, U32), n(32, U32)), n(0, U32)));
cases.open("a shift by a variable may be by the width", MACHINE, [], ne(op("shl", n(1, U32), q), n(0, U32)));
cases.proved("complement u8", [["h", U8]], [eq(m8("h"), n(1, U8))], eq(complement(m8("h")), n(254, U8)));
cases.proved("complement i8", [["h", I8]], [eq(v("h", I8), n(1, I8))], eq(complement(v("h", I8)), n(-2, I8)));

// Bit vectors.
const bits = { logic: "bits" };
cases.proved("bits: x & (x - 1)", MACHINE, [], le(op("and", p, wrapping("sub", p, n(1, U32))), p), bits);
cases.proved("bits: xor of itself", MACHINE, [], eq(op("xor", p, p), n(0, U32)), bits);
cases.proved(
  "bits: + is exact",
  MACHINE,
  [],
  eq(add(int(op("and", p, q)), int(op("or", p, q))), add(int(p), int(q))),
  bits,
);
cases.open("bits: + is not wrapping", MACHINE, [], le(add(int(p), int(q)), n(0xffff_ffff)), bits);
cases.proved("bits: a sum in 33 bits", MACHINE, [], lt(add(int(p), int(q)), n(1n << 33n)), bits);
cases.proved(
  "bits: truncating division",
  [["h", I8]],
  [],
  implies(eq(v("h", I8), n(-7, I8)), eq(op("div", v("h", I8), n(2, I8)), n(-3, I8))),
  bits,
);
cases.proved(
  "bits: remainder sign",
  [["h", I8]],
  [],
  implies(eq(v("h", I8), n(-7, I8)), eq(op("rem", v("h", I8), n(2, I8)), n(-1, I8))),
  bits,
);
cases.proved(
  "bits: arithmetic shift",
  [["h", I8]],
  [],
  implies(lt(v("h", I8), n(0, I8)), lt(op("shr", v("h", I8), n(3, I8)), n(0, I8))),
  bits,
);
cases.proved("bits: logical shift", [["h", U8]], [], lt(op("shr", m8("h"), n(3, U8)), n(32, U8)), bits);
cases.open("bits: no hypothesis about values", [["h", U8]], [], lt(m8("h"), n(255, U8)), bits);
cases.proved(
  "bits: signed comparison",
  [
    ["h", I8],
    ["w", U8],
  ],
  [],
  implies(eq(v("h", I8), n(-1, I8)), lt(int(v("h", I8)), int(m8("w")))),
  bits,
);
cases.open(
  "bits: unsigned comparison",
  [["w", U8]],
  [],
  implies(eq(m8("w"), n(255, U8)), lt(int(m8("w")), n(0))),
  bits,
);
cases.proved(
  "bits are found again",
  MACHINE,
  [eq(op("and", p, q), n(0, U32)), implies(eq(op("and", p, q), n(0, U32)), lt(p, q))],
  lt(p, q),
);
cases.open("bits: an element", MACHINE, [], eq(index(a, n(0)), index(a, n(1))), bits);
cases.proved(
  "bits: one element",
  MACHINE,
  [],
  eq(op("and", index(a, n(0)), index(a, n(0))), index(a, n(0))),
  bits,
);

cases.run("scalars");

/**
 * What the encoding proves and, as important, what it does not: each operation with a true fact and a false twin,
 * the traps of soundness, on the built-in solver and on a native z3 where there is one.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test from "node:test";
import type { Expression, Type } from "../../language/ir.ts";
import type { Query } from "../query.ts";
import { encode } from "../smt/encode.ts";
import { SolverPool } from "../solver/pool.ts";
import * as b from "./smt-build.ts";
import {
  add,
  array,
  both,
  builtin,
  call,
  contains,
  convert,
  count,
  eq,
  exists,
  field,
  forall,
  has,
  implies,
  index,
  int,
  ite,
  le,
  length,
  lt,
  n,
  ne,
  not,
  op,
  push,
  query,
  record,
  seq,
  set,
  spec,
  sub,
  union,
  v,
  withElement,
  zero,
} from "./smt-build.ts";

const { BOOL, INT, U8, U32, U64, I8, I32 } = b;
const COLOUR: Type = { kind: "enum", name: "m.Colour" };
const PAIR = record("m.Pair");
const ROW = record("m.Row");
const SHAPE = union("m.Shape");
const TABLE = array(ROW, 4);
const POOL = b.pool(PAIR);

const SEEN = { exported: true, reads: ["m.table"] };
const PROGRAM = b.program({
  enums: { "m.Colour": [0n, 1n, 4n], "m.Empty": [] },
  records: {
    "m.Pair": { left: U32, right: U32 },
    "m.Row": { cells: array(U8, 3), log: seq(INT), pair: PAIR, flag: BOOL },
  },
  unions: { "m.Shape": { dot: {}, square: { side: U8 }, poly: { sides: seq(U8), last: U8 } } },
  globals: { "m.table": TABLE, "other.table": array(U32, 4) },
  specs: [
    spec("m.double", [["x", U32]], INT, op("mul", int(v("x", U32)), n(2))),
    spec("m.next", [["x", U32]], U32, convert("exact", add(int(v("x", U32)), n(1)), U32)),
    spec("m.half", [["x", INT]], INT, op("div", v("x", INT), n(2)), {
      requires: [{ condition: le(n(0), v("x", INT)), span: b.SPAN, text: "0 <= x" }],
    }),
    spec("m.secret", [["x", INT]], INT, add(v("x", INT), n(1)), { opaque: true }),
    spec("m.sum", [["k", INT]], INT, sum(), { decreases: [v("k", INT)] }),
    spec(
      "m.loop",
      [["x", U8]],
      INT,
      ite(le(int(v("x", U8)), n(255)), n(0), add(call("m.loop", INT, v("x", U8)), n(1))),
    ),
    spec("m.first", [], U32, field(field(index(g("m.table", TABLE), n(0)), "pair", PAIR), "left", U32), SEEN),
    spec("m.double-first", [], INT, call("m.double", INT, call("m.first", U32)), { reads: ["m.table"] }),
    spec("other.view", [["i", INT]], U32, index(g("other.table", array(U32, 4)), v("i", INT)), {
      exported: true,
      reads: ["other.table"],
    }),
    spec("m.over", [["i", INT]], U32, call("other.view", U32, v("i", INT)), { views: ["other.view"] }),
  ],
});

function g(name: string, type: Type): Expression {
  return { kind: "global", name, type, span: b.SPAN };
}

/** k <= 0 ? 0 : k + sum(k - 1). */
function sum(): Expression {
  const k = v("k", INT);
  return ite(le(k, n(0)), n(0), add(k, call("m.sum", INT, sub(k, n(1)))));
}

const [x, y, i, j, k] = ["x", "y", "i", "j", "k"].map((name) => v(name, INT)) as [
  Expression,
  Expression,
  Expression,
  Expression,
  Expression,
];
const SEQ = seq(INT);
const [s, t] = [v("s", SEQ), v("t", SEQ)];
const ARRAY = array(U32, 8);
const a = v("a", ARRAY);
const [p, q] = [v("p", U32), v("q", U32)];
const m8 = (name: string): Expression => v(name, U8);
const rows = [v("r", ROW), v("r2", ROW)] as const;
const update = (base: Expression, name: string, value: Expression): Expression => ({
  kind: "update",
  base,
  fields: [{ name, value }],
  type: base.type,
  span: b.SPAN,
});
const construct = (type: Type, fields: Record<string, Expression>, variant?: string): Expression => ({
  kind: "construct",
  fields: Object.entries(fields).map(([name, value]) => ({ name, value })),
  type,
  span: b.SPAN,
  ...(variant === undefined ? {} : { variant }),
});
const is = (base: Expression, variant: string): Expression => ({
  kind: "is",
  base,
  variant,
  type: BOOL,
  span: b.SPAN,
});
const at = (pool: Expression, frame: Expression): Expression => ({
  kind: "at",
  pool,
  frame,
  type: PAIR,
  span: b.SPAN,
});
const wrapping = (operator: "add" | "sub" | "mul", left: Expression, right: Expression): Expression => ({
  kind: "wrapping",
  operator,
  left,
  right,
  type: left.type,
  span: b.SPAN,
});
const complement = (operand: Expression): Expression => ({
  kind: "complement",
  operand,
  type: operand.type,
  span: b.SPAN,
});
const build = (size: Expression, body: Expression): Expression => ({
  kind: "build",
  length: size,
  variable: { name: "e", type: INT },
  body,
  type: seq(body.type),
  span: b.SPAN,
});
const slice = (whole: Expression, from: Expression, to: Expression): Expression =>
  builtin("seq.slice", seq((whole.type as { element: Type }).element), whole, from, to);
const without = (whole: Expression, at: Expression): Expression =>
  builtin("seq.without", whole.type, whole, at);
const concat = (left: Expression, right: Expression): Expression =>
  builtin("seq.concat", left.type, left, right);
const inside = (at: Expression, size: Expression): Expression => both(le(n(0), at), lt(at, size));

type Variables = readonly (readonly [string, Type])[];
interface Case {
  readonly name: string;
  readonly query: Query;
  readonly proved: boolean;
}
const cases: Case[] = [];
function proved(
  name: string,
  variables: Variables,
  hypotheses: Expression[],
  goal: Expression,
  rest = {},
): void {
  cases.push({ name, query: query(variables, hypotheses, goal, rest), proved: true });
}
function open(
  name: string,
  variables: Variables,
  hypotheses: Expression[],
  goal: Expression,
  rest = {},
): void {
  cases.push({ name, query: query(variables, hypotheses, goal, rest), proved: false });
}
const INTS: Variables = [
  ["x", INT],
  ["y", INT],
  ["i", INT],
  ["j", INT],
  ["k", INT],
];
const SEQS: Variables = [...INTS, ["s", SEQ], ["t", SEQ]];
const MACHINE: Variables = [["p", U32], ["q", U32], ["a", ARRAY], ...INTS];

// Integers.
proved("u32 is below 2^32", MACHINE, [], lt(int(p), n(1n << 32n)));
open("u32 may be 2^32 - 1", MACHINE, [], lt(int(p), n((1n << 32n) - 1n)));
proved("u64 reaches 2^64 - 1", [["w", U64]], [], le(int(v("w", U64)), n((1n << 64n) - 1n)));
open("u64 has no room for one more", [["w", U64]], [], lt(add(int(v("w", U64)), n(1)), n(1n << 64n)));
proved(
  "an enum has its members",
  [["c", COLOUR]],
  [ne(v("c", COLOUR), n(0, COLOUR)), lt(n(1), int(v("c", COLOUR)))],
  eq(int(v("c", COLOUR)), n(4)),
);
open("an enum has no member between", [["c", COLOUR]], [], le(int(v("c", COLOUR)), n(1)));
for (const [dividend, divisor] of [
  [-7n, 2n],
  [7n, -2n],
  [-7n, -2n],
  [7n, 2n],
] as const) {
  const [l, r] = [v("l", INT), v("r", INT)];
  const known = [eq(l, n(dividend)), eq(r, n(divisor))];
  proved(
    `${dividend} / ${divisor}`,
    [
      ["l", INT],
      ["r", INT],
    ],
    known,
    eq(op("div", l, r), n(dividend / divisor)),
  );
  proved(
    `${dividend} % ${divisor}`,
    [
      ["l", INT],
      ["r", INT],
    ],
    known,
    eq(op("rem", l, r), n(dividend % divisor)),
  );
  open(
    `${dividend} % ${divisor} is not floored`,
    [
      ["l", INT],
      ["r", INT],
    ],
    [],
    eq(op("rem", l, n(-2)), n(dividend)),
  );
}
open("nothing is known of a quotient by zero", INTS, [], eq(op("div", x, n(0)), n(0)));
open("nothing is known of a remainder by zero", INTS, [], eq(op("rem", x, n(0)), x));
proved(
  "-0 is 0",
  [["h", I8]],
  [eq(int(v("h", I8)), n(0))],
  eq({ kind: "negate", operand: v("h", I8), type: I8, span: b.SPAN }, n(0, I8)),
);
proved("wrapping u32", MACHINE, [eq(int(p), n(0xffff_ffff))], eq(wrapping("add", p, n(2, U32)), n(1, U32)));
proved(
  "wrapping i8",
  [["h", I8]],
  [eq(v("h", I8), n(127, I8))],
  eq(wrapping("add", v("h", I8), n(1, I8)), n(-128, I8)),
);
open("wrapping is not exact", MACHINE, [], eq(int(wrapping("add", p, q)), add(int(p), int(q))));
proved("u8.wrap", MACHINE, [eq(int(p), n(0x1ff))], eq(convert("wrap", p, U8), n(0xff, U8)));
proved("i8.wrap", MACHINE, [eq(int(p), n(0x80))], eq(convert("wrap", p, I8), n(-128, I8)));

// Bit operators over the integers.
proved("a mask is a remainder", MACHINE, [], lt(int(op("and", p, n(7, U32))), n(8)));
proved(
  "a mask of a negative number",
  [["h", I32]],
  [eq(v("h", I32), n(-1, I32))],
  eq(op("and", v("h", I32), n(15, I32)), n(15, I32)),
);
proved("x & y is at most x", MACHINE, [], le(op("and", p, q), p));
open("x | y is not at most x", MACHINE, [], le(op("or", p, q), p));
proved("x | y is at least y", MACHINE, [], le(q, op("or", p, q)));
proved(
  "shl by a constant drops bits",
  MACHINE,
  [eq(p, n(0x8000_0001, U32))],
  eq(op("shl", p, n(1, U32)), n(2, U32)),
);
proved(
  "shr of a negative number",
  [["h", I8]],
  [eq(v("h", I8), n(-3, I8))],
  eq(op("shr", v("h", I8), n(1, I8)), n(-2, I8)),
);
proved("shl by a variable", MACHINE, [eq(q, n(5, U32))], eq(op("shl", n(1, U32), q), n(32, U32)));
open("a shift by the width is unknown", MACHINE, [], eq(op("shl", n(1, U32), n(32, U32)), n(0, U32)));
open("a shift by a variable may be by the width", MACHINE, [], ne(op("shl", n(1, U32), q), n(0, U32)));
proved("complement u8", [["h", U8]], [eq(m8("h"), n(1, U8))], eq(complement(m8("h")), n(254, U8)));
proved("complement i8", [["h", I8]], [eq(v("h", I8), n(1, I8))], eq(complement(v("h", I8)), n(-2, I8)));

// Arrays.
proved("array length", MACHINE, [], eq(length(a), n(8)));
proved("array elements are in range", MACHINE, [], lt(int(index(a, x)), n(1n << 32n)));
proved("array store", MACHINE, [inside(x, n(8))], eq(index(withElement(a, x, p), x), p));
open("array store out of range", MACHINE, [], eq(index(withElement(a, x, p), x), p));
proved("array store elsewhere", MACHINE, [ne(x, y)], eq(index(withElement(a, x, p), y), index(a, y)));
open("two elements", MACHINE, [], eq(index(a, n(100)), index(a, n(101))));
open("an element out of range", MACHINE, [], eq(int(index(a, n(8))), n(0)));
open(
  "an ill-typed value in an array contradicts nothing",
  MACHINE,
  [inside(x, n(8))],
  eq(index(withElement(a, x, convert("exact", n(1n << 32n), U32)), x), n(5, U32)),
);
proved(
  "arrays are equal by elements",
  [...MACHINE, ["c", ARRAY]],
  [
    forall(
      [["e", INT]],
      implies(inside(v("e", INT), n(8)), eq(index(a, v("e", INT)), index(v("c", ARRAY), v("e", INT)))),
    ),
  ],
  eq(a, v("c", ARRAY)),
);
open(
  "arrays equal but for the last",
  [...MACHINE, ["c", ARRAY]],
  [
    forall(
      [["e", INT]],
      implies(inside(v("e", INT), n(7)), eq(index(a, v("e", INT)), index(v("c", ARRAY), v("e", INT)))),
    ),
  ],
  eq(a, v("c", ARRAY)),
);
proved("storing what is there", MACHINE, [inside(x, n(8))], eq(withElement(a, x, index(a, x)), a));
proved("zero array", MACHINE, [inside(x, n(4))], eq(index(zero(array(U8, 4)), x), n(0, U8)));
open("zero array out of range", MACHINE, [], eq(index(zero(array(U8, 4)), x), n(0, U8)));
proved(
  "elements",
  MACHINE,
  [eq(x, n(1))],
  eq(index({ kind: "elements", elements: [p, q], type: array(U32, 2), span: b.SPAN }, x), q),
);
proved(
  "the whole array as a sequence",
  MACHINE,
  [],
  eq(builtin("seq.from", seq(U32), a, n(0), n(8)), slice(a, n(0), n(8))),
);

// Sequences.
proved(
  "push",
  SEQS,
  [],
  both(eq(index(push(s, x), length(s)), x), eq(length(push(s, x)), add(length(s), n(1)))),
);
proved("push keeps", SEQS, [inside(i, length(s))], eq(index(push(s, x), i), index(s, i)));
open("push does not add in front", SEQS, [lt(n(0), length(s))], eq(index(push(s, x), n(0)), x));
proved("a push is undone", SEQS, [], eq(slice(push(s, x), n(0), length(s)), s));
proved("concat", SEQS, [inside(i, length(t))], eq(index(concat(s, t), add(length(s), i)), index(t, i)));
proved(
  "concat of slices",
  SEQS,
  [inside(i, length(s))],
  eq(concat(slice(s, n(0), i), slice(s, i, length(s))), s),
);
open("concat does not commute", SEQS, [], eq(concat(s, t), concat(t, s)));
proved(
  "concat associates",
  [...SEQS, ["u", SEQ]],
  [],
  eq(concat(concat(s, t), v("u", SEQ)), concat(s, concat(t, v("u", SEQ)))),
);
proved(
  "slice of slice",
  SEQS,
  [both(le(n(0), i), le(i, j), le(j, k), le(k, length(s)))],
  eq(slice(slice(s, i, k), n(0), sub(j, i)), slice(s, i, j)),
);
open("slice out of range", SEQS, [], eq(length(slice(s, n(0), k)), k));
proved(
  "without",
  SEQS,
  [inside(i, length(s)), inside(j, length(s)), lt(i, j)],
  eq(index(without(s, i), sub(j, n(1))), index(s, j)),
);
proved(
  "without is the two slices",
  SEQS,
  [inside(i, length(s))],
  eq(without(s, i), concat(slice(s, n(0), i), slice(s, add(i, n(1)), length(s)))),
);
open("without out of range", SEQS, [], eq(length(without(s, i)), sub(length(s), n(1))));
proved("contains an element", SEQS, [inside(i, length(s))], contains(s, index(s, i)));
open("contains an element out of range", SEQS, [], contains(s, index(s, i)));
proved(
  "contains means an index",
  SEQS,
  [contains(s, x)],
  exists([["e", INT]], both(inside(v("e", INT), length(s)), eq(index(s, v("e", INT)), x))),
);
proved("contains after push", SEQS, [ne(x, y)], eq(contains(push(s, y), x), contains(s, x)));
proved(
  "contains after without",
  SEQS,
  [inside(i, length(s)), contains(s, x), ne(index(s, i), x)],
  contains(without(s, i), x),
);
open(
  "without may remove one of two",
  SEQS,
  [inside(i, length(s)), eq(index(s, i), x)],
  not(contains(without(s, i), x)),
);
proved("indexOf is first", SEQS, [inside(i, length(s))], le(builtin("seq.indexOf", INT, s, index(s, i)), i));
proved(
  "indexOf of what is not there",
  SEQS,
  [not(contains(s, x))],
  eq(builtin("seq.indexOf", INT, s, x), n(-1)),
);
proved("count after push", SEQS, [], eq(count(push(s, x), x), add(count(s, x), n(1))));
proved(
  "a swap is a permutation",
  [...MACHINE],
  [inside(i, n(8)), inside(j, n(8))],
  forall(
    [["e", U32]],
    eq(
      count(withElement(withElement(a, i, index(a, j)), j, index(a, i)), v("e", U32)),
      count(a, v("e", U32)),
    ),
  ),
);
open(
  "an overwrite is no permutation",
  [...MACHINE],
  [inside(i, n(8)), inside(j, n(8))],
  forall([["e", U32]], eq(count(withElement(a, i, index(a, j)), v("e", U32)), count(a, v("e", U32)))),
);
proved("count and membership", SEQS, [lt(n(0), count(s, x))], contains(s, x));
proved("empty", SEQS, [], both(eq(length(zero(SEQ)), n(0)), not(contains(builtin("seq.empty", SEQ), x))));
proved("no elements, so empty", SEQS, [eq(length(s), n(0))], eq(s, builtin("seq.empty", SEQ)));
proved(
  "of",
  SEQS,
  [],
  both(eq(index(builtin("seq.of", SEQ, x, y), n(1)), y), contains(builtin("seq.of", SEQ, x, y), x)),
);
proved("build", INTS, [inside(i, n(10))], eq(index(build(n(10), add(v("e", INT), x)), i), add(i, x)));
open("build out of range", INTS, [], eq(index(build(n(10), add(v("e", INT), x)), i), add(i, x)));
open("build of negative length", INTS, [], eq(length(build(x, v("e", INT))), x));
proved(
  "equal builds",
  INTS,
  [eq(x, y)],
  eq(build(n(10), add(v("e", INT), x)), build(n(10), add(v("e", INT), y))),
);

// Sets, maps, pools.
const S8 = set(U8);
const [ss, tt] = [v("ss", S8), v("tt", S8)];
const SETS: Variables = [
  ["ss", S8],
  ["tt", S8],
  ["h", U8],
  ["w", U8],
];
const setOp = (name: "union" | "intersection" | "difference", l: Expression, r: Expression): Expression =>
  builtin(`set.${name}`, S8, l, r);
const inSet = (name: "add" | "delete", l: Expression, r: Expression): Expression =>
  builtin(`set.${name}`, S8, l, r);
proved("set add", SETS, [], has(inSet("add", ss, m8("h")), m8("h")));
proved("set delete", SETS, [], not(has(inSet("delete", ss, m8("h")), m8("h"))));
open("set delete of another", SETS, [], not(has(inSet("delete", ss, m8("h")), m8("w"))));
proved("set equality", SETS, [has(ss, m8("h"))], eq(inSet("add", inSet("delete", ss, m8("h")), m8("h")), ss));
open("set equality needs the member", SETS, [], eq(inSet("add", inSet("delete", ss, m8("h")), m8("h")), ss));
proved("union commutes", SETS, [], eq(setOp("union", ss, tt), setOp("union", tt, ss)));
open("difference does not commute", SETS, [], eq(setOp("difference", ss, tt), setOp("difference", tt, ss)));
proved(
  "intersection is a subset",
  SETS,
  [],
  builtin("set.isSubsetOf", BOOL, setOp("intersection", ss, tt), ss),
);
proved(
  "subsets of each other",
  SETS,
  [builtin("set.isSubsetOf", BOOL, ss, tt), builtin("set.isSubsetOf", BOOL, tt, ss)],
  eq(ss, tt),
);
proved("set.of", SETS, [], has(builtin("set.of", S8, n(1, U8), n(2, U8)), n(2, U8)));
open("set.of has no other", SETS, [], has(builtin("set.of", S8, n(1, U8), n(2, U8)), n(3, U8)));
const MAP = b.map(U8, INT);
const mm = v("mm", MAP);
const MAPS: Variables = [
  ["mm", MAP],
  ["h", U8],
  ["w", U8],
  ["x", INT],
];
const mapSet = builtin("map.set", MAP, mm, m8("h"), x);
proved("map set", MAPS, [], both(has(mapSet, m8("h")), eq(builtin("map.get", INT, mapSet, m8("h")), x)));
proved(
  "map set keeps",
  MAPS,
  [ne(m8("h"), m8("w"))],
  eq(builtin("map.get", INT, mapSet, m8("w")), builtin("map.get", INT, mm, m8("w"))),
);
open("a missing key", MAPS, [], eq(builtin("map.get", INT, zero(MAP), m8("w")), n(0)));
proved("map equality", MAPS, [has(mm, m8("h")), eq(builtin("map.get", INT, mm, m8("h")), x)], eq(mapSet, mm));
proved(
  "map keys",
  MAPS,
  [],
  eq(builtin("map.keys", S8, mapSet), inSet("add", builtin("map.keys", S8, mm), m8("h"))),
);
proved("map delete", MAPS, [not(has(mm, m8("h")))], eq(builtin("map.delete", MAP, mapSet, m8("h")), mm));
const POOLS: Variables = [
  ["pp", POOL],
  ["qq", POOL],
  ["p", U32],
  ["q", U32],
  ["o", PAIR],
];
const [pp, o] = [v("pp", POOL), v("o", PAIR)];
const owned = (pool: Expression): Expression => builtin("pool.owned", set(U32), pool);
const poolWith = builtin("pool.with", POOL, pp, p, o);
proved("pool store", POOLS, [], both(eq(at(poolWith, p), o), eq(owned(poolWith), owned(pp))));
proved("pool store elsewhere", POOLS, [ne(p, q)], eq(at(poolWith, q), at(pp, q)));
proved(
  "pool gain",
  POOLS,
  [],
  both(
    has(owned(builtin("pool.gain", POOL, pp, p)), p),
    eq(field(at(builtin("pool.gain", POOL, pp, p), p), "left", U32), n(0, U32)),
  ),
);
proved(
  "pool lose",
  POOLS,
  [ne(p, q)],
  eq(has(owned(builtin("pool.lose", POOL, pp, p)), q), has(owned(pp), q)),
);
open(
  "pool lose keeps no ownership",
  POOLS,
  [has(owned(pp), p)],
  has(owned(builtin("pool.lose", POOL, pp, p)), p),
);
proved("pool equality", POOLS, [], eq(builtin("pool.with", POOL, pp, p, at(pp, p)), pp));
open("pools", POOLS, [], eq(pp, v("qq", POOL)));

// Records and unions.
const ROWS: Variables = [
  ["r", ROW],
  ["r2", ROW],
  ["h", U8],
  ["x", INT],
  ["table", TABLE],
  ["p", U32],
];
const [r, r2] = rows;
const cells = (base: Expression): Expression => field(base, "cells", array(U8, 3));
proved(
  "record update",
  ROWS,
  [],
  both(
    eq(field(update(r, "flag", b.bool(true)), "flag", BOOL), b.bool(true)),
    eq(cells(update(r, "flag", b.bool(true))), cells(r)),
  ),
);
proved("record of array: length", ROWS, [], eq(length(cells(r)), n(3)));
proved(
  "record equality looks into arrays",
  ROWS,
  [
    forall(
      [["e", INT]],
      implies(inside(v("e", INT), n(3)), eq(index(cells(r), v("e", INT)), index(cells(r2), v("e", INT)))),
    ),
    eq(field(r, "pair", PAIR), field(r2, "pair", PAIR)),
    eq(field(r, "log", SEQ), field(r2, "log", SEQ)),
    eq(field(r, "flag", BOOL), field(r2, "flag", BOOL)),
  ],
  eq(r, r2),
);
open(
  "record equality needs every field",
  ROWS,
  [
    eq(cells(r), cells(r2)),
    eq(field(r, "pair", PAIR), field(r2, "pair", PAIR)),
    eq(field(r, "flag", BOOL), field(r2, "flag", BOOL)),
  ],
  eq(r, r2),
);
proved(
  "nested update",
  ROWS,
  [],
  eq(
    field(
      field(
        index(
          withElement(
            v("table", TABLE),
            n(1),
            update(index(v("table", TABLE), n(1)), "pair", construct(PAIR, { left: p, right: p })),
          ),
          n(1),
        ),
        "pair",
        PAIR,
      ),
      "right",
      U32,
    ),
    p,
  ),
);
proved(
  "an element of a stored record in an array",
  ROWS,
  [],
  le(int(index(cells(index(v("table", TABLE), n(2))), x)), n(255)),
);
open(
  "an ill-typed field contradicts nothing",
  ROWS,
  [],
  eq(field(construct(PAIR, { left: convert("exact", n(-1), U32), right: p }), "left", U32), n(-1, U32)),
);
proved(
  "zero record",
  ROWS,
  [],
  both(
    eq(field(field(zero(ROW), "pair", PAIR), "right", U32), n(0, U32)),
    eq(index(cells(zero(ROW)), n(1)), n(0, U8)),
    eq(length(field(zero(ROW), "log", SEQ)), n(0)),
  ),
);
const SHAPES: Variables = [
  ["f", SHAPE],
  ["f2", SHAPE],
  ["h", U8],
];
const [f, f2] = [v("f", SHAPE), v("f2", SHAPE)];
const side = (base: Expression): Expression => field(base, "side", U8, "square");
proved(
  "union construct",
  SHAPES,
  [],
  both(
    is(construct(SHAPE, { side: m8("h") }, "square"), "square"),
    eq(side(construct(SHAPE, { side: m8("h") }, "square")), m8("h")),
  ),
);
proved("one variant at a time", SHAPES, [is(f, "square")], not(is(f, "poly")));
proved("no other variant", SHAPES, [not(is(f, "square")), not(is(f, "poly"))], is(f, "dot"));
proved("union equality", SHAPES, [is(f, "square"), is(f2, "square"), eq(side(f), side(f2))], eq(f, f2));
proved("two dots", SHAPES, [is(f, "dot"), is(f2, "dot")], eq(f, f2));
open("union equality needs the variant", SHAPES, [eq(side(f), side(f2))], eq(f, f2));
open("a field of another variant", SHAPES, [is(f, "dot")], eq(side(f), n(0, U8)));
proved("zero union", SHAPES, [], is(zero(SHAPE), "dot"));

// Quantifiers.
const e1 = v("e1", U32);
proved("forall over machine integers", MACHINE, [], forall([["e1", U32]], le(n(0), int(e1))));
open("exists over machine integers is bounded", MACHINE, [], exists([["e1", U32]], lt(int(e1), n(0))));
open(
  "forall over machine integers says nothing of others",
  INTS,
  [forall([["e1", U32]], eq(call("m.double", INT, e1), n(0)))],
  lt(call("m.double", INT, convert("exact", n(-1), U32)), n(1)),
  { within: { module: "elsewhere" } },
);
const sorted = forall(
  [
    ["e", INT],
    ["d", INT],
  ],
  implies(
    both(le(n(0), v("e", INT)), le(v("e", INT), v("d", INT)), lt(v("d", INT), n(8))),
    le(index(a, v("e", INT)), index(a, v("d", INT))),
  ),
);
proved("sorted", MACHINE, [sorted], le(index(a, n(1)), index(a, n(6))));
open("sorted the other way", MACHINE, [sorted], le(index(a, n(6)), index(a, n(1))));

// Specification functions.
proved("definition", MACHINE, [], eq(call("m.double", INT, p), op("mul", n(2), int(p))));
open("a definition out of its types", MACHINE, [], eq(int(call("m.next", U32, p)), add(int(p), n(1))));
proved(
  "a definition within its types",
  MACHINE,
  [lt(int(p), n(5))],
  eq(int(call("m.next", U32, p)), add(int(p), n(1))),
);
proved("a result is of its type", MACHINE, [], le(n(0), int(call("m.next", U32, p))));
proved("a definition within requires", INTS, [eq(x, n(9))], eq(call("m.half", INT, x), n(4)));
open("a definition outside requires", INTS, [eq(x, n(-8))], eq(call("m.half", INT, x), n(-4)));
open("opaque", INTS, [], eq(call("m.secret", INT, x), add(x, n(1))));
proved("revealed", INTS, [], eq(call("m.secret", INT, x), add(x, n(1))), { revealed: ["m.secret"] });
proved("recursion unfolds", INTS, [eq(x, n(2))], eq(call("m.sum", INT, x), add(x, call("m.sum", INT, n(1)))));
proved(
  "an induction step",
  INTS,
  [eq(op("mul", n(2), call("m.sum", INT, x)), op("mul", x, add(x, n(1)))), le(n(0), x)],
  eq(op("mul", n(2), call("m.sum", INT, add(x, n(1)))), op("mul", add(x, n(1)), add(x, n(2)))),
);
open("recursion is no induction", INTS, [le(n(0), x)], le(n(0), call("m.sum", INT, x)));
open(
  "recursion of ill-typed arguments is not unfolded",
  INTS,
  [],
  lt(call("m.loop", INT, convert("exact", n(-1), U8)), n(0)),
);
const VIEWS: Variables = [
  ["g", TABLE],
  ["g2", TABLE],
  ["t1", b.TOKEN],
  ["t2", b.TOKEN],
  ["x", INT],
];
const [g1, g2, t1, t2] = [v("g", TABLE), v("g2", TABLE), v("t1", b.TOKEN), v("t2", b.TOKEN)];
const left0 = (table: Expression): Expression => field(field(index(table, n(0)), "pair", PAIR), "left", U32);
proved("a concrete view", VIEWS, [], eq(call("m.first", U32, g1), left0(g1)));
proved(
  "state passes through definitions",
  VIEWS,
  [eq(left0(g1), left0(g2))],
  eq(call("m.double-first", INT, g1), call("m.double-first", INT, g2)),
);
proved(
  "an abstract view of one token",
  VIEWS,
  [eq(t1, t2)],
  eq(call("other.view", U32, x, t1), call("other.view", U32, x, t2)),
);
open(
  "abstract views of two tokens",
  VIEWS,
  [],
  eq(call("other.view", U32, x, t1), call("other.view", U32, x, t2)),
);
proved("an abstract view is well typed", VIEWS, [], le(n(0), int(call("other.view", U32, x, t1))));
proved(
  "tokens pass through definitions",
  VIEWS,
  [],
  eq(call("m.over", U32, x, t1), call("other.view", U32, x, t1)),
);
proved(
  "the whole program sees every view",
  [
    ["h4", array(U32, 4)],
    ["x", INT],
  ],
  [],
  eq(call("m.over", U32, x, v("h4", array(U32, 4))), index(v("h4", array(U32, 4)), x)),
  { within: "program" },
);

// Bit vectors.
const bits = { logic: "bits" };
proved("bits: x & (x - 1)", MACHINE, [], le(op("and", p, wrapping("sub", p, n(1, U32))), p), bits);
proved("bits: xor of itself", MACHINE, [], eq(op("xor", p, p), n(0, U32)), bits);
proved(
  "bits: + is exact",
  MACHINE,
  [],
  eq(add(int(op("and", p, q)), int(op("or", p, q))), add(int(p), int(q))),
  bits,
);
open("bits: + is not wrapping", MACHINE, [], le(add(int(p), int(q)), n(0xffff_ffff)), bits);
proved("bits: a sum in 33 bits", MACHINE, [], lt(add(int(p), int(q)), n(1n << 33n)), bits);
proved(
  "bits: truncating division",
  [["h", I8]],
  [],
  implies(eq(v("h", I8), n(-7, I8)), eq(op("div", v("h", I8), n(2, I8)), n(-3, I8))),
  bits,
);
proved(
  "bits: remainder sign",
  [["h", I8]],
  [],
  implies(eq(v("h", I8), n(-7, I8)), eq(op("rem", v("h", I8), n(2, I8)), n(-1, I8))),
  bits,
);
proved(
  "bits: arithmetic shift",
  [["h", I8]],
  [],
  implies(lt(v("h", I8), n(0, I8)), lt(op("shr", v("h", I8), n(3, I8)), n(0, I8))),
  bits,
);
proved("bits: logical shift", [["h", U8]], [], lt(op("shr", m8("h"), n(3, U8)), n(32, U8)), bits);
open("bits: no hypothesis about values", [["h", U8]], [], lt(m8("h"), n(255, U8)), bits);
proved(
  "bits: signed comparison",
  [
    ["h", I8],
    ["w", U8],
  ],
  [],
  implies(eq(v("h", I8), n(-1, I8)), lt(int(v("h", I8)), int(m8("w")))),
  bits,
);
open(
  "bits: unsigned comparison",
  [["w", U8]],
  [],
  implies(eq(m8("w"), n(255, U8)), lt(int(m8("w")), n(0))),
  bits,
);
proved(
  "bits are found again",
  MACHINE,
  [eq(op("and", p, q), n(0, U32)), implies(eq(op("and", p, q), n(0, U32)), lt(p, q))],
  lt(p, q),
);
open("bits: an element", MACHINE, [], eq(index(a, n(0)), index(a, n(1))), bits);
proved("bits: one element", MACHINE, [], eq(op("and", index(a, n(0)), index(a, n(0))), index(a, n(0))), bits);

function nativeSolver(): string | undefined {
  try {
    execFileSync("z3", ["--version"]);
    return "z3";
  } catch {
    return undefined;
  }
}

for (const solver of ["builtin", nativeSolver()]) {
  test(`verdicts of ${solver}`, { skip: solver === undefined }, async (context) => {
    const pool = new SolverPool({ jobs: 2, solver: solver ?? "", patience: 20_000 });
    context.after(() => pool.close());
    const answers = await Promise.all(
      cases.map((c) => pool.solve(encode(PROGRAM, c.query, { resources: 2_000_000, seed: 0 }))),
    );
    const wrong = cases.flatMap((c, at) => {
      const answer = answers[at]!;
      const right = answer.status !== "error" && (answer.status === "proved") === c.proved;
      return right
        ? []
        : [`${c.name}: ${answer.status} ${answer.status === "error" ? answer.message : answer.reason}`];
    });
    assert.deepEqual(wrong, []);
  });
}

test("what has no sound meaning is refused", () => {
  const limits = { resources: 1, seed: 0 };
  const refused = (goal: Expression, variables: Variables, rest = {}): void => {
    assert.throws(() => encode(PROGRAM, query(variables, [], goal, rest), limits));
  };
  const empty: Type = { kind: "enum", name: "m.Empty" };
  refused(b.bool(true), [["e", empty]]);
  refused(forall([["e", U8]], eq(m8("e"), m8("e"))), [], bits);
  refused(eq(op("and", op("add", p, q), q), p), MACHINE, bits);
  refused(eq(x, x), INTS, bits);
  refused(eq(g("m.table", TABLE), g("m.table", TABLE)), []);
  refused(eq(call("m.first", U32), n(1, U32)), []);
  refused({ kind: "old", operand: b.bool(true), type: BOOL, span: b.SPAN }, []);
});

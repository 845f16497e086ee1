/**
 * Verdicts on sets, maps, pools, records and unions.
 */
import type { Expression } from "../../language/ir.ts";
import {
  Cases,
  PAIR,
  ROW,
  SHAPE,
  TABLE,
  POOL,
  SEQ,
  m8,
  rows,
  update,
  construct,
  is,
  at,
  inside,
  type Variables,
  x,
  p,
  q,
} from "./smt-cases.ts";
import * as b from "./smt-build.ts";
import {
  array,
  both,
  builtin,
  convert,
  eq,
  field,
  forall,
  has,
  implies,
  index,
  int,
  le,
  length,
  n,
  ne,
  not,
  set,
  v,
  withElement,
  zero,
  BOOL,
  INT,
  U8,
  U32,
} from "./smt-build.ts";

const cases = new Cases();

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
cases.proved("set add", SETS, [], has(inSet("add", ss, m8("h")), m8("h")));
cases.proved("set delete", SETS, [], not(has(inSet("delete", ss, m8("h")), m8("h"))));
cases.open("set delete of another", SETS, [], not(has(inSet("delete", ss, m8("h")), m8("w"))));
cases.proved(
  "set equality",
  SETS,
  [has(ss, m8("h"))],
  eq(inSet("add", inSet("delete", ss, m8("h")), m8("h")), ss),
);
cases.open(
  "set equality needs the member",
  SETS,
  [],
  eq(inSet("add", inSet("delete", ss, m8("h")), m8("h")), ss),
);
cases.proved("union commutes", SETS, [], eq(setOp("union", ss, tt), setOp("union", tt, ss)));
cases.open(
  "difference does not commute",
  SETS,
  [],
  eq(setOp("difference", ss, tt), setOp("difference", tt, ss)),
);
cases.proved(
  "intersection is a subset",
  SETS,
  [],
  builtin("set.isSubsetOf", BOOL, setOp("intersection", ss, tt), ss),
);
cases.proved(
  "subsets of each other",
  SETS,
  [builtin("set.isSubsetOf", BOOL, ss, tt), builtin("set.isSubsetOf", BOOL, tt, ss)],
  eq(ss, tt),
);
cases.proved("set.of", SETS, [], has(builtin("set.of", S8, n(1, U8), n(2, U8)), n(2, U8)));
cases.open("set.of has no other", SETS, [], has(builtin("set.of", S8, n(1, U8), n(2, U8)), n(3, U8)));
const MAP = b.map(U8, INT);
const mm = v("mm", MAP);
const MAPS: Variables = [
  ["mm", MAP],
  ["h", U8],
  ["w", U8],
  ["x", INT],
];
const mapSet = builtin("map.set", MAP, mm, m8("h"), x);
cases.proved(
  "map set",
  MAPS,
  [],
  both(has(mapSet, m8("h")), eq(builtin("map.get", INT, mapSet, m8("h")), x)),
);
cases.proved(
  "map set keeps",
  MAPS,
  [ne(m8("h"), m8("w"))],
  eq(builtin("map.get", INT, mapSet, m8("w")), builtin("map.get", INT, mm, m8("w"))),
);
cases.open("a missing key", MAPS, [], eq(builtin("map.get", INT, zero(MAP), m8("w")), n(0)));
cases.proved(
  "map equality",
  MAPS,
  [has(mm, m8("h")), eq(builtin("map.get", INT, mm, m8("h")), x)],
  eq(mapSet, mm),
);
cases.proved(
  "map keys",
  MAPS,
  [],
  eq(builtin("map.keys", S8, mapSet), inSet("add", builtin("map.keys", S8, mm), m8("h"))),
);
cases.proved(
  "map delete",
  MAPS,
  [not(has(mm, m8("h")))],
  eq(builtin("map.delete", MAP, mapSet, m8("h")), mm),
);
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
cases.proved("pool store", POOLS, [], both(eq(at(poolWith, p), o), eq(owned(poolWith), owned(pp))));
cases.proved("pool store elsewhere", POOLS, [ne(p, q)], eq(at(poolWith, q), at(pp, q)));
cases.proved(
  "pool gain",
  POOLS,
  [],
  both(
    has(owned(builtin("pool.gain", POOL, pp, p)), p),
    eq(field(at(builtin("pool.gain", POOL, pp, p), p), "left", U32), n(0, U32)),
  ),
);
cases.proved(
  "pool lose",
  POOLS,
  [ne(p, q)],
  eq(has(owned(builtin("pool.lose", POOL, pp, p)), q), has(owned(pp), q)),
);
cases.open(
  "pool lose keeps no ownership",
  POOLS,
  [has(owned(pp), p)],
  has(owned(builtin("pool.lose", POOL, pp, p)), p),
);
cases.proved("pool equality", POOLS, [], eq(builtin("pool.with", POOL, pp, p, at(pp, p)), pp));
cases.open("pools", POOLS, [], eq(pp, v("qq", POOL)));

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
cases.proved(
  "record update",
  ROWS,
  [],
  both(
    eq(field(update(r, "flag", b.bool(true)), "flag", BOOL), b.bool(true)),
    eq(cells(update(r, "flag", b.bool(true))), cells(r)),
  ),
);
cases.proved("record of array: length", ROWS, [], eq(length(cells(r)), n(3)));
cases.proved(
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
cases.open(
  "record equality needs every field",
  ROWS,
  [
    eq(cells(r), cells(r2)),
    eq(field(r, "pair", PAIR), field(r2, "pair", PAIR)),
    eq(field(r, "flag", BOOL), field(r2, "flag", BOOL)),
  ],
  eq(r, r2),
);
cases.proved(
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
cases.proved(
  "an element of a stored record in an array",
  ROWS,
  [],
  le(int(index(cells(index(v("table", TABLE), n(2))), x)), n(255)),
);
cases.open(
  "an ill-typed field contradicts nothing",
  ROWS,
  [],
  eq(field(construct(PAIR, { left: convert("exact", n(-1), U32), right: p }), "left", U32), n(-1, U32)),
);
cases.proved(
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
cases.proved(
  "union construct",
  SHAPES,
  [],
  both(
    is(construct(SHAPE, { side: m8("h") }, "square"), "square"),
    eq(side(construct(SHAPE, { side: m8("h") }, "square")), m8("h")),
  ),
);
cases.proved("one variant at a time", SHAPES, [is(f, "square")], not(is(f, "poly")));
cases.proved("no other variant", SHAPES, [not(is(f, "square")), not(is(f, "poly"))], is(f, "dot"));
cases.proved("union equality", SHAPES, [is(f, "square"), is(f2, "square"), eq(side(f), side(f2))], eq(f, f2));
cases.proved("two dots", SHAPES, [is(f, "dot"), is(f2, "dot")], eq(f, f2));
cases.open("union equality needs the variant", SHAPES, [eq(side(f), side(f2))], eq(f, f2));
cases.open("a field of another variant", SHAPES, [is(f, "dot")], eq(side(f), n(0, U8)));
cases.proved("zero union", SHAPES, [], is(zero(SHAPE), "dot"));

cases.run("composites");

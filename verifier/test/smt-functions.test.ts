/**
 * Verdicts on quantifiers and specification functions, and what is refused.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { encode } from "../smt/encode.ts";
import type { Expression, Type } from "../../language/ir.ts";
import {
  Cases,
  PAIR,
  TABLE,
  PROGRAM,
  g,
  a,
  m8,
  type Variables,
  x,
  p,
  q,
  MACHINE,
  INTS,
} from "./smt-cases.ts";
import * as b from "./smt-build.ts";
import {
  add,
  array,
  both,
  call,
  convert,
  eq,
  exists,
  field,
  forall,
  implies,
  index,
  int,
  le,
  lt,
  n,
  op,
  query,
  v,
  BOOL,
  INT,
  U8,
  U32,
} from "./smt-build.ts";

const cases = new Cases();

// Quantifiers.
const e1 = v("e1", U32);
cases.proved("forall over machine integers", MACHINE, [], forall([["e1", U32]], le(n(0), int(e1))));
cases.open("exists over machine integers is bounded", MACHINE, [], exists([["e1", U32]], lt(int(e1), n(0))));
cases.proved(
  "forall over machine integers holds of conversions, whether they fit or not",
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
cases.proved("sorted", MACHINE, [sorted], le(index(a, n(1)), index(a, n(6))));
cases.open("sorted the other way", MACHINE, [sorted], le(index(a, n(6)), index(a, n(1))));

// Specification functions.
cases.proved("definition", MACHINE, [], eq(call("m.double", INT, p), op("mul", n(2), int(p))));
cases.open("a definition out of its types", MACHINE, [], eq(int(call("m.next", U32, p)), add(int(p), n(1))));
cases.proved(
  "a definition within its types",
  MACHINE,
  [lt(int(p), n(5))],
  eq(int(call("m.next", U32, p)), add(int(p), n(1))),
);
cases.proved("a result is of its type", MACHINE, [], le(n(0), int(call("m.next", U32, p))));
cases.proved("a definition within requires", INTS, [eq(x, n(9))], eq(call("m.half", INT, x), n(4)));
cases.open("a definition outside requires", INTS, [eq(x, n(-8))], eq(call("m.half", INT, x), n(-4)));
cases.open("opaque", INTS, [], eq(call("m.secret", INT, x), add(x, n(1))));
cases.proved("revealed", INTS, [], eq(call("m.secret", INT, x), add(x, n(1))), { revealed: ["m.secret"] });
cases.proved(
  "recursion unfolds",
  INTS,
  [eq(x, n(2))],
  eq(call("m.sum", INT, x), add(x, call("m.sum", INT, n(1)))),
);
cases.proved(
  "an induction step",
  INTS,
  [eq(op("mul", n(2), call("m.sum", INT, x)), op("mul", x, add(x, n(1)))), le(n(0), x)],
  eq(op("mul", n(2), call("m.sum", INT, add(x, n(1)))), op("mul", add(x, n(1)), add(x, n(2)))),
);
cases.open("recursion is no induction", INTS, [le(n(0), x)], le(n(0), call("m.sum", INT, x)));
cases.open(
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
cases.proved("a concrete view", VIEWS, [], eq(call("m.first", U32, g1), left0(g1)));
cases.proved(
  "state passes through definitions",
  VIEWS,
  [eq(left0(g1), left0(g2))],
  eq(call("m.double-first", INT, g1), call("m.double-first", INT, g2)),
);
cases.proved(
  "an abstract view of one token",
  VIEWS,
  [eq(t1, t2)],
  eq(call("other.view", U32, x, t1), call("other.view", U32, x, t2)),
);
cases.open(
  "abstract views of two tokens",
  VIEWS,
  [],
  eq(call("other.view", U32, x, t1), call("other.view", U32, x, t2)),
);
cases.proved("an abstract view is well typed", VIEWS, [], le(n(0), int(call("other.view", U32, x, t1))));
cases.proved(
  "tokens pass through definitions",
  VIEWS,
  [],
  eq(call("m.over", U32, x, t1), call("other.view", U32, x, t1)),
);
cases.proved(
  "the whole program sees every view",
  [
    ["h4", array(U32, 4)],
    ["x", INT],
  ],
  [],
  eq(call("m.over", U32, x, v("h4", array(U32, 4))), index(v("h4", array(U32, 4)), x)),
  { within: "program" },
);

const sumOf = (k: Expression): Expression => call("m.sum", INT, k);
cases.proved(
  "a fact about a recursive function is used where unfolding calls it",
  INTS,
  [forall([["e", INT]], le(n(0), sumOf(v("e", INT))), [[sumOf(v("e", INT))]]), le(n(1), x)],
  le(x, sumOf(x)),
);
cases.open(
  "such facts do not unfold for ever",
  INTS,
  [
    forall([["e", INT]], le(sumOf(v("e", INT)), add(v("e", INT), sumOf(v("e", INT)))), [
      [sumOf(v("e", INT))],
    ]),
  ],
  le(x, sumOf(x)),
);

cases.run("functions");

const bits = { logic: "bits" };

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

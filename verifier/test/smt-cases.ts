/**
 * Queries with the verdict that they must get, and the program that they are about.
 *
 * Owns        the program of the verdict tests, its values by name, the run on every solver that there is.
 * Invariants  each operation  true facts and false twins: a query is as good as its must-not-prove neighbour.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { execFileSync } from "node:child_process";
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
  convert,
  field,
  index,
  int,
  ite,
  le,
  lt,
  n,
  op,
  query,
  record,
  seq,
  spec,
  sub,
  union,
  v,
} from "./smt-build.ts";

const { BOOL, INT, U8, U32 } = b;
export const COLOUR: Type = { kind: "enum", name: "m.Colour" };
export const PAIR = record("m.Pair");
export const ROW = record("m.Row");
export const SHAPE = union("m.Shape");
export const TABLE = array(ROW, 4);
export const POOL = b.pool(PAIR);

const SEEN = { exported: true, reads: ["m.table"] };
export const PROGRAM = b.program({
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

export function g(name: string, type: Type): Expression {
  return { kind: "global", name, type, span: b.SPAN };
}

/** k <= 0 ? 0 : k + sum(k - 1). */
export function sum(): Expression {
  const k = v("k", INT);
  return ite(le(k, n(0)), n(0), add(k, call("m.sum", INT, sub(k, n(1)))));
}

export const [x, y, i, j, k] = ["x", "y", "i", "j", "k"].map((name) => v(name, INT)) as [
  Expression,
  Expression,
  Expression,
  Expression,
  Expression,
];
export const SEQ = seq(INT);
export const [s, t] = [v("s", SEQ), v("t", SEQ)];
export const ARRAY = array(U32, 8);
export const a = v("a", ARRAY);
export const [p, q] = [v("p", U32), v("q", U32)];
export const m8 = (name: string): Expression => v(name, U8);
export const rows = [v("r", ROW), v("r2", ROW)] as const;
export const update = (base: Expression, name: string, value: Expression): Expression => ({
  kind: "update",
  base,
  fields: [{ name, value }],
  type: base.type,
  span: b.SPAN,
});
export const construct = (type: Type, fields: Record<string, Expression>, variant?: string): Expression => ({
  kind: "construct",
  fields: Object.entries(fields).map(([name, value]) => ({ name, value })),
  type,
  span: b.SPAN,
  ...(variant === undefined ? {} : { variant }),
});
export const is = (base: Expression, variant: string): Expression => ({
  kind: "is",
  base,
  variant,
  type: BOOL,
  span: b.SPAN,
});
export const at = (pool: Expression, frame: Expression): Expression => ({
  kind: "at",
  pool,
  frame,
  type: PAIR,
  span: b.SPAN,
});
export const wrapping = (
  operator: "add" | "sub" | "mul",
  left: Expression,
  right: Expression,
): Expression => ({
  kind: "wrapping",
  operator,
  left,
  right,
  type: left.type,
  span: b.SPAN,
});
export const complement = (operand: Expression): Expression => ({
  kind: "complement",
  operand,
  type: operand.type,
  span: b.SPAN,
});
export const build = (size: Expression, body: Expression): Expression => ({
  kind: "build",
  length: size,
  variable: { name: "e", type: INT },
  body,
  type: seq(body.type),
  span: b.SPAN,
});
export const slice = (whole: Expression, from: Expression, to: Expression): Expression =>
  builtin("seq.slice", seq((whole.type as { element: Type }).element), whole, from, to);
export const without = (whole: Expression, at: Expression): Expression =>
  builtin("seq.without", whole.type, whole, at);
export const concat = (left: Expression, right: Expression): Expression =>
  builtin("seq.concat", left.type, left, right);
export const inside = (at: Expression, size: Expression): Expression => both(le(n(0), at), lt(at, size));

export type Variables = readonly (readonly [string, Type])[];

export const INTS: Variables = ["x", "y", "i", "j", "k"].map((name) => [name, INT] as const);
export const SEQS: Variables = [...INTS, ["s", SEQ], ["t", SEQ]];
export const MACHINE: Variables = [["p", U32], ["q", U32], ["a", ARRAY], ...INTS];

interface Case {
  readonly name: string;
  readonly query: Query;
  readonly proved: boolean;
}

export class Cases {
  readonly #cases: Case[] = [];

  /** The goal must be proved. */
  proved(name: string, variables: Variables, hypotheses: Expression[], goal: Expression, rest = {}): void {
    this.#cases.push({ name, query: query(variables, hypotheses, goal, rest), proved: true });
  }

  /** The goal must not be proved. */
  open(name: string, variables: Variables, hypotheses: Expression[], goal: Expression, rest = {}): void {
    this.#cases.push({ name, query: query(variables, hypotheses, goal, rest), proved: false });
  }

  /** Asks every solver that there is. */
  run(title: string): void {
    for (const solver of ["builtin", nativeSolver()]) {
      test(`${title}: ${solver}`, { skip: solver === undefined }, async (context) => {
        const pool = new SolverPool({ jobs: 2, solver: solver ?? "", patience: 20_000 });
        context.after(() => pool.close());
        assert.deepEqual(await this.#wrong(pool), []);
      });
    }
  }

  async #wrong(pool: SolverPool): Promise<readonly string[]> {
    const found = this.#cases.map(async ({ name, query: asked, proved }) => {
      const answer = await pool.solve(encode(PROGRAM, asked, { resources: 2_000_000, seed: 0 }));
      if (answer.status === "error") return [`${name}: ${answer.message}`];
      return (answer.status === "proved") === proved ? [] : [`${name}: ${answer.status} ${answer.reason}`];
    });
    return (await Promise.all(found)).flat();
  }
}

function nativeSolver(): string | undefined {
  try {
    execFileSync("z3", ["--version"]);
    return "z3";
  } catch {
    return undefined;
  }
}

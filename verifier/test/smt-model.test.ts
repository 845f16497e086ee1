/**
 * Models are read back as plain values.
 */
import assert from "node:assert/strict";
import test from "node:test";
import type { Variable } from "../../language/ir.ts";
import { modelScript, readModel } from "../smt/model.ts";
import { SolverPool } from "../solver/pool.ts";
import {
  BOOL,
  I8,
  INT,
  U8,
  array,
  both,
  eq,
  field,
  implies,
  index,
  int,
  length,
  lt,
  n,
  ne,
  op,
  program,
  query,
  record,
  seq,
  union,
  v,
} from "./smt-build.ts";

const PROGRAM = program({
  records: { "m.Point": { x: I8, flags: array(BOOL, 2) } },
  unions: { "m.Shape": { dot: {}, square: { side: U8 } } },
});
const POINT = record("m.Point");
const SHAPE = union("m.Shape");
const LIMITS = { resources: 1_000_000, seed: 0 };

test("values of scalars, arrays, records and unions", async (context) => {
  const pool = new SolverPool({ jobs: 1, solver: "builtin" });
  context.after(() => pool.close());
  const variables: Variable[] = [
    { name: "k", type: INT },
    { name: "a", type: array(U8, 3) },
    { name: "p", type: POINT },
    { name: "s", type: SHAPE },
    { name: "l", type: seq(INT) },
  ];
  const [k, a, p, s, l] = variables.map(({ name, type }) => v(name, type)) as [
    never,
    never,
    never,
    never,
    never,
  ];
  const known = both(
    eq(k, n(-5)),
    eq(int(index(a, n(2))), n(7)),
    eq(field(p, "x", I8), n(-8, I8)),
    eq(index(field(p, "flags", array(BOOL, 2)), n(1)), { ...n(0), kind: "literal", value: true, type: BOOL }),
    { kind: "is", base: s, variant: "square", type: BOOL, span: n(0).span },
    eq(field(s, "side", U8, "square"), n(9, U8)),
    eq(length(l), n(1)),
    eq(index(l, n(0)), n(42)),
  );
  const asked = query(
    variables.map(({ name, type }) => [name, type]),
    [known],
    eq(k, n(0)),
  );
  const answer = await pool.solve(modelScript(PROGRAM, asked, LIMITS, variables));
  assert.ok(answer.status === "refuted" || answer.status === "unknown", JSON.stringify(answer));
  const model = readModel(PROGRAM, asked, answer.output, variables);
  assert.equal(model.get("k"), -5n);
  const elements = model.get("a") as unknown as { elements: bigint[]; length: bigint };
  assert.deepEqual([elements.length, elements.elements[2]], [3n, 7n]);
  assert.ok(elements.elements.every((element) => 0n <= element && element <= 255n));
  const point = model.get("p") as unknown as { fields: Map<string, { elements: boolean[] }> };
  assert.equal(point.fields.get("x") as unknown, -8n);
  assert.equal(point.fields.get("flags")!.elements[1], true);
  assert.deepEqual(model.get("s"), { kind: "record", variant: "square", fields: new Map([["side", 9n]]) });
  assert.deepEqual(model.get("l"), { kind: "elements", length: 1n, elements: [42n] });
});

test("values of bit vectors", async (context) => {
  const pool = new SolverPool({ jobs: 1, solver: "builtin" });
  context.after(() => pool.close());
  const [h, w] = [v("h", I8), v("w", U8)];
  const goal = implies(lt(h, n(-127, I8)), ne(op("or", w, n(1, U8)), n(255, U8)));
  const asked = query(
    [
      ["h", I8],
      ["w", U8],
      ["unused", U8],
    ],
    [],
    goal,
    { logic: "bits" },
  );
  const answer = await pool.solve(modelScript(PROGRAM, asked, LIMITS, asked.variables));
  assert.equal(answer.status, "refuted");
  const model = readModel(PROGRAM, asked, answer.status === "refuted" ? answer.output : "", asked.variables);
  assert.equal(model.get("h"), -128n);
  assert.ok(model.get("w") === 254n || model.get("w") === 255n);
});

test("no model, no values", () => {
  const asked = query([["k", INT]], [], eq(v("k", INT), n(0)));
  assert.equal(readModel(PROGRAM, asked, "unsat\n", asked.variables).size, 0);
  assert.equal(
    readModel(PROGRAM, asked, '(error "line 3: model is not available")\n((k 1))', asked.variables).size,
    0,
  );
});

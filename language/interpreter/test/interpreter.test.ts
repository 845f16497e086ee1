// The interpreter on programs built by hand: values, obligations, contracts, frames, quantifiers.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Expression, FunctionDeclaration, Program, Statement, Type } from "../../ir.ts";
import { Interpreter } from "../interpreter.ts";
import type { Value } from "../value.ts";
import {
  BOOL,
  INT,
  U32,
  U8,
  VOID,
  assign,
  at,
  clause,
  counted,
  declaration,
  declare,
  exists,
  forall,
  get,
  give,
  index,
  int,
  old,
  op,
  program,
  reference,
  state,
  u32,
  u8,
  value,
  when,
} from "./programs.ts";

const ROW: Type = { kind: "array", element: U32, length: 4 };

function outcome(made: Program, name: string, ...values: Value[]) {
  return new Interpreter(made).call(name, values);
}

function returned(made: Program, name: string, ...values: Value[]) {
  const result = outcome(made, name, ...values);
  assert.equal(
    result.kind,
    "returned",
    JSON.stringify(result, (_, x: unknown) => String(x)),
  );
  return result.kind === "returned" ? result.value : undefined;
}

function failure(made: Program, name: string, ...values: Value[]) {
  const result = outcome(made, name, ...values);
  assert.equal(result.kind, "failed");
  return result.kind === "failed" ? result.code : undefined;
}

/** A program of one function that returns the expression. */
function expression(body: Expression, result: Type = body.type): Program {
  const parameters = [value("a", U8), value("b", U8)];
  return program({ functions: [declaration("f", parameters, result, [give(body)])] });
}

const a = get("a", U8);
const b = get("b", U8);

test("arithmetic is exact or fails with its code", () => {
  assert.equal(returned(expression(op("add", a, b)), "f", 200n, 55n), 255n);
  assert.equal(failure(expression(op("add", a, b)), "f", 200n, 56n), "V101");
  assert.equal(failure(expression(op("div", a, b)), "f", 1n, 0n), "V102");
  assert.equal(failure(expression(op("shl", a, b)), "f", 1n, 8n), "V103");
  assert.equal(returned(expression(op("shl", a, b)), "f", 129n, 1n), 2n);
});

test("boolean operators are lazy", () => {
  const guarded = op("land", op("ne", b, u8(0n)), op("eq", op("div", a, b), u8(2n)));
  assert.equal(returned(expression(guarded), "f", 4n, 0n), false);
  assert.equal(returned(expression(guarded), "f", 4n, 2n), true);
});

const total = get("total", U32);
const i = get("i", U32);
const n = get("n", U32);
function summing(head: Partial<Extract<Statement, { kind: "loop" }>>): Program {
  const body = [
    declare("total", u32(0n)),
    declare("i", u32(0n)),
    counted("i", n, [assign(total, op("add", total, i))], head),
    give(total),
  ];
  return program({ functions: [declaration("sum", [value("n", U32)], U32, body)] });
}

test("loops run, and their invariants and measures are tested", () => {
  assert.equal(returned(summing({}), "sum", 5n), 10n);
  assert.equal(failure(summing({ invariants: [clause(op("gt", n, i))] }), "sum", 0n), "V203");
  assert.equal(failure(summing({ invariants: [clause(op("le", total, u32(5n)))] }), "sum", 5n), "V204");
  assert.equal(failure(summing({ decreases: [int(1n)] }), "sum", 5n), "V208");
  const stopped = new Interpreter(summing({}), { fuel: 100 }).call("sum", [1000n]);
  assert.equal(stopped.kind, "outOfFuel");
});

test("recursion without falling measure fails", () => {
  const calling = (argument: Expression): Statement => ({
    kind: "call",
    function: "f",
    arguments: [{ kind: "value", value: argument }],
    result: { name: "r", type: U32 },
    ghost: false,
    span: at(1),
  });
  const make = (argument: Expression): Program => {
    const body = [
      when(op("eq", n, u32(0n)), give(u32(0n))),
      calling(argument),
      give(op("add", n, get("r", U32))),
    ];
    const measure: Expression = { kind: "convert", mode: "exact", operand: n, type: INT, span: at(1) };
    return program({ functions: [declaration("f", [value("n", U32)], U32, body, { decreases: [measure] })] });
  };
  assert.equal(returned(make(op("sub", n, u32(1n))), "f", 4n), 10n);
  assert.equal(failure(make(n), "f", 4n), "V209");
});

/** `first` and `second` are references; the one that is `mutable` gets 7 at index 0. */
function swapping(more: Partial<FunctionDeclaration>, places: [Expression, Expression]): Program {
  const first = get("first", ROW);
  const setter = declaration(
    "set",
    [reference("first", ROW), reference("second", ROW)],
    VOID,
    [assign(index(first, u32(0n)), u32(7n))],
    { modifies: [{ kind: "place", place: first, span: at(1) }], ...more },
  );
  const [x, y] = places.map((place) =>
    index(get("table", { kind: "array", element: ROW, length: 2 }), place),
  );
  const caller = declaration(
    "caller",
    [reference("table", { kind: "array", element: ROW, length: 2 }), value("k", U32)],
    VOID,
    [
      {
        kind: "call",
        function: "set",
        arguments: [
          { kind: "reference", place: x!, mutable: true },
          { kind: "reference", place: y!, mutable: false },
        ],
        ghost: false,
        span: at(9),
      },
    ],
    { modifies: [{ kind: "place", place: x!, span: at(1) }] },
  );
  return program({ functions: [setter, caller] });
}

const rows = () => [
  [0n, 0n, 0n, 0n],
  [1n, 1n, 1n, 1n],
];
const k = get("k", U32);

test("a reference's final value goes back, and overlap fails", () => {
  const result = outcome(swapping({}, [k, u32(1n)]), "caller", rows(), 0n);
  assert.equal(result.kind, "returned");
  if (result.kind === "returned")
    assert.deepEqual(result.parameters.get("table"), [
      [7n, 0n, 0n, 0n],
      [1n, 1n, 1n, 1n],
    ]);
  assert.equal(failure(swapping({}, [k, u32(1n)]), "caller", rows(), 1n), "V210");
  assert.equal(failure(swapping({}, [k, u32(1n)]), "caller", rows(), 2n), "V106");
});

test("a change that modifies does not name fails, where it changes the value", () => {
  const wrong = {
    modifies: [{ kind: "place", place: index(get("first", ROW), u32(1n)), span: at(1) }],
  } as const;
  assert.equal(failure(swapping(wrong, [u32(0n), u32(1n)]), "caller", rows(), 0n), "V207");
});

const count = state("test.count", U32);
function counter(more: Partial<FunctionDeclaration>, invariant: Expression): Program {
  const bump = declaration("bump", [], VOID, [assign(count, op("add", count, u32(1n)))], {
    exported: true,
    modifies: [{ kind: "place", place: count, span: at(1) }],
    ...more,
  });
  const global = {
    name: "test.count",
    sourceName: "count",
    module: "test",
    span: at(1),
    type: U32,
    initial: u32(0n),
    ghost: false,
  };
  return program({
    functions: [bump],
    globals: new Map([["test.count", global]]),
    module: { invariants: [clause(invariant, 3)] },
  });
}

test("module state, old and module invariants", () => {
  const grown = clause(op("eq", count, op("add", old(count), u32(1n))));
  const right = new Interpreter(counter({ ensures: [grown] }, op("le", count, u32(2n))));
  assert.equal(right.testInvariants().kind, "returned");
  assert.equal(right.call("bump", []).kind, "returned");
  assert.equal(right.call("bump", []).kind, "returned");
  const broken = right.call("bump", []);
  assert.equal(broken.kind === "failed" && broken.code, "V212");
  assert.equal(right.global("test.count"), 2n, "a failed call changes nothing");
  assert.equal(
    failure(counter({ ensures: [clause(op("eq", count, old(count)))] }, op("le", count, u32(2n))), "bump"),
    "V202",
  );
  const boot = new Interpreter(counter({}, op("gt", count, u32(0n)))).testInvariants();
  assert.equal(boot.kind === "failed" && boot.code, "V213");
});

/** Whether the condition, asserted of the array `row`, holds. */
function asserted(condition: Expression, row: Value) {
  const body: Statement[] = [{ kind: "assert", clause: clause(condition), proof: [], span: at(1) }];
  return outcome(program({ functions: [declaration("f", [value("row", ROW)], VOID, body)] }), "f", row).kind;
}

test("quantifiers over ranges found in their bodies", () => {
  const row = get("row", ROW);
  const [x, y] = [get("x", INT), get("y", INT)];
  const element = (position: Expression) => index(row, position);
  const inRange = (v: Expression) => op("land", op("le", int(0n), v), op("lt", v, int(4n)));
  const sorted = forall(
    "x",
    forall(
      "y",
      op(
        "implies",
        op("land", op("land", op("le", int(0n), x), op("lt", x, y)), op("lt", y, int(4n))),
        op("le", element(x), element(y)),
      ),
    ),
  );
  assert.equal(asserted(sorted, [1n, 2n, 2n, 9n]), "returned");
  assert.equal(asserted(sorted, [1n, 3n, 2n, 9n]), "failed");
  const has = exists("x", op("land", inRange(x), op("eq", element(x), u32(9n))));
  assert.equal(asserted(has, [1n, 2n, 2n, 9n]), "returned");
  assert.equal(asserted(has, [1n, 2n, 2n, 8n]), "failed");
  assert.equal(asserted(forall("x", op("ge", op("mul", x, x), int(0n))), []), "undefined", "no range");
  assert.equal(asserted(forall("x", op("lt", x, int(3n))), []), "failed", "a sample decides");
});

test("a specification is undefined only if its value depends on what is", () => {
  const row = get("row", ROW);
  const outside = op("eq", index(row, int(4n)), u32(0n));
  const no = { kind: "literal", value: false, type: BOOL, span: at(1) } as const;
  assert.equal(asserted(outside, [0n, 0n, 0n, 0n]), "undefined");
  assert.equal(asserted(op("land", outside, no), [0n, 0n, 0n, 0n]), "failed");
  assert.equal(asserted(op("implies", op("land", outside, no), no), [0n, 0n, 0n, 0n]), "returned");
});

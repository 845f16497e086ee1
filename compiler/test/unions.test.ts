// Tagged unions in locals and in memory, large records through destinations.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Expression, Field, Place, Program, Statement, Type, Variable } from "../../language/ir.ts";
import { run } from "./instance.ts";
import { binary, BOOL, declaration, integer, number, program, returns, SPAN, variable } from "./ir.ts";

const [u8, u32, u64] = [integer("u8"), integer("u32"), integer("u64")];

function field(name: string, type: Type): Field {
  return { name, type, ghost: false };
}

const RESULT: Type = { kind: "union", name: "Result" };
const unions: Program["unions"] = new Map([
  [
    "Result",
    {
      name: "Result",
      span: SPAN,
      tagField: "kind",
      variants: [
        { tag: "none", fields: [] },
        { tag: "small", fields: [field("a", u8), field("b", u32)] },
        { tag: "big", fields: [field("value", u64), field("b", u32)] },
      ],
    },
  ],
]);

const r = variable("r", RESULT);
const n = variable("n", u32);

function construct(variant: string, values: Readonly<Record<string, Expression>>): Expression {
  const fields = Object.entries(values).map(([name, value]) => ({ name, value }));
  return { kind: "construct", variant, fields, type: RESULT, span: SPAN };
}

function part(base: Expression, variant: string, name: string, type: Type): Place {
  return { kind: "field", base, field: name, variant, type, span: SPAN };
}

function is(base: Expression, variant: string): Expression {
  return { kind: "is", base, variant, type: BOOL, span: SPAN };
}

function choose(condition: Expression, whenTrue: Expression, whenFalse: Expression): Expression {
  return { kind: "conditional", condition, whenTrue, whenFalse, type: whenTrue.type, span: SPAN };
}

function declare(one: Variable, value: Expression): Statement {
  return { kind: "declare", variable: { name: one.name, type: one.type }, value, ghost: false, span: SPAN };
}

function call(name: string, value: Expression, result: Variable): Statement {
  const given = [{ kind: "value", value } as const];
  return { kind: "call", function: `main.${name}`, arguments: given, result, ghost: false, span: SPAN };
}

const widened: Expression = { kind: "convert", mode: "exact", operand: n, type: u64, span: SPAN };
const narrowed: Expression = { kind: "convert", mode: "wrap", operand: n, type: u8, span: SPAN };

/** `none` for 0, `small` below 10, else `big`. */
const make = declaration("make", [n], RESULT, [
  returns(
    choose(
      binary("eq", n, number(0, "u32")),
      construct("none", {}),
      choose(
        binary("lt", n, number(10, "u32")),
        construct("small", { a: narrowed, b: number(5, "u32") }),
        construct("big", { value: binary("mul", widened, number(1_000_000_000_000n, "u64")), b: n }),
      ),
    ),
  ),
]);

/** One number that tells all about the value. */
function summary(of: Expression): Expression {
  const wide = (operand: Expression): Expression => ({
    kind: "convert",
    mode: "exact",
    operand,
    type: u64,
    span: SPAN,
  });
  const small = binary("add", wide(part(of, "small", "a", u8)), wide(part(of, "small", "b", u32)));
  const big = binary("add", part(of, "big", "value", u64), wide(part(of, "big", "b", u32)));
  return choose(is(of, "small"), small, choose(is(of, "big"), big, number(7, "u64")));
}

function expected(count: bigint): bigint {
  if (count === 0n) return 7n;
  return count < 10n ? count + 5n : count * 1_000_000_000_000n + count;
}

const stored: Place & { readonly kind: "global" } = {
  kind: "global",
  name: "main.stored",
  type: RESULT,
  span: SPAN,
};
const ROWS: Type = { kind: "array", element: RESULT, length: 4 };
const rows = variable("rows", ROWS);
const globals: Program["globals"] = new Map([
  [
    "main.stored",
    {
      name: "main.stored",
      sourceName: "stored",
      module: "main",
      span: SPAN,
      type: RESULT,
      initial: construct("big", { value: number(40n, "u64"), b: number(2, "u32") }),
      ghost: false,
    },
  ],
]);

function assign(target: Place, value: Expression): Statement {
  return { kind: "assign", target, value, ghost: false, span: SPAN };
}

const second: Place = { kind: "index", base: rows, index: number(1, "u32"), type: RESULT, span: SPAN };

test("unions go through results, locals, module state and arrays", () => {
  const q = variable("q", RESULT);
  const functions = [
    make,
    declaration("direct", [n], u64, [call("make", n, r), returns(summary(r))]),
    declaration("initial", [n], u64, [returns(summary(stored))]),
    declaration("state", [n], u64, [
      call("make", n, r),
      assign(stored, r),
      declare(q, stored),
      returns(summary(q)),
    ]),
    declaration("array", [n], u64, [
      declare(rows, { kind: "zero", type: ROWS, span: SPAN }),
      call("make", n, r),
      assign(second, r),
      declare(q, second),
      returns(summary(q)),
    ]),
  ];
  for (const optimise of [false, true]) {
    const instance = run(program(functions, { unions, globals }), { optimise });
    assert.equal(instance.call("main.initial", 0n), 42n);
    for (const name of ["direct", "state", "array"]) {
      for (const count of [0n, 1n, 9n, 10n, 4_000_000n]) {
        assert.equal(instance.call(`main.${name}`, count), expected(count), `${name} ${count}`);
      }
    }
  }
});

test("a checked function tests the variant", () => {
  const value = part(r, "small", "b", u32);
  const functions = [
    make,
    declaration("f", [n], u32, [call("make", n, r), returns(value)], { mode: "checked" }),
  ];
  const instance = run(program(functions, { unions }));
  assert.equal(instance.call("main.f", 9n), 5n);
  assert.throws(() => instance.call("main.f", 10n), { name: "RuntimeError" });
});

test("a union changes its variant to one built from the old", () => {
  const swapped = construct("small", { a: number(1, "u8"), b: part(r, "big", "b", u32) });
  const f = declaration("f", [n], u64, [call("make", n, r), assign(r, swapped), returns(summary(r))]);
  assert.equal(run(program([make, f], { unions })).call("main.f", 1000n), 1001n);
});

test("large records return through a destination, also of a checked function", () => {
  const LARGE: Type = { kind: "record", name: "Large" };
  const names = Array.from({ length: 12 }, (_, index) => `f${index}`);
  const records = new Map([
    ["Large", { name: "Large", span: SPAN, fields: names.map((name) => field(name, u64)) }],
  ]);
  const fields = names.map((name, index) => ({ name, value: binary("mul", widened, number(index, "u64")) }));
  const large: Expression = { kind: "construct", fields, type: LARGE, span: SPAN };
  const at = (base: Expression, name: string): Expression => ({
    kind: "field",
    base,
    field: name,
    type: u64,
    span: SPAN,
  });
  const condition = binary("eq", at(variable("result", LARGE), "f11"), number(33, "u64"));
  const l = variable("l", LARGE);
  const functions = [
    declaration("large", [n], LARGE, [returns(large)], {
      mode: "checked",
      ensures: [{ condition, span: SPAN, text: "" }],
    }),
    declaration("f", [n], u64, [call("large", n, l), returns(binary("add", at(l, "f2"), at(l, "f11")))]),
  ];
  const instance = run(program(functions, { records }), { optimise: true });
  assert.equal(instance.call("main.f", 3n), 39n);
  assert.throws(() => instance.call("main.f", 4n), { name: "RuntimeError" });
});

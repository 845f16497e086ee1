// Conditions of checked functions: exact integers, old values, implications, equality of aggregates.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type {
  Clause,
  Expression,
  GlobalDeclaration,
  IntegerName,
  Statement,
  Type,
} from "../../language/ir.ts";
import { INT, intLiteral, range, toInt } from "../../language/build.ts";
import { CompileError } from "../compile.ts";
import { run } from "./instance.ts";
import { binary, BOOL, declaration, integer, number, program, returns, SPAN, variable } from "./ir.ts";

const trap = { name: "RuntimeError" };

function clause(condition: Expression): Clause {
  return { condition, span: SPAN, text: "" };
}

function asserts(condition: Expression): Statement {
  return { kind: "assert", clause: clause(condition), proof: [], span: SPAN };
}

const PARAMETERS = (["u8", "i16", "u32", "i32", "u64", "i64"] as const).map((name) =>
  variable(name, integer(name)),
);

type Environment = Readonly<Record<string, bigint>>;

/** A random integer expression over the parameters, with its exact value. */
interface Sample {
  readonly expression: Expression;
  readonly value: (environment: Environment) => bigint | undefined;
}

const leaf: fc.Arbitrary<Sample> = fc.oneof(
  fc.constantFrom(...PARAMETERS).map((one) => ({
    expression: toInt(one),
    value: (environment: Environment) => environment[one.name],
  })),
  fc.bigInt({ min: -(1n << 70n), max: 1n << 70n }).map((value) => ({
    expression: intLiteral(value, SPAN),
    value: () => value,
  })),
);

function combined(operator: "add" | "sub" | "mul", left: Sample, right: Sample): Sample {
  return {
    expression: binary(operator, left.expression, right.expression),
    value: (environment) => {
      const [a = 0n, b = 0n] = [left.value(environment), right.value(environment)];
      return operator === "add" ? a + b : operator === "sub" ? a - b : a * b;
    },
  };
}

const { sample } = fc.letrec<{ sample: Sample }>((tie) => ({
  sample: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc
      .tuple(fc.constantFrom("add", "sub", "mul" as const), tie("sample"), tie("sample"))
      .map(([operator, left, right]) => combined(operator as "add" | "sub" | "mul", left, right)),
    tie("sample").map(({ expression, value }): Sample => ({
      expression: { kind: "negate", operand: expression, type: INT, span: SPAN },
      value: (environment) => -(value(environment) ?? 0n),
    })),
  ),
}));

function valueOf(name: IntegerName): fc.Arbitrary<bigint> {
  const { min, max } = range(name);
  return fc.oneof(fc.constantFrom(min, max, 0n, 1n), fc.bigInt({ min, max }));
}

const environments: fc.Arbitrary<Environment> = fc.record(
  Object.fromEntries(PARAMETERS.map(({ name }) => [name, valueOf(name as IntegerName)])),
);

test("comparisons of integers of any size are exact", () => {
  const operators = ["eq", "ne", "lt", "le", "gt", "ge"] as const;
  const check = (left: Sample, right: Sample, samples: readonly Environment[]) => {
    const functions = operators.map((operator) =>
      declaration(
        operator,
        PARAMETERS,
        BOOL,
        [returns(binary(operator, left.expression, right.expression))],
        {
          mode: "checked",
        },
      ),
    );
    const instance = run(program(functions));
    for (const environment of samples) {
      const given = PARAMETERS.map(({ name }) => environment[name] ?? 0n);
      const [a, b] = [left.value(environment) ?? 0n, right.value(environment) ?? 0n];
      const expected = { eq: a === b, ne: a !== b, lt: a < b, le: a <= b, gt: a > b, ge: a >= b };
      for (const operator of operators) {
        assert.equal(
          instance.call(`main.${operator}`, ...given),
          expected[operator],
          `${a} ${operator} ${b}`,
        );
      }
    }
  };
  const pairs = fc.oneof(
    fc.tuple(sample, sample),
    sample.map((one) => [one, one] as [Sample, Sample]),
  );
  fc.assert(
    fc.property(pairs, fc.array(environments, { minLength: 5, maxLength: 10 }), ([left, right], samples) =>
      check(left, right, samples),
    ),
    { numRuns: 60 },
  );
});

test("quotients and remainders are exact, and fail for the divisor 0", () => {
  for (const name of ["u8", "i32", "u64"] as const) {
    const [a, b, q] = ["a", "b", "q"].map((one) => variable(one, integer(name)));
    assert.ok(a && b && q);
    const functions = (["div", "rem"] as const).map((operator) => {
      const quotient = binary(operator, toInt(a), toInt(b));
      return declaration(operator, [a, b, q], BOOL, [returns(binary("eq", quotient, toInt(q)))], {
        mode: "checked",
      });
    });
    const instance = run(program(functions));
    fc.assert(
      fc.property(valueOf(name), valueOf(name), (x, y) => {
        if (y === 0n) {
          assert.throws(() => instance.call("main.div", x, y, 0n), trap);
          return;
        }
        if (x / y <= range(name).max) assert.equal(instance.call("main.div", x, y, x / y), true);
        assert.equal(instance.call("main.rem", x, y, x % y), true);
      }),
    );
  }
});

test("requires is tested at entry, ensures at every return, with old values", () => {
  const u32 = integer("u32");
  const n = variable("n", u32);
  const old: Expression = { kind: "old", operand: n, type: u32, span: SPAN };
  const m = variable("m", u32);
  const product: Statement = {
    kind: "declare",
    variable: { name: "m", type: u32 },
    value: binary("mul", n, n),
    ghost: false,
    span: SPAN,
  };
  const result = variable("result", u32);
  const square = declaration("square", [n], u32, [product, returns(m)], {
    mode: "checked",
    requires: [clause(binary("lt", toInt(n), intLiteral(100n, SPAN)))],
    ensures: [
      clause(binary("lt", toInt(result), intLiteral(2500n, SPAN))),
      clause(binary("eq", toInt(result), binary("mul", toInt(old), toInt(old)))),
    ],
  });
  const instance = run(program([square]));
  assert.equal(instance.call("main.square", 49n), 2401n);
  assert.throws(() => instance.call("main.square", 50n), trap, "ensures");
  assert.throws(() => instance.call("main.square", 100n), trap, "requires");
});

test("a checked caller tests what a verified callee requires", () => {
  const u32 = integer("u32");
  const [a, n] = [variable("a", u32), variable("n", u32)];
  const half = declaration("half", [n], u32, [returns(binary("div", n, number(2, "u32")))], {
    requires: [clause(binary("ne", toInt(n), intLiteral(7n, SPAN)))],
  });
  const called: Statement = {
    kind: "call",
    function: "main.half",
    arguments: [{ kind: "value", value: binary("add", a, number(1, "u32")) }],
    result: variable("r", u32),
    ghost: false,
    span: SPAN,
  };
  const body = [called, returns(variable("r", u32))];
  const caller = declaration("caller", [a], u32, body, { mode: "checked" });
  const trusting = declaration("trusting", [a], u32, body);
  const instance = run(program([half, caller, trusting]));
  assert.equal(instance.call("main.caller", 9n), 5n);
  assert.throws(() => instance.call("main.caller", 6n), trap);
  assert.equal(instance.call("main.trusting", 6n), 3n);
});

test("implications are lazy, and a let is evaluated once", () => {
  const u32 = integer("u32");
  const [a, b] = [variable("a", u32), variable("b", u32)];
  const quotient: Expression = {
    kind: "let",
    variable: { name: "q", type: INT },
    value: binary("div", toInt(a), toInt(b)),
    body: binary("ge", variable("q", INT), intLiteral(2n, SPAN)),
    type: BOOL,
    span: SPAN,
  };
  const condition = binary("implies", binary("ne", toInt(b), intLiteral(0n, SPAN)), quotient);
  const f = declaration("f", [a, b], { kind: "void" }, [asserts(condition)], { mode: "checked" });
  const instance = run(program([f]));
  instance.call("main.f", 5n, 0n);
  instance.call("main.f", 5n, 2n);
  assert.throws(() => instance.call("main.f", 5n, 3n), trap);
});

test("what has no run-time form is refused where it stands", () => {
  const a = variable("a", integer("u32"));
  const forall: Expression = {
    kind: "quantifier",
    quantifier: "forall",
    variables: [{ name: "i", type: INT }],
    triggers: [],
    body: binary("eq", variable("i", INT), variable("i", INT)),
    type: BOOL,
    span: { ...SPAN, line: 7, column: 3 },
  };
  const f = declaration("f", [a], { kind: "void" }, [asserts(forall)], { mode: "checked" });
  assert.throws(
    () => run(program([f])),
    (error) => error instanceof CompileError && error.code === "C102" && error.span.line === 7,
  );
});

test("equality of arrays", () => {
  const u16 = integer("u16");
  const array: Type = { kind: "array", element: u16, length: 3 };
  const [a, b] = [variable("a", array), variable("b", array)];
  const elements = (...values: number[]): Expression => ({
    kind: "elements",
    elements: values.map((value) => number(value, "u16")),
    type: array,
    span: SPAN,
  });
  const declare = (one: typeof a, value: Expression): Statement => ({
    kind: "declare",
    variable: { name: one.name, type: array },
    value,
    ghost: false,
    span: SPAN,
  });
  const compares = (name: string, x: Expression, y: Expression) =>
    declaration(name, [], BOOL, [declare(a, x), declare(b, y), returns(binary("eq", a, b))], {
      mode: "checked",
    });
  const instance = run(
    program([
      compares("same", elements(1, 2, 3), elements(1, 2, 3)),
      compares("last", elements(1, 2, 3), elements(1, 2, 4)),
      compares("first", elements(9, 2, 3), elements(1, 2, 3)),
    ]),
  );
  assert.equal(instance.call("main.same"), true);
  assert.equal(instance.call("main.last"), false);
  assert.equal(instance.call("main.first"), false);
});

test("a checked function tests its module's invariants before it calls an export", () => {
  const u32 = integer("u32");
  const n = variable("n", u32);
  const level = { kind: "global", name: "main.level", type: u32, span: SPAN } as const;
  const state: GlobalDeclaration = {
    name: "main.level",
    sourceName: "level",
    module: "main",
    span: SPAN,
    type: u32,
    initial: number(0, "u32"),
    ghost: false,
  };
  const set = (value: Expression): Statement => ({
    kind: "assign",
    target: level,
    value,
    ghost: false,
    span: SPAN,
  });
  const called: Statement = { kind: "call", function: "main.get", arguments: [], ghost: false, span: SPAN };
  const nothing: Type = { kind: "void" };
  const modules = [
    {
      name: "main",
      file: "main.ts",
      imports: [],
      invariants: [clause(binary("lt", toInt(level), intLiteral(10n, SPAN)))],
    },
  ];
  const functions = [
    declaration("get", [], u32, [returns(level)]),
    declaration("calls", [n], nothing, [set(n), called, set(number(0, "u32"))], { mode: "checked" }),
  ];
  const instance = run(program(functions, { modules, globals: new Map([[state.name, state]]) }));
  instance.call("main.calls", 9n);
  assert.throws(() => instance.call("main.calls", 10n), trap);
});

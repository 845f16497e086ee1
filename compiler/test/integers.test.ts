// Every operator at every width on boundary values, against arithmetic of BigInt.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Expression, FunctionMode, IntegerName } from "../../language/ir.ts";
import { bits, range, signed } from "../../language/build.ts";
import { run, type Scalar } from "./instance.ts";
import { binary, BOOL, declaration, integer, program, returns, SPAN, variable } from "./ir.ts";

const NAMES: readonly IntegerName[] = ["u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64"];
const ARITHMETIC = ["add", "sub", "mul", "div", "rem"] as const;
const BITS = ["and", "or", "xor", "shl", "shr"] as const;
const COMPARISONS = ["eq", "ne", "lt", "le", "gt", "ge"] as const;

type Operator = (typeof ARITHMETIC)[number] | (typeof BITS)[number] | (typeof COMPARISONS)[number];

/** Values at which something may go wrong: ends, powers of two and their neighbours. */
function boundaries(name: IntegerName): readonly bigint[] {
  const { min, max } = range(name);
  const powers = [0n, 7n, 8n, 15n, 16n, 31n, 32n, 63n].map((power) => 1n << power);
  const near = [min, max, ...powers, ...powers.map((power) => -power), 0n, 3n, 10n, 100n, 0x1234_5678n];
  const all = new Set(near.flatMap((value) => [value - 1n, value, value + 1n]));
  return [...all].filter((value) => value >= min && value <= max);
}

/** The exact result; undefined where there is none. */
function exact(operator: Operator, name: IntegerName, a: bigint, b: bigint): Scalar | undefined {
  const width = BigInt(bits(name));
  const fit = (value: bigint) =>
    signed(name) ? BigInt.asIntN(bits(name), value) : BigInt.asUintN(bits(name), value);
  switch (operator) {
    case "add":
      return a + b;
    case "sub":
      return a - b;
    case "mul":
      return a * b;
    case "div":
      return b === 0n ? undefined : a / b;
    case "rem":
      return b === 0n ? undefined : a % b;
    case "and":
      return fit(a & b);
    case "or":
      return fit(a | b);
    case "xor":
      return fit(a ^ b);
    case "shl":
      return b < 0n || b >= width ? undefined : fit(a << b);
    case "shr":
      return b < 0n || b >= width ? undefined : a >> b;
    case "eq":
      return a === b;
    case "ne":
      return a !== b;
    case "lt":
      return a < b;
    case "le":
      return a <= b;
    case "gt":
      return a > b;
    case "ge":
      return a >= b;
  }
}

function fits(name: IntegerName, value: Scalar | undefined): value is Scalar {
  if (value === undefined) return false;
  if (typeof value === "boolean") return true;
  const { min, max } = range(name);
  return value >= min && value <= max;
}

function binaryFunctions(name: IntegerName, mode: FunctionMode) {
  const [a, b] = [variable("a", integer(name)), variable("b", integer(name))];
  return [...ARITHMETIC, ...BITS, ...COMPARISONS].map((operator) => {
    const e = binary(operator, a, b);
    return declaration(operator, [a, b], e.type, [returns(e)], { mode });
  });
}

const trap = { name: "RuntimeError" };

for (const name of NAMES) {
  for (const optimise of [false, true]) {
    const how = optimise ? "optimised" : "plain";
    const values = boundaries(name);

    test(`operators of ${name}, verified, ${how}`, () => {
      const instance = run(program(binaryFunctions(name, "verified")), { optimise });
      for (const operator of [...ARITHMETIC, ...BITS, ...COMPARISONS]) {
        for (const a of values) {
          for (const b of values) {
            const expected = exact(operator, name, a, b);
            if (fits(name, expected)) {
              assert.equal(instance.call(`main.${operator}`, a, b), expected, `${a} ${operator} ${b}`);
            }
          }
        }
      }
    });

    test(`operators of ${name}, checked, ${how}`, () => {
      const instance = run(program(binaryFunctions(name, "checked")), { optimise });
      for (const operator of [...ARITHMETIC, ...BITS, ...COMPARISONS]) {
        for (const a of values) {
          for (const b of values) {
            const expected = exact(operator, name, a, b);
            const call = () => instance.call(`main.${operator}`, a, b);
            if (fits(name, expected)) assert.equal(call(), expected, `${a} ${operator} ${b}`);
            else assert.throws(call, trap, `${a} ${operator} ${b}`);
          }
        }
      }
    });
  }

  test(`wrapping operators of ${name}`, () => {
    const [a, b] = [variable("a", integer(name)), variable("b", integer(name))];
    const operators = ["add", "sub", "mul"] as const;
    const functions = operators.map((operator) => {
      const e: Expression = { kind: "wrapping", operator, left: a, right: b, type: a.type, span: SPAN };
      return declaration(operator, [a, b], a.type, [returns(e)]);
    });
    const instance = run(program(functions), { optimise: true });
    const wrap = (value: bigint) =>
      signed(name) ? BigInt.asIntN(bits(name), value) : BigInt.asUintN(bits(name), value);
    for (const operator of operators) {
      for (const x of boundaries(name)) {
        for (const y of boundaries(name)) {
          const expected = wrap(exact(operator, name, x, y) as bigint);
          assert.equal(instance.call(`main.${operator}`, x, y), expected, `${x} ${operator} ${y}`);
        }
      }
    }
  });

  test(`unary operators of ${name}`, () => {
    const a = variable("a", integer(name));
    const complement: Expression = { kind: "complement", operand: a, type: a.type, span: SPAN };
    const negate: Expression = { kind: "negate", operand: a, type: a.type, span: SPAN };
    const functions = [
      declaration("complement", [a], a.type, [returns(complement)]),
      declaration("negate", [a], a.type, [returns(negate)]),
      declaration("checkedNegate", [a], a.type, [returns(negate)], { mode: "checked" }),
    ];
    const instance = run(program(functions), { optimise: true });
    for (const x of boundaries(name)) {
      const expected = signed(name) ? ~x : BigInt.asUintN(bits(name), ~x);
      assert.equal(instance.call("main.complement", x), expected);
      if (!signed(name)) continue;
      if (fits(name, -x)) assert.equal(instance.call("main.negate", x), -x);
      if (fits(name, -x)) assert.equal(instance.call("main.checkedNegate", x), -x);
      else assert.throws(() => instance.call("main.checkedNegate", x), trap);
    }
  });

  test(`conversions from ${name}`, () => {
    const a = variable("a", integer(name));
    const convert = (mode: "exact" | "wrap", to: IntegerName): Expression => ({
      kind: "convert",
      mode,
      operand: a,
      type: integer(to),
      span: SPAN,
    });
    const functions = NAMES.flatMap((to) => [
      declaration(`wrap.${to}`, [a], integer(to), [returns(convert("wrap", to))]),
      declaration(`exact.${to}`, [a], integer(to), [returns(convert("exact", to))]),
      declaration(`checked.${to}`, [a], integer(to), [returns(convert("exact", to))], { mode: "checked" }),
    ]);
    const instance = run(program(functions), { optimise: true });
    for (const to of NAMES) {
      for (const x of boundaries(name)) {
        const wrapped = signed(to) ? BigInt.asIntN(bits(to), x) : BigInt.asUintN(bits(to), x);
        assert.equal(instance.call(`main.wrap.${to}`, x), wrapped, `${to}.wrap(${x})`);
        if (fits(to, x)) assert.equal(instance.call(`main.exact.${to}`, x), x, `${to}.from(${x})`);
        if (fits(to, x)) assert.equal(instance.call(`main.checked.${to}`, x), x, `${to}.from(${x})`);
        else assert.throws(() => instance.call(`main.checked.${to}`, x), trap, `${to}.from(${x})`);
      }
    }
  });
}

test("booleans", () => {
  const [a, b] = [variable("a", BOOL), variable("b", BOOL)];
  const operators = { land: (x: boolean, y: boolean) => x && y, lor: (x: boolean, y: boolean) => x || y };
  const functions = Object.keys(operators).map((operator) =>
    declaration(operator, [a, b], BOOL, [returns(binary(operator as "land" | "lor", a, b))]),
  );
  const instance = run(program(functions));
  for (const x of [false, true]) {
    for (const y of [false, true]) {
      for (const [operator, expected] of Object.entries(operators)) {
        assert.equal(instance.call(`main.${operator}`, x, y), expected(x, y));
      }
    }
  }
});

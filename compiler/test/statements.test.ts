// Control flow and aggregates in programs made by hand: what the optimiser and the front end cannot hide.
import assert from "node:assert/strict";
import { test } from "node:test";
import type {
  Expression,
  GlobalDeclaration,
  Place,
  Program,
  Statement,
  Type,
  Variable,
} from "../../language/ir.ts";
import { compile } from "../compile.ts";
import { STACK_BYTES } from "../../language/extents.ts";
import { run } from "./instance.ts";
import { binary, declaration, integer, number, program, returns, SPAN, variable, VOID } from "./ir.ts";

const u32 = integer("u32");
const [n, i, j, sum] = [variable("n", u32), variable("i", u32), variable("j", u32), variable("sum", u32)];

function declare(one: Variable, value: Expression): Statement {
  return { kind: "declare", variable: { name: one.name, type: one.type }, value, ghost: false, span: SPAN };
}

function assign(target: Place, value: Expression): Statement {
  return { kind: "assign", target, value, ghost: false, span: SPAN };
}

function when(condition: Expression, ...whenTrue: Statement[]): Statement {
  return { kind: "if", condition, whenTrue, whenFalse: [], ghost: false, span: SPAN };
}

function jump(kind: "break" | "continue", label: string): Statement {
  return { kind, label, span: SPAN };
}

function loop(
  label: string,
  condition: Expression,
  body: readonly Statement[],
  step: readonly Statement[],
): Statement {
  const test = when(
    { kind: "not", operand: condition, type: condition.type, span: SPAN },
    jump("break", label),
  );
  return {
    kind: "loop",
    label,
    invariants: [],
    decreases: [],
    body: [test, ...body],
    step,
    ghost: false,
    span: SPAN,
  };
}

function plus(a: Expression, b: Expression): Expression {
  return binary("add", a, b);
}

const one = number(1, "u32");

test("continue runs the step, of an outer loop too; return leaves from within", () => {
  // for (i = 0; i < n; i += 1) for (j = 0; j < n; j += 1) {
  //   if (j === i) continue outer; if (j === 1) continue; if (i === 9) return 1000; sum += 1 }
  const inner = loop(
    "inner",
    binary("lt", j, n),
    [
      when(binary("eq", j, i), jump("continue", "outer")),
      when(binary("eq", j, one), jump("continue", "inner")),
      when(binary("eq", i, number(9, "u32")), returns(number(1000, "u32"))),
      assign(sum, plus(sum, one)),
    ],
    [assign(j, plus(j, one))],
  );
  const zero = number(0, "u32");
  const outer = loop("outer", binary("lt", i, n), [declare(j, zero), inner], [assign(i, plus(i, one))]);
  const f = declaration("f", [n], u32, [declare(i, zero), declare(sum, zero), outer, returns(sum)]);
  const expected = (count: number) => {
    let total = 0;
    outer: for (let x = 0; x < count; x++) {
      for (let y = 0; y < count; y++) {
        if (y === x) continue outer;
        if (y === 1) continue;
        if (x === 9) return 1000;
        total += 1;
      }
    }
    return total;
  };
  for (const optimise of [false, true]) {
    const instance = run(program([f]), { optimise });
    for (const count of [0, 1, 2, 5, 9, 10])
      assert.equal(instance.call("main.f", BigInt(count)), BigInt(expected(count)));
  }
});

test("break leaves a labelled block", () => {
  const block: Statement = {
    kind: "block",
    label: "part",
    body: [when(binary("lt", n, number(5, "u32")), jump("break", "part")), returns(one)],
    span: SPAN,
  };
  const instance = run(program([declaration("f", [n], u32, [block, returns(number(2, "u32"))])]));
  assert.equal(instance.call("main.f", 4n), 2n);
  assert.equal(instance.call("main.f", 5n), 1n);
});

test("a label may have any name", () => {
  const body = [when(binary("eq", i, number(3, "u32")), returns(number(77, "u32")))];
  const rounds = loop("body", binary("lt", i, n), body, [assign(i, plus(i, one))]);
  const f = declaration("f", [n], u32, [declare(i, number(0, "u32")), rounds, returns(i)]);
  const instance = run(program([f]));
  assert.equal(instance.call("main.f", 2n), 2n);
  assert.equal(instance.call("main.f", 5n), 77n);
});

for (const [how, values] of Object.entries({
  dense: [3n, 4n, 5n, 7n, 8n],
  sparse: [0n, 1000n, 70_000n, 4_294_967_295n],
})) {
  test(`a ${how} switch`, () => {
    const [first = 0n, second = 0n, ...rest] = values;
    const cases = [
      { values: [first, second], body: [returns(number(100, "u32"))] },
      ...rest.map((value, index) => ({ values: [value], body: [assign(sum, number(index, "u32"))] })),
    ];
    const selection: Statement = {
      kind: "switch",
      subject: n,
      cases,
      otherwise: [returns(number(77, "u32"))],
      span: SPAN,
    };
    const f = declaration("f", [n], u32, [declare(sum, number(50, "u32")), selection, returns(sum)]);
    const instance = run(program([f]));
    for (const probe of [
      ...values,
      ...values.map((value) => (value + 1n) % (1n << 32n)),
      0n,
      2n,
      6n,
      1n << 31n,
    ]) {
      const at = values.indexOf(probe);
      const expected = at < 0 ? 77n : at < 2 ? 100n : BigInt(at - 2);
      assert.equal(instance.call("main.f", probe), expected, `${probe}`);
    }
  });
}

test("a switch on negative values", () => {
  const k = variable("k", integer("i8"));
  const cases = [-2n, -1n, 0n, 1n].map((value) => ({
    values: [value],
    body: [returns(number(value + 10n, "u32"))],
  }));
  const selection: Statement = {
    kind: "switch",
    subject: k,
    cases,
    otherwise: [returns(number(0, "u32"))],
    span: SPAN,
  };
  const instance = run(program([declaration("f", [k], u32, [selection])]));
  for (const value of [-128n, -3n, -2n, -1n, 0n, 1n, 2n, 127n]) {
    assert.equal(instance.call("main.f", value), value >= -2n && value <= 1n ? value + 10n : 0n);
  }
});

// --- Aggregates --------------------------------------------------------------------------------------------

const PAIR: Type = { kind: "record", name: "Pair" };
const records = new Map([
  [
    "Pair",
    { name: "Pair", span: SPAN, fields: ["x", "y"].map((name) => ({ name, type: u32, ghost: false })) },
  ],
]);
const p = variable("p", PAIR);

function field(base: Expression, name: string): Place {
  return { kind: "field", base, field: name, type: u32, span: SPAN };
}

function pair(x: Expression, y: Expression): Expression {
  const fields = [
    { name: "x", value: x },
    { name: "y", value: y },
  ];
  return { kind: "construct", fields, type: PAIR, span: SPAN };
}

/** x * 1000 + y, so that both show. */
function both(of: Expression): Expression {
  return plus(binary("mul", field(of, "x"), number(1000, "u32")), field(of, "y"));
}

const pairState: Place & { readonly kind: "global" } = {
  kind: "global",
  name: "main.pair",
  type: PAIR,
  span: SPAN,
};
const globals: Program["globals"] = new Map([
  [
    "main.pair",
    {
      name: "main.pair",
      sourceName: "pair",
      module: "main",
      span: SPAN,
      type: PAIR,
      initial: pair(number(3, "u32"), number(4, "u32")),
      ghost: false,
    },
  ],
]);

test("a record built from itself reads before it writes", () => {
  const swapped = (of: Expression) => pair(field(of, "y"), field(of, "x"));
  const updated = (of: Expression): Expression => ({
    kind: "update",
    base: of,
    fields: [
      { name: "x", value: field(of, "y") },
      { name: "y", value: field(of, "x") },
    ],
    type: PAIR,
    span: SPAN,
  });
  const functions = [
    declaration("local", [], u32, [
      declare(p, pair(one, number(2, "u32"))),
      assign(p, swapped(p)),
      returns(both(p)),
    ]),
    declaration("state", [], u32, [assign(pairState, swapped(pairState)), returns(both(pairState))]),
    declaration("update", [], u32, [
      declare(p, pair(one, number(2, "u32"))),
      assign(p, updated(p)),
      returns(both(p)),
    ]),
    declaration("updateState", [], u32, [assign(pairState, updated(pairState)), returns(both(pairState))]),
  ];
  const instance = run(program(functions, { records, globals }));
  assert.equal(instance.call("main.local"), 2001n);
  assert.equal(instance.call("main.update"), 2001n);
  assert.equal(instance.call("main.state"), 4003n, "the initial value, swapped");
  assert.equal(instance.call("main.updateState"), 3004n);
});

const reference = { reference: true, ghost: false };

test("references reach the caller's storage, and results their destination", () => {
  const double = declaration(
    "double",
    [],
    VOID,
    [assign(field(p, "x"), plus(field(p, "x"), field(p, "x")))],
    {
      parameters: [{ ...p, ...reference }],
    },
  );
  const make = declaration("make", [n], PAIR, [returns(pair(n, plus(n, one)))]);
  const call = (name: string, place: Place): Statement => ({
    kind: "call",
    function: `main.${name}`,
    arguments: [{ kind: "reference", place, mutable: true }],
    ghost: false,
    span: SPAN,
  });
  const made: Statement = {
    kind: "call",
    function: "main.make",
    arguments: [{ kind: "value", value: n }],
    result: { name: "q", type: PAIR },
    ghost: false,
    span: SPAN,
  };
  const q = variable("q", PAIR);
  const functions = [
    double,
    make,
    declaration("f", [n], u32, [made, call("double", q), call("double", pairState), returns(both(q))]),
    declaration("g", [], u32, [returns(both(pairState))]),
  ];
  for (const optimise of [false, true]) {
    const instance = run(program(functions, { records, globals }), { optimise });
    assert.equal(instance.call("main.f", 5n), 10_006n);
    assert.equal(instance.call("main.g"), 6004n);
  }
});

// --- The stack of records ----------------------------------------------------------------------------------

const ROW: Type = { kind: "array", element: u32, length: 64 };
const row = variable("row", ROW);

/** Takes a frame of 256 bytes in each call; returns early where `n` is even. */
function recursive() {
  const zero: Expression = { kind: "zero", type: ROW, span: SPAN };
  const element: Place = {
    kind: "index",
    base: row,
    index: binary("rem", n, number(64, "u32")),
    type: u32,
    span: SPAN,
  };
  const deeper: Statement = {
    kind: "call",
    function: "main.depth",
    arguments: [{ kind: "value", value: binary("sub", n, one) }],
    result: { name: "below", type: u32 },
    ghost: false,
    span: SPAN,
  };
  return declaration("depth", [n], u32, [
    declare(row, zero),
    when(binary("eq", n, number(0, "u32")), returns(number(0, "u32"))),
    assign(element, n),
    deeper,
    when(
      binary("eq", binary("rem", n, number(2, "u32")), number(0, "u32")),
      returns(plus(variable("below", u32), one)),
    ),
    returns(plus(variable("below", u32), binary("div", element, n))),
  ]);
}

for (const optimise of [false, true]) {
  test(`every return restores the stack, overflow traps, ${optimise ? "optimised" : "plain"}`, () => {
    const instance = run(program([recursive()], { records, globals }), { optimise });
    const deepest = STACK_BYTES / 256 - 1;
    for (let round = 0; round < 1000; round++) assert.equal(instance.call("main.depth", 20n), 20n);
    assert.equal(instance.call("main.depth", BigInt(deepest)), BigInt(deepest));
    assert.throws(() => instance.call("main.depth", BigInt(deepest + 1)), { name: "RuntimeError" });
    assert.deepEqual([instance.memory.getUint32(0, true), instance.memory.getUint32(4, true)], [3, 4]);
  });
}

// --- Ghost code --------------------------------------------------------------------------------------------

test("ghost code leaves no trace", () => {
  const plain = declaration("f", [n], u32, [declare(i, plus(n, one)), returns(i)]);
  const int: Type = { kind: "int" };
  const shadow = variable("shadow", int);
  const zero: Expression = { kind: "zero", type: int, span: SPAN };
  const clause = { condition: binary("eq", shadow, shadow), span: SPAN, text: "" };
  const ghosts: readonly Statement[] = [
    { kind: "declare", variable: shadow, value: zero, ghost: true, span: SPAN },
    { kind: "assign", target: shadow, value: zero, ghost: true, span: SPAN },
    { kind: "assert", clause, proof: [], span: SPAN },
    { kind: "assume", clause, reason: "", span: SPAN },
    { kind: "assertBits", clause, span: SPAN },
    { kind: "reveal", functions: [], span: SPAN },
    { kind: "prove", variables: [], requires: [], ensures: [clause], body: [], span: SPAN },
    { kind: "call", function: "main.lemma", arguments: [], ghost: true, span: SPAN },
    { kind: "evaluate", value: shadow, ghost: true, span: SPAN },
    { kind: "if", condition: clause.condition, whenTrue: [], whenFalse: [], ghost: true, span: SPAN },
    { kind: "loop", label: "g", invariants: [], decreases: [], body: [], step: [], ghost: true, span: SPAN },
  ];
  const full = declaration("f", [], u32, [...ghosts, declare(i, plus(n, one)), ...ghosts, returns(i)], {
    parameters: [
      { ...n, reference: false, ghost: false },
      { ...shadow, name: "witness", reference: false, ghost: true },
    ],
    requires: [clause],
    ensures: [clause],
  });
  const lemma = declaration("lemma", [shadow], VOID, ghosts, { mode: "lemma" });
  const ghostState: GlobalDeclaration = {
    name: "main.log",
    sourceName: "log",
    module: "main",
    span: SPAN,
    type: { kind: "seq", element: int },
    initial: zero,
    ghost: true,
  };
  const withGhosts = program([lemma, full], {
    globals: new Map([["main.log", ghostState], ...globals]),
    records,
  });
  for (const optimise of [false, true]) {
    const options = { entry: "main", optimise };
    const expected = compile(program([plain], { globals, records }), options).binary;
    assert.deepEqual(compile(withGhosts, options).binary, expected);
  }
});

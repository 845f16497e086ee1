// What stands around the code: names, source maps, imports, exports, initial data.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Expression, GlobalDeclaration, Span, Statement, Type } from "../../language/ir.ts";
import { compile, CompileError } from "../compile.ts";
import { STACK_BYTES } from "../../language/extents.ts";
import { run } from "./instance.ts";
import { binary, declaration, integer, number, program, returns, SPAN, variable, VOID } from "./ir.ts";

const u32 = integer("u32");
const n = variable("n", u32);

function spanAt(line: number, column: number): Span {
  return { file: "main.ts", line, column, endLine: line, endColumn: column + 1 };
}

function at<S extends Statement | Expression>(line: number, column: number, one: S): S {
  return { ...one, span: spanAt(line, column) };
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The numbers of one segment of a source map (ECMA-426): base 64 digits, least first, sign in the lowest bit. */
function decode(segment: string): readonly number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const character of segment) {
    const digit = DIGITS.indexOf(character);
    value += (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    [value, shift] = [0, 0];
  }
  return numbers;
}

/** The source positions that the map mentions, in order of code, as `line:column` from 1. */
function positions(sourceMap: string): readonly string[] {
  const { mappings } = JSON.parse(sourceMap) as { mappings: string };
  let line = 1;
  let column = 1;
  return mappings.split(",").flatMap((segment) => {
    const [, , lines, columns] = decode(segment);
    if (lines === undefined || columns === undefined) return [];
    line += lines;
    column += columns;
    return [`${line}:${column}`];
  });
}

test("a source map leads from code to statements and failing checks", () => {
  const sum = at(12, 14, binary("add", n, number(1, "u32")));
  const declared: Statement = { kind: "declare", variable: n, value: sum, ghost: false, span: spanAt(12, 3) };
  const m = variable("m", u32);
  const body = [{ ...declared, variable: m }, at(14, 5, returns(m))];
  const made = compile(program([declaration("f", [n], u32, body, { mode: "checked" })]), {
    entry: "main",
    sourceMapUrl: "main.wasm.map",
  });
  assert.ok(made.sourceMap !== undefined);
  assert.deepEqual((JSON.parse(made.sourceMap) as { sources: string[] }).sources, ["main.ts"]);
  const found = positions(made.sourceMap);
  for (const expected of ["12:3", "12:14", "14:5"])
    assert.ok(found.includes(expected), `${expected} in ${found}`);
});

test("functions and locals keep their names when asked", () => {
  const local: Statement = {
    kind: "declare",
    variable: { name: "total", type: u32 },
    value: binary("add", n, number(1, "u32")),
    ghost: false,
    span: SPAN,
  };
  const functions = [declaration("f", [n], u32, [local, returns(variable("total", u32))])];
  const named = compile(program(functions), { entry: "main", names: true }).text();
  assert.match(named, /\$main\.f/);
  assert.match(named, /\$total/);
  const bare = compile(program(functions), { entry: "main" }).text();
  assert.doesNotMatch(bare, /\$total/);
});

test("equal programs give equal bytes", () => {
  const make = () =>
    compile(program([declaration("f", [n], u32, [returns(n)])]), { entry: "main", optimise: true });
  assert.deepEqual(make().binary, make().binary);
});

test("machine functions are imports, the entry's exported scalar functions exports", () => {
  const tick = declaration("tick", [n], u32, [], { mode: "machine", reason: "host_tick" });
  const unused = declaration("unused", [n], u32, [], { mode: "machine", reason: "host_unused" });
  const called: Statement = {
    kind: "call",
    function: "main.tick",
    arguments: [{ kind: "value", value: n }],
    result: { name: "r", type: u32 },
    ghost: false,
    span: SPAN,
  };
  const body = [called, returns(variable("r", u32))];
  const row: Type = { kind: "array", element: u32, length: 2 };
  const functions = [
    tick,
    unused,
    declaration("f", [n], u32, body),
    declaration("hidden", [n], u32, body, { exported: false }),
    declaration("elsewhere", [n], u32, body, { name: "low.elsewhere", module: "low" }),
    declaration("references", [], VOID, [], {
      parameters: [{ name: "r", type: row, reference: true, ghost: false }],
    }),
  ];
  const module = new WebAssembly.Module(compile(program(functions), { entry: "main" }).binary);
  assert.deepEqual(
    WebAssembly.Module.exports(module)
      .map(({ name }) => name)
      .sort(),
    ["f", "memory"],
  );
  assert.deepEqual(WebAssembly.Module.imports(module), [
    { module: "machine", name: "host_tick", kind: "function" },
  ]);
  const instance = run(program(functions), {}, { host_tick: (x: number) => x * 2, host_unused: () => 0 });
  assert.equal(instance.call("main.f", 21n), 42n);
});

test("the name of a machine function may say of which module it is", () => {
  const tick = declaration("tick", [], u32, [], { mode: "machine", reason: "port.clock.tick" });
  const called: Statement = {
    kind: "call",
    function: "main.tick",
    arguments: [],
    result: { name: "r", type: u32 },
    ghost: false,
    span: SPAN,
  };
  const f = declaration("f", [], u32, [called, returns(variable("r", u32))]);
  const module = new WebAssembly.Module(compile(program([tick, f]), { entry: "main" }).binary);
  assert.deepEqual(WebAssembly.Module.imports(module), [
    { module: "port", name: "clock.tick", kind: "function" },
  ]);
});

test("no export takes the name of the memory", () => {
  const f = declaration("memory", [n], u32, [returns(n)]);
  assert.throws(() => compile(program([f]), { entry: "main" }), CompileError);
});

test("locals that exceed the stack of records are refused", () => {
  const row: Type = { kind: "array", element: u32, length: STACK_BYTES / 4 + 1 };
  const zero: Expression = { kind: "zero", type: row, span: SPAN };
  const large: Statement = {
    kind: "declare",
    variable: { name: "row", type: row },
    value: zero,
    ghost: false,
    span: SPAN,
  };
  assert.throws(
    () => compile(program([declaration("f", [], VOID, [large])]), { entry: "main" }),
    CompileError,
  );
});

test("module state has its initial value", () => {
  const pair: Type = { kind: "record", name: "Pair" };
  const pairs: Type = { kind: "array", element: pair, length: 2 };
  const construct = (a: number, b: bigint): Expression => ({
    kind: "construct",
    fields: [
      { name: "a", value: number(a, "i8") },
      { name: "b", value: number(b, "u64") },
    ],
    type: pair,
    span: SPAN,
  });
  const initial: Expression = {
    kind: "elements",
    elements: [construct(-2, 0x1122_3344_5566_7788n), { kind: "zero", type: pair, span: SPAN }],
    type: pairs,
    span: SPAN,
  };
  const state: GlobalDeclaration = {
    name: "main.pairs",
    sourceName: "pairs",
    module: "main",
    span: SPAN,
    type: pairs,
    initial,
    ghost: false,
  };
  const fields = [
    { name: "a", type: integer("i8"), ghost: false },
    { name: "b", type: integer("u64"), ghost: false },
  ];
  const { memory } = run(
    program([declaration("f", [], VOID, [])], {
      globals: new Map([[state.name, state]]),
      records: new Map([["Pair", { name: "Pair", span: SPAN, fields }]]),
    }),
    { optimise: true },
  );
  assert.equal(memory.getInt8(0), -2);
  assert.equal(memory.getBigUint64(8, true), 0x1122_3344_5566_7788n);
  assert.equal(memory.getBigUint64(16, true), 0n);
});

/** What the kernel is told of a module, and what a module keeps. */
import assert from "node:assert/strict";
import test from "node:test";
import { START_EXPORT } from "../names.ts";
import { rewrite } from "../rewrite.ts";
import { assemble, newFuel, OPTIONS } from "./helpers.ts";

const TEXT = `(module
  (import "env" "f" (func $f (param i32)))
  (import "env" "m" (memory 2 200))
  (import "env" "g" (global i32))
  (memory $own 3)
  (table 5 50 funcref)
  (table 6 externref)
  (global $a (mut i32) (i32.const 1))
  (global $b i64 (i64.const 1))
  (elem (i32.const 0) func $start $second)
  (data (i32.const 100) "12345")
  (data "678")
  (data (i32.const 16) "9")
  (data (global.get 0) "0")
  (data (memory $own) (i32.const -16) "12")
  (func $start)
  (func $second (export "second") (drop (i32.load $own (i32.const 0))))
  (export "table" (table 0))
  (start $start))`;

test("a module is described by what it needs", () => {
  const { codeBytes, ...description } = rewrite(assemble(TEXT), {
    ...OPTIONS,
    maximumEntries: 20,
  }).description;
  assert.ok(codeBytes > 0);
  assert.deepEqual(description, {
    imports: [
      { module: "env", name: "m", kind: "memory" },
      { module: "env", name: "g", kind: "global" },
      { module: "env", name: "f", kind: "function" },
    ],
    exports: [
      { name: "second", kind: "function" },
      { name: "table", kind: "table" },
    ],
    memories: [
      { imported: true, shared: false, minimumPages: 2, maximumPages: 64, data: { from: 16, to: 105 } },
      {
        imported: false,
        shared: false,
        minimumPages: 3,
        maximumPages: 64,
        data: { from: 4294967280, to: 4294967282 },
      },
    ],
    tables: [
      { imported: false, element: "funcref", minimumEntries: 5, maximumEntries: 20 },
      { imported: false, element: "externref", minimumEntries: 6, maximumEntries: 20 },
    ],
    functions: 2,
    globals: 2,
    dataBytes: 12,
    elementEntries: 2,
    start: true,
  });
});

test("the limits of memories and tables are capped in the module itself", () => {
  const { binary } = rewrite(assemble(`(module (memory 1) (table 1 funcref))`), OPTIONS);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), {
    "welkin:meter": { exhausted: () => -1, grow_memory: () => -1, grow_table: () => -1, fuel: newFuel() },
  });
  const { "welkin:memory:0": memory, "welkin:table:0": table } = exports;
  assert.ok(memory instanceof WebAssembly.Memory && table instanceof WebAssembly.Table);
  assert.equal(memory.grow(OPTIONS.maximumPages - 1), 1);
  assert.throws(() => memory.grow(1), RangeError);
  assert.equal(table.grow(OPTIONS.maximumEntries - 1), 1);
  assert.throws(() => table.grow(1), RangeError);
});

test("exports are the original's and the host's", () => {
  const module = new WebAssembly.Module(rewrite(assemble(TEXT), OPTIONS).binary);
  assert.deepEqual(
    WebAssembly.Module.exports(module).map(({ name }) => name),
    [
      "second",
      "table",
      START_EXPORT,
      "welkin:memory:0",
      "welkin:memory:1",
      "welkin:table:0",
      "welkin:table:1",
    ],
  );
  assert.equal(WebAssembly.Module.customSections(module, "name").length, 0);
});

test("functions keep their names in traces, and other custom sections are dropped", () => {
  const binary = assemble(`(module (func $inner (unreachable)) (func (export "run") (call $inner)))`);
  const named = [
    ...binary,
    ...[0, 18, 4, 0x6e, 0x61, 0x6d, 0x65, 1, 11, 1, 0, 8, ...new TextEncoder().encode("culprit!")],
    ...[0, 4, 3, 0x61, 0x62, 0x63],
  ];
  const module = new WebAssembly.Module(rewrite(Uint8Array.from(named), OPTIONS).binary);
  assert.equal(WebAssembly.Module.customSections(module, "abc").length, 0);
  const { run } = new WebAssembly.Instance(module, {
    "welkin:meter": { exhausted: () => 1000, grow_memory: () => -1, grow_table: () => -1, fuel: newFuel() },
  }).exports;
  assert.ok(typeof run === "function");
  assert.throws(
    () => run(),
    (error) => error instanceof WebAssembly.RuntimeError && /culprit!/.test(error.stack ?? ""),
  );
});

test("memory 0 is the host's if the options say so, and all else stays as it is", () => {
  const text = `(module (import "a" "f" (func $f)) (memory $m (export "memory") 1 3) (memory $n 2)
    (data (memory $m) (i32.const 4) "\\2a") (data (memory $n) (i32.const 4) "\\2b")
    (func (export "both") (result i32)
      (i32.add (i32.load8_u $m (i32.const 4)) (i32.mul (memory.size $n) (i32.load8_u $n (i32.const 4))))))`;
  const { binary, description } = rewrite(assemble(text), { ...OPTIONS, importsMemory: true });
  const limits = description.memories.map(({ minimumPages, maximumPages }) => [minimumPages, maximumPages]);
  assert.deepEqual(limits, [
    [1, 3],
    [2, OPTIONS.maximumPages],
  ]);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 3 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), {
    a: { f: () => undefined },
    "welkin:meter": {
      exhausted: () => 1000,
      grow_memory: () => -1,
      grow_table: () => -1,
      fuel: newFuel(),
      memory,
    },
  });
  assert.equal(exports["memory"], memory);
  assert.equal(exports["welkin:memory:0"], memory);
  assert.equal(new Uint8Array(memory.buffer)[4], 0x2a);
  assert.equal((exports["both"] as () => number)(), 0x2a + 2 * 0x2b);
});

test("a memory that a module imports is not imported again, and one that it lacks is not made", () => {
  const meter = (text: string) =>
    WebAssembly.Module.imports(
      new WebAssembly.Module(rewrite(assemble(text), { ...OPTIONS, importsMemory: true }).binary),
    ).filter(({ kind }) => kind === "memory");
  assert.deepEqual(meter(`(module)`), []);
  assert.deepEqual(
    meter(`(module (import "a" "m" (memory 1)) (memory 2))`).map(({ module }) => module),
    ["a"],
  );
});

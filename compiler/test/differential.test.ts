// Random programs mean the same in the interpreter, the compiled code and a model in plain JavaScript.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Interpreter } from "../../language/interpreter/interpreter.ts";
import { loadSources } from "../../language/front/index.ts";
import { compile } from "../compile.ts";
import { fuzz } from "../fuzz/search.ts";

test("500 random programs agree", () => {
  const report = fuzz({ count: 500, seed: 20261 });
  assert.equal(report.found, undefined, `${report.found?.text}\n\n${report.found?.source}`);
  assert.equal(report.programs, 500);
  assert.ok(report.compared > 1000, `only ${report.compared} calls were compared`);
  assert.ok(report.failed > 200 && report.failed < report.compared / 2, `${report.failed} calls fail`);
});

/** What the fuzzing found, made small: the source, whether the call of `f` fails, its result. */
const FOUND: readonly {
  readonly name: string;
  readonly source: string;
  readonly result: bigint | "fails";
}[] = [
  {
    name: "the index of an alias is tested where the alias is made",
    source: `const s: FixedArray<FixedArray<u8, 1>, 5> = zeroed();
      export function f(): u32 { checked(); const p = s[i8.wrappingAdd(i8.MAX, i8.MIN)]; return 1; }`,
    result: "fails",
  },
  {
    name: "a call in an operand of a wrapping operation happens once",
    source: `let s: u32 = 5;
      function next(): u32 { modifies(s); checked(); s += 1; return s; }
      export function f(): u32 { modifies(s); checked(); const x: u32 = u32.wrappingMul(next(), 3); return x + s; }`,
    result: 24n,
  },
  ...(
    [
      [1n, "fails"],
      [2n, 0n],
    ] as const
  ).map(([index, result]) => ({
    name: `references to elements 1 and ${index} of one array`,
    source: `const rows: FixedArray<FixedArray<u8, 3>, 4> = zeroed();
      function change(a: FixedArray<u8, 3>, b: FixedArray<u8, 3>): u8 { modifies(a); a[0] = 9; return b[0]; }
      export function f(): u8 { modifies(rows); checked(); const i: u8 = ${index}; return change(rows[1], rows[i]); }`,
    result,
  })),
];

for (const { name, source, result } of FOUND)
  test(name, () => {
    const text = `import { u8, u32, i8, FixedArray, checked, modifies, zeroed } from "welkin";\n${source}`;
    const { program, diagnostics } = loadSources({ "m.ts": text });
    assert.ok(program, JSON.stringify(diagnostics));
    const outcome = new Interpreter(program).call("m.f", []);
    const instance = new WebAssembly.Instance(
      new WebAssembly.Module(compile(program, { entry: "m" }).binary.slice()),
    );
    const compiled = instance.exports["f"] as () => number;
    if (result === "fails") {
      assert.equal(outcome.kind, "failed");
      assert.throws(compiled, WebAssembly.RuntimeError);
    } else {
      assert.equal(outcome.kind === "returned" && outcome.value, result);
      assert.equal(BigInt(compiled()), result);
    }
  });

/** What a rewritten module does is what the original does: one program for each kind of section and instruction. */
import assert from "node:assert/strict";
import test from "node:test";
import v8 from "node:v8";
import { rewrite } from "../rewrite.ts";
import { assemble, OPTIONS, run } from "./helpers.ts";
import { PROGRAMS } from "./modules.ts";

v8.setFlagsFromString("--experimental-wasm-exnref");

type Exports = Readonly<Record<string, unknown>>;

/** The imports that programs may use. `log` collects what they pass. */
function imports(log: unknown[]): WebAssembly.Imports {
  return {
    env: {
      log: (...values: unknown[]) => void log.push(...values),
      twice: (value: number) => 2 * value,
      base: new WebAssembly.Global({ value: "i32", mutable: false }, 16),
      table: new WebAssembly.Table({ element: "anyfunc", initial: 4, maximum: 8 }),
      memory: new WebAssembly.Memory({ initial: 1, maximum: 2 }),
    },
  };
}

/** What a call gives, or why it ends. */
function outcome(exports: Exports, [name, ...values]: readonly [string, ...unknown[]]): unknown {
  const called = exports[name];
  if (typeof called !== "function") throw new Error(`no function ${name}`);
  try {
    return called(...values);
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) return `trap: ${error.message}`;
    throw error;
  }
}

for (const { name, text, calls } of PROGRAMS)
  test(`${name} does the same when it is rewritten`, () => {
    const binary = assemble(text);
    const [originalLog, log]: [unknown[], unknown[]] = [[], []];
    const original = new WebAssembly.Instance(new WebAssembly.Module(binary), imports(originalLog)).exports;
    const { exports } = run(rewrite(binary, OPTIONS).binary, { imports: imports(log) });
    for (const call of calls)
      assert.deepEqual(outcome(exports, call), outcome(original, call), call.join(" "));
    assert.deepEqual(log, originalLog);
  });

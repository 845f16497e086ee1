/** What no module can do: run on without paying. */
import assert from "node:assert/strict";
import test from "node:test";
import { rewritten, run } from "./helpers.ts";

/** Programs without end, each of which calls only what it names. */
const ENDLESS: Readonly<Record<string, string>> = {
  "a tight loop": `(func (export "run") (loop (br 0)))`,
  "a loop by br_if": `(func (export "run") (loop (br_if 0 (i32.const 1))))`,
  "a loop by br_table": `(func (export "run") (block (loop (br_table 0 1 0 (i32.const 5)))))`,
};

for (const [name, text] of Object.entries(ENDLESS))
  test(`${name} asks for fuel each time that it is spent, and ends when it is refused`, () => {
    const { exports, asked } = run(rewritten(`(module ${text})`), { grants: [1000, 2000, 3000] });
    assert.throws(() => exports.run?.(), WebAssembly.RuntimeError);
    assert.deepEqual(asked, ["exhausted", "exhausted", "exhausted", "exhausted"]);
  });

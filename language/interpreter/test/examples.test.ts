// The examples, run on random inputs that their contracts allow: what is to be proved must not fail, contracts
// included. And the wrong twins of some: the search must find an input on which they go wrong.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Program } from "../../ir.ts";
import type { ProofCode } from "../../codes.ts";
import { loadProgram } from "../../front/index.ts";
import { Inputs, Random } from "../inputs.ts";
import { Interpreter } from "../interpreter.ts";
import { findCounterexample } from "../search.ts";

const EXAMPLES = join(import.meta.dirname, "../../../examples");

function load(file: string): Program {
  const { program, diagnostics } = loadProgram([file]);
  assert.ok(program, diagnostics.map(({ code, message }) => `${code} ${message}`).join("\n"));
  return program;
}

/** Do calls of the machine change ghost state? Then running the program takes a machine, and here is none. */
function changesMachine(program: Program): boolean {
  return [...program.functions.values()].some(
    ({ mode, modifies }) => mode === "machine" && modifies.length > 0,
  );
}

test("no example fails", () => {
  let returned = 0;
  for (const name of readdirSync(EXAMPLES).filter((entry) => entry.endsWith(".ts"))) {
    const program = load(join(EXAMPLES, name));
    if (changesMachine(program)) continue;
    const interpreter = new Interpreter(program, { fuel: 20_000 });
    const inputs = new Inputs(program, new Random(1), [1n, 2n, 3n]);
    for (const declaration of program.functions.values()) {
      if (declaration.mode === "machine") continue;
      for (let size = 2; size < 14; size += 1) {
        const values = declaration.parameters.map(({ type }) => inputs.of(type, size));
        if (interpreter.allows(declaration.name, values) !== true) continue;
        const outcome = interpreter.call(declaration.name, values);
        if (outcome.kind === "returned") returned += 1;
        if (outcome.kind !== "failed") continue;
        assert.fail(`${declaration.name}: ${outcome.code} at line ${outcome.span.line}: ${outcome.text}`);
      }
    }
  }
  assert.ok(returned > 500, `only ${returned} calls returned`);
});

const TWINS = [
  "base64-url",
  "binary-search-stuck",
  "bits-width",
  "bounded-buffer-lost",
  "crc32-polynomial",
  "crc32-table-index",
  "decimal-overflow",
  "division-negative",
  "fixed-point-wraps",
  "insertion-sort-lost",
  "matrix-product-overflow",
  "ring-buffer-full",
  "substring-search-end",
  "token-bucket-overfull",
  "varint-shift",
];

for (const name of TWINS)
  test(`an input that shows what is wrong in ${name}`, () => {
    const file = join(EXAMPLES, "failing", `${name}.ts`);
    const program = load(file);
    const lines = readFileSync(file, "utf8").split("\n");
    const line = 1 + lines.findIndex((text) => text.includes("// FAILS "));
    const code = /FAILS (V\d+)/.exec(lines[line - 1]!)![1] as ProofCode;
    const span = { file, line, column: 1, endLine: line, endColumn: 1 };
    const own = [...program.functions.values()].filter((declaration) => declaration.span.file === file);
    const found = own.some((declaration) => findCounterexample(program, declaration.name, { code, span }));
    assert.ok(found);
  });

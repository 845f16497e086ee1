/**
 * Traps: programs that prove too much in a verifier that is unsound in one of the known ways.
 *
 * Each file in verifier/soundness/programs says by marks what must fail in it, and what stands unmarked beside must
 * be proved, so that a verifier does not pass by refusing everything. What is proved is also run: the interpreter
 * tests each contract, and the compiled program must give the same result.
 */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { compile } from "../../compiler/compile.ts";
import type { FunctionDeclaration, Program } from "../../language/ir.ts";
import { Interpreter } from "../../language/interpreter/interpreter.ts";
import { folderCache } from "../session/cache.ts";
import { differences, loadFiles, programOf } from "./marked.ts";

const folder = resolve(import.meta.dirname, "../..");
const programs = join(folder, "verifier/soundness/programs");
const roots = join(programs, "roots");

/** The programs of a folder. */
function programsIn(path: string): readonly string[] {
  const names = readdirSync(path).filter((name) => name.endsWith(".ts"));
  return names.sort().map((name) => join(path, name));
}

const cache = folderCache(join(folder, ".welkin", "cache"), (message) => console.warn(message));

/** What is wrong with the programs of a folder whose modules are named by their paths from `root`. */
const check = (path: string, root: string) =>
  differences(loadFiles(programsIn(path), root), { folder: root, cache, resources: 10_000_000 });

for (const [name, wrong] of [...(await check(programs, folder)), ...(await check(roots, roots))])
  test(name, () => assert.deepEqual(wrong, []));

for (const name of ["integers.ts", "literals.ts", "evaluation.ts"]) {
  const program = programOf(join(programs, name), folder);
  const runnable = runnableFunctions(program, readFileSync(join(programs, name), "utf8").split("\n"));
  test(`${name}, run`, () => {
    assert.ok(runnable.length > 1);
    for (const declaration of runnable)
      assert.equal(compiledResult(program, declaration), interpretedResult(program, declaration));
  });
}

/** Exported functions without parameters and marks. */
function runnableFunctions(program: Program, lines: readonly string[]): readonly FunctionDeclaration[] {
  return [...program.functions.values()].filter(({ exported, mode, parameters, span }) => {
    const text = lines.slice(span.line - 1, span.endLine).join("\n");
    return exported && mode === "verified" && parameters.length === 0 && !text.includes("// FAILS");
  });
}

function interpretedResult(program: Program, declaration: FunctionDeclaration): bigint | undefined {
  const outcome = new Interpreter(program).call(declaration.name, []);
  if (outcome.kind !== "returned") assert.fail(`${declaration.name}: ${outcome.kind}`);
  return outcome.value === undefined ? undefined : bits(declaration, outcome.value as bigint);
}

function compiledResult(program: Program, declaration: FunctionDeclaration): bigint | undefined {
  const { binary } = compile(program, { entry: declaration.module });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), {});
  const run = exports[declaration.sourceName] as () => number | bigint | undefined;
  const result = run();
  return result === undefined ? undefined : bits(declaration, result);
}

/** The result as the bits that WebAssembly has for it. */
function bits({ result }: FunctionDeclaration, value: number | bigint): bigint {
  const wide = result.kind === "integer" && ["u64", "i64"].includes(result.name);
  return BigInt.asUintN(wide ? 64 : 32, BigInt(value));
}

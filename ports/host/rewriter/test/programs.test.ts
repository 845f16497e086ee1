/** Real programs: C that Clang has compiled, and Clang. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { compileC } from "../../../../bench/clang.ts";
import { rewrite } from "../rewrite.ts";
import { OPTIONS, run } from "./helpers.ts";

const ROOT = join(import.meta.dirname, "../../../..");
const CLANG = join(ROOT, "node_modules/@yowasp/clang/gen/llvm.core.wasm");

for (const name of ["sha256", "sort"])
  test(`${name} in C gives the same in slices of fuel`, async () => {
    const binary = await compileC(`${name}.c`, readFileSync(join(ROOT, `bench/programs/${name}.c`), "utf8"));
    const original = new WebAssembly.Instance(new WebAssembly.Module(binary)).exports;
    const grants = Array.from({ length: 10_000 }, () => 100_000);
    const { exports, asked } = run(rewrite(binary, OPTIONS).binary, { grants });
    for (const seed of [0, 1]) {
      for (const prepare of [exports.prepare, original.prepare]) (prepare as (seed: number) => void)(seed);
      assert.equal(exports.run?.(), (original.run as () => number)());
    }
    assert.ok(asked.length > 10);
  });

test("the engine accepts Clang, 75 MB, rewritten", async () => {
  const limits = { maximumPages: 1 << 16, maximumEntries: 1 << 20 };
  const { binary, description } = rewrite(readFileSync(CLANG), { ...OPTIONS, ...limits });
  const module = await WebAssembly.compile(binary);
  const added = 4;
  assert.equal(WebAssembly.Module.imports(module).length, description.imports.length + added);
  assert.ok(description.functions > 100_000 && description.dataBytes > 1_000_000);
});

/**
 * The kernel is proved, from nothing but the machine's contracts; and it runs as it is proved: the compiled kernel
 * beside the interpreted one, and both beside what every frame must have become in the end.
 */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { compile } from "../../compiler/compile.ts";
import { Interpreter } from "../../language/interpreter/interpreter.ts";
import type { Program } from "../../language/ir.ts";
import { audit } from "../../verifier/audit.ts";
import { folderCache } from "../../verifier/session/cache.ts";
import { differences, loadFiles, programOf } from "../../verifier/test/marked.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const FRAMES = 4096;
const NONE = 0xffff_ffffn;

function programsIn(folder: string): readonly string[] {
  const files = readdirSync(join(ROOT, folder)).filter((name) => name.endsWith(".ts"));
  return files.sort().map((name) => join(ROOT, folder, name));
}

const files = [...programsIn("kernel"), ...programsIn("kernel/test/programs")];
const cache = folderCache(join(ROOT, ".welkin", "cache"), (message) => console.warn(message));
const results = await differences(loadFiles(files, ROOT), { folder: ROOT, cache, resources: 30_000_000 });

for (const [name, wrong] of results) test(`${name} is proved`, () => assert.deepEqual(wrong, []));

test("nothing is believed but the machine's contracts", () => {
  for (const file of files) {
    const { assumed, trusted, checked, machine } = audit(programOf(file, ROOT));
    assert.deepEqual([assumed, trusted, checked], [[], [], []]);
    for (const each of machine) assert.match(each.file, /kernel\/machine\.ts$/);
  }
});

/** A call of an exported function; results as unsigned. */
type Call = (name: string, ...values: readonly number[]) => bigint;

/** The machine functions of a port without processes: they have nothing to do. */
const machine = { zero_frame: () => undefined };

function compiled(module: WebAssembly.Module): Call {
  const { exports } = new WebAssembly.Instance(module, { machine });
  return (name, ...values) => {
    const callee = exports[name] as (...values: readonly number[]) => number | bigint | undefined;
    return BigInt.asUintN(32, BigInt(callee(...values) ?? 0));
  };
}

function interpreted(program: Program, entry: string): Call {
  const interpreter = new Interpreter(program, { checkContracts: false, fuel: 100_000_000, machine });
  return (name, ...values) => {
    const outcome = interpreter.call(`${entry}.${name}`, values.map(BigInt));
    if (outcome.kind !== "returned") throw new Error(`${name}: ${outcome.kind}`);
    return BigInt((outcome.value ?? 0n) as bigint | boolean);
  };
}

/** A program of this folder, and what it becomes. */
function built(name: string) {
  const program = programOf(join(ROOT, "kernel/test/programs", `${name}.ts`), ROOT);
  const entry = `kernel/test/programs/${name}`;
  const { binary } = compile(program, { entry, optimise: true });
  return { program, entry, module: new WebAssembly.Module(binary) };
}

/** Both ways to run a program, which must give the same results. */
function both({ program, entry, module }: ReturnType<typeof built>): Call {
  const [one, other] = [compiled(module), interpreted(program, entry)];
  return (callee, ...values) => {
    const result = one(callee, ...values);
    assert.equal(other(callee, ...values), result, `${callee}(${values.join(", ")})`);
    return result;
  };
}

const step = fc.record({
  name: fc.constantFrom("createThread", "createEndpoint", "createPage", "destroy"),
  value: fc.nat(20),
});

const frameTable = built("frame-table");

test("frames: whatever is created and destroyed, no frame is lost", () => {
  const kinds: Record<string, bigint> = { createPage: 1n, createThread: 4n, createEndpoint: 7n };
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const call = both(frameTable);
      const model = new Map<number, readonly bigint[]>();
      for (const { name, value } of steps) {
        const result = call(name, value);
        if (name === "destroy") {
          assert.equal(result === 1n, model.delete(value));
        } else {
          assert.ok(result < FRAMES && !model.has(Number(result)));
          model.set(Number(result), [kinds[name]!, BigInt(value)]);
        }
        for (const [frame, use] of model)
          assert.deepEqual([call("kindOf", frame), call("containerOf", frame)], use);
      }
      for (const frame of model.keys()) assert.equal(call("destroy", frame), 1n);
    }),
    { numRuns: 10, seed: 1 },
  );
});

test("frames: all can be in use, then all again", () => {
  const call = compiled(frameTable.module);
  for (let round = 0; round < 2; round += 1) {
    const taken = new Set(Array.from({ length: FRAMES }, () => call("createEndpoint", round)));
    assert.equal(taken.size, FRAMES);
    assert.equal(taken.has(NONE), false);
    assert.equal(call("createThread", 1), NONE);
    for (const frame of taken) assert.equal(call("destroy", Number(frame)), 1n);
  }
});

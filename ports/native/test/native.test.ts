/**
 * The kernel as an ordinary Linux program does what it does as WebAssembly: the same results, and every byte of its
 * memory the same.
 */
import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { compile } from "../../../compiler/compile.ts";
import { programOf } from "../../../verifier/test/marked.ts";
import { buildNative } from "../build.ts";
import { NativeRunError, type Step, countInstructions, digestOf, runNative } from "../driver.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const FOLDER = join(ROOT, ".welkin", "native");

const machine = { zero_frame: () => undefined };

function built(name: string) {
  const path = `kernel/test/programs/${name}`;
  const program = programOf(join(ROOT, `${path}.ts`), ROOT);
  const { binary } = compile(program, { entry: path, optimise: true });
  return { native: buildNative(binary, FOLDER), module: new WebAssembly.Module(binary) };
}

/** Numbers below `bound`, the same for the same seed (a linear congruence: Knuth, MMIX). */
function randomNumbers(seed: bigint): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number((state >> 33n) % BigInt(bound));
  };
}

/** What the calls give on the WebAssembly module. */
function runModule(module: WebAssembly.Module, steps: readonly Step[]): readonly bigint[] {
  const { exports } = new WebAssembly.Instance(module, { machine });
  return steps.map((step) => {
    if (step === "digest") return digestOf((exports["memory"] as WebAssembly.Memory).buffer);
    const callee = exports[step.call] as (...values: readonly number[]) => number | bigint | undefined;
    const result = callee(...step.arguments.map(Number)) ?? 0;
    return typeof result === "bigint" ? BigInt.asUintN(64, result) : BigInt(result >>> 0);
  });
}

/** Random calls of the program that decode their arguments themselves, on few frames, so that they often hit. */
function randomSteps(calls: ReadonlyMap<string, number>, count: number, seed: bigint): readonly Step[] {
  const below = randomNumbers(seed);
  const names = [...calls.keys()];
  const steps: Step[] = [{ call: "begin", arguments: [] }];
  for (let index = 0; index < count; index += 1) {
    const call = names[below(names.length)]!;
    steps.push({ call, arguments: Array.from({ length: calls.get(call)! }, () => BigInt(below(24))) });
    if (index % 2500 === 0) steps.push("digest");
  }
  return [...steps, "digest"];
}

const scheduler = built("scheduler");
const { calls } = scheduler.native;

test("random calls give the same results and the same memory as WebAssembly", () => {
  const arities = new Map(calls.map(({ name, parameters }) => [name, parameters.length]));
  arities.delete("begin");
  const steps = randomSteps(arities, 5000, 1n);
  assert.deepEqual(runNative(scheduler.native, steps), runModule(scheduler.module, steps));
});

/** A call of every parameter 0. */
function plain(name: string): Step {
  const { parameters } = calls.find((call) => call.name === name)!;
  return { call: name, arguments: parameters.map(() => 0n) };
}

test("an instruction count is that of the last call alone, and repeats", () => {
  const steps = [plain("begin"), plain("makeThread"), plain("makeThread")];
  const count = countInstructions(scheduler.native, steps);
  assert.ok(count > 10 && count < 2000, `${count}`);
  assert.equal(countInstructions(scheduler.native, steps), count);
  assert.ok(countInstructions(scheduler.native, [...steps, plain("next")]) < count);
});

test("what cannot be driven is an error that says why", () => {
  assert.throws(() => runNative(scheduler.native, [{ call: "nothing", arguments: [] }]), NativeRunError);
  const wrong = { ...scheduler.native, calls: [...calls, { name: "more", parameters: [], result: "u32" }] };
  assert.throws(() => runNative(wrong, [{ call: "more", arguments: [] }]), /there is no such call/);
  assert.throws(
    () => runNative(scheduler.native, [{ call: "makeThread", arguments: [] }]),
    /driver ended with 64: driver: arguments are missing/,
  );
});

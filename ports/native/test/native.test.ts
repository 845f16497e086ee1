/**
 * The kernel as an ordinary Linux program does what it does as WebAssembly: the same results, and every byte of its
 * memory the same.
 */
import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { compile } from "../../../compiler/compile.ts";
import { STATUS } from "../../../kernel/interface/call.ts";
import { CALLS, READS } from "../../../kernel/interface/calls.ts";
import { FRAMES, idleMachine } from "../../../kernel/test/built.ts";
import { programOf } from "../../../verifier/test/marked.ts";
import { buildNative } from "../build.ts";
import type { NativeCall } from "../calls.ts";
import { numberOf } from "../dispatch.ts";
import { NativeRunError, type Step, countInstructions, digestOf, runNative } from "../driver.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const ENTRY = "kernel/kernel";
/** So few that calls often lack them. */
const BOOTED = 64;

const program = programOf(join(ROOT, `${ENTRY}.ts`), ROOT);
const { binary } = compile(program, { entry: ENTRY, optimise: true });
const module = new WebAssembly.Module(binary);
const native = buildNative(binary, join(ROOT, ".welkin", "native"));

const { buffer } = new WebAssembly.Instance(module, { machine: idleMachine() }).exports[
  "memory"
] as WebAssembly.Memory;
/** The bytes of the kernel's own state and of the frames that there are: those behind are never used. */
const DIGESTED = buffer.byteLength - (FRAMES - BOOTED) * 4096;

/** What the calls give on the WebAssembly module. */
function runModule(steps: readonly Step[]): readonly bigint[] {
  const { exports } = new WebAssembly.Instance(module, { machine: idleMachine() });
  const calls = new Map(native.calls.map((call) => [call.name, call]));
  return steps.map((step) => {
    if ("digest" in step) return digestOf((exports["memory"] as WebAssembly.Memory).buffer, step.digest);
    assert.ok("call" in step);
    const { parameters } = calls.get(step.call)!;
    const values = step.arguments.map((value, index) =>
      parameters[index] === "u64" ? value : Number(value),
    );
    const callee = exports[step.call] as (...values: readonly unknown[]) => number | bigint | undefined;
    const result = callee(...values) ?? 0;
    return typeof result === "bigint" ? BigInt.asUintN(64, result) : BigInt(result >>> 0);
  });
}

/** Numbers below `bound`, the same for the same seed (a linear congruence: Knuth, MMIX). */
function randomNumbers(seed: bigint): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number((state >> 33n) % BigInt(bound));
  };
}

/** What processes may call. */
const open = new Set([...CALLS, ...READS].map(({ name }) => name));
const openCalls = native.calls.filter(({ name }) => open.has(name));

/** Random calls with small arguments on few frames: so that they often hit. After each a thread runs, and something happens outside. */
function randomSteps(count: number, seed: bigint): readonly Step[] {
  const below = randomNumbers(seed);
  const some = (name: NativeCall): Step => ({
    call: name.name,
    arguments: name.parameters.map(() => BigInt(below(12))),
  });
  const [dispatch, expire, interrupt] = ["dispatch", "expire", "interrupt"].map((sought) =>
    native.calls.find(({ name }) => name === sought)!,
  );
  const steps = Array.from({ length: count }, () => [
    some(openCalls[below(openCalls.length)]!),
    some(dispatch!),
    some(expire!),
    some(interrupt!),
  ]);
  return [{ call: "boot", arguments: [BigInt(BOOTED)] }, ...steps.flat(), { digest: DIGESTED }];
}

test("random calls give the same results and the same memory as WebAssembly", () => {
  for (const seed of [1n, 2n, 3n, 4n]) {
    const steps = randomSteps(10_000, seed);
    const results = runModule(steps);
    assert.deepEqual(runNative(native, steps), results, `seed ${seed}`);
    const done = results.filter((result) => result === 0n).length;
    assert.ok(done > 500, `seed ${seed}: only ${done} calls did something`);
  }
});

test("calls by number do what calls by name do", () => {
  const steps = randomSteps(10_000, 5n);
  const byNumber = steps.map((step): Step => {
    const number = "call" in step ? numberOf(step.call) : -1;
    return number < 0 || !("call" in step) ? step : { number, arguments: step.arguments };
  });
  assert.deepEqual(runNative(native, byNumber), runNative(native, steps));
});

test("what is no call by number, and what does not fit its type, is an error", () => {
  const booted: Step[] = [{ call: "boot", arguments: [BigInt(BOOTED)] }, plain("dispatch")];
  const [send, all] = [numberOf("send"), CALLS.length + READS.length];
  const calls: Step[] = [all, 2 ** 40].map((number) => ({ number, arguments: [] }));
  calls.push({ number: send, arguments: [2n ** 32n] }, { number: numberOf("nothing"), arguments: [] });
  const { BadArgument, Done } = STATUS;
  assert.deepEqual(
    runNative(native, [...booted, ...calls])
      .slice(2)
      .map(Number),
    [BadArgument, BadArgument, BadArgument, Done],
  );
});

/** A call of every parameter 0. */
function plain(name: string): Step {
  const { parameters } = native.calls.find((call) => call.name === name)!;
  return { call: name, arguments: parameters.map(() => 0n) };
}

test("an instruction count is that of the last call alone, and repeats", () => {
  const steps: Step[] = [{ call: "boot", arguments: [BigInt(BOOTED)] }, plain("dispatch"), plain("yieldNow")];
  const count = countInstructions(native, steps);
  assert.ok(count > 10 && count < 2000, `${count}`);
  assert.equal(countInstructions(native, steps), count);
  assert.ok(countInstructions(native, [...steps, plain("nothing")]) < count);
});

test("what cannot be driven is an error that says why", () => {
  assert.throws(() => runNative(native, [{ call: "none", arguments: [] }]), NativeRunError);
  assert.throws(
    () => runNative(native, [{ call: "boot", arguments: [] }]),
    /boot has another number of arguments/,
  );
  const wrong = { ...native, calls: [...native.calls, { name: "more", parameters: [], result: "u32" }] };
  assert.throws(() => runNative(wrong, [{ call: "more", arguments: [] }]), /there is no such call/);
  const short = { ...native, calls: native.calls.map((call) => ({ ...call, parameters: [] })) };
  assert.throws(
    () => runNative(short, [{ call: "boot", arguments: [] }]),
    /driver ended with 64: driver: arguments are missing/,
  );
});

/**
 * Kernel programs as a test drives them: compiled, and beside that interpreted.
 *
 * Owns      how a program of `programs/` is built and called. Results are unsigned.
 */
import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { compile } from "../../compiler/compile.ts";
import { Interpreter } from "../../language/interpreter/interpreter.ts";
import type { Program } from "../../language/ir.ts";
import { programOf } from "../../verifier/test/marked.ts";

export const ROOT = resolve(import.meta.dirname, "../..");
export const FRAMES = 524288;
export const NONE = 0xffff_ffffn;

/** A call of an exported function; u64 are given as bigint. */
export type Call = (name: string, ...values: readonly (number | bigint)[]) => bigint;

export interface Built {
  readonly program: Program;
  readonly entry: string;
  readonly module: WebAssembly.Module;
}

/**
 * The machine functions of a port without processes, which have nothing to do, and of a clock that goes on by a nanosecond
 * each time that somebody looks.
 */
export function idleMachine(): Record<string, () => bigint | undefined> {
  let now = 0n;
  const nothing = () => undefined;
  return {
    zero_frame: nothing,
    copy_bytes: nothing,
    translation_changed: nothing,
    thread_ended: nothing,
    now: () => (now += 1n),
  };
}

/** A program of this folder, and what it becomes. */
export const built = (name: string): Built => builtFrom(`kernel/test/programs/${name}`);

/** The program of a module, and what it becomes. */
export function builtFrom(entry: string): Built {
  const program = programOf(join(ROOT, `${entry}.ts`), ROOT);
  const { binary } = compile(program, { entry, optimise: true });
  return { program, entry, module: new WebAssembly.Module(binary) };
}

export function compiled(module: WebAssembly.Module): Call {
  const { exports } = new WebAssembly.Instance(module, { machine: idleMachine() });
  return (name, ...values) => {
    const callee = exports[name] as (...values: readonly (number | bigint)[]) => number | bigint | undefined;
    const result = callee(...values) ?? 0;
    return BigInt.asUintN(typeof result === "bigint" ? 64 : 32, BigInt(result));
  };
}

function interpreted(program: Program, entry: string): Call {
  const interpreter = new Interpreter(program, {
    checkContracts: false,
    fuel: 100_000_000,
    machine: idleMachine(),
  });
  return (name, ...values) => {
    const outcome = interpreter.call(`${entry}.${name}`, values.map(BigInt));
    if (outcome.kind !== "returned") throw new Error(`${name}: ${outcome.kind}`);
    return BigInt((outcome.value ?? 0n) as bigint | boolean);
  };
}

/** Both ways to run a program, which must give the same results. */
export function both({ program, entry, module }: Built): Call {
  const [one, other] = [compiled(module), interpreted(program, entry)];
  return (callee, ...values) => {
    const result = one(callee, ...values);
    assert.equal(other(callee, ...values), result, `${callee}(${values.join(", ")})`);
    return result;
  };
}

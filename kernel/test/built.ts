/**
 * Kernel programs as a test drives them: compiled, and beside that interpreted.
 *
 * Owns      how a program of `programs/` is built and called. Results are unsigned.
 */
import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { compile } from "../../compiler/compile.ts";
import { loadProgram } from "../../language/front/index.ts";
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
  const names = [
    "zero_frame",
    "copy_bytes",
    "translation_changed",
    "thread_ended",
    "mask_line",
    "unmask_line",
    "let_reach",
    "stop_reach",
    "stop_device",
  ];
  return { ...Object.fromEntries(names.map((name) => [name, () => undefined])), now: () => (now += 1n) };
}

/** A program of this folder, and what it becomes. */
export const built = (name: string): Built => builtFrom(`kernel/test/programs/${name}`);

/** The text of a file, changed; nothing if it is to stay as it is. */
export type Edit = (path: string) => string | undefined;

/** The program of a module, and what it becomes. */
export function builtFrom(entry: string, edit?: Edit): Built {
  const program = edit ? editedProgram(entry, edit) : programOf(join(ROOT, `${entry}.ts`), ROOT);
  return builtOf(program, entry, true);
}

/** What a program becomes. */
export function builtOf(program: Program, entry: string, optimise: boolean): Built {
  const { binary } = compile(program, { entry, optimise });
  return { program, entry, module: new WebAssembly.Module(binary) };
}

/** The program of a module, of which some files are edited. */
export function editedProgram(entry: string, edit: Edit): Program {
  const { program, diagnostics } = loadProgram([join(ROOT, `${entry}.ts`)], { root: ROOT, source: edit });
  if (!program) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return program;
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

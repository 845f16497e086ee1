/**
 * The differential test: every random program runs four times, and all four must agree.
 *
 *     numbers -> source -> front end -> typed IR -> interpreter
 *                                                -> compiler, checked          traps where the interpreter fails
 *                                                -> compiler, optimised        only where nothing fails
 *             -> model (plain JavaScript)
 *
 * Owns        the runs and their comparison: failure, result, module state.
 * Invariants  programs are loaded and compiled many at a time, each a module of its own in one program.
 * Not here    how programs are made (program.ts), reports and shrinking (search.ts).
 */
import { loadSources } from "../../language/front/index.ts";
import { Interpreter } from "../../language/interpreter/interpreter.ts";
import type { Outcome } from "../../language/interpreter/outcome.ts";
import type { Value } from "../../language/interpreter/value.ts";
import { equal, lookup } from "../../language/interpreter/value.ts";
import { describe } from "../../language/interpreter/describe.ts";
import type { FunctionDeclaration, Program } from "../../language/ir.ts";
import { compile } from "../compile.ts";
import type { Layout } from "../layout.ts";
import { layoutOf } from "../layout.ts";
import { fromMemory, fromModel, fromWasm, toWasm } from "./foreign.ts";
import { Exhausted, Refusal, modelFunctions } from "./model.ts";
import type { RandomProgram, Trial } from "./program.ts";

export interface Disagreement {
  /** Which of the programs. */
  readonly index: number;
  readonly text: string;
}

/** What one run did: nothing if it took too long. */
type Result =
  | { readonly kind: "failed"; readonly why: string }
  | { readonly kind: "returned"; readonly value: Value | undefined; readonly state: readonly Value[] };

const MODEL_TICKS = 20_000;
const FUEL = 400_000;

export interface Comparison {
  readonly disagreements: readonly Disagreement[];
  /** Trials that came to an end in all runs, and how many of them failed an obligation. */
  readonly compared: number;
  readonly failed: number;
}

export function compareAll(programs: readonly RandomProgram[]): Comparison {
  try {
    return compareBatch(programs);
  } catch (thrown) {
    const text = `threw: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
    if (programs.length === 1) return { disagreements: [{ index: 0, text }], compared: 0, failed: 0 };
    return oneByOne(programs);
  }
}

/** Where a part throws, a batch does not say on which program. */
function oneByOne(programs: readonly RandomProgram[]): Comparison {
  const each = programs.map((program) => compareAll([program]));
  const sum = (count: (comparison: Comparison) => number) =>
    each.reduce((total, one) => total + count(one), 0);
  return {
    disagreements: each.flatMap(({ disagreements }, index) =>
      disagreements.map(({ text }) => ({ index, text })),
    ),
    compared: sum(({ compared }) => compared),
    failed: sum(({ failed }) => failed),
  };
}

function compareBatch(programs: readonly RandomProgram[]): Comparison {
  const names = programs.map((_, index) => `p${index}`);
  const sources = Object.fromEntries(programs.map(({ text }, i) => [`${names[i]}.ts`, text.source]));
  const { program, diagnostics } = loadSources(sources);
  if (!program) return rejected(diagnostics);
  const batch = new Batch(program, names[0]!);
  const disagreements: Disagreement[] = [];
  let [compared, failed] = [0, 0];
  programs.forEach((random, index) => {
    const model = modelOf(random);
    for (const trial of random.trials) {
      const { text, outcome } = batch.compare(names[index]!, random, trial, model);
      if (text !== undefined) disagreements.push({ index, text });
      if (outcome) compared += 1;
      if (outcome === "failed") failed += 1;
    }
  });
  return { disagreements, compared, failed };
}

/** The front end must accept every random program. */
function rejected(diagnostics: ReturnType<typeof loadSources>["diagnostics"]): Comparison {
  const disagreements = diagnostics.map(({ code, message, span }) => ({
    index: Number(/p(\d+)\.ts$/.exec(span.file)?.[1] ?? 0),
    text: `rejected: ${code} at ${span.line}:${span.column}: ${message}`,
  }));
  return { disagreements, compared: 0, failed: 0 };
}

interface Model {
  readonly functions: Readonly<Record<string, (...operands: (bigint | boolean)[]) => unknown>>;
  state(): readonly unknown[];
}

/** Makes the model afresh, so that each trial begins in the initial state. */
function modelOf({ text, state, trials }: RandomProgram): () => Model {
  const names = [...new Set(trials.map((trial) => trial.function.name))].join(", ");
  const variables = state.map((root) => root.storage).join(", ");
  const vocabulary = Object.keys(modelFunctions(0)).join(", ");
  const body = `"use strict"; const { ${vocabulary} } = vocabulary;\n${text.model}
    return { functions: { ${names} }, state: () => [${variables}] };`;
  const make = new Function("vocabulary", body) as (vocabulary: object) => Model;
  return () => make(modelFunctions(MODEL_TICKS));
}

class Batch {
  readonly #program: Program;
  readonly #layout: Layout;
  readonly #interpreter: Interpreter;
  readonly #initial: ReadonlyMap<string, Value>;
  readonly #checked: Compiled;
  readonly #optimised: Compiled;

  constructor(program: Program, entry: string) {
    this.#program = program;
    this.#layout = layoutOf(program);
    this.#interpreter = new Interpreter(program, { fuel: FUEL });
    this.#initial = this.#interpreter.snapshot();
    this.#checked = new Compiled(program, this.#layout, entry, false);
    this.#optimised = new Compiled(withoutTests(program), this.#layout, entry, true);
  }

  compare(
    module: string,
    random: RandomProgram,
    trial: Trial,
    model: () => Model,
  ): { readonly text?: string; readonly outcome?: Result["kind"] } {
    const declaration = lookup(this.#program.functions, `${module}.${trial.function.name}`);
    const state = random.state.map((root) => `${module}.${root.storage}`);
    const expected = this.#interpret(declaration, trial, state);
    if (!expected) return {};
    const modelled = this.#model(declaration, trial, state, model());
    if (!modelled) return {};
    const runs: [string, Result][] = [
      ["model", modelled],
      ["checked", this.#checked.run(declaration, trial, state)],
    ];
    if (expected.kind === "returned")
      runs.push(["optimised", this.#optimised.run(declaration, trial, state)]);
    const outcome = expected.kind;
    for (const [name, result] of runs) {
      const difference = this.#difference(declaration, state, expected, result);
      if (difference === undefined) continue;
      const call = `${declaration.name}(${trial.operands.join(", ")})`;
      return { outcome, text: `${call}: interpreter and ${name} differ in ${difference}` };
    }
    return { outcome };
  }

  #interpret(declaration: FunctionDeclaration, trial: Trial, state: readonly string[]): Result | undefined {
    this.#interpreter.restore(this.#initial);
    const outcome: Outcome = this.#interpreter.call(declaration.name, trial.operands);
    switch (outcome.kind) {
      case "returned":
        return { ...outcome, state: state.map((name) => this.#interpreter.global(name)) };
      case "failed":
        return { kind: "failed", why: `${outcome.code} at line ${outcome.span.line}: ${outcome.text}` };
      case "outOfFuel":
        return undefined;
      case "undefined":
        throw new Error(`${declaration.name} at line ${outcome.span.line} is undefined: ${outcome.reason}`);
    }
  }

  #model(
    declaration: FunctionDeclaration,
    trial: Trial,
    state: readonly string[],
    model: Model,
  ): Result | undefined {
    try {
      const value = model.functions[trial.function.name]!(...trial.operands);
      const { result } = declaration;
      return {
        kind: "returned",
        value: result.kind === "void" ? undefined : fromModel(this.#program, value, result),
        state: model.state().map((found, i) => fromModel(this.#program, found, this.#typeOf(state[i]!))),
      };
    } catch (thrown) {
      if (thrown instanceof Exhausted) return undefined;
      if (thrown instanceof Refusal) return { kind: "failed", why: "refused" };
      throw thrown;
    }
  }

  #typeOf(global: string) {
    return lookup(this.#program.globals, global).type;
  }

  #difference(
    declaration: FunctionDeclaration,
    state: readonly string[],
    expected: Result,
    found: Result,
  ): string | undefined {
    if (expected.kind === "failed")
      return found.kind === "failed" ? undefined : `failure: ${expected.why}, returned`;
    if (found.kind === "failed") return `failure: returned, ${found.why}`;
    const show = (value: Value, type = declaration.result) => describe(this.#program, value, type);
    if (expected.value !== undefined && (found.value === undefined || !equal(expected.value, found.value)))
      return `result: ${show(expected.value)}, ${found.value === undefined ? "nothing" : show(found.value)}`;
    const changed = state.findIndex((_, i) => !equal(expected.state[i]!, found.state[i]!));
    if (changed < 0) return undefined;
    const type = this.#typeOf(state[changed]!);
    return `${state[changed]}: ${show(expected.state[changed]!, type)}, ${show(found.state[changed]!, type)}`;
  }
}

/** The same functions without run-time tests. */
function withoutTests(program: Program): Program {
  const functions = [...program.functions].map(([name, declaration]) => {
    const plain: FunctionDeclaration = { ...declaration, mode: "verified" };
    return [name, plain] as const;
  });
  return { ...program, functions: new Map(functions) };
}

/** One compiled program. */
class Compiled {
  readonly #program: Program;
  readonly #layout: Layout;
  readonly #module: WebAssembly.Module;
  #instance: WebAssembly.Instance;
  readonly #initial: Uint8Array;

  constructor(program: Program, layout: Layout, entry: string, optimise: boolean) {
    this.#program = program;
    this.#layout = layout;
    this.#module = new WebAssembly.Module(
      compile(program, { entry, exportAll: true, optimise }).binary.slice(),
    );
    this.#instance = new WebAssembly.Instance(this.#module);
    this.#initial = this.#state().slice();
  }

  #memory(): ArrayBuffer {
    return (this.#instance.exports["memory"] as WebAssembly.Memory).buffer as ArrayBuffer;
  }

  #state(): Uint8Array {
    return new Uint8Array(this.#memory(), this.#layout.state.start, this.#layout.state.end);
  }

  /** Every run begins in the initial state; a trap leaves the stack in disorder, so it costs a new instance. */
  run(declaration: FunctionDeclaration, trial: Trial, state: readonly string[]): Result {
    this.#state().set(this.#initial);
    const operands = trial.operands.map((operand, i) => toWasm(operand, declaration.parameters[i]!.type));
    const call = this.#instance.exports[declaration.name] as (...values: (number | bigint)[]) => unknown;
    try {
      const value = fromWasm(call(...operands), declaration.result);
      return { kind: "returned", value, state: this.#values(state) };
    } catch (thrown) {
      if (!(thrown instanceof WebAssembly.RuntimeError)) throw thrown;
      this.#instance = new WebAssembly.Instance(this.#module);
      return { kind: "failed", why: `trap: ${thrown.message}` };
    }
  }

  #values(state: readonly string[]): readonly Value[] {
    const memory = new DataView(this.#memory());
    return state.map((name) => {
      const { type } = lookup(this.#program.globals, name);
      return fromMemory(this.#program, this.#layout, memory, lookup(this.#layout.globals, name), type);
    });
  }
}

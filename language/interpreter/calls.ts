/**
 * Calls of functions, with their contracts.
 *
 * Owns        parameters and references, what is tested before the body (V201, V209, V210, V212) and after it
 *             (V202, V207, V212).
 * Invariants  a reference parameter is a copy whose final value goes back to the caller's place; that no two
 *             references overlap (V210) makes this the same as sharing.
 * Not here    statements (execute.ts), what may change (frame.ts).
 */
import type { Clause, FunctionDeclaration, Program, Span, Statement } from "../ir.ts";
import type { ProofCode } from "../codes.ts";
import type { Activation } from "./activation.ts";
import { falls, scopesAt } from "./activation.ts";
import type { Evaluator, Scope } from "./evaluate.ts";
import { Executor, load, rootName, store } from "./execute.ts";
import { Footprints } from "./footprint.ts";
import type { Reference } from "./frame.ts";
import { allowanceOf, checkFrame, checkOverlap } from "./frame.ts";
import { Halt, undefinedOrRethrow } from "./outcome.ts";
import type { Location, Step } from "./place.ts";
import type { Value } from "./value.ts";
import { UNKNOWN, lookup } from "./value.ts";

/** A function of the host: the implementation of a machine function. */
export type HostFunction = (...operands: bigint[]) => bigint | boolean | void;

export interface CallResult {
  readonly value: Value | undefined;
  /** The final values of the reference parameters. */
  readonly parameters: ReadonlyMap<string, Value>;
}

type CallStatement = Extract<Statement, { kind: "call" }>;

/** A call about to happen. */
interface Invocation {
  readonly callee: FunctionDeclaration;
  readonly values: readonly Value[];
  readonly references: readonly (Reference & { readonly parameter: string })[];
  readonly caller: Activation | undefined;
  readonly span: Span;
}

export class Calls {
  readonly #program: Program;
  readonly #evaluator: Evaluator;
  readonly #state: Map<string, Value>;
  readonly #host: Readonly<Record<string, HostFunction>>;
  readonly #contracts: boolean;
  readonly #executor: Executor;
  readonly #footprints: Footprints;

  constructor(
    evaluator: Evaluator,
    state: Map<string, Value>,
    host: Readonly<Record<string, HostFunction>>,
    contracts: boolean,
  ) {
    this.#program = evaluator.program;
    this.#evaluator = evaluator;
    this.#state = state;
    this.#host = host;
    this.#contracts = contracts;
    this.#executor = new Executor(evaluator, this, contracts);
    this.#footprints = new Footprints(evaluator.program);
  }

  /** A call from outside: each reference is storage of its own. */
  enter(callee: FunctionDeclaration, values: readonly Value[]): CallResult {
    return this.#invoke({ callee, values, references: [], caller: undefined, span: callee.span });
  }

  call(s: CallStatement, activation: Activation): void {
    const callee = lookup(this.#program.functions, s.function);
    const scope = s.ghost ? activation.ghost : activation.code;
    const references: (Invocation["references"][number] & {
      root: CallPlace["root"];
      path: readonly Step[];
    })[] = [];
    const values = s.arguments.map((argument, i) => {
      const parameter = callee.parameters[i]!;
      if (argument.kind === "value") return this.#argument(argument.value, parameter.ghost, scope);
      const { root, path } = this.#evaluator.place(argument.place, scope);
      const location = this.#locate(root, path, activation);
      references.push({ parameter: parameter.name, location, mutable: argument.mutable, root, path });
      return load(root, path, activation.code);
    });
    if (callee.mode === "lemma")
      return this.#applyLemma({ callee, values, references, caller: activation, span: s.span });
    const result = this.#invoke({ callee, values, references, caller: activation, span: s.span });
    for (const { parameter, mutable, root, path } of references)
      if (mutable) store(root, path, result.parameters.get(parameter)!, activation.code);
    if (s.result) activation.code.locals.set(s.result.name, result.value!);
  }

  #argument(value: Parameters<Evaluator["evaluate"]>[0], ghost: boolean, scope: Scope): Value {
    if (ghost && !this.#contracts) return UNKNOWN;
    return ghost || scope.ghost
      ? this.#evaluator.ghostValue(value, scope)
      : this.#evaluator.evaluate(value, scope);
  }

  #locate(root: CallPlace["root"], path: readonly Step[], activation: Activation): Location {
    const name = rootName(root);
    if (root.kind === "global") return { owner: this.#state, name, path };
    const behind = activation.references.get(name);
    return behind ? { ...behind, path: [...behind.path, ...path] } : { owner: activation, name, path };
  }

  /** A lemma is proved once; where it is used, only its `requires` and its measure are tested. */
  #applyLemma(invocation: Invocation): void {
    if (!this.#contracts) return;
    try {
      this.#begin(invocation);
    } catch (thrown) {
      const halt = undefinedOrRethrow(thrown);
      if (!this.#evaluator.lenient) throw halt;
    }
  }

  #invoke(invocation: Invocation): CallResult {
    const { callee } = invocation;
    const activation = this.#begin(invocation);
    const entry = activation.code.entry!;
    const allowance = allowanceOf(this.#evaluator, activation);
    const changes = allowance.locations.filter((location) => location.owner === this.#state);
    checkOverlap(this.#footprints, invocation, this.#state, changes);
    const { value, span } = this.#body(callee, activation);
    if (this.#contracts) {
      this.#finish(activation, value, span);
      checkFrame(this.#evaluator, activation, allowance, entry, span);
    }
    const parameters = new Map<string, Value>();
    for (const { name, reference } of callee.parameters)
      if (reference) parameters.set(name, activation.code.locals.get(name)!);
    return { value, parameters };
  }

  /** Binds the parameters and tests what must hold before the call. */
  #begin(invocation: Invocation): Activation {
    const { callee, values, caller, span } = invocation;
    const parameters = new Map(callee.parameters.map(({ name }, i) => [name, values[i]!]));
    const scopes = scopesAt(parameters, this.#state, callee.mode === "lemma");
    const references = new Map(invocation.references.map(({ parameter, location }) => [parameter, location]));
    if (this.#contracts) this.#require(callee.requires, scopes.entry, "V201", span);
    const measure = this.#contracts ? this.#measure(callee, scopes.ghost) : [];
    const { code, ghost } = scopes;
    const activation: Activation = { function: callee, code, ghost, references, measure };
    if (!this.#contracts || !caller) return activation;
    if (callee.exported && callee.mode !== "lemma" && callee.module === caller.function.module)
      this.#require(this.#invariants(callee), scopes.entry, "V212", span);
    const both = caller.measure.length > 0 && measure.length > 0;
    if (both && this.#footprints.recursive(caller.function, callee) && !falls(caller.measure, measure)) {
      const text = `the measure goes from ${caller.measure.join()} to ${measure.join()}`;
      throw new Halt({ kind: "failed", code: "V209", span, text });
    }
    return activation;
  }

  #measure(callee: FunctionDeclaration, scope: Scope): readonly bigint[] {
    const values = callee.decreases.map((part) => this.#evaluator.ghostValue(part, scope));
    return values.includes(UNKNOWN) ? [] : values.map((value) => value as bigint);
  }

  #body(callee: FunctionDeclaration, activation: Activation): { value: Value | undefined; span: Span } {
    if (callee.mode === "machine") return { value: this.#machine(callee, activation), span: callee.span };
    const completion = this.#executor.run(callee.body, activation);
    if (!completion) return { value: undefined, span: closing(callee.span) };
    if (completion.kind !== "return") throw new Error(`${completion.kind} leaves ${callee.name}`);
    return completion;
  }

  #machine(callee: FunctionDeclaration, activation: Activation): Value | undefined {
    const host = this.#host[callee.reason ?? callee.sourceName];
    if (!host) throw Halt.undefined(callee.span, `no host function for ${callee.sourceName}`);
    // Where contracts are tested, a host that does what they say may need the ghost numbers of which they speak.
    const operands = callee.parameters
      .filter(({ ghost, type }) => !ghost || (this.#contracts && type.kind === "int"))
      .map(({ name }) => BigInt(activation.code.locals.get(name) as bigint | boolean));
    const result = host(...operands);
    if (callee.result.kind === "void") return undefined;
    return callee.result.kind === "bool" ? Boolean(result) : BigInt(result as bigint);
  }

  /** In a postcondition a parameter is what the caller gave; a reference parameter what it has become. */
  #finish(activation: Activation, value: Value | undefined, span: Span): void {
    const { function: callee, code, ghost } = activation;
    const locals = new Map(code.locals);
    for (const { name, reference } of callee.parameters)
      if (!reference) locals.set(name, code.entry!.locals.get(name)!);
    if (value !== undefined) locals.set("result", value);
    this.#require(callee.ensures, { ...ghost, locals }, "V202", span);
    const changed = [...this.#state].some(([name, now]) => code.entry!.state.get(name) !== now);
    if (callee.exported && callee.mode !== "lemma" && changed)
      this.#require(this.#invariants(callee), { ...ghost, locals: new Map() }, "V212", span);
  }

  #invariants(callee: FunctionDeclaration): readonly Clause[] {
    const module = this.#program.modules.find((candidate) => candidate.name === callee.module);
    return module?.invariants ?? [];
  }

  #require(clauses: readonly Clause[], scope: Scope, code: ProofCode, span: Span): void {
    for (const clause of clauses)
      if (!this.#evaluator.holds(clause, scope))
        throw new Halt({ kind: "failed", code, span, related: clause.span, text: clause.text });
  }
}

/** The brace that closes a body, where a function returns that has no `return` there. */
function closing({ file, endLine: line, endColumn }: Span): Span {
  const column = Math.max(1, endColumn - 1);
  return { file, line, column, endLine: line, endColumn };
}

type CallPlace = ReturnType<Evaluator["place"]>;

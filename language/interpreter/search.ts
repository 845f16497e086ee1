/**
 * The bounded search for an input on which an obligation really fails.
 *
 * Owns        candidates (the solver's, then small ones, then random ones), the test of each, and simplification.
 * Invariants  what is found is a run from a state and with parameters that the contract allows, which ends in the
 *             very failure that was asked for. The same question has the same answer everywhere.
 * Not here    the choice of random values (inputs.ts). Finding nothing means nothing.
 */
import type { Expression, FunctionDeclaration, Modified, Program, Span } from "../ir.ts";
import type { ProofCode } from "../codes.ts";
import type { HostFunction } from "./calls.ts";
import { describe } from "./describe.ts";
import { Footprints } from "./footprint.ts";
import { Inputs, Random, simpler } from "./inputs.ts";
import { Interpreter } from "./interpreter.ts";
import type { Failure } from "./outcome.ts";
import type { Value } from "./value.ts";
import { Zeros, lookup } from "./value.ts";

/** Values by name: of parameters, of module state by the keys of Program.globals. What is missing is made up. */
export interface Candidate {
  readonly parameters: ReadonlyMap<string, Value>;
  readonly state: ReadonlyMap<string, Value>;
}

export interface Counterexample extends Candidate {
  readonly failure: Failure;
  /** `items = [3, 1, 2], count = 5` */
  readonly text: string;
}

export interface SearchOptions {
  readonly candidates?: readonly Candidate[];
  /** Random inputs; 2,000 unless told, as far as the fuel goes. */
  readonly tries?: number;
  /** Statements and expressions, of all runs together; 10 million unless told. */
  readonly fuel?: number;
  readonly seed?: number;
}

/** What the verifier could not prove. */
export interface Failing {
  readonly code: ProofCode;
  readonly span: Span;
  readonly related?: Span;
}

const TRIES = 2000;
/** A sorted array of some hundred elements has ten thousands of pairs to look at. */
const RUN_FUEL = 1_000_000;
/** Of the whole search: a second or two. */
const SEARCH_FUEL = 10_000_000;
/** States reached by calls that are kept. */
const STATES = 40;
const SIMPLIFICATIONS = 300;

export function findCounterexample(
  program: Program,
  functionName: string,
  failing: Failing,
  options: SearchOptions = {},
): Counterexample | undefined {
  return new Search(program, lookup(program.functions, functionName), failing, options).run();
}

class Search {
  readonly #program: Program;
  readonly #function: FunctionDeclaration;
  readonly #failing: Failing;
  readonly #options: SearchOptions;
  readonly #interpreter: Interpreter;
  readonly #strict: Interpreter;
  readonly #random: Random;
  readonly #inputs: Inputs;
  readonly #zeros: Zeros;
  readonly #initial: ReadonlyMap<string, Value>;

  constructor(program: Program, declaration: FunctionDeclaration, failing: Failing, options: SearchOptions) {
    this.#program = program;
    this.#function = declaration;
    this.#failing = failing;
    this.#options = options;
    this.#random = new Random(options.seed ?? 1);
    this.#inputs = new Inputs(program, this.#random, constantsOf(declaration));
    this.#zeros = new Zeros(program);
    this.#interpreter = new Interpreter(program, {
      fuel: RUN_FUEL,
      lenient: true,
      machine: this.#anyMachine(),
    });
    this.#strict = new Interpreter(program, { fuel: RUN_FUEL });
    this.#initial = this.#strict.snapshot();
  }

  run(): Counterexample | undefined {
    for (const candidate of this.#candidates()) {
      if (this.#exhausted()) return undefined;
      const failure = this.#failure(candidate);
      if (failure) return this.#simplified(candidate, failure);
    }
    return undefined;
  }

  #exhausted(): boolean {
    return this.#strict.spent + this.#interpreter.spent > (this.#options.fuel ?? SEARCH_FUEL);
  }

  *#candidates(): Generator<Candidate> {
    for (const { parameters, state } of this.#options.candidates ?? [])
      yield {
        parameters: new Map(
          this.#function.parameters.map(({ name, type }) => [
            name,
            parameters.get(name) ?? this.#zeros.of(type),
          ]),
        ),
        state: new Map([...this.#initial, ...state]),
      };
    const states = this.#reachable();
    const tries = this.#options.tries ?? TRIES;
    for (let i = 0; i < tries; i += 1) {
      const size = 2 + Math.floor((i * 30) / tries);
      const reached = this.#random.of(states);
      const state = this.#random.below(3) === 0 ? this.#changedState(reached, size) : reached;
      yield { parameters: this.#parameters(this.#function, size), state };
    }
  }

  #parameters(declaration: FunctionDeclaration, size: number): ReadonlyMap<string, Value> {
    return new Map(declaration.parameters.map(({ name, type }) => [name, this.#inputs.of(type, size)]));
  }

  /** States after calls of exported functions: one long sequence of calls, then branches of it. */
  #reachable(): readonly ReadonlyMap<string, Value>[] {
    const states = [this.#initial];
    const operations = [...this.#program.functions.values()].filter(
      ({ exported, mode, modifies }) =>
        exported && mode !== "lemma" && mode !== "machine" && modifies.some(isState),
    );
    if (this.#initial.size === 0 || operations.length === 0) return states;
    for (let i = 0; i < 4 * STATES && states.length < STATES && !this.#exhausted(); i += 1) {
      const before = states.length < STATES / 2 ? states.at(-1)! : this.#random.of(states);
      this.#interpreter.restore(before);
      const operation = this.#random.of(operations);
      const parameters = this.#parameters(operation, 2 + this.#random.below(16));
      const outcome = this.#interpreter.call(operation.name, [...parameters.values()]);
      const after = this.#interpreter.snapshot();
      const changed = [...after].some(([name, value]) => before.get(name) !== value);
      if (outcome.kind === "returned" && changed) states.push(after);
    }
    return states;
  }

  /** Another value in a few places; whether the invariants still hold is tested with the rest. */
  #changedState(state: ReadonlyMap<string, Value>, size: number): ReadonlyMap<string, Value> {
    const changed = new Map(state);
    const globals = [...this.#program.globals.values()];
    if (globals.length === 0) return state;
    for (let i = this.#random.below(3); i >= 0; i -= 1) {
      const { name, type } = this.#random.of(globals);
      changed.set(name, this.#inputs.changed(changed.get(name)!, type, size));
    }
    return changed;
  }

  /** The failure, if the candidate is allowed and the run fails as asked. */
  #failure({ parameters, state }: Candidate): Failure | undefined {
    const values = [...parameters.values()];
    this.#strict.restore(state);
    if (this.#strict.allows(this.#function.name, values) !== true) return undefined;
    if (this.#strict.testInvariants(this.#knowsInvariants()).kind !== "returned") return undefined;
    this.#interpreter.restore(state);
    const outcome = this.#interpreter.call(this.#function.name, values);
    return outcome.kind === "failed" && this.#asAsked(outcome) ? outcome : undefined;
  }

  /** The modules whose invariants hold when the function is called: its own only if others may call it. */
  #knowsInvariants(): readonly string[] {
    const { exported, module } = this.#function;
    const names = this.#program.modules.map(({ name }) => name);
    return exported ? names : names.filter((name) => name !== module);
  }

  #asAsked({ code, span, related }: Failure): boolean {
    const asked = this.#failing;
    if (code !== asked.code) return false;
    // The verifier refuses the store, the interpreter the return after it.
    if (code === "V207") return true;
    if (asked.related && related && !sameLine(asked.related, related)) return false;
    return (
      sameLine(span, asked.span) || (related !== undefined && sameLine(related, asked.related ?? asked.span))
    );
  }

  /** Greedily, one part at a time. */
  #simplified(candidate: Candidate, failure: Failure): Counterexample {
    let best = { candidate, failure };
    let left = SIMPLIFICATIONS;
    for (let progress = true; progress;) {
      progress = false;
      for (const simplerOne of this.#simpler(best.candidate)) {
        left -= 1;
        const again = left < 0 || this.#exhausted() ? undefined : this.#failure(simplerOne);
        if (!again) continue;
        best = { candidate: simplerOne, failure: again };
        progress = true;
        break;
      }
    }
    return { ...best.candidate, failure: best.failure, text: this.#text(best.candidate) };
  }

  /** Parameters, and the module state that the function reads. */
  *#simpler({ parameters, state }: Candidate): Generator<Candidate> {
    for (const { name, type } of this.#function.parameters)
      for (const other of simpler(this.#program, type, parameters.get(name)!))
        yield { parameters: new Map(parameters).set(name, other), state };
    for (const [name, value] of state)
      for (const other of simpler(this.#program, lookup(this.#program.globals, name).type, value))
        yield { parameters, state: new Map(state).set(name, other) };
  }

  #text({ parameters, state }: Candidate): string {
    const footprints = new Footprints(this.#program);
    const ofParameters = this.#function.parameters.map(
      ({ name, type }) => `${sourceName(name)} = ${describe(this.#program, parameters.get(name)!, type)}`,
    );
    const ofState = [...this.#program.globals.values()]
      .filter(({ name, ghost }) => !ghost && footprints.reads(this.#function.name, name))
      .map(
        ({ name, sourceName: words, type }) =>
          `${words} = ${describe(this.#program, state.get(name)!, type)}`,
      );
    return [...ofParameters, ...ofState].join(", ");
  }

  /** Hosts that answer anything; an answer that the contract excludes fails as V202 of the machine function. */
  #anyMachine(): Readonly<Record<string, HostFunction>> {
    const machine: Record<string, HostFunction> = {};
    for (const declaration of this.#program.functions.values()) {
      if (declaration.mode !== "machine") continue;
      machine[declaration.reason ?? declaration.sourceName] = () => {
        if (declaration.result.kind === "void") return;
        return this.#inputs.of(declaration.result, 16) as bigint | boolean;
      };
    }
    return machine;
  }
}

/** A view, or a place in module state. */
function isState(modified: Modified): boolean {
  if (modified.kind === "view") return true;
  let root: Expression = modified.place;
  while (root.kind === "field" || root.kind === "index") root = root.base;
  return root.kind === "global" || root.kind === "at";
}

function sameLine(a: Span, b: Span): boolean {
  return a.file === b.file && a.line === b.line;
}

/** Names are made unique by a suffix; the source has none. */
function sourceName(name: string): string {
  return name.replace(/[#$].*$/, "");
}

/** The integer literals of a function. */
function constantsOf(declaration: FunctionDeclaration): readonly bigint[] {
  const found = new Set<bigint>();
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const { kind, value } = node as Partial<Extract<Expression, { kind: "literal" }>>;
    if (kind === "literal" && typeof value === "bigint") found.add(value);
    for (const part of Object.values(node)) visit(part);
  };
  visit([declaration.requires, declaration.ensures, declaration.body]);
  return [...found];
}

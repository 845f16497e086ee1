/**
 * The reference interpreter: runs a program, specifications included.
 *
 * Owns        the module state between calls, and the outcome of each call.
 * Invariants  the same program, state and arguments have the same outcome everywhere, for the same fuel.
 *             After a call that does not return, the state is what it was before the call.
 * Not here    the search for inputs that fail (search.ts), text (describe.ts).
 */
import type { Clause, GlobalDeclaration, Program } from "../ir.ts";
import type { HostFunction } from "./calls.ts";
import { Calls } from "./calls.ts";
import type { Scope } from "./evaluate.ts";
import { Evaluator } from "./evaluate.ts";
import type { Outcome } from "./outcome.ts";
import { Fuel, Halt } from "./outcome.ts";
import type { Value } from "./value.ts";
import { PoolValue, lookup } from "./value.ts";

export interface InterpreterOptions {
  /** Statements and expressions for each call; one million unless told. */
  readonly fuel?: number;
  /** Implementations of machine functions, by import name. */
  readonly machine?: Readonly<Record<string, HostFunction>>;
  /** Test contracts, invariants, assertions and measures, and run ghost code. True unless told. */
  readonly checkContracts?: boolean;
  /** Go on where a specification is undefined: only what is known to be false fails. False unless told. */
  readonly lenient?: boolean;
}

const FUEL = 1_000_000;

export class Interpreter {
  readonly program: Program;
  readonly #options: InterpreterOptions;
  readonly #state = new Map<string, Value>();
  #fuel = new Fuel(0);
  #spent = 0;

  constructor(program: Program, options: InterpreterOptions = {}) {
    this.program = program;
    this.#options = options;
    this.reset();
  }

  /** Puts all module state back to its initial values. */
  reset(): void {
    this.#state.clear();
    const evaluator = this.#evaluator();
    const scope: Scope = { locals: new Map(), state: this.#state, entry: undefined, ghost: true };
    for (const global of this.program.globals.values())
      this.#state.set(global.name, initialOf(global, evaluator.evaluate(global.initial, scope)));
  }

  /** A value of a piece of module state, by the key of Program.globals. */
  global(name: string): Value {
    return lookup(this.#state, name);
  }

  setGlobal(name: string, value: Value): void {
    lookup(this.#state, name);
    this.#state.set(name, value);
  }

  /** All module state. Values are immutable, so this is a snapshot. */
  snapshot(): ReadonlyMap<string, Value> {
    return new Map(this.#state);
  }

  restore(snapshot: ReadonlyMap<string, Value>): void {
    for (const [name, value] of snapshot) this.setGlobal(name, value);
  }

  call(name: string, values: readonly Value[]): Outcome {
    const callee = lookup(this.program.functions, name);
    const before = this.snapshot();
    const calls = new Calls(
      this.#evaluator(),
      this.#state,
      this.#options.machine ?? {},
      this.#options.checkContracts ?? true,
    );
    const outcome = outcomeOf(() => ({ kind: "returned", ...calls.enter(callee, values) }));
    if (outcome.kind !== "returned") this.restore(before);
    return outcome;
  }

  /** Tests the invariants of the modules on the state as it is: after `reset`, at boot (V213). */
  testInvariants(modules: readonly string[] = this.program.modules.map(({ name }) => name)): Outcome {
    const evaluator = this.#evaluator();
    const scope: Scope = { locals: new Map(), state: this.#state, entry: undefined, ghost: true };
    return outcomeOf(() => {
      const tested = this.program.modules.filter(({ name }) => modules.includes(name));
      for (const clause of tested.flatMap((module) => module.invariants))
        if (!evaluator.holds(clause, scope)) throw failed(clause);
      return { kind: "returned", value: undefined, parameters: new Map() };
    });
  }

  /** Whether a call with these values is one that the contract allows; nothing where that could not be found out. */
  allows(name: string, values: readonly Value[]): boolean | undefined {
    const callee = lookup(this.program.functions, name);
    const evaluator = this.#evaluator();
    const locals = new Map(callee.parameters.map((parameter, i) => [parameter.name, values[i]!]));
    const scope: Scope = { locals, state: this.#state, entry: undefined, ghost: true };
    try {
      return callee.requires.every((clause) => evaluator.holds(clause, scope));
    } catch (thrown) {
      if (thrown instanceof Halt) return undefined;
      throw thrown;
    }
  }

  /** The fuel that all calls and tests so far have spent. */
  get spent(): number {
    return this.#spent + this.#fuel.spent;
  }

  #evaluator(): Evaluator {
    const { fuel = FUEL, lenient = false } = this.#options;
    this.#spent += this.#fuel.spent;
    this.#fuel = new Fuel(fuel);
    return new Evaluator(this.program, this.#fuel, lenient);
  }
}

function failed(clause: Clause): Halt {
  return new Halt({ kind: "failed", code: "V213", span: clause.span, text: clause.text });
}

/** A pool's initial value says nothing of the frames that it owns at boot. */
function initialOf(global: GlobalDeclaration, value: Value): Value {
  if (!(value instanceof PoolValue) || global.ownsFrames === undefined) return value;
  return new PoolValue(value.blank, BigInt(global.ownsFrames));
}

/** Recursion deeper than the host's stack is recursion that the fuel did not stop in time. */
function outcomeOf(run: () => Outcome): Outcome {
  try {
    return run();
  } catch (thrown) {
    if (thrown instanceof Halt) return thrown.outcome;
    if (thrown instanceof RangeError && /call stack/.test(thrown.message)) return { kind: "outOfFuel" };
    throw thrown;
  }
}

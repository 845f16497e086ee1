/**
 * Statements.
 *
 * Owns        their execution and the obligations that are theirs: loop invariants, measures, assertions.
 * Invariants  a list runs to its end, or to the first statement that leaves it.
 * Not here    calls (calls.ts), expressions (evaluate.ts).
 */
import type { Clause, Expression, Place, Span, Statement } from "../ir.ts";
import type { Activation } from "./activation.ts";
import { falls } from "./activation.ts";
import type { Evaluator, Scope } from "./evaluate.ts";
import { withLocals } from "./evaluate.ts";
import { Halt, undefinedOrRethrow } from "./outcome.ts";
import type { ProofCode } from "../codes.ts";
import type { Step } from "./place.ts";
import { read, write } from "./place.ts";
import { assignments } from "./quantifiers.ts";
import type { Value } from "./value.ts";
import { PoolValue, UNKNOWN } from "./value.ts";
import { all, implies } from "../build.ts";

/** How a statement leaves the list that it stands in; nothing where the next one follows. */
export type Completion =
  | undefined
  | { readonly kind: "break" | "continue"; readonly label: string }
  | { readonly kind: "return"; readonly value: Value | undefined; readonly span: Span };

type Kind<K extends Statement["kind"]> = Extract<Statement, { kind: K }>;

export interface Caller {
  call(statement: Kind<"call">, activation: Activation): void;
}

export class Executor {
  readonly #evaluator: Evaluator;
  readonly #caller: Caller;
  /** Without, ghost code and proof steps do not run at all. */
  readonly #contracts: boolean;

  constructor(evaluator: Evaluator, caller: Caller, contracts: boolean) {
    this.#evaluator = evaluator;
    this.#caller = caller;
    this.#contracts = contracts;
  }

  run(list: readonly Statement[], activation: Activation): Completion {
    for (const statement of list) {
      const completion = this.#run(statement, activation);
      if (completion) return completion;
    }
    return undefined;
  }

  #run(s: Statement, activation: Activation): Completion {
    this.#evaluator.fuel.spend();
    if (!this.#contracts && "ghost" in s && s.ghost) return undefined;
    const scope = "ghost" in s && s.ghost ? activation.ghost : activation.code;
    switch (s.kind) {
      case "declare":
        activation.code.locals.set(s.variable.name, this.#value(s.value, scope));
        return undefined;
      case "assign":
        this.#assign(s, scope, activation);
        return undefined;
      case "evaluate":
        this.#value(s.value, scope);
        return undefined;
      case "call":
        this.#caller.call(s, activation);
        return undefined;
      case "retype":
        this.#retype(s, activation);
        return undefined;
      case "if":
        return this.run(this.#evaluator.condition(s.condition, scope) ? s.whenTrue : s.whenFalse, activation);
      case "switch": {
        const subject = this.#evaluator.integer(s.subject, scope);
        const chosen = s.cases.find((branch) => branch.values.includes(subject));
        return this.run(chosen ? chosen.body : s.otherwise, activation);
      }
      case "loop":
        return this.#loop(s, activation);
      case "block": {
        const completion = this.run(s.body, activation);
        return completion?.kind === "break" && completion.label === s.label ? undefined : completion;
      }
      case "break":
      case "continue":
        return s;
      case "return":
        return { kind: "return", value: s.value && this.#evaluator.evaluate(s.value, scope), span: s.span };
      case "unreachable":
        throw new Halt({ kind: "failed", code: "V211", span: s.span, text: "unreachable()" });
      default:
        if (this.#contracts) this.#proofStep(s, activation);
        return undefined;
    }
  }

  #value(e: Expression, scope: Scope): Value {
    return scope.ghost ? this.#evaluator.ghostValue(e, scope) : this.#evaluator.evaluate(e, scope);
  }

  #assign(s: Kind<"assign">, scope: Scope, activation: Activation): void {
    const { root, path } = this.#evaluator.place(s.target, scope);
    store(root, path, this.#value(s.value, scope), activation.code);
  }

  #retype(s: Kind<"retype">, activation: Activation): void {
    const scope = activation.code;
    const from = this.#evaluator.place(s.from, scope);
    const frame = this.#evaluator.integer(s.frame, scope);
    const to = this.#evaluator.place(s.to, scope);
    const giver = load(from.root, from.path, scope);
    if (!(giver instanceof PoolValue)) throw new Error("a frame is of a pool");
    if (!giver.owns(frame)) {
      const text = `the pool does not own frame ${frame}`;
      throw new Halt({ kind: "failed", code: "V107", span: s.span, text });
    }
    store(from.root, from.path, giver.with(frame, undefined), scope);
    const taker = load(to.root, to.path, scope);
    if (!(taker instanceof PoolValue)) throw new Error("a frame is of a pool");
    store(to.root, to.path, taker.with(frame, taker.blank), scope);
  }

  #loop(s: Kind<"loop">, activation: Activation): Completion {
    this.#require(s.invariants, activation, "V203");
    let measure = this.#measure(s, activation);
    for (;;) {
      this.#evaluator.fuel.spend();
      const completion = this.run(s.body, activation);
      const mine = completion && completion.kind !== "return" && completion.label === s.label;
      if (completion && !(mine && completion.kind === "continue")) return mine ? undefined : completion;
      const after = this.run(s.step, activation);
      if (after) return after;
      this.#require(s.invariants, activation, "V204");
      const next = this.#measure(s, activation);
      if (measure.length > 0 && next.length > 0 && !falls(measure, next)) {
        const text = `the measure goes from ${measure.join()} to ${next.join()}`;
        throw new Halt({ kind: "failed", code: "V208", span: s.decreases[0]?.span ?? s.span, text });
      }
      measure = next;
    }
  }

  /** Nothing where the loop need not terminate, or a lenient run does not know. */
  #measure(s: Kind<"loop">, activation: Activation): readonly bigint[] {
    if (!this.#contracts || activation.function.mode === "checked") return [];
    const values = s.decreases.map((part) => this.#evaluator.ghostValue(part, activation.ghost));
    return values.includes(UNKNOWN) ? [] : values.map((value) => value as bigint);
  }

  #require(clauses: readonly Clause[], activation: Activation, code: ProofCode): void {
    if (!this.#contracts) return;
    for (const clause of clauses)
      if (!this.#evaluator.holds(clause, activation.ghost))
        throw new Halt({ kind: "failed", code, span: clause.span, text: clause.text });
  }

  #proofStep(s: Kind<"assert" | "assertBits" | "assume" | "reveal" | "prove">, activation: Activation): void {
    switch (s.kind) {
      case "assert":
        this.run(s.proof, activation);
        return this.#require([s.clause], activation, "V205");
      case "assertBits":
        return this.#require([s.clause], activation, "V206");
      case "assume":
        if (!this.#evaluator.holds(s.clause, activation.ghost))
          throw Halt.undefined(s.span, `the assumption ${s.clause.text} does not hold`);
        return;
      case "reveal":
        return;
      case "prove":
        return this.#prove(s, activation);
    }
  }

  /** For all values that fulfil `requires`: runs the steps, then tests `ensures`. */
  #prove(s: Kind<"prove">, activation: Activation): void {
    const conditions = (clauses: readonly Clause[]) => clauses.map((clause) => clause.condition);
    const body = implies(conditions(s.requires), all(conditions(s.ensures), s.span));
    try {
      for (const inside of assignments(
        this.#evaluator,
        { variables: s.variables, body },
        false,
        activation.ghost,
      )) {
        if (!s.requires.every((clause) => this.#evaluator.condition(clause.condition, inside))) continue;
        const variables = s.variables.map(({ name }) => [name, inside.locals.get(name)!] as const);
        const ghost = withLocals(activation.ghost, variables);
        const step = { ...activation, ghost, code: { ...ghost, ghost: false } };
        this.run(s.body, step);
        this.#require(s.ensures, step, "V214");
      }
    } catch (thrown) {
      const halt = undefinedOrRethrow(thrown);
      if (!this.#evaluator.lenient) throw halt;
    }
  }
}

/** The value of a place whose path has been evaluated. */
export function load(root: Place, path: readonly Step[], scope: Scope): Value {
  const value = read(rootValue(root, scope), path);
  if (value === undefined) throw new Error("a place that was evaluated has a value");
  return value;
}

export function store(root: Place, path: readonly Step[], value: Value, scope: Scope): void {
  const whole = path.length === 0 ? value : write(rootValue(root, scope), path, value);
  const storage = root.kind === "global" ? scope.state : scope.locals;
  storage.set(rootName(root), whole);
}

export function rootName(root: Place): string {
  if (root.kind !== "variable" && root.kind !== "global") throw new Error(`${root.kind} is no root`);
  return root.name;
}

function rootValue(root: Place, scope: Scope): Value {
  const value = (root.kind === "global" ? scope.state : scope.locals).get(rootName(root));
  if (value === undefined) throw new Error(`${rootName(root)} has no value`);
  return value;
}

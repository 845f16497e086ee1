/**
 * Specification functions: their signatures with state, and their definitions where the proof may see them.
 *
 * Owns        the forms of a function (concrete, abstract), definitions, fuel of recursive functions.
 * Invariants
 *   - A definition is used for well-typed arguments within `requires`, and only if the body is well typed: that is
 *     where the function was proved to terminate, and no other value can contradict the type of the result.
 *   - Unfolding ends: a recursive function F has a second form F+ with fuel, equal to F; F+ with fuel left equals the
 *     body, in which the calls of the same recursion have less fuel. Queries call F+ with fuel for two levels, one
 *     where the recursion branches much.
 * Not here    who proves termination and `requires` (obligation generation).
 */
import type { Expression, SpecDeclaration } from "../../language/ir.ts";
import { rangeOfType } from "../../language/obligations.ts";
import { subexpressions } from "../../language/walk.ts";
import type { Query } from "../query.ts";
import { Expressions, type Surroundings } from "./expressions.ts";
import { type Binding, type Term, and, apply, implies, symbol, text, variableSymbol } from "./term.ts";
import type { Types } from "./types.ts";

/** One state argument: module state by its name, or the token of a view. */
type State = { readonly kind: "global" | "token"; readonly name: string };

const FUEL_VARIABLE: Binding = { name: "fuel!", sort: "Fuel" };
const ONE_LEVEL: Term = ["fuel.more", "fuel.none"];
const TWO_LEVELS: Term = ["fuel.more", ONE_LEVEL];
/** With more recursive calls in a body than this, two levels are too many terms. */
const MAXIMUM_BRANCHES = 2;

export class Specifications {
  readonly #types: Types;
  readonly #query: Query;
  readonly #recursive: Recursion;
  readonly #fuelled = new Set<string>();

  constructor(types: Types, query: Query) {
    this.#types = types;
    this.#query = query;
    this.#recursive = new Recursion((name) => this.#declaration(name));
  }

  /** Is this the plain form of a function that also has a form with fuel? */
  recursive(name: string): boolean {
    return this.#fuelled.has(name);
  }

  /** A call in a query: the state arguments are behind the declared ones already. */
  call(name: string, args: readonly Term[], unfold: boolean): Term {
    const spec = this.#declaration(name);
    const expected = spec.parameters.length + this.#state(spec, this.#concrete(spec)).length;
    if (args.length !== expected) throw new Error(`${name} takes ${expected} arguments, not ${args.length}`);
    return this.#apply(spec, this.#concrete(spec), args, unfold ? this.#fuel(spec) : undefined);
  }

  /** Without fuel the call is of the plain form, which is not unfolded. */
  #apply(spec: SpecDeclaration, concrete: boolean, args: readonly Term[], fuel: Term | undefined): Term {
    const plain = this.#register(spec, concrete);
    if (fuel === undefined || !concrete || !this.#unfolds(spec)) return apply(plain, ...args);
    return [specSymbol(`${spec.name}+`), fuel, ...args];
  }

  /** How often a call outside the recursion may be unfolded. */
  #fuel(spec: SpecDeclaration): Term {
    const group = this.#recursive.group(spec.name);
    const branches = [...subexpressions(spec.body)].filter((e) => e.kind === "call" && group.has(e.function));
    return branches.length > MAXIMUM_BRANCHES ? ONE_LEVEL : TWO_LEVELS;
  }

  /** Recursive, and the proof may see the body. */
  #unfolds(spec: SpecDeclaration): boolean {
    return this.#visible(spec) && this.#recursive.group(spec.name).size > 0;
  }

  #visible(spec: SpecDeclaration): boolean {
    return !spec.opaque || this.#query.revealed.includes(spec.name);
  }

  #concrete(spec: SpecDeclaration): boolean {
    const { within } = this.#query;
    const view = spec.exported && spec.reads.length > 0;
    return !view || within === "program" || within.module === spec.module;
  }

  /** As verifier/query.ts says. */
  #state(spec: SpecDeclaration, concrete: boolean): readonly State[] {
    if (this.#query.within === "program") {
      const read = [spec, ...spec.views.map((view) => this.#declaration(view))].flatMap(({ reads }) => reads);
      return read.map((name) => ({ kind: "global", name }));
    }
    const own: State[] = concrete
      ? spec.reads.map((name) => ({ kind: "global", name }))
      : [{ kind: "token", name: spec.name }];
    return [...own, ...spec.views.map((name): State => ({ kind: "token", name }))];
  }

  #bindings(spec: SpecDeclaration, concrete: boolean): readonly Binding[] {
    const parameters = spec.parameters.map((v) => ({
      name: variableSymbol(v.name),
      sort: this.#types.sort(v.type),
    }));
    const state = this.#state(spec, concrete).map((part) => ({
      name: stateSymbol(part),
      sort:
        part.kind === "token"
          ? this.#types.sort({ kind: "token" })
          : this.#types.sort(this.#global(part.name).type),
    }));
    return distinct([...parameters, ...state]);
  }

  /** Declares the function; its axioms follow if it is selected. */
  #register(spec: SpecDeclaration, concrete: boolean): string {
    const { vocabulary } = this.#types;
    const name = specSymbol(concrete ? spec.name : `${spec.name}:view`);
    vocabulary.theory(`specification ${name}`, () => {
      const bindings = this.#bindings(spec, concrete);
      const sorts = bindings.map((binding) => binding.sort);
      const result = this.#types.sort(spec.result);
      vocabulary.function(name, sorts, result);
      vocabulary.whenSelected(name, () => {
        this.#resultAxiom(spec, name, bindings);
        if (concrete && this.#visible(spec) && !this.#unfolds(spec)) this.#definition(spec, bindings);
      });
      if (!concrete || !this.#unfolds(spec)) return;
      const fuelled = specSymbol(`${spec.name}+`);
      this.#fuelled.add(name);
      vocabulary.sort("Fuel");
      vocabulary.function("fuel.none", [], "Fuel");
      vocabulary.function("fuel.more", ["Fuel"], "Fuel");
      vocabulary.function(fuelled, ["Fuel", ...sorts], result);
      vocabulary.whenSelected(fuelled, () => this.#recursion(spec, name, fuelled, bindings));
    });
    return name;
  }

  #resultAxiom(spec: SpecDeclaration, name: string, bindings: readonly Binding[]): void {
    const call = apply(name, ...bindings.map((binding) => binding.name));
    const body = this.#types.fact(spec.result, call);
    if (!body) return;
    this.#types.vocabulary.axiom({
      fact: `the result of ${spec.name} is well typed`,
      variables: bindings,
      patterns: bindings.length === 0 ? [] : [[call]],
      body,
      ...(bindings.length === 0 ? { about: name } : {}),
    });
  }

  #definition(spec: SpecDeclaration, bindings: readonly Binding[]): void {
    const name = specSymbol(spec.name);
    const call = apply(name, ...bindings.map((binding) => binding.name));
    this.#types.vocabulary.axiom({
      fact: `the definition of ${spec.name}`,
      variables: bindings,
      patterns: bindings.length === 0 ? [] : [[call]],
      body: this.#unfolded(spec, bindings, call, TWO_LEVELS),
      ...(bindings.length === 0 ? { about: name } : {}),
    });
  }

  #recursion(spec: SpecDeclaration, plain: string, fuelled: string, bindings: readonly Binding[]): void {
    const args = bindings.map((binding) => binding.name);
    const fuel = FUEL_VARIABLE.name;
    const variables = [FUEL_VARIABLE, ...bindings];
    this.#types.vocabulary.axiom({
      fact: `fuel does not change the value of ${spec.name}`,
      variables,
      patterns: [[[fuelled, fuel, ...args]]],
      body: ["=", [fuelled, fuel, ...args], apply(plain, ...args)],
    });
    const call: Term = [fuelled, ["fuel.more", fuel], ...args];
    this.#types.vocabulary.axiom({
      fact: `the definition of ${spec.name}`,
      variables,
      patterns: [[call]],
      body: this.#unfolded(spec, bindings, call, fuel),
    });
  }

  /** `typed arguments and requires => call = body`. */
  #unfolded(spec: SpecDeclaration, bindings: readonly Binding[], call: Term, fuel: Term): Term {
    const scope = fuel === FUEL_VARIABLE.name ? [FUEL_VARIABLE, ...bindings] : bindings;
    const expressions = new Expressions(this.#types, this.#surroundings(spec, fuel), scope);
    const facts = [
      ...spec.parameters.map((v) => this.#types.fact(v.type, variableSymbol(v.name))),
      ...spec.reads.map((name) =>
        this.#types.fact(this.#global(name).type, stateSymbol({ kind: "global", name })),
      ),
    ];
    const required = spec.requires.map((clause) => expressions.proved(clause.condition));
    const guard = and(...facts, ...required);
    if (spec.result.kind === "bool") return implies(guard, equivalent(call, expressions, spec.body));
    const body = expressions.term(spec.body);
    const typed = this.#wellTyped(spec.body) ? undefined : this.#types.fact(spec.result, body);
    return implies(and(guard, typed), ["=", call, body]);
  }

  /** Inside a definition, state is what the definition's own parameters hold. */
  #surroundings(caller: SpecDeclaration, fuel: Term): Surroundings {
    const state = this.#state(caller, true);
    const held = (part: State): boolean =>
      state.some(({ kind, name }) => kind === part.kind && name === part.name);
    const group = this.#recursive.group(caller.name);
    return {
      global: (name) => stateSymbol({ kind: "global", name }),
      recursive: (name) => this.recursive(name),
      call: (name, args, unfold) => {
        const spec = this.#declaration(name);
        const concrete = this.#concrete(spec) && this.#state(spec, true).every(held);
        const parts = this.#state(spec, concrete);
        const missing = parts.find((part) => !held(part));
        if (missing) throw new Error(`${caller.name} calls ${name} but does not hold ${missing.name}`);
        const left = group.has(name) ? fuel : this.#fuel(spec);
        return this.#apply(spec, concrete, [...args, ...parts.map(stateSymbol)], unfold ? left : undefined);
      },
    };
  }

  /** Is the value surely of its type, whatever well-typed values its variables have? */
  #wellTyped(e: Expression): boolean {
    if (!["integer", "enum", "array"].includes(e.type.kind)) return true;
    switch (e.kind) {
      case "literal":
      case "variable":
      case "global":
      case "field":
      case "index":
      case "at":
      case "call":
      case "zero":
      case "elements":
      case "wrapping":
        return true;
      case "conditional":
        return this.#wellTyped(e.whenTrue) && this.#wellTyped(e.whenFalse);
      case "complement":
        return this.#wellTyped(e.operand);
      case "convert":
        return this.#converts(e);
      case "let":
        return this.#wellTyped(e.value) && this.#wellTyped(e.body);
      case "builtin":
        return e.name === "map.get" || (e.name === "seq.with" && this.#wellTyped(e.arguments[0]!));
      default:
        return false;
    }
  }

  /** Narrowing yields a value of the type whatever it is given (expressions.ts); widening gives the operand. */
  #converts(e: Extract<Expression, { kind: "convert" }>): boolean {
    const source = rangeOfType(this.#types.program, e.operand.type);
    const target = rangeOfType(this.#types.program, e.type);
    if (!source || !target || e.type.kind === "enum") return true;
    return source.min < target.min || source.max > target.max || this.#wellTyped(e.operand);
  }

  #declaration(name: string): SpecDeclaration {
    const found = this.#types.program.specs.get(name);
    if (!found) throw new Error(`no specification function ${name}`);
    return found;
  }

  #global(name: string) {
    const found = this.#types.program.globals.get(name);
    if (!found) throw new Error(`no module state ${name}`);
    return found;
  }
}

/** State that comes twice is held by its first binding; the others get names that nothing mentions. */
function distinct(bindings: readonly Binding[]): readonly Binding[] {
  const names = bindings.map(({ name }) => name);
  return bindings.map(({ name, sort }, i) => ({
    name: names.indexOf(name) === i ? name : `unused${i}!`,
    sort,
  }));
}

/** `call = body`; in two halves where the body is not written the same when it is assumed and when it is proved. */
function equivalent(call: Term, expressions: Expressions, body: Expression): Term {
  const [assumed, proved] = [expressions.assumed(body), expressions.proved(body)];
  if (text(assumed) === text(proved)) return ["=", call, assumed];
  return and(["=>", call, assumed], ["=>", proved, call]);
}

/** No theory's function is called so, whatever modules and functions are called: `Seq.length<u8>` may be both. */
function specSymbol(name: string): string {
  return symbol(`spec:${name}`);
}

function stateSymbol({ kind, name }: State): string {
  return symbol(`${kind}:${name}`);
}

/** Which functions call themselves, also through others. */
class Recursion {
  readonly #declaration: (name: string) => SpecDeclaration;
  readonly #reached = new Map<string, ReadonlySet<string>>();

  constructor(declaration: (name: string) => SpecDeclaration) {
    this.#declaration = declaration;
  }

  /** The functions of the same recursion; empty if the function is not recursive. */
  group(name: string): ReadonlySet<string> {
    const reached = this.#reach(name);
    return new Set([...reached].filter((other) => this.#reach(other).has(name)));
  }

  /** All functions that a call of this one can lead to. */
  #reach(name: string): ReadonlySet<string> {
    const known = this.#reached.get(name);
    if (known) return known;
    const found = new Set<string>();
    const waiting = [name];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { body, requires } = this.#declaration(next);
      for (const part of [body, ...requires.map((clause) => clause.condition)]) {
        for (const call of subexpressions(part)) {
          if (call.kind !== "call" || found.has(call.function)) continue;
          found.add(call.function);
          waiting.push(call.function);
        }
      }
    }
    this.#reached.set(name, found);
    return found;
  }
}

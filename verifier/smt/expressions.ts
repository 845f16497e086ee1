/**
 * Expressions to terms, over the mathematical integers.
 *
 * Owns        the meaning of each expression of the assertion IR in SMT.
 * Invariants
 *   - Total: what a specification leaves open (an element out of range, a quotient by zero) is some value about
 *     which no axiom says anything.
 *   - Every occurrence of one expression gives one term, so what is learnt of a bit operator in bit-vector logic
 *     is found again here.
 * Not here    bit-vector logic (bitvectors.ts), which definitions are visible (specifications.ts).
 */
import type { Expression, Type, Variable } from "../../language/ir.ts";
import { range } from "../../language/build.ts";
import { type Operand, bitOperation, complement, division, wrap } from "./arithmetic.ts";
import { interval, notNegative } from "./interval.ts";
import { maps } from "./maps.ts";
import { named, typeName } from "./names.ts";
import { pools } from "./pools.ts";
import { records, unions } from "./records.ts";
import { sequences } from "./sequences.ts";
import { sets } from "./sets.ts";
import {
  type Binding,
  type Term,
  and,
  apply,
  atoms,
  implies,
  not,
  numeral,
  or,
  quantified,
  substitute,
  text,
  variableSymbol,
} from "./term.ts";
import { chooseTriggers } from "./triggers.ts";
import type { Types } from "./types.ts";

type Of<K extends Expression["kind"]> = Extract<Expression, { kind: K }>;

/** How calls and module state are written where the expression stands. */
export interface Surroundings {
  /** `unfold`: a recursive function may be unfolded from here. */
  call(name: string, args: readonly Term[], unfold: boolean): Term;
  /** Is this the symbol of a recursive function, such that its calls are unfolded elsewhere? */
  recursive(symbol: string): boolean;
  global(name: string): Term;
}

/**
 * What becomes of a formula: it is assumed (so `forall` is used where its trigger matches, `exists` names a witness),
 * or proved (the other way round), or both.
 */
type Polarity = "assumed" | "proved" | "both";

const OPPOSITE = { assumed: "proved", proved: "assumed", both: "both" } as const;

export class Expressions {
  readonly #types: Types;
  readonly #surroundings: Surroundings;
  /** Every variable in scope, with its sort: what a sequence that is built may depend on. */
  readonly #scope: Map<string, string>;
  #polarity: Polarity = "both";
  /** False inside a fact whose trigger is a recursive function: then unfolding would feed the trigger for ever. */
  #unfold = true;

  constructor(types: Types, surroundings: Surroundings, scope: readonly Binding[]) {
    this.#types = types;
    this.#surroundings = surroundings;
    this.#scope = new Map(scope.map(({ name, sort }) => [name, sort]));
  }

  /** A formula that becomes a hypothesis. */
  assumed(e: Expression): Term {
    return this.#under("assumed", () => this.#term(e));
  }

  /** A formula that is to follow. */
  proved(e: Expression): Term {
    return this.#under("proved", () => this.#term(e));
  }

  /** An expression of any type, in any place. */
  term(e: Expression): Term {
    return this.#under("both", () => this.#term(e));
  }

  #under<T>(polarity: Polarity, inside: () => T): T {
    const outer = this.#polarity;
    this.#polarity = polarity;
    const result = inside();
    this.#polarity = outer;
    return result;
  }

  #term(e: Expression): Term {
    switch (e.kind) {
      case "literal":
        return typeof e.value === "boolean" ? String(e.value) : numeral(e.value);
      case "variable":
        return variableSymbol(e.name);
      case "global":
        return this.#surroundings.global(e.name);
      case "field":
        return [this.#selector(e), this.term(e.base)];
      case "is":
        return this.#is(e);
      case "index":
        return [this.#sequences(e.base.type).at, this.term(e.base), this.term(e.index)];
      case "at":
        return [this.#pools(e.pool.type).at, this.term(e.pool), this.term(e.frame)];
      case "not":
        return not(this.#under(OPPOSITE[this.#polarity], () => this.#term(e.operand)));
      case "negate":
        return ["-", this.term(e.operand)];
      case "complement":
        return complement(machineType(e.type), this.term(e.operand));
      case "binary":
        return this.#binary(e);
      case "wrapping":
        return wrap(machineType(e.type), [SIGNS[e.operator], this.term(e.left), this.term(e.right)]);
      case "convert":
        return this.#convert(e);
      case "conditional":
        return ["ite", this.term(e.condition), this.#term(e.whenTrue), this.#term(e.whenFalse)];
      case "zero":
        return this.#types.zero(e.type);
      case "construct":
        return this.#construct(e);
      case "update":
        return this.#update(e);
      case "elements":
        return this.#sequences(e.type).of(e.elements.map((element) => this.term(element)));
      case "call":
        return this.#surroundings.call(
          e.function,
          e.arguments.map((argument) => this.term(argument)),
          this.#unfold,
        );
      case "let":
        return this.#let(e);
      case "quantifier":
        return this.#quantifier(e);
      case "builtin":
        return this.#builtin(e);
      case "build":
        return this.#build(e);
      case "old":
        throw new Error("old in a query");
    }
  }

  #binary(e: Of<"binary">): Term {
    switch (e.operator) {
      case "land":
        return and(this.#term(e.left), this.#term(e.right));
      case "lor":
        return or(this.#term(e.left), this.#term(e.right));
      case "implies":
        return implies(
          this.#under(OPPOSITE[this.#polarity], () => this.#term(e.left)),
          this.#term(e.right),
        );
      default:
        return this.#operation(e, e.operator, this.term(e.left), this.term(e.right));
    }
  }

  #operation(
    e: Of<"binary">,
    operator: Exclude<Of<"binary">["operator"], "land" | "lor" | "implies">,
    left: Term,
    right: Term,
  ): Term {
    switch (operator) {
      case "add":
      case "sub":
      case "mul":
        return [SIGNS[operator], left, right];
      case "div":
      case "rem":
        return division(this.#types.vocabulary, operator, left, right, this.#plain(e));
      case "and":
      case "or":
      case "xor":
      case "shl":
      case "shr":
        return bitOperation(
          this.#types.vocabulary,
          machineType(e.type),
          operator,
          operand(e.left, left),
          operand(e.right, right),
        );
      case "eq":
        return this.#types.equal(e.left.type, left, right);
      case "ne":
        return not(this.#types.equal(e.left.type, left, right));
      case "lt":
      case "le":
      case "gt":
      case "ge":
        return [COMPARISONS[operator], left, right];
      case "iff":
        return ["=", left, right];
    }
  }

  #plain(e: Of<"binary">): boolean {
    return [e.left, e.right].every((side) => notNegative(interval(this.#types.program, side)));
  }

  /**
   * An exact conversion of what does not fit keeps the low bits, so that its value is of its type in any case. In
   * executable code it is proved to fit; in specifications nobody proves it.
   */
  #convert(e: Of<"convert">): Term {
    const term = this.term(e.operand);
    if (e.type.kind === "int") return term;
    if (e.type.kind === "enum") return this.#member(e, term);
    const type = machineType(e.type);
    const { min, max } = range(type);
    const source = interval(this.#types.program, e.operand);
    if (source.min !== undefined && source.max !== undefined && source.min >= min && source.max <= max)
      return term;
    if (e.mode === "wrap") return wrap(type, term);
    return ["ite", and(["<=", numeral(min), term], ["<=", term, numeral(max)]), term, wrap(type, term)];
  }

  /** The member with this number; where there is none, the first one. */
  #member(e: Of<"convert">, term: Term): Term {
    const name = e.type.kind === "enum" ? e.type.name : "";
    const members = this.#types.program.enums.get(name)?.members.map(({ value }) => numeral(value)) ?? [];
    const [first] = members;
    if (first === undefined) throw new Error(`no enum ${name}`);
    return ["ite", or(...members.map((member) => ["=", term, member])), term, first];
  }

  #selector(e: Of<"field">): string {
    if (e.base.type.kind === "record") return records(this.#types, e.base.type.name).field(e.field);
    if (e.base.type.kind !== "union" || e.variant === undefined) throw new Error(`no field ${e.field}`);
    return unions(this.#types, e.base.type.name).field(e.variant, e.field);
  }

  #is(e: Of<"is">): Term {
    if (e.base.type.kind !== "union") throw new Error(`${e.base.type.kind} has no variants`);
    const { tag, number } = unions(this.#types, e.base.type.name);
    return ["=", [tag, this.term(e.base)], number(e.variant)];
  }

  #construct(e: Of<"construct">): Term {
    const given = new Map(e.fields.map((field) => [field.name, field.value]));
    const value = (name: string): Term => {
      const found = given.get(name);
      if (!found) throw new Error(`no value for field ${name}`);
      return this.term(found);
    };
    if (e.type.kind === "record") {
      const record = records(this.#types, e.type.name);
      return record.make(record.fields.map((field) => value(field.name)));
    }
    if (e.type.kind !== "union" || e.variant === undefined)
      throw new Error(`${e.type.kind} is not constructed`);
    const union = unions(this.#types, e.type.name);
    return union.make(
      e.variant,
      union.fields(e.variant).map((field) => value(field.name)),
    );
  }

  #update(e: Of<"update">): Term {
    if (e.type.kind !== "record") throw new Error(`${e.type.kind} is not updated`);
    const record = records(this.#types, e.type.name);
    const base = this.term(e.base);
    const given = new Map(e.fields.map((field) => [field.name, this.term(field.value)]));
    return record.make(record.fields.map(({ name }) => given.get(name) ?? [record.field(name), base]));
  }

  #let(e: Of<"let">): Term {
    const value = this.term(e.value);
    return this.#within([e.variable], ([binding]) => ["let", [[binding!.name, value]], this.#term(e.body)]);
  }

  #quantifier(e: Of<"quantifier">): Term {
    return this.#within(e.variables, (bindings) => {
      const guard = and(...e.variables.map((v) => this.#types.fact(v.type, variableSymbol(v.name))));
      const { body, triggers } = this.#instantiated(e)
        ? this.#fact(e, bindings)
        : { body: this.#term(e.body), triggers: [] };
      const guarded = e.quantifier === "forall" ? implies(guard, body) : and(guard, body);
      return quantified(e.quantifier, bindings, guarded, triggers);
    });
  }

  /** Is the quantifier used at many terms, or does it name one value of its own? */
  #instantiated(e: Of<"quantifier">): boolean {
    return this.#polarity === "both" || (this.#polarity === "assumed") === (e.quantifier === "forall");
  }

  /**
   * The body and triggers of a fact. A trigger that is a call of a recursive function matches that function however
   * it came about, also by unfolding; so what the fact itself says must not be unfolded, or it might never end.
   */
  #fact(
    e: Of<"quantifier">,
    bindings: readonly Binding[],
  ): { body: Term; triggers: readonly (readonly Term[])[] } {
    const outer = this.#unfold;
    if (this.#polarity !== "both") this.#unfold = false;
    const plain = this.#term(e.body);
    const triggers = this.#triggers(e, bindings, plain);
    const recursive = [...atoms(triggers.flat())].some((name) => this.#surroundings.recursive(name));
    this.#unfold = outer;
    return { body: recursive || this.#polarity === "both" ? plain : this.#term(e.body), triggers };
  }

  #triggers(e: Of<"quantifier">, bindings: readonly Binding[], body: Term): readonly (readonly Term[])[] {
    if (e.triggers.length > 0) return e.triggers.map((trigger) => trigger.map((term) => this.term(term)));
    const names = bindings.map((binding) => binding.name);
    return chooseTriggers(names, body, (name) => this.#types.vocabulary.isFunction(name));
  }

  /**
   * A function of its own, of the length and of what the body depends on. Bodies that differ in that alone share
   * the function, so equal arguments give equal sequences.
   */
  #build(e: Of<"build">): Term {
    if (e.type.kind !== "seq") throw new Error(`${e.type.kind} is not built`);
    const length = this.term(e.length);
    const body = this.#within([e.variable], () => this.term(e.body));
    const index = variableSymbol(e.variable.name);
    const captured = [...atoms(body)].filter((name) => name !== index && this.#scope.has(name));
    const parameters = captured.map((name, i) => ({ name: `x${i}!`, sort: this.#scope.get(name)! }));
    const renamed = new Map<string, Term>(captured.map((name, i) => [name, parameters[i]!.name]));
    const builder = new Builder(this.#types, e.type.element, parameters);
    return [builder.define(substitute(body, renamed.set(index, "i!"))), length, ...captured];
  }

  #builtin(e: Of<"builtin">): Term {
    const args = e.arguments.map((argument) => this.term(argument));
    const receiver = e.arguments[0]?.type ?? e.type;
    const [family, operation] = e.name.split(".") as ["seq" | "set" | "map" | "pool", string];
    switch (family) {
      case "seq":
        return this.#sequence(e, operation, receiver, args);
      case "set": {
        const type = operation === "of" ? e.type : receiver;
        const theory = sets(this.#types, elementOf(type));
        if (operation === "of")
          return args.reduce<Term>((set, member) => [theory.add, set, member], theory.empty);
        return apply(pick({ ...theory }, operation), ...args);
      }
      case "map": {
        if (receiver.kind !== "map") throw new Error(`${e.name} on ${receiver.kind}`);
        return apply(pick({ ...maps(this.#types, receiver.key, receiver.value) }, operation), ...args);
      }
      case "pool":
        return apply(pick({ ...this.#pools(receiver) }, operation), ...args);
    }
  }

  #sequence(e: Of<"builtin">, operation: string, receiver: Type, args: readonly Term[]): Term {
    const { of, ...theory } = this.#sequences(operation === "of" ? e.type : receiver);
    if (operation === "of") return of(args);
    if (operation !== "from") return apply(pick({ ...theory, zero: "" }, operation), ...args);
    const [from, to] = [e.arguments[1]!, e.arguments[2]!];
    const whole =
      receiver.kind === "array" && literalValue(from) === 0n && literalValue(to) === BigInt(receiver.length);
    return whole ? args[0]! : [theory.slice, ...args];
  }

  #within<T>(variables: readonly Variable[], inside: (bindings: readonly Binding[]) => T): T {
    const bindings = variables.map((v) => ({ name: variableSymbol(v.name), sort: this.#types.sort(v.type) }));
    const shadowed = bindings.map(({ name }) => [name, this.#scope.get(name)] as const);
    for (const { name, sort } of bindings) this.#scope.set(name, sort);
    const result = inside(bindings);
    for (const [name, sort] of shadowed) {
      if (sort === undefined) this.#scope.delete(name);
      else this.#scope.set(name, sort);
    }
    return result;
  }

  #sequences(type: Type): ReturnType<typeof sequences> {
    return sequences(this.#types, elementOf(type));
  }

  #pools(type: Type): ReturnType<typeof pools> {
    if (type.kind !== "pool") throw new Error(`${type.kind} is no pool`);
    return pools(this.#types, type.element);
  }
}

/** The axioms of one Seq.build. */
class Builder {
  readonly #types: Types;
  readonly #element: Type;
  readonly #parameters: readonly Binding[];

  constructor(types: Types, element: Type, parameters: readonly Binding[]) {
    this.#types = types;
    this.#element = element;
    this.#parameters = parameters;
  }

  define(body: Term): string {
    const { vocabulary } = this.#types;
    const sorts = this.#parameters.map((parameter) => parameter.sort);
    const name = named(`Seq.build/${vocabulary.number(text([sorts, body]))}`, typeName(this.#element));
    vocabulary.theory(name, () => {
      vocabulary.function(name, ["Int", ...sorts], this.#types.sort({ kind: "seq", element: this.#element }));
      this.#register(name, body);
    });
    return name;
  }

  #register(name: string, body: Term): void {
    const { length, at } = sequences(this.#types, this.#element);
    const variables = [{ name: "n!", sort: "Int" }, ...this.#parameters];
    const built: Term = [name, ...variables.map((variable) => variable.name)];
    this.#types.vocabulary.axiom({
      fact: "what is built has the length that it is built for",
      variables,
      patterns: [[built]],
      body: ["=>", ["<=", "0", "n!"], ["=", [length, built], "n!"]],
    });
    this.#types.vocabulary.axiom({
      fact: "what is built has the elements that it is built from",
      variables: [...variables, { name: "i!", sort: "Int" }],
      patterns: [[[at, built, "i!"]]],
      body: implies(and(["<=", "0", "i!"], ["<", "i!", "n!"], this.#types.fact(this.#element, body)), [
        "=",
        [at, built, "i!"],
        body,
      ]),
    });
  }
}

const SIGNS = { add: "+", sub: "-", mul: "*" } as const;
const COMPARISONS = { lt: "<", le: "<=", gt: ">", ge: ">=" } as const;

function machineType(type: Type): Extract<Type, { kind: "integer" }>["name"] {
  if (type.kind !== "integer") throw new Error(`machine operation on ${type.kind}`);
  return type.name;
}

function elementOf(type: Type): Type {
  if (type.kind === "seq" || type.kind === "array" || type.kind === "set") return type.element;
  throw new Error(`${type.kind} has no elements`);
}

function literalValue(e: Expression): bigint | undefined {
  if (e.kind === "convert" && e.mode === "exact") return literalValue(e.operand);
  return e.kind === "literal" && typeof e.value === "bigint" ? e.value : undefined;
}

function operand(e: Expression, term: Term): Operand {
  return { term, value: literalValue(e) };
}

function pick(functions: Readonly<Record<string, unknown>>, operation: string): string {
  const found = functions[operation];
  if (typeof found !== "string" || found === "") throw new Error(`no operation ${operation}`);
  return found;
}

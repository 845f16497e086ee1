/**
 * The value of an expression.
 *
 * Owns        evaluation of executable and of specification expressions, and of the paths of places.
 * Invariants  an executable expression that breaks an obligation halts the run (the same obligations, in the same
 *             order, as obligations.ts lists); a specification that asks what nothing is known about halts it as
 *             undefined, unless `&&`, `||` or implication has the same value whatever the answer.
 * Not here    statements (execute.ts), library operations (builtins.ts), the ranges of quantifiers (quantifiers.ts).
 */
import type { Clause, Expression, Place, Program, Span } from "../ir.ts";
import type { Refused } from "./integers.ts";
import type { Fuel } from "./outcome.ts";
import type { Step } from "./place.ts";
import type { RecordValue, Value } from "./value.ts";
import { wrap } from "../build.ts";
import { compare, isArithmetic } from "../operators.ts";
import { OPERATION_CODES } from "../codes.ts";
import { fieldsOf } from "../types.ts";
import { applyBuiltin } from "./builtins.ts";
import { complement, compute, convertExactly, convertToEnum, negate, wrapping } from "./integers.ts";
import { Halt, undefinedOrRethrow } from "./outcome.ts";
import { assignments } from "./quantifiers.ts";
import { Views } from "./views.ts";
import { binaryOnInterval, builtinOnInterval, convertInterval } from "./interval.ts";
import {
  Interval,
  PoolValue,
  UNKNOWN,
  UnionValue,
  UnknownCompared,
  Zeros,
  asElements,
  asInteger,
  asRecord,
  equal,
  lookup,
  sizeOf,
} from "./value.ts";

/** Elements of a collection that take as long to look at as one expression to evaluate. */
const ELEMENTS = 32;

/** What names mean where an expression stands. */
export interface Scope {
  readonly locals: Map<string, Value>;
  readonly state: Map<string, Value>;
  /** At function entry, for `old`. */
  readonly entry: Scope | undefined;
  /** Specifications are total: where code would fail, they are undefined. */
  readonly ghost: boolean;
}

type Kind<K extends Expression["kind"]> = Extract<Expression, { kind: K }>;

export class Evaluator {
  readonly program: Program;
  readonly fuel: Fuel;
  readonly zeros: Zeros;
  readonly views: Views;
  /** A ghost value that is undefined does not end the run, but what depends on it. */
  readonly lenient: boolean;

  constructor(program: Program, fuel: Fuel, lenient: boolean) {
    this.program = program;
    this.fuel = fuel;
    this.lenient = lenient;
    this.zeros = new Zeros(program);
    this.views = new Views(program);
  }

  /** The value that ghost code stores. */
  ghostValue(e: Expression, scope: Scope): Value {
    try {
      return this.evaluate(e, scope.ghost ? scope : { ...scope, ghost: true });
    } catch (thrown) {
      const halt = undefinedOrRethrow(thrown);
      if (this.lenient) return UNKNOWN;
      throw halt;
    }
  }

  /** Whether a clause of a contract holds; a lenient evaluator believes what is undefined. */
  holds(clause: Clause, scope: Scope): boolean {
    try {
      return this.condition(clause.condition, scope);
    } catch (thrown) {
      const halt = undefinedOrRethrow(thrown);
      if (this.lenient) return true;
      throw halt;
    }
  }

  evaluate(e: Expression, scope: Scope): Value {
    this.fuel.spend();
    switch (e.kind) {
      case "literal":
        return e.value;
      case "variable":
        return known(e, scope.locals.get(e.name));
      case "global":
        return known(e, scope.state.get(e.name));
      case "field":
        return known(e, this.#field(e, this.evaluate(e.base, scope), scope));
      case "is":
        return this.#union(e.base, scope).tag === e.variant;
      case "index": {
        const base = asElements(this.evaluate(e.base, scope));
        return known(e, base.at(this.#position(e, base.length, scope)));
      }
      case "at":
        return this.#frame(e, this.evaluate(e.pool, scope), scope).value;
      case "not":
        return !this.condition(e.operand, scope);
      case "negate":
        return this.#done(e, negate(machine(e), this.integer(e.operand, scope)), scope);
      case "complement":
        return complement(machineName(e), this.integer(e.operand, scope));
      case "binary":
        return this.#binary(e, scope);
      case "wrapping":
        return wrapping(
          e.operator,
          machineName(e),
          this.integer(e.left, scope),
          this.integer(e.right, scope),
        );
      case "convert":
        return this.#convert(e, scope);
      case "conditional":
        return this.evaluate(this.condition(e.condition, scope) ? e.whenTrue : e.whenFalse, scope);
      case "zero":
        return this.zeros.of(e.type);
      case "construct": {
        const fields = this.#fields(e, e.variant, scope);
        return e.variant === undefined ? fields : new UnionValue(e.variant, fields);
      }
      case "update":
        return this.#update(e, scope);
      case "elements":
        return e.elements.map((element) => this.evaluate(element, scope));
      case "call":
        return this.#call(e, scope);
      case "let": {
        const value = this.evaluate(e.value, scope);
        return this.evaluate(e.body, withLocals(scope, [[e.variable.name, value]]));
      }
      case "old":
        return this.evaluate(e.operand, atEntry(e, scope));
      case "quantifier":
        return this.#quantifier(e, scope);
      case "builtin":
        return this.#builtin(e, scope);
      case "build":
        return this.#build(e, scope);
    }
  }

  condition(e: Expression, scope: Scope): boolean {
    const value = this.evaluate(e, scope);
    if (typeof value !== "boolean") throw new Error(`not a condition: ${e.kind}`);
    return value;
  }

  integer(e: Expression, scope: Scope): bigint {
    const value = this.evaluate(e, scope);
    if (value instanceof Interval) throw Halt.undefined(e.span, "the quantifier ranges over too much");
    return asInteger(value);
  }

  /** The name of a place's root and the path to the part, with its obligations. */
  place(e: Place, scope: Scope): { readonly root: Place; readonly path: readonly Step[] } {
    const path: Step[] = [];
    const { root } = this.#walk(e, scope, path);
    return { root, path };
  }

  /** Appends to `path`. The value is that of the whole place; nothing for a root that has none yet. */
  #walk(
    e: Expression,
    scope: Scope,
    path: Step[],
  ): { readonly root: Place; readonly value: Value | undefined } {
    switch (e.kind) {
      case "variable":
        return { root: e, value: scope.locals.get(e.name) };
      case "global":
        return { root: e, value: scope.state.get(e.name) };
      case "field": {
        const base = this.#walk(e.base, scope, path);
        path.push({ kind: "field", name: e.field });
        return { root: base.root, value: this.#field(e, known(e.base, base.value), scope) };
      }
      case "index": {
        const base = this.#walk(e.base, scope, path);
        const elements = asElements(known(e.base, base.value));
        const index = this.#position(e, elements.length, scope);
        path.push({ kind: "index", index });
        return { root: base.root, value: elements.at(index) };
      }
      case "at": {
        const base = this.#walk(e.pool, scope, path);
        const { frame, value } = this.#frame(e, known(e.pool, base.value), scope);
        path.push({ kind: "frame", frame });
        return { root: base.root, value };
      }
      default:
        throw new Error(`${e.kind} names no storage`);
    }
  }

  #done(e: Expression, result: bigint | Refused, scope: Scope): bigint {
    if (typeof result === "bigint") return result;
    if (scope.ghost) throw Halt.undefined(e.span, result.text);
    throw new Halt({ kind: "failed", code: OPERATION_CODES[result.code], span: e.span, text: result.text });
  }

  #field(e: Kind<"field">, base: Value, scope: Scope): Value {
    if (e.variant === undefined) return present(e, asRecord(base)[e.field]);
    if (!(base instanceof UnionValue)) throw new Error(`${e.field} of what is no union`);
    if (base.tag === e.variant) return present(e, base.fields[e.field]);
    const text = `the value is "${base.tag}", not "${e.variant}"`;
    this.#done(e, { code: "variant", text }, scope);
    throw new Error("unreachable");
  }

  #union(e: Expression, scope: Scope): UnionValue {
    const value = this.evaluate(e, scope);
    if (!(value instanceof UnionValue)) throw new Error("not a union");
    return value;
  }

  #position(e: Kind<"index">, length: number, scope: Scope): number {
    const index = this.integer(e.index, scope);
    if (index < 0n || index >= BigInt(length)) {
      const text = `index ${index} is out of range: there are ${length} elements`;
      this.#done(e, { code: "bounds", text }, scope);
    }
    return Number(index);
  }

  #frame(e: Kind<"at">, pool: Value, scope: Scope): { readonly frame: bigint; readonly value: Value } {
    if (!(pool instanceof PoolValue)) throw new Error("not a pool");
    const frame = this.integer(e.frame, scope);
    if (!pool.owns(frame))
      this.#done(e, { code: "frameOwned", text: `the pool does not own frame ${frame}` }, scope);
    return { frame, value: pool.at(frame) };
  }

  #binary(e: Kind<"binary">, scope: Scope): Value {
    const { operator } = e;
    if (operator === "land" || operator === "lor" || operator === "implies") return this.#lazy(e, scope);
    const left = this.evaluate(e.left, scope);
    const right = this.evaluate(e.right, scope);
    if (left instanceof Interval || right instanceof Interval) return binaryOnInterval(e, left, right);
    if (isArithmetic(operator))
      return this.#done(e, compute(operator, machine(e), asInteger(left), asInteger(right)), scope);
    switch (operator) {
      case "eq":
      case "iff":
        return this.#equal(e, left, right);
      case "ne":
        return !this.#equal(e, left, right);
      default:
        return compare(operator, asInteger(left), asInteger(right));
    }
  }

  /** Left to right; in a specification an undefined left operand does not matter if the right one decides. */
  #lazy(e: Kind<"binary">, scope: Scope): boolean {
    const decides = e.operator === "lor";
    const result = e.operator !== "land";
    let left: boolean;
    try {
      left = this.condition(e.left, scope);
    } catch (thrown) {
      const undefinedLeft = undefinedOrRethrow(thrown);
      if (this.#decides(e.right, scope, undefinedLeft) === result) return result;
      throw undefinedLeft;
    }
    return left === decides ? result : this.condition(e.right, scope);
  }

  /** The right operand; where it is undefined too, the operand that knows where to divide a range says so. */
  #decides(right: Expression, scope: Scope, undefinedLeft: Halt): boolean {
    try {
      return this.condition(right, scope);
    } catch (thrown) {
      const undefinedRight = undefinedOrRethrow(thrown);
      throw undefinedLeft.split === undefined ? undefinedRight : undefinedLeft;
    }
  }

  #convert(e: Kind<"convert">, scope: Scope): Value {
    const value = this.evaluate(e.operand, scope);
    if (value instanceof Interval) return convertInterval(this.program, e, value);
    const operand = asInteger(value);
    const { type } = e;
    if (type.kind === "int") return operand;
    if (type.kind === "integer")
      return e.mode === "wrap"
        ? wrap(type.name, operand)
        : this.#done(e, convertExactly(type.name, operand), scope);
    if (type.kind !== "enum" || e.mode === "wrap") throw new Error(`no conversion to ${type.kind}`);
    return this.#done(e, convertToEnum(lookup(this.program.enums, type.name), operand), scope);
  }

  #fields(e: Kind<"construct" | "update">, variant: string | undefined, scope: Scope): RecordValue {
    const declared = fieldsOf(this.program, e.type, variant) ?? [];
    const made: Record<string, Value> = {};
    for (const { name, value } of e.fields) {
      const ghost = declared.some((field) => field.name === name && field.ghost);
      made[name] = ghost ? this.ghostValue(value, scope) : this.evaluate(value, scope);
    }
    return made;
  }

  #update(e: Kind<"update">, scope: Scope): Value {
    const base = this.evaluate(e.base, scope);
    const fields = this.#fields(e, base instanceof UnionValue ? base.tag : undefined, scope);
    return base instanceof UnionValue
      ? new UnionValue(base.tag, { ...base.fields, ...fields })
      : { ...asRecord(base), ...fields };
  }

  /** A specification function sees its arguments and the state, nothing else. */
  #call(e: Kind<"call">, scope: Scope): Value {
    const spec = lookup(this.program.specs, e.function);
    const locals = new Map<string, Value>();
    spec.parameters.forEach((parameter, i) => {
      locals.set(parameter.name, this.evaluate(e.arguments[i]!, scope));
    });
    const inside: Scope = { locals, state: scope.state, entry: undefined, ghost: true };
    for (const clause of spec.requires)
      if (!this.condition(clause.condition, inside))
        throw Halt.undefined(e.span, `${spec.sourceName} is not defined where not ${clause.text}`);
    const compute = () => this.evaluate(spec.body, inside);
    return locals.size === 0 ? this.views.value(spec, scope.state, compute) : compute();
  }

  /** One deciding value is enough, whatever the others; without one, an undefined value leaves it undefined. */
  #quantifier(e: Kind<"quantifier">, scope: Scope): boolean {
    const exists = e.quantifier === "exists";
    let unknown: Halt | undefined;
    for (const inside of assignments(this, e, exists, scope)) {
      try {
        if (this.condition(e.body, inside) === exists) return exists;
      } catch (thrown) {
        const halt = undefinedOrRethrow(thrown);
        if (unknown?.split === undefined) unknown = halt;
      }
    }
    if (unknown) throw unknown;
    return !exists;
  }

  #builtin(e: Kind<"builtin">, scope: Scope): Value {
    const operands = e.arguments.map((argument) => this.evaluate(argument, scope));
    this.fuel.spend(operands.reduce((sum, operand) => sum + effort(operand), 0));
    if (operands.some((operand) => operand instanceof Interval))
      return builtinOnInterval(e.name, operands, e.span);
    const result = guarded(e.span, () => applyBuiltin(e.name, operands));
    if (result === undefined) throw Halt.undefined(e.span, `${e.name} out of range`);
    return result;
  }

  #equal({ span }: Expression, left: Value, right: Value): boolean {
    if (left !== right) this.fuel.spend(effort(left));
    return guarded(span, () => equal(left, right));
  }

  #build(e: Kind<"build">, scope: Scope): Value {
    const length = this.integer(e.length, scope);
    const elements: Value[] = [];
    for (let i = 0n; i < length; i += 1n)
      elements.push(this.evaluate(e.body, withLocals(scope, [[e.variable.name, i]])));
    return elements;
  }
}

export function withLocals(scope: Scope, values: Iterable<readonly [string, Value]>): Scope {
  const locals = new Map(scope.locals);
  for (const [name, value] of values) locals.set(name, value);
  return { ...scope, locals };
}

/** Parameters and state as they were at entry; bound variables as they are. */
function atEntry(e: Kind<"old">, scope: Scope): Scope {
  if (!scope.entry) throw Halt.undefined(e.span, "there is no earlier state here");
  return { ...withLocals(scope, scope.entry.locals), state: scope.entry.state };
}

function present(e: Expression, value: Value | undefined): Value {
  if (value === undefined) throw new Error(`no value for ${e.kind} at ${e.span.line}:${e.span.column}`);
  return value;
}

/** What an operation on all of a value costs beside its one evaluation: for each so many elements as much as another. */
function effort(value: Value): number {
  return Math.floor(sizeOf(value) / ELEMENTS);
}

/** A value that there is, and that could be computed. */
function known(e: Expression, found: Value | undefined): Value {
  const value = present(e, found);
  if (value === UNKNOWN) throw Halt.undefined(e.span, "the value could not be computed");
  return value;
}

function guarded<T>(span: Span, compute: () => T): T {
  try {
    return compute();
  } catch (thrown) {
    if (thrown instanceof UnknownCompared) throw Halt.undefined(span, "a part could not be computed");
    throw thrown;
  }
}

/** The machine integer type of an operation's result; nothing for the mathematical integers. */
function machine(e: Expression) {
  return e.type.kind === "integer" ? e.type.name : undefined;
}

function machineName(e: Expression) {
  if (e.type.kind !== "integer") throw new Error(`${e.kind} is on machine integers`);
  return e.type.name;
}

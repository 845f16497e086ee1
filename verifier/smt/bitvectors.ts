/**
 * Queries in bit-vector logic: what `assertBits` asks.
 *
 * Owns        the meaning of scalar expressions over bit vectors.
 * Invariants
 *   - An integer expression is a signed bit vector that is wide enough for every value it can have, so `+ - *` and
 *     comparisons are exact. The bit operators work at the width of their type, as the bit.* functions of
 *     arithmetic.ts are meant to: what is proved here is assumed there.
 *   - Where an operand of a bit operator might not fit its type, the two logics could disagree: refused.
 *   - Of a value that is read (a field, an element, the result of a call) the width alone is known. Quantifiers and
 *     mathematical integers that are not bounded are refused.
 */
import type { Expression, IntegerName, Program, Type } from "../../language/ir.ts";
import { bits, range, signed } from "../../language/build.ts";
import type { Query } from "../query.ts";
import { type Term, FALSE, TRUE, and, implies, not, or, text, variableSymbol } from "./term.ts";

/** A signed bit vector and the bounds of its value. */
interface Vector {
  readonly term: Term;
  readonly width: number;
  readonly min: bigint;
  readonly max: bigint;
}

type Of<K extends Expression["kind"]> = Extract<Expression, { kind: K }>;

/** The script's lines, and the names of the variables that it declares. */
export function bitvectorProblem(
  program: Program,
  query: Query,
): { readonly lines: readonly string[]; readonly declared: ReadonlySet<string> } {
  const vectors = new Bitvectors(program);
  const hypotheses = query.hypotheses.map((hypothesis) => vectors.truth(hypothesis));
  const goal = vectors.truth(query.goal);
  const assertions = [...hypotheses, not(goal)].map((term) => `(assert ${text(term)})`);
  return { lines: [...vectors.declarations, ...assertions], declared: vectors.variables };
}

class Bitvectors {
  readonly declarations: string[] = [];
  readonly variables = new Set<string>();
  readonly #program: Program;
  readonly #read = new Map<string, Term>();
  readonly #lets = new Map<string, Vector | Term>();

  constructor(program: Program) {
    this.#program = program;
  }

  /** A Boolean expression. */
  truth(e: Expression): Term {
    if (e.type.kind !== "bool") throw new Error(`assertBits: ${e.type.kind} is no condition`);
    switch (e.kind) {
      case "literal":
        return e.value === true ? TRUE : FALSE;
      case "not":
        return not(this.truth(e.operand));
      case "binary":
        return this.#condition(e);
      case "conditional":
        return ["ite", this.truth(e.condition), this.truth(e.whenTrue), this.truth(e.whenFalse)];
      case "let":
        return this.#let(e, () => this.truth(e.body));
      case "variable":
        return (this.#lets.get(e.name) as Term | undefined) ?? this.#unknown(e, "Bool");
      case "quantifier":
        throw new Error("assertBits: no quantifiers");
      default:
        return this.#unknown(e, "Bool");
    }
  }

  #condition(e: Of<"binary">): Term {
    switch (e.operator) {
      case "land":
        return and(this.truth(e.left), this.truth(e.right));
      case "lor":
        return or(this.truth(e.left), this.truth(e.right));
      case "implies":
        return implies(this.truth(e.left), this.truth(e.right));
      case "iff":
        return ["=", this.truth(e.left), this.truth(e.right)];
      case "eq":
        return this.#equal(e);
      case "ne":
        return not(this.#equal(e));
      case "lt":
        return this.#compared("bvslt", e);
      case "le":
        return this.#compared("bvsle", e);
      case "gt":
        return this.#compared("bvsgt", e);
      case "ge":
        return this.#compared("bvsge", e);
      default:
        throw new Error(`assertBits: ${e.operator} is no condition`);
    }
  }

  #equal(e: Of<"binary">): Term {
    if (e.left.type.kind === "bool") return ["=", this.truth(e.left), this.truth(e.right)];
    return this.#compared("=", e);
  }

  #compared(operator: string, e: Of<"binary">): Term {
    const [left, right] = [this.#vector(e.left), this.#vector(e.right)];
    const width = Math.max(left.width, right.width);
    return [operator, extend(left, width), extend(right, width)];
  }

  #vector(e: Expression): Vector {
    switch (e.kind) {
      case "literal":
        return constant(e.value as bigint);
      case "negate":
        return this.#arithmetic("sub", constant(0n), this.#vector(e.operand));
      case "complement":
        return this.#atWidth(machine(e.type), [e.operand], ([x]) => ["bvnot", x!]);
      case "binary":
        return this.#operation(e);
      case "wrapping": {
        const exact = this.#arithmetic(e.operator, this.#vector(e.left), this.#vector(e.right));
        return cut(machine(e.type), exact);
      }
      case "convert":
        return this.#convert(e);
      case "conditional":
        return this.#choice(e);
      case "let":
        return this.#let(e, () => this.#vector(e.body));
      case "variable": {
        const bound = this.#lets.get(e.name) as Vector | undefined;
        return bound ?? this.#unknownVector(e);
      }
      case "quantifier":
        throw new Error("assertBits: no quantifiers");
      default:
        return this.#unknownVector(e);
    }
  }

  #operation(e: Of<"binary">): Vector {
    switch (e.operator) {
      case "add":
      case "sub":
      case "mul":
        return this.#arithmetic(e.operator, this.#vector(e.left), this.#vector(e.right));
      case "div":
      case "rem":
        return division(e.operator, this.#vector(e.left), this.#vector(e.right));
      case "and":
      case "or":
      case "xor":
      case "shl":
      case "shr": {
        const type = machine(e.type);
        const operator = e.operator === "shr" && signed(type) ? "bvashr" : BIT_OPERATORS[e.operator];
        return this.#atWidth(type, [e.left, e.right], ([x, y]) => [operator, x!, y!]);
      }
      default:
        throw new Error(`assertBits: ${e.operator} is no integer`);
    }
  }

  #arithmetic(operator: "add" | "sub" | "mul", left: Vector, right: Vector): Vector {
    const corners = [left.min, left.max].flatMap((a) =>
      [right.min, right.max].map((b) => EXACT[operator](a, b)),
    );
    const [min, max] = [least(corners), greatest(corners)];
    const width = Math.max(left.width, right.width, widthOf(min, max));
    return { term: [`bv${operator}`, extend(left, width), extend(right, width)], width, min, max };
  }

  /** An operator on bit patterns of the type's width; the operands must fit the type. */
  #atWidth(type: IntegerName, operands: readonly Expression[], operate: (patterns: Term[]) => Term): Vector {
    const patterns = operands.map((operand) => {
      const vector = this.#vector(operand);
      const { min, max } = range(type);
      if (vector.min < min || vector.max > max) throw new Error(`assertBits: operand may not fit ${type}`);
      return pattern(vector, bits(type));
    });
    return fromPattern(type, operate(patterns));
  }

  /** As over the integers: an exact conversion of what does not fit keeps the low bits. */
  #convert(e: Of<"convert">): Vector {
    const operand = this.#vector(e.operand);
    if (e.type.kind === "int") return operand;
    if (e.type.kind !== "integer") throw new Error(`assertBits: conversion to ${e.type.kind}`);
    const { min, max } = range(e.type.name);
    return operand.min >= min && operand.max <= max ? operand : cut(e.type.name, operand);
  }

  #choice(e: Of<"conditional">): Vector {
    const [a, b] = [this.#vector(e.whenTrue), this.#vector(e.whenFalse)];
    const width = Math.max(a.width, b.width);
    return {
      term: ["ite", this.truth(e.condition), extend(a, width), extend(b, width)],
      width,
      min: least([a.min, b.min]),
      max: greatest([a.max, b.max]),
    };
  }

  #let<T>(e: Of<"let">, body: () => T): T {
    this.#lets.set(
      e.variable.name,
      e.value.type.kind === "bool" ? this.truth(e.value) : this.#vector(e.value),
    );
    return body();
  }

  #unknownVector(e: Expression): Vector {
    const type = e.type.kind === "enum" ? this.#representation(e.type.name) : machine(e.type);
    return fromPattern(type, this.#unknown(e, `(_ BitVec ${bits(type)})`));
  }

  /** A variable, or a value of which no more is known than of a variable; the same for the same expression. */
  #unknown(e: Expression, sort: string): Term {
    const key = JSON.stringify(e, (name, value: unknown) =>
      name === "span" ? undefined : typeof value === "bigint" ? value.toString() : value,
    );
    const known = this.#read.get(key);
    if (known !== undefined) return known;
    const name = e.kind === "variable" ? variableSymbol(e.name) : `read!${this.#read.size}`;
    this.declarations.push(`(declare-fun ${name} () ${sort})`);
    this.#read.set(key, name);
    if (e.kind === "variable") this.variables.add(e.name);
    return name;
  }

  #representation(name: string): IntegerName {
    const declaration = this.#program.enums.get(name);
    if (!declaration) throw new Error(`no enum ${name}`);
    return declaration.representation;
  }
}

const BIT_OPERATORS = { and: "bvand", or: "bvor", xor: "bvxor", shl: "bvshl", shr: "bvlshr" } as const;

const EXACT = {
  add: (a: bigint, b: bigint): bigint => a + b,
  sub: (a: bigint, b: bigint): bigint => a - b,
  mul: (a: bigint, b: bigint): bigint => a * b,
} as const;

function machine(type: Type): IntegerName {
  if (type.kind !== "integer") throw new Error(`assertBits: no bit vectors for type ${type.kind}`);
  return type.name;
}

/** bvsdiv truncates, bvsrem has the sign of the dividend. By zero they give -1 or 1, and the dividend. */
function division(operator: "div" | "rem", left: Vector, right: Vector): Vector {
  const size = greatest([left.max, -left.min, 1n]);
  const width = Math.max(widthOf(-size, size), left.width, right.width);
  const term: Term = [operator === "div" ? "bvsdiv" : "bvsrem", extend(left, width), extend(right, width)];
  return { term, width, min: -size, max: size };
}

/** The least width in two's complement that holds both. */
function widthOf(min: bigint, max: bigint): number {
  const length = (value: bigint): number => (value < 0n ? -value - 1n : value).toString(2).length + 1;
  return Math.max(length(min), length(max));
}

function constant(value: bigint): Vector {
  const width = widthOf(value, value);
  return { term: ["_", `bv${BigInt.asUintN(width, value)}`, String(width)], width, min: value, max: value };
}

function extend(vector: Vector, width: number): Term {
  return width === vector.width
    ? vector.term
    : [["_", "sign_extend", String(width - vector.width)], vector.term];
}

/** The low bits. */
function pattern(vector: Vector, width: number): Term {
  if (vector.width <= width) return extend(vector, width);
  return [["_", "extract", String(width - 1), "0"], vector.term];
}

function fromPattern(type: IntegerName, term: Term): Vector {
  const { min, max } = range(type);
  if (signed(type)) return { term, width: bits(type), min, max };
  return { term: [["_", "zero_extend", "1"], term], width: bits(type) + 1, min, max };
}

function cut(type: IntegerName, vector: Vector): Vector {
  return fromPattern(type, pattern(vector, bits(type)));
}

function least(values: readonly bigint[]): bigint {
  return values.reduce((a, b) => (a < b ? a : b));
}

function greatest(values: readonly bigint[]): bigint {
  return values.reduce((a, b) => (a > b ? a : b));
}

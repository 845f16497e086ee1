/**
 * Values of variables in a model of the negated goal, for the search of counterexamples.
 *
 * Owns        the script that asks for values, the reader of the answer.
 * Invariants  the values are hints: with quantified facts the solver's model may be none, and what is asked is cut
 *             off at MAXIMUM_ELEMENTS. Whoever uses them runs the program on them.
 */
import type { Program, Type, Variable } from "../../language/ir.ts";
import { wrap } from "../../language/build.ts";
import type { Query } from "../query.ts";
import { bitvectorProblem } from "./bitvectors.ts";
import { type Limits, IntegerProblem, options } from "./encode.ts";
import { records, unions } from "./records.ts";
import { sequences } from "./sequences.ts";
import { type Term, text, variableSymbol } from "./term.ts";
import { Types } from "./types.ts";
import { Vocabulary } from "./vocabulary.ts";

/** `unknown`: a set, a map, a pool, a hidden state: not asked for. */
export type ModelValue =
  | bigint
  | boolean
  /** Of arrays and sequences: the length, and the first elements. */
  | { readonly kind: "elements"; readonly length: bigint; readonly elements: readonly ModelValue[] }
  | { readonly kind: "record"; readonly variant?: string; readonly fields: ReadonlyMap<string, ModelValue> }
  | { readonly kind: "unknown" };

const MAXIMUM_ELEMENTS = 8;

/** The query's script, which asks for the values of these variables besides. */
export function modelScript(
  program: Program,
  query: Query,
  limits: Limits,
  variables: readonly Variable[],
): string {
  const { lines, asked } =
    query.logic === "bits" ? bitQuestion(program, query) : question(program, query, variables);
  const values = asked.length === 0 ? [] : [`(get-value (${asked.map(text).join(" ")}))`];
  return [...options(query, limits), ...lines, "(check-sat)", ...values, ""].join("\n");
}

/** The values in the output of `modelScript`; none where the solver has no model. */
export function readModel(
  program: Program,
  query: Query,
  output: string,
  variables: readonly Variable[],
): ReadonlyMap<string, ModelValue> {
  const start = output.indexOf("((");
  if (start < 0 || /^\(error/m.test(output)) return new Map();
  const values = new Answers(output.slice(start));
  if (query.logic === "bits") {
    const { declared } = bitvectorProblem(program, query);
    const scalars = query.variables.filter((v) => declared.has(v.name));
    return new Map(scalars.map((v) => [v.name, values.pattern(v.type)]));
  }
  const types = new Types(program, new Vocabulary());
  return new Map(variables.map((v) => [v.name, read(types, v.type, values)]));
}

function bitQuestion(program: Program, query: Query): { lines: readonly string[]; asked: readonly Term[] } {
  const { lines, declared } = bitvectorProblem(program, query);
  return {
    lines,
    asked: query.variables.filter((v) => declared.has(v.name)).map((v) => variableSymbol(v.name)),
  };
}

function question(
  program: Program,
  query: Query,
  variables: readonly Variable[],
): { lines: readonly string[]; asked: readonly Term[] } {
  const problem = new IntegerProblem(program, query);
  const leaves = variables.flatMap((v) => leavesOf(problem.types, v.type, variableSymbol(v.name)));
  const facts = leaves
    .map(({ type, term }) => problem.types.fact(type, term))
    .filter((fact) => fact !== undefined);
  return {
    lines: problem.lines([...facts, ...leaves.map(mentioned)]),
    asked: leaves.map(({ term }) => term),
  };
}

interface Leaf {
  readonly type: Type;
  readonly term: Term;
}

/** A trivial fact that names the term, so that what it needs is declared. */
function mentioned({ term }: Leaf): Term {
  return ["=", term, term];
}

const INT: Type = { kind: "int" };

/** The scalars that make up a value, in the order in which `read` reads them. */
function leavesOf(types: Types, type: Type, term: Term): readonly Leaf[] {
  switch (type.kind) {
    case "bool":
    case "int":
    case "integer":
    case "enum":
      return [{ type, term }];
    case "array":
    case "seq": {
      const { length, at } = sequences(types, type.element);
      const elements = Array.from({ length: asked(type) }, (_, i) =>
        leavesOf(types, type.element, [at, term, String(i)]),
      );
      return [{ type: INT, term: [length, term] }, ...elements.flat()];
    }
    case "record": {
      const { fields, field } = records(types, type.name);
      return fields.flatMap((part) => leavesOf(types, part.type, [field(part.name), term]));
    }
    case "union": {
      const { tag, fields, field } = unions(types, type.name);
      const parts = variantsOf(types, type.name).flatMap((variant) =>
        fields(variant).flatMap((part) => leavesOf(types, part.type, [field(variant, part.name), term])),
      );
      return [{ type: INT, term: [tag, term] }, ...parts];
    }
    default:
      return [];
  }
}

function read(types: Types, type: Type, answers: Answers): ModelValue {
  switch (type.kind) {
    case "bool":
      return answers.next() === "true";
    case "int":
    case "integer":
    case "enum":
      return answers.integer();
    case "array":
    case "seq": {
      const length = answers.integer();
      const elements = Array.from({ length: asked(type) }, () => read(types, type.element, answers));
      const present = type.kind === "array" ? BigInt(type.length) : length < 0n ? 0n : length;
      return { kind: "elements", length: present, elements: elements.slice(0, Number(present)) };
    }
    case "record": {
      const { fields } = records(types, type.name);
      return {
        kind: "record",
        fields: new Map(fields.map((part) => [part.name, read(types, part.type, answers)])),
      };
    }
    case "union":
      return readUnion(types, type.name, answers);
    default:
      return { kind: "unknown" };
  }
}

function readUnion(types: Types, union: string, answers: Answers): ModelValue {
  const { fields } = unions(types, union);
  const tag = Number(answers.integer());
  const values = variantsOf(types, union).map((variant) => ({
    variant,
    fields: new Map(fields(variant).map((part) => [part.name, read(types, part.type, answers)])),
  }));
  const value = values[tag];
  return value ? { kind: "record", ...value } : { kind: "unknown" };
}

function variantsOf(types: Types, union: string): readonly string[] {
  return types.program.unions.get(union)?.variants.map((variant) => variant.tag) ?? [];
}

function asked(type: Extract<Type, { kind: "array" | "seq" }>): number {
  return type.kind === "array" ? Math.min(type.length, MAXIMUM_ELEMENTS) : MAXIMUM_ELEMENTS;
}

/** The values of `((term value) (term value) ...)`, one after the other. */
class Answers {
  readonly #values: readonly string[];
  #next = 0;

  constructor(output: string) {
    this.#values = pairs(output).map((pair) => pair.at(-1)!);
  }

  next(): string {
    const value = this.#values[this.#next];
    if (value === undefined) throw new Error("the model has too few values");
    this.#next += 1;
    return value;
  }

  integer(): bigint {
    const found = /^\(?\s*(-?)\s*(\d+)\s*\)?$/.exec(this.next());
    if (!found) throw new Error(`no integer: ${this.#values[this.#next - 1]}`);
    return found[1] === "-" ? -BigInt(found[2]!) : BigInt(found[2]!);
  }

  /** A bit vector or a Boolean. */
  pattern(type: Type): ModelValue {
    const value = this.next();
    if (!value.startsWith("#")) return value === "true";
    const number = BigInt(`0${value.slice(1)}`);
    return type.kind === "integer" ? wrap(type.name, number) : number;
  }
}

/** The lists inside the first list, each cut into its direct parts. */
function pairs(output: string): readonly (readonly string[])[] {
  const found: string[][] = [];
  let depth = 0;
  let part = "";
  for (const token of output.match(/\|[^|]*\||[()]|[^\s()|]+/g) ?? []) {
    if (token === ")") depth -= 1;
    if (depth === 0 && token === ")") break;
    if (depth === 1 && token === "(") found.push([]);
    else if (depth >= 2) part += `${part === "" || token === ")" ? "" : " "}${token}`;
    if (token === "(") depth += 1;
    if (depth === 2 && part !== "") {
      found.at(-1)!.push(part);
      part = "";
    }
  }
  return found;
}

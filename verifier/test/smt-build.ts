/**
 * Queries for the tests of the solver side, in few words.
 *
 * Owns  short constructors of types, expressions, programs and queries.
 */
import type {
  BinaryOperator,
  BuiltinName,
  Expression,
  Field,
  Program,
  SpecDeclaration,
  Span,
  Type,
} from "../../language/ir.ts";
import { BOOL, INT, binary, integer, literal, variable } from "../../language/build.ts";
import type { Query } from "../query.ts";

export const SPAN: Span = { file: "test.ts", line: 1, column: 1, endLine: 1, endColumn: 1 };
export const U8 = integer("u8");
export const U32 = integer("u32");
export const U64 = integer("u64");
export const I8 = integer("i8");
export const I32 = integer("i32");
export { BOOL, INT };

export const seq = (element: Type): Type => ({ kind: "seq", element });
export const set = (element: Type): Type => ({ kind: "set", element });
export const map = (key: Type, value: Type): Type => ({ kind: "map", key, value });
export const array = (element: Type, length: number): Type => ({ kind: "array", element, length });
export const pool = (element: Type): Type => ({ kind: "pool", element });
export const record = (name: string): Type => ({ kind: "record", name });
export const union = (name: string): Type => ({ kind: "union", name });
export const TOKEN: Type = { kind: "token" };

export const v = (name: string, type: Type): Expression => variable(name, type, SPAN);
export const n = (value: bigint | number, type: Type = INT): Expression => literal(BigInt(value), type, SPAN);
export const bool = (value: boolean): Expression => literal(value, BOOL, SPAN);

export const op = (operator: BinaryOperator, left: Expression, right: Expression): Expression =>
  binary(operator, left, right, SPAN);
export const eq = (left: Expression, right: Expression): Expression => op("eq", left, right);
export const ne = (left: Expression, right: Expression): Expression => op("ne", left, right);
export const lt = (left: Expression, right: Expression): Expression => op("lt", left, right);
export const le = (left: Expression, right: Expression): Expression => op("le", left, right);
export const add = (left: Expression, right: Expression): Expression => op("add", left, right);
export const sub = (left: Expression, right: Expression): Expression => op("sub", left, right);
export const implies = (left: Expression, right: Expression): Expression => op("implies", left, right);
export const both = (...parts: Expression[]): Expression => parts.reduce((a, b) => op("land", a, b));
export const not = (operand: Expression): Expression => ({ kind: "not", operand, type: BOOL, span: SPAN });

export const index = (base: Expression, at: Expression): Expression => {
  if (base.type.kind !== "seq" && base.type.kind !== "array") throw new Error("no elements");
  return { kind: "index", base, index: at, type: base.type.element, span: SPAN };
};
export const builtin = (name: BuiltinName, type: Type, ...args: Expression[]): Expression => ({
  kind: "builtin",
  name,
  arguments: args,
  type,
  span: SPAN,
});
export const length = (s: Expression): Expression => builtin("seq.length", INT, s);
export const push = (s: Expression, x: Expression): Expression => builtin("seq.push", s.type, s, x);
export const withElement = (s: Expression, i: Expression, x: Expression): Expression =>
  builtin("seq.with", s.type, s, i, x);
export const count = (s: Expression, x: Expression): Expression => builtin("seq.count", INT, s, x);
export const contains = (s: Expression, x: Expression): Expression => builtin("seq.contains", BOOL, s, x);
export const has = (s: Expression, x: Expression): Expression =>
  builtin(s.type.kind === "map" ? "map.has" : "set.has", BOOL, s, x);
export const field = (base: Expression, name: string, type: Type, variant?: string): Expression => ({
  kind: "field",
  base,
  field: name,
  type,
  span: SPAN,
  ...(variant === undefined ? {} : { variant }),
});
export const call = (name: string, type: Type, ...args: Expression[]): Expression => ({
  kind: "call",
  function: name,
  arguments: args,
  type,
  span: SPAN,
});
export const convert = (mode: "exact" | "wrap", operand: Expression, type: Type): Expression => ({
  kind: "convert",
  mode,
  operand,
  type,
  span: SPAN,
});
export const int = (operand: Expression): Expression => convert("exact", operand, INT);
export const ite = (condition: Expression, whenTrue: Expression, whenFalse: Expression): Expression => ({
  kind: "conditional",
  condition,
  whenTrue,
  whenFalse,
  type: whenTrue.type,
  span: SPAN,
});
export const zero = (type: Type): Expression => ({ kind: "zero", type, span: SPAN });

type Variables = readonly (readonly [string, Type])[];
const quantify =
  (quantifier: "forall" | "exists") =>
  (
    variables: Variables,
    body: Expression,
    triggers: readonly (readonly Expression[])[] = [],
  ): Expression => ({
    kind: "quantifier",
    quantifier,
    variables: variables.map(([name, type]) => ({ name, type })),
    triggers,
    body,
    type: BOOL,
    span: SPAN,
  });
export const forall = quantify("forall");
export const exists = quantify("exists");

export const fieldsOf = (fields: Record<string, Type>): readonly Field[] =>
  Object.entries(fields).map(([name, type]) => ({ name, type, ghost: false }));

export const spec = (
  name: string,
  parameters: Variables,
  result: Type,
  body: Expression,
  rest: Partial<SpecDeclaration> = {},
): SpecDeclaration => ({
  name,
  sourceName: name,
  module: name.slice(0, name.lastIndexOf(".")),
  span: SPAN,
  exported: false,
  opaque: false,
  parameters: parameters.map(([parameter, type]) => ({ name: parameter, type })),
  result,
  requires: [],
  decreases: [],
  body,
  reads: [],
  views: [],
  ...rest,
});

interface Parts {
  readonly specs?: readonly SpecDeclaration[];
  readonly records?: Record<string, Record<string, Type>>;
  readonly unions?: Record<string, Record<string, Record<string, Type>>>;
  readonly enums?: Record<string, readonly bigint[]>;
  readonly globals?: Record<string, Type>;
}

/** A program of just these declarations. */
export function program({
  specs = [],
  records = {},
  unions = {},
  enums = {},
  globals = {},
}: Parts = {}): Program {
  const each = <T, R>(parts: Record<string, T>, make: (name: string, part: T) => R): Map<string, R> =>
    new Map(Object.entries(parts).map(([name, part]) => [name, make(name, part)]));
  return {
    modules: [],
    functions: new Map(),
    specs: new Map(specs.map((declaration) => [declaration.name, declaration])),
    records: each(records, (name, fields) => ({ name, span: SPAN, fields: fieldsOf(fields) })),
    unions: each(unions, (name, variants) => ({
      name,
      span: SPAN,
      tagField: "kind",
      variants: Object.entries(variants).map(([tag, fields]) => ({ tag, fields: fieldsOf(fields) })),
    })),
    enums: each(enums, (name, values) => ({
      name,
      span: SPAN,
      members: values.map((value) => ({ name: `M${value}`, value })),
      representation: "u8" as const,
    })),
    globals: each(globals, (name, type) => ({
      name,
      sourceName: name,
      module: name.slice(0, name.lastIndexOf(".")),
      span: SPAN,
      type,
      initial: zero(type),
      ghost: false,
    })),
  };
}

export function query(
  variables: Variables,
  hypotheses: readonly Expression[],
  goal: Expression,
  rest: Partial<Query> = {},
): Query {
  return {
    variables: variables.map(([name, type]) => ({ name, type })),
    hypotheses,
    goal,
    revealed: [],
    within: { module: "m" },
    logic: "integers",
    ...rest,
  };
}

/**
 * Programs made by hand, for tests of the compiler that need no front end.
 *
 * Owns        short constructors of types, expressions, statements and declarations.
 */
import type {
  BinaryOperator,
  Expression,
  FunctionDeclaration,
  GlobalDeclaration,
  IntegerName,
  Program,
  Span,
  Statement,
  Type,
  Variable,
} from "../../language/ir.ts";
import { BOOL, integer, VOID } from "../../language/build.ts";

export const SPAN: Span = { file: "main.ts", line: 1, column: 1, endLine: 1, endColumn: 2 };

const COMPARISONS: readonly string[] = ["eq", "ne", "lt", "le", "gt", "ge", "land", "lor", "implies", "iff"];

export function variable(name: string, type: Type): Expression & { readonly kind: "variable" } {
  return { kind: "variable", name, type, span: SPAN };
}

export function number(value: number | bigint, type: IntegerName): Expression {
  return { kind: "literal", value: BigInt(value), type: integer(type), span: SPAN };
}

export function binary(operator: BinaryOperator, left: Expression, right: Expression): Expression {
  const type = COMPARISONS.includes(operator) ? BOOL : left.type;
  return { kind: "binary", operator, left, right, type, span: SPAN };
}

export function returns(value?: Expression): Statement {
  return { kind: "return", span: SPAN, ...(value ? { value } : {}) };
}

export function declaration(
  name: string,
  parameters: readonly Variable[],
  result: Type,
  body: readonly Statement[],
  more: Partial<FunctionDeclaration> = {},
): FunctionDeclaration {
  return {
    name: `main.${name}`,
    sourceName: name,
    module: "main",
    span: SPAN,
    exported: true,
    mode: "verified",
    parameters: parameters.map((one) => ({ reference: false, ghost: false, ...one })),
    result,
    requires: [],
    modifies: [],
    ensures: [],
    decreases: [],
    body,
    ...more,
  };
}

export function program(functions: readonly FunctionDeclaration[], more: Partial<Program> = {}): Program {
  return {
    modules: [{ name: "main", file: "main.ts", imports: [], invariants: [] }],
    enums: new Map(),
    records: new Map(),
    unions: new Map(),
    globals: new Map<string, GlobalDeclaration>(),
    specs: new Map(),
    functions: new Map(functions.map((one) => [one.name, one])),
    ...more,
  };
}

export { BOOL, integer, VOID };

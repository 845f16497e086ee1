/**
 * Small constructors of programs for tests that need no source text.
 */
import { VOID, binary, integer, literal } from "../../language/build.ts";
import type {
  Clause,
  Expression,
  FunctionDeclaration,
  ModuleDeclaration,
  Program,
  Span,
  Statement,
  Type,
} from "../../language/ir.ts";
import { printExpression } from "../passive/print.ts";

export const U32 = integer("u32");

export function at(line: number): Span {
  return { file: "test.ts", line, column: 1, endLine: line, endColumn: 2 };
}

export function ref(name: string, type: Type = U32): Extract<Expression, { kind: "variable" }> {
  return { kind: "variable", name, type, span: at(1) };
}

export function number(value: bigint, type: Type = U32): Expression {
  return literal(value, type, at(1));
}

export function op(operator: Parameters<typeof binary>[0], left: Expression, right: Expression): Expression {
  return binary(operator, left, right, at(1));
}

export function clause(condition: Expression, line = 1): Clause {
  return { condition, span: at(line), text: printExpression(condition) };
}

export function declare(name: string, value: Expression, line = 1): Statement {
  return { kind: "declare", variable: { name, type: value.type }, value, ghost: false, span: at(line) };
}

export function assign(name: string, value: Expression, line = 1): Statement {
  return { kind: "assign", target: ref(name, value.type), value, ghost: false, span: at(line) };
}

export function when(condition: Expression, whenTrue: Statement[], whenFalse: Statement[] = []): Statement {
  return { kind: "if", condition, whenTrue, whenFalse, ghost: false, span: at(1) };
}

export function give(value: Expression, line = 1): Statement {
  return { kind: "return", value, span: at(line) };
}

export function func(name: string, parts: Partial<FunctionDeclaration>): FunctionDeclaration {
  return {
    name: `test.${name}`,
    sourceName: name,
    module: "test",
    span: at(1),
    exported: false,
    mode: "verified",
    parameters: [],
    result: VOID,
    requires: [],
    modifies: [],
    ensures: [],
    decreases: [],
    body: [],
    ...parts,
  };
}

export function parameter(name: string, type: Type = U32, reference = false) {
  return { name, type, reference, ghost: false };
}

export function programOf(functions: FunctionDeclaration[], parts: Partial<Program> = {}): Program {
  const module: ModuleDeclaration = { name: "test", file: "test.ts", imports: [], invariants: [] };
  return {
    modules: [module],
    enums: new Map(),
    records: new Map(),
    unions: new Map(),
    globals: new Map(),
    specs: new Map(),
    functions: new Map(functions.map((declaration) => [declaration.name, declaration])),
    ...parts,
  };
}

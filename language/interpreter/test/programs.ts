/**
 * Programs for the interpreter's tests, built without the front end.
 *
 * Owns  short constructors of expressions, statements and functions.
 */
import type {
  Clause,
  Expression,
  FunctionDeclaration,
  ModuleDeclaration,
  Parameter,
  Place,
  Program,
  Span,
  Statement,
  Type,
} from "../../ir.ts";
import { BOOL, INT, VOID, binary, integer, literal, toInt, variable } from "../../build.ts";

export const U8 = integer("u8");
export const U32 = integer("u32");

/** Line numbers tell the parts of a test program apart. */
export function at(line: number): Span {
  return { file: "test.ts", line, column: 1, endLine: line, endColumn: 2 };
}
const HERE = at(1);

export const u32 = (value: bigint): Expression => literal(value, U32, HERE);
export const u8 = (value: bigint): Expression => literal(value, U8, HERE);
export const int = (value: bigint): Expression => literal(value, INT, HERE);
export const get = (name: string, type: Type): Place => variable(name, type, HERE) as Place;
export const state = (name: string, type: Type): Place => ({ kind: "global", name, type, span: HERE });

type Operator = Parameters<typeof binary>[0];
export const op = (operator: Operator, left: Expression, right: Expression): Expression =>
  binary(operator, left, right, HERE);

export function index(base: Place, position: Expression): Place {
  if (base.type.kind !== "array" && base.type.kind !== "seq") throw new Error("index of an array");
  return { kind: "index", base, index: position, type: base.type.element, span: HERE };
}

export function clause(condition: Expression, line = 1): Clause {
  return { condition, span: at(line), text: "clause" };
}

export function forall(name: string, body: Expression): Expression {
  return {
    kind: "quantifier",
    quantifier: "forall",
    variables: [{ name, type: INT }],
    triggers: [],
    body,
    type: BOOL,
    span: HERE,
  };
}

export function exists(name: string, body: Expression): Expression {
  return { ...forall(name, body), quantifier: "exists" } as Expression;
}

export const old = (operand: Expression): Expression => ({
  kind: "old",
  operand,
  type: operand.type,
  span: HERE,
});

export function assign(target: Place, value: Expression): Statement {
  return { kind: "assign", target, value, ghost: false, span: HERE };
}

export function declare(name: string, value: Expression): Statement {
  return { kind: "declare", variable: { name, type: value.type }, value, ghost: false, span: HERE };
}

export function give(value: Expression, line = 1): Statement {
  return { kind: "return", value, span: at(line) };
}

export function when(condition: Expression, ...whenTrue: Statement[]): Statement {
  return { kind: "if", condition, whenTrue, whenFalse: [], ghost: false, span: HERE };
}

type Loop = Extract<Statement, { kind: "loop" }>;

/** `for (; name < limit; name += 1) body` */
export function counted(
  name: string,
  limit: Expression,
  body: Statement[],
  head: Partial<Loop> = {},
): Statement {
  const counter = get(name, limit.type);
  const stop = when(op("ge", counter, limit), { kind: "break", label: name, span: HERE });
  const step = assign(counter, op("add", counter, literal(1n, limit.type, HERE)));
  return {
    kind: "loop",
    label: name,
    invariants: [],
    decreases: [op("sub", toInt(limit), toInt(counter))],
    body: [stop, ...body],
    step: [step],
    ghost: false,
    span: HERE,
    ...head,
  };
}

export function value(name: string, type: Type): Parameter {
  return { name, type, reference: false, ghost: false };
}

export function reference(name: string, type: Type): Parameter {
  return { name, type, reference: true, ghost: false };
}

export function declaration(
  name: string,
  parameters: readonly Parameter[],
  result: Type,
  body: readonly Statement[],
  more: Partial<FunctionDeclaration> = {},
): FunctionDeclaration {
  return {
    name,
    sourceName: name,
    module: "test",
    span: at(100),
    exported: false,
    mode: "verified",
    parameters,
    result,
    requires: [],
    modifies: [],
    ensures: [],
    decreases: [],
    body,
    ...more,
  };
}

export { VOID, INT, BOOL };

interface Parts extends Partial<Omit<Program, "functions" | "modules">> {
  readonly functions: readonly FunctionDeclaration[];
  readonly module?: Partial<ModuleDeclaration>;
}

export function program({ functions, module, ...more }: Parts): Program {
  return {
    modules: [{ name: "test", file: "test.ts", imports: [], invariants: [], ...module }],
    enums: new Map(),
    records: new Map(),
    unions: new Map(),
    globals: new Map(),
    specs: new Map(),
    ...more,
    functions: new Map(functions.map((each) => [each.name, each])),
  };
}

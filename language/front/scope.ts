/**
 * The scope of one body: what its names are bound to, and the statements that it has become so far.
 *
 * Owns        unique local names, bindings, the current statement list, the mode of expressions.
 * Invariants  Names are unique within a function. Ghost statements hold specification expressions.
 * Not here    top-level names (registry.ts).
 */
import ts from "typescript";
import type { Expression, FunctionMode, Place, Span, Statement, Type, Variable } from "../ir.ts";
import { VOID } from "../build.ts";
import { isScalar } from "../types.ts";
import { fail, type Context, type Module } from "./context.ts";
import { symbolOf } from "./registry.ts";
import { UNTYPED, type TypeArgument, type TypeScope } from "./types.ts";

export type Binding =
  | {
      readonly kind: "variable";
      readonly variable: Variable;
      readonly ghost: boolean;
      /** Its value never changes: a parameter of scalar type, a constant local, a bound variable. */
      readonly stable: boolean;
      readonly role: "parameter" | "local" | "bound";
    }
  | { readonly kind: "alias"; readonly place: Place }
  /** Its declaration had a mistake, which is reported already. */
  | { readonly kind: "broken" };

/** Where `break` and `continue` lead. */
export interface Target {
  readonly kind: "loop" | "switch" | "block";
  readonly label: string;
  /** As written before the statement: `outer: while`. */
  readonly sourceLabel: string | undefined;
  /** The block to leave for `continue`, where the loop has a step of its own to run (do-while). */
  readonly continueLabel: string | undefined;
  readonly used: { break: boolean; continue: boolean };
}

export interface Scope extends TypeScope {
  readonly context: Context;
  readonly module: Module;
  readonly types: ReadonlyMap<ts.Symbol, TypeArgument>;
  /** What the body belongs to. */
  readonly owner: FunctionMode | "spec" | "invariant" | "constant";
  readonly names: Set<string>;
  readonly bindings: Map<ts.Symbol, Binding>;
  /** Names of ghost variables. */
  readonly ghosts: Set<string>;
  /** Locals whose value never changes, by name. */
  readonly stable: Set<string>;
  /** Names of locals, which did not exist when the function was entered. */
  readonly locals: Set<string>;
  /** Variables that some statement of the body assigns. */
  readonly reassigned: ReadonlySet<ts.Symbol>;
  readonly targets: Target[];
  result: Type;
  self: Variable | undefined;
  out: Statement[];
  /** Expressions are specifications. */
  specification: boolean;
  /** Statements are ghost. */
  ghost: boolean;
  /** `old` has a meaning here. */
  allowsOld: boolean;
  /** Inside `old(...)`. */
  inOld: boolean;
  /** The terms of the innermost quantifier that are marked as its triggers; undefined outside of quantifiers. */
  marked: Expression[] | undefined;
  /** Ghost blocks and proofs around this point that no jump may leave. */
  barriers: number;
}

export function newScope(
  context: Context,
  module: Module,
  owner: Scope["owner"],
  types: ReadonlyMap<ts.Symbol, TypeArgument>,
  body: ts.Node | undefined,
): Scope {
  const ghost = owner === "spec" || owner === "invariant" || owner === "lemma";
  return {
    context,
    module,
    types,
    owner,
    names: new Set(["result", "this"]),
    bindings: new Map(),
    ghosts: new Set(),
    stable: new Set(),
    locals: new Set(),
    reassigned: body ? reassignedIn(context, body) : new Set(),
    targets: [],
    result: VOID,
    self: undefined,
    out: [],
    specification: ghost,
    ghost,
    allowsOld: false,
    inOld: false,
    marked: undefined,
    barriers: 0,
  };
}

function reassignedIn(context: Context, body: ts.Node): ReadonlySet<ts.Symbol> {
  const found = new Set<ts.Symbol>();
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && isAssignmentOperator(node.operatorToken.kind)) {
      const symbol = ts.isIdentifier(node.left) ? symbolOf(context, node.left) : undefined;
      if (symbol) found.add(symbol);
    }
    ts.forEachChild(node, visit);
  };
  visit(body);
  return found;
}

export function isAssignmentOperator(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** A name that no other variable or label of the function has. */
export function fresh(scope: Scope, wanted: string): string {
  let name = wanted;
  for (let count = 1; scope.names.has(name); count += 1) name = `${wanted}$${count}`;
  scope.names.add(name);
  return name;
}

export function bind(scope: Scope, name: ts.Node, binding: Binding): void {
  const symbol = symbolOf(scope.context, name);
  if (!symbol) throw new Error(`no symbol for ${name.getText()}`);
  scope.bindings.set(symbol, binding);
  if (binding.kind !== "variable") return;
  const { variable } = binding;
  if (binding.ghost) scope.ghosts.add(variable.name);
  if (binding.stable) scope.stable.add(variable.name);
  if (binding.role === "local") scope.locals.add(variable.name);
}

/** Binds a new variable of a quantifier, a lemma, a `let` in a specification. */
export function bindVariable(scope: Scope, name: ts.Identifier, type: Type): Variable {
  const variable = { name: fresh(scope, name.text), type };
  bind(scope, name, { kind: "variable", variable, ghost: true, stable: true, role: "bound" });
  return variable;
}

/** The parameters of an arrow, each with its annotation. */
export function arrowParameters(
  arrow: ts.ArrowFunction,
): readonly { readonly name: ts.Identifier; readonly type: ts.TypeNode }[] {
  return arrow.parameters.map((parameter) => {
    if (!ts.isIdentifier(parameter.name)) return fail(parameter, "K508");
    if (parameter.questionToken || parameter.initializer || parameter.dotDotDotToken) fail(parameter, "K508");
    if (!parameter.type) return fail(parameter, "K507", { name: parameter.name.text });
    return { name: parameter.name, type: parameter.type };
  });
}

export function emit(scope: Scope, statement: Statement): void {
  scope.out.push(statement);
}

/** What `run` emits, as a list of its own. */
export function capture(scope: Scope, run: () => void): readonly Statement[] {
  const outer = scope.out;
  const inner: Statement[] = [];
  scope.out = inner;
  try {
    run();
  } finally {
    scope.out = outer;
  }
  return inner;
}

type Modes = Partial<Pick<Scope, "specification" | "ghost" | "allowsOld" | "inOld" | "out">>;

/** Runs with other modes. */
export function under<T>(scope: Scope, modes: Modes, run: () => T): T {
  const { specification, ghost, allowsOld, inOld, out } = scope;
  Object.assign(scope, modes);
  try {
    return run();
  } finally {
    Object.assign(scope, { specification, ghost, allowsOld, inOld, out });
  }
}

/** Runs with expressions as specifications. */
export function specifying<T>(scope: Scope, run: () => T): T {
  return under(scope, { specification: true }, run);
}

/** A value that later statements cannot change: itself, or a new local that holds it. */
export function save(scope: Scope, value: Expression, name: string): Expression {
  if (value.type === UNTYPED || value.kind === "literal") return value;
  if (value.kind === "variable" && isScalar(value.type) && scope.stable.has(value.name)) return value;
  return declareTemporary(scope, value, name, true);
}

/** A new local with this value. */
export function declareTemporary(scope: Scope, value: Expression, name: string, stable: boolean): Expression {
  const variable = newLocal(scope, name, value.type, stable);
  emit(scope, { kind: "declare", variable, value, ghost: scope.ghost, span: value.span });
  return { kind: "variable", name: variable.name, type: value.type, span: value.span };
}

/** The name of a new local that stands in no source. */
export function newLocal(scope: Scope, name: string, type: Type, stable: boolean): Variable {
  const variable = { name: fresh(scope, name), type };
  scope.locals.add(variable.name);
  if (stable) scope.stable.add(variable.name);
  if (scope.ghost) scope.ghosts.add(variable.name);
  return variable;
}

export function reference(variable: Variable, span: Span): Place {
  return { kind: "variable", name: variable.name, type: variable.type, span };
}

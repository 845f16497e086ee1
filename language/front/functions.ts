/**
 * Functions: instances of functions, methods, lemmas and machine functions.
 *
 * Owns        signatures, names, the order signature -> contract -> body, each computed once.
 * Invariants  A contract needs only signatures, a body only signatures and contracts: recursion ends.
 * Not here    the clauses (contracts.ts), the statements (statements.ts), specification functions (specs.ts).
 */
import ts from "typescript";
import type { FunctionMode, Parameter, Span, Statement, Type } from "../ir.ts";
import { VOID } from "../build.ts";
import { typeText } from "../print.ts";
import { isScalar } from "../types.ts";
import { attempt, fail, once, spanOf, type Context, type Module } from "./context.ts";
import { calledVocabulary, symbolOf, type CallableEntity, type Entity } from "./registry.ts";
import { bind, emit, fresh, newScope, type Scope } from "./scope.ts";
import { typeArgumentsOf, typeOf } from "./generics.ts";
import { headOf, lowerContract, modeOf, type Contract } from "./contracts.ts";
import { lowerStatements } from "./statements.ts";
import { lowerStored } from "./operands.ts";
import {
  instanceName,
  isSpecificationType,
  isStorageType,
  resolveType,
  typeSources,
  type TypeArgument,
  type TypeSource,
} from "./types.ts";

export type FunctionNode = ts.FunctionDeclaration | ts.MethodDeclaration | ts.ArrowFunction;

export interface FunctionInstance {
  readonly name: string;
  readonly sourceName: string;
  readonly module: Module;
  readonly node: FunctionNode;
  readonly exported: boolean;
  readonly mode: FunctionMode;
  readonly reason: string | undefined;
  readonly method: boolean;
  readonly scope: Scope;
  readonly parameters: readonly Parameter[];
  readonly result: Type;
}

export function isCallable(entity: Entity): entity is CallableEntity {
  return ["function", "method", "lemma", "machine"].includes(entity.kind);
}

/** The instance that a call means. */
export function calleeInstance(
  scope: Scope,
  call: ts.CallExpression,
  entity: Entity,
  expected: Type | undefined,
): FunctionInstance {
  if (!isCallable(entity)) throw new Error(`a ${entity.kind} is not called`);
  const node = "arrow" in entity ? entity.arrow : entity.node;
  const receiver = entity.kind === "method" ? receiverOf(scope, call) : undefined;
  const args = typeArgumentsOf(scope, call, node, receiver?.types ?? new Map(), expected);
  return instanceOf(scope.context, entity, args, receiver, call);
}

/** The class instance that a method is called on. */
function receiverOf(scope: Scope, call: ts.CallExpression): TypeSource {
  if (!ts.isPropertyAccessExpression(call.expression)) return fail(call, "K326");
  const type = typeOf(scope, call.expression.expression, false);
  const source = type?.kind === "record" ? typeSources(scope.context).get(type.name) : undefined;
  return (
    source ??
    fail(call.expression, "K345", { field: call.expression.name.text, type: typeText(type ?? VOID) })
  );
}

/** The function with these type arguments; a method belongs to an instance of its class. */
export function instanceOf(
  context: Context,
  entity: CallableEntity,
  args: readonly TypeArgument[],
  receiver: TypeSource | undefined,
  at: ts.Node,
): FunctionInstance {
  const sourceName = nameOf(entity);
  const owner = receiver && "name" in receiver.node ? receiver.node.name?.text : undefined;
  const prefix = owner
    ? `${entity.module.name}.${instanceName(owner, receiver?.arguments ?? [])}`
    : entity.module.name;
  const name = instanceName(`${prefix}.${sourceName}`, args);
  const compute = (): FunctionInstance => {
    if (args.length > 0 && name.length > 2000) fail(at, "K802", { name: sourceName });
    const instance = declare(context, entity, name, typesOf(context, entity, args, receiver));
    context.pending.push(() => attempt(context, () => finish(instance)));
    return instance;
  };
  return once(context, `function ${name}`, compute, () => fail(at, "K802", { name: sourceName }));
}

function nameOf(entity: CallableEntity): string {
  return entity.node.name?.getText() ?? "default";
}

function typesOf(
  context: Context,
  entity: CallableEntity,
  args: readonly TypeArgument[],
  receiver: TypeSource | undefined,
): ReadonlyMap<ts.Symbol, TypeArgument> {
  const node = "arrow" in entity ? entity.arrow : entity.node;
  const types = new Map(receiver?.types ?? []);
  node.typeParameters?.forEach((parameter, index) => {
    const symbol = symbolOf(context, parameter.name);
    const argument = args[index];
    if (symbol && argument) types.set(symbol, argument);
  });
  return types;
}

function declare(
  context: Context,
  entity: CallableEntity,
  name: string,
  types: ReadonlyMap<ts.Symbol, TypeArgument>,
): FunctionInstance {
  const node = "arrow" in entity ? entity.arrow : entity.node;
  rejectForms(node);
  const { mode, reason } = modeOf(context, entity);
  const scope = newScope(context, entity.module, mode, types, node.body);
  const self = entity.kind === "method" ? [selfParameter(context, scope, entity.node, name)] : [];
  const parameters = [...self, ...node.parameters.map((each) => declareParameter(scope, each, mode))];
  if (!node.type) return fail(node, "K509", { name: nameOf(entity) });
  scope.result = resolveType(scope, node.type);
  if (isSpecificationType(scope.result)) fail(node.type, "K608", { type: typeText(scope.result) });
  if (mode === "machine" && scope.result.kind !== "void" && !isScalar(scope.result)) fail(node.type, "K806");
  if (mode === "lemma" && scope.result.kind !== "void") fail(node.type, "K510");
  return {
    name,
    sourceName: nameOf(entity),
    module: entity.module,
    node,
    exported: isExported(entity),
    mode,
    reason,
    method: entity.kind === "method",
    scope,
    parameters,
    result: scope.result,
  };
}

function isExported(entity: CallableEntity): boolean {
  const holder = entity.kind === "method" ? entity.node.parent : entity.node;
  const name = "name" in holder ? holder.name?.getText() : undefined;
  return exportedNames(entity.module).has(name ?? "");
}

/** The names that a module exports, by modifier or by `export { ... }`. */
export function exportedNames(module: Module): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of module.file.statements) {
    if (
      ts.isExportDeclaration(statement) &&
      statement.exportClause &&
      ts.isNamedExports(statement.exportClause)
    ) {
      for (const each of statement.exportClause.elements) names.add((each.propertyName ?? each.name).text);
    }
    if (!ts.canHaveModifiers(statement)) continue;
    const exported = ts.getModifiers(statement)?.some((each) => each.kind === ts.SyntaxKind.ExportKeyword);
    if (!exported) continue;
    if (ts.isVariableStatement(statement)) {
      for (const each of statement.declarationList.declarations) names.add(each.name.getText());
    } else if ("name" in statement) {
      names.add((statement.name as ts.Identifier | undefined)?.text ?? "");
    }
  }
  return names;
}

/** Forms of functions outside the subset. */
function rejectForms(node: FunctionNode): void {
  if (node.asteriskToken) fail(node.asteriskToken, "K803");
  for (const modifier of node.modifiers ?? []) {
    if (modifier.kind === ts.SyntaxKind.ExportKeyword) continue;
    fail(modifier, modifier.kind === ts.SyntaxKind.AsyncKeyword ? "K329" : "K220", {
      modifier: modifier.getText(),
    });
  }
  if (!node.body) fail(node, "K804");
}

function selfParameter(context: Context, scope: Scope, node: ts.MethodDeclaration, name: string): Parameter {
  const owner = name.slice(0, name.lastIndexOf(`.${node.name.getText()}`));
  if (!context.records.has(owner)) throw new Error(`no class for ${name}`);
  const parameter: Parameter = {
    name: "this",
    type: { kind: "record", name: owner },
    reference: true,
    ghost: false,
  };
  scope.self = parameter;
  return parameter;
}

function declareParameter(scope: Scope, node: ts.ParameterDeclaration, mode: FunctionMode): Parameter {
  if (!ts.isIdentifier(node.name)) return fail(node, "K508");
  if (node.questionToken || node.initializer || node.dotDotDotToken) fail(node, "K508");
  if (!node.type) return fail(node, "K507", { name: node.name.text });
  const type = resolveType(scope, node.type);
  const lemma = mode === "lemma";
  const isPool = type.kind === "pool" && !lemma && mode !== "machine";
  if ((type.kind === "pool" && !isPool) || type.kind === "void") fail(node.type, "K213");
  const ghost = lemma || isSpecificationType(type);
  const parameter: Parameter = {
    name: fresh(scope, node.name.text),
    type,
    reference: !ghost && (isPool || isStorageType(type)),
    ghost,
  };
  const stable = !parameter.reference;
  bind(scope, node.name, { kind: "variable", variable: parameter, ghost, stable, role: "parameter" });
  return parameter;
}

export function contractOf(instance: FunctionInstance): Contract {
  const { context } = instance.scope;
  const compute = (): Contract => lowerContract(instance);
  return once(context, `contract ${instance.name}`, compute, () => {
    throw new Error(`the contract of ${instance.name} needs itself`);
  });
}

/** Lowers contract and body, and registers the function. */
function finish(instance: FunctionInstance): void {
  const { scope, node } = instance;
  const contract = contractOf(instance);
  const body = instance.mode === "machine" ? machineBody(instance) : bodyOf(instance);
  if (!contract.whole) return;
  scope.context.functions.set(instance.name, {
    name: instance.name,
    sourceName: instance.sourceName,
    module: instance.module.name,
    span: spanOf(node),
    exported: instance.exported,
    mode: instance.mode,
    ...(instance.reason === undefined ? {} : { reason: instance.reason }),
    parameters: instance.parameters,
    result: instance.result,
    requires: contract.requires,
    modifies: contract.modifies,
    ensures: contract.ensures,
    decreases: contract.decreases,
    body,
  });
}

/** The host runs instead of the body: it is empty, or says with `unreachable()` that it gives no result itself. */
function machineBody(instance: FunctionInstance): readonly Statement[] {
  const { body } = instance.node;
  const { context } = instance.scope;
  const rest = body && ts.isBlock(body) ? body.statements.slice(headOf(context, body).length) : [];
  for (const statement of rest) {
    const plain = ts.isExpressionStatement(statement) || ts.isReturnStatement(statement);
    const expression = plain ? statement.expression : undefined;
    if (!expression || calledVocabulary(context, expression) !== "unreachable")
      return fail(statement, "K805");
  }
  return body && ts.isBlock(body) ? [] : fail(instance.node, "K805");
}

function bodyOf(instance: FunctionInstance): readonly Statement[] {
  const { scope, node } = instance;
  const { body } = node;
  if (!body) throw new Error("a function without a body is rejected before");
  scope.out = [];
  scope.allowsOld = true;
  if (ts.isBlock(body)) {
    lowerStatements(scope, body.statements.slice(headOf(scope.context, body).length));
  } else {
    const value = lowerStored(scope, body, scope.result);
    emit(scope, { kind: "return", value, span: spanOf(body) });
  }
  if (scope.result.kind !== "void" && !endsInJump(scope.out)) {
    emit(scope, { kind: "unreachable", span: endOf(body) });
  }
  return scope.out;
}

/**
 * TypeScript lets a function with a result end without `return` where it believes that its end is not reached, as
 * behind a `switch` on all members of an enum. That is proved, not believed.
 */
function endsInJump(body: readonly Statement[]): boolean {
  const last = body.at(-1);
  if (last?.kind === "if") return endsInJump(last.whenTrue) && endsInJump(last.whenFalse);
  if (last?.kind === "switch")
    return [last.otherwise, ...last.cases.map((each) => each.body)].every(endsInJump);
  return last?.kind === "return" || last?.kind === "unreachable";
}

/** The closing brace. */
function endOf(node: ts.Node): Span {
  const { file, endLine, endColumn } = spanOf(node);
  return { file, line: endLine, column: endColumn - 1, endLine, endColumn };
}

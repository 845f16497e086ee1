/**
 * Specification functions: `spec` and `opaque`.
 *
 * Owns        their instances, their bodies as one expression, calls of them.
 * Not here    what they read (views.ts), whether their recursion ends (recursion.ts).
 */
import ts from "typescript";
import type { Clause, Expression, SpecDeclaration, Type, Variable } from "../ir.ts";
import { typeText } from "../print.ts";
import { attempt, fail, once, spanOf, type Context } from "./context.ts";
import { calledVocabulary, symbolOf, type SpecEntity } from "./registry.ts";
import { lower, lowerCondition } from "./expressions.ts";
import { adapt, lowerAs } from "./operands.ts";
import { exportedNames } from "./functions.ts";
import { lowerClauses, lowerMeasure } from "./contracts.ts";
import { typeArgumentsOf } from "./generics.ts";
import { arrowParameters, bindVariable, newScope, type Scope } from "./scope.ts";
import { instanceName, resolveType, settled, type TypeArgument } from "./types.ts";

export interface SpecInstance {
  readonly name: string;
  readonly entity: SpecEntity;
  readonly scope: Scope;
  readonly parameters: readonly Variable[];
  readonly result: Type;
}

export function specInstance(
  context: Context,
  entity: SpecEntity,
  args: readonly TypeArgument[],
  at: ts.Node,
): SpecInstance {
  const name = instanceName(`${entity.module.name}.${entity.node.name.getText()}`, args);
  const compute = (): SpecInstance => {
    const types = new Map<ts.Symbol, TypeArgument>();
    entity.arrow.typeParameters?.forEach((parameter, index) => {
      const symbol = symbolOf(context, parameter.name);
      const argument = args[index];
      if (symbol && argument) types.set(symbol, argument);
    });
    if (name.length > 2000) fail(at, "K802", { name: entity.node.name.getText() });
    const scope = newScope(context, entity.module, "spec", types, undefined);
    const parameters = arrowParameters(entity.arrow).map((parameter) =>
      bindVariable(scope, parameter.name, resolveType(scope, parameter.type)),
    );
    if (!entity.arrow.type) return fail(entity.arrow, "K509", { name: entity.node.name.getText() });
    const result = resolveType(scope, entity.arrow.type);
    if (result.kind === "void" || result.kind === "pool")
      fail(entity.arrow.type, "K520", { type: typeText(result) });
    const instance = { name, entity, scope, parameters, result };
    context.pending.push(() => attempt(context, () => finish(instance)));
    return instance;
  };
  return once(context, `spec ${name}`, compute, () => fail(at, "K802", { name }));
}

export function lowerSpecCall(
  scope: Scope,
  node: ts.CallExpression,
  entity: SpecEntity,
  expected: Type | undefined,
): Expression {
  const args = typeArgumentsOf(scope, node, entity.arrow, new Map(), expected);
  const instance = specInstance(scope.context, entity, args, node);
  if (node.arguments.length !== instance.parameters.length) fail(node, "K380");
  const values = instance.parameters.map((parameter, index) => {
    const argument = node.arguments[index];
    return argument ? lowerAs(scope, argument, parameter.type) : fail(node, "K380");
  });
  return {
    kind: "call",
    function: instance.name,
    arguments: values,
    type: instance.result,
    span: spanOf(node),
  };
}

/** Lowers the body and registers the function. What it reads is filled in when all bodies are there. */
function finish(instance: SpecInstance): void {
  const { entity, scope, name, parameters, result } = instance;
  const requires: Clause[] = [];
  const decreases: Expression[] = [];
  const { body } = entity.arrow;
  let value: Expression;
  if (ts.isBlock(body)) {
    const statements = [...body.statements];
    while (statements[0] && takeClause(scope, statements[0], requires, decreases)) statements.shift();
    value = lowerSequence(scope, statements, result, body);
  } else {
    value = lowerAs(scope, body, result);
  }
  const declaration: SpecDeclaration = {
    name,
    sourceName: entity.node.name.getText(),
    module: entity.module.name,
    span: spanOf(entity.node),
    exported: exportedNames(entity.module).has(entity.node.name.getText()),
    opaque: entity.kind === "opaque",
    parameters,
    result,
    requires,
    decreases,
    body: value,
    reads: [],
    views: [],
  };
  scope.context.specs.set(name, declaration);
}

function takeClause(
  scope: Scope,
  statement: ts.Statement,
  requires: Clause[],
  decreases: Expression[],
): boolean {
  if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression)) return false;
  const call = statement.expression;
  const clause = calledVocabulary(scope.context, call);
  if (clause === "requires") requires.push(...lowerClauses(scope, call.arguments[0] ?? fail(call, "K380")));
  else if (clause === "decreases") decreases.push(...lowerMeasure(scope, call));
  else if (clause === "ensures" || clause === "modifies") return fail(call, "K521", { clause });
  else return false;
  return true;
}

/** `const`, `if` and `return` as one expression. */
function lowerSequence(
  scope: Scope,
  statements: readonly ts.Statement[],
  result: Type,
  at: ts.Node,
): Expression {
  const [first, ...rest] = statements;
  if (!first) return fail(at, "K522");
  if (ts.isReturnStatement(first)) {
    if (rest[0]?.parent === first.parent) fail(rest[0], "K420");
    return first.expression ? lowerAs(scope, first.expression, result) : fail(first, "K522");
  }
  if (ts.isBlock(first)) return lowerSequence(scope, [...first.statements, ...rest], result, at);
  if (ts.isVariableStatement(first)) {
    return lowerLet(scope, [...first.declarationList.declarations], rest, result, at);
  }
  if (!ts.isIfStatement(first)) return fail(first, "K523");
  const condition = lowerCondition(scope, first.expression);
  const { thenStatement, elseStatement } = first;
  const whenTrue = lowerSequence(scope, followed(thenStatement, rest), result, thenStatement);
  const otherwise = elseStatement ? followed(elseStatement, rest) : rest;
  const whenFalse = lowerSequence(scope, otherwise, result, first);
  return { kind: "conditional", condition, whenTrue, whenFalse, type: result, span: spanOf(first) };
}

/** The branch and, unless it returns, what comes after it. */
function followed(branch: ts.Statement, rest: readonly ts.Statement[]): readonly ts.Statement[] {
  return returns(branch) ? [branch] : [branch, ...rest];
}

function returns(node: ts.Statement | undefined): boolean {
  if (!node) return false;
  if (ts.isBlock(node)) return returns(node.statements.at(-1));
  if (ts.isIfStatement(node)) return returns(node.thenStatement) && returns(node.elseStatement);
  return ts.isReturnStatement(node);
}

function lowerLet(
  scope: Scope,
  declarations: readonly ts.VariableDeclaration[],
  rest: readonly ts.Statement[],
  result: Type,
  at: ts.Node,
): Expression {
  const [first, ...others] = declarations;
  if (!first) return lowerSequence(scope, rest, result, at);
  if (!ts.isIdentifier(first.name)) return fail(first.name, "K403");
  if (!first.initializer) return fail(first, "K404", { name: first.name.text });
  if ((first.parent.flags & ts.NodeFlags.Const) === 0) fail(first, "K523");
  const annotation = first.type && resolveType(scope, first.type);
  const raw = lower(scope, first.initializer, annotation);
  const value = annotation ? adapt(scope, raw, annotation, first.initializer) : raw;
  const variable = bindVariable(scope, first.name, settled(value.type));
  const body = lowerLet(scope, others, rest, result, at);
  return { kind: "let", variable, value, body, type: body.type, span: spanOf(first) };
}

/**
 * Quantifiers and `old`.
 *
 * Owns      bound variables and triggers: those that an arrow lists, or those that are marked in the body.
 * Not here  `prove` (proofs.ts).
 */
import ts from "typescript";
import type { Expression, Type, Variable } from "../ir.ts";
import { BOOL } from "../build.ts";
import { sameType } from "../types.ts";
import { fail, spanOf } from "./context.ts";
import { symbolOf } from "./registry.ts";
import { lower, lowerCondition } from "./expressions.ts";
import { arrowParameters, bind, bindVariable, under, type Scope } from "./scope.ts";
import { resolveType, settled } from "./types.ts";

/** `forall((i: int) => c, (i: int) => [t])`. */
export function lowerQuantifier(
  scope: Scope,
  node: ts.CallExpression,
  quantifier: "forall" | "exists",
): Expression {
  const [arrow, triggerArrow] = node.arguments;
  if (!arrow || !ts.isArrowFunction(arrow) || ts.isBlock(arrow.body)) return fail(arrow ?? node, "K530");
  const variables = arrowParameters(arrow).map((parameter) =>
    bindVariable(scope, parameter.name, resolveType(scope, parameter.type)),
  );
  if (variables.length === 0) return fail(arrow, "K530");
  const { body, marked } = lowerBody(scope, arrow.body);
  if (triggerArrow && marked.length > 0) fail(triggerArrow, "K534");
  const triggers = triggerArrow
    ? lowerTriggers(scope, triggerArrow, variables)
    : marked.map((term) => [term]);
  return { kind: "quantifier", quantifier, variables, triggers, body, type: BOOL, span: spanOf(node) };
}

/** The body of a quantifier, and the terms in it that are marked by `trigger`. */
function lowerBody(
  scope: Scope,
  node: ts.Expression,
): { readonly body: Expression; readonly marked: readonly Expression[] } {
  const around = scope.marked;
  const marked: Expression[] = [];
  scope.marked = marked;
  try {
    return { body: lowerCondition(scope, node), marked };
  } finally {
    scope.marked = around;
  }
}

/** `trigger(t)`: `t`, where the solver sees which it uses the quantified fact. */
export function lowerTrigger(
  scope: Scope,
  node: ts.CallExpression,
  argument: ts.Expression,
  expected: Type | undefined,
): Expression {
  if (!scope.marked || scope.inOld) return fail(node, "K535");
  const term = lower(scope, argument, expected);
  scope.marked.push(term);
  return term;
}

/** Terms over the same variables; a list of lists gives several triggers. */
function lowerTriggers(
  scope: Scope,
  node: ts.Expression,
  variables: readonly Variable[],
): readonly (readonly Expression[])[] {
  if (!ts.isArrowFunction(node) || ts.isBlock(node.body)) return fail(node, "K531");
  const parameters = arrowParameters(node);
  if (parameters.length !== variables.length) fail(node, "K532");
  parameters.forEach((parameter, index) => {
    const variable = variables[index];
    if (!variable || !sameType(resolveType(scope, parameter.type), variable.type))
      fail(parameter.type, "K532");
    else
      bind(scope, parameter.name, { kind: "variable", variable, ghost: true, stable: true, role: "bound" });
  });
  const body = ts.isParenthesizedExpression(node.body) ? node.body.expression : node.body;
  if (!ts.isArrayLiteralExpression(body) || body.elements.length === 0) return fail(node.body, "K531");
  const lists = body.elements.every((element) => ts.isArrayLiteralExpression(element));
  const terms = (elements: readonly ts.Expression[]) => elements.map((term) => lower(scope, term, undefined));
  if (!lists) return [terms(body.elements)];
  return body.elements.map((element) => terms(ts.isArrayLiteralExpression(element) ? element.elements : []));
}

/** The value at entry. */
export function lowerOld(
  scope: Scope,
  node: ts.CallExpression,
  argument: ts.Expression,
  expected: Type | undefined,
): Expression {
  if (!scope.allowsOld) fail(node, "K516");
  if (scope.inOld) fail(node, "K517");
  if (mentionsResult(scope, argument)) fail(node, "K518");
  const operand = under(scope, { inOld: true }, () => lower(scope, argument, expected));
  return { kind: "old", operand, type: settled(operand.type), span: spanOf(node) };
}

/** The result of the function is not yet there at its entry. */
function mentionsResult(scope: Scope, node: ts.Node): boolean {
  const symbol = ts.isIdentifier(node) ? symbolOf(scope.context, node) : undefined;
  const binding = symbol && scope.bindings.get(symbol);
  if (binding?.kind === "variable" && binding.variable.name === "result") return true;
  return ts.forEachChild(node, (child) => mentionsResult(scope, child) || undefined) ?? false;
}

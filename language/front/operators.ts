/**
 * Operators: their operand types, their meaning in executable code and in specifications.
 *
 * Owns      unary and binary operators, also those outside the subset.
 * Not here  assignment (assignments.ts).
 */
import ts from "typescript";
import type { BinaryOperator, Expression, Type } from "../ir.ts";
import { BOOL, INT, binary, literal, not, signed, toInt } from "../build.ts";
import { isArithmetic, operatorSpelled } from "../operators.ts";
import { typeText } from "../print.ts";
import { isScalar } from "../types.ts";
import { fail, spanOf } from "./context.ts";
import { unwrap } from "./registry.ts";
import { evaluate, fold, truth } from "./constants.ts";
import { adapt, callsFunction, inOrder, unify } from "./operands.ts";
import { lower, lowerCondition } from "./expressions.ts";
import { isTagSyntax, lowerTagEquality, lowerTagTest } from "./unions.ts";
import { capture, declareTemporary, emit, isAssignmentOperator, reference, type Scope } from "./scope.ts";
import { isInteger, isMachineInteger, UNTYPED } from "./types.ts";

export function lowerBinary(scope: Scope, node: ts.BinaryExpression, expected: Type | undefined): Expression {
  const operator = operatorSpelled(node.operatorToken.getText());
  if (operator === undefined) return unsupported(node);
  if (operator === "land" || operator === "lor") return lowerLazy(scope, node, operator);
  if (!isArithmetic(operator)) return lowerComparison(scope, node, operator);
  const [left, right] = lowerBoth(scope, node, expected);
  return operate(scope, node, operator, left, right);
}

function lowerBoth(
  scope: Scope,
  node: ts.BinaryExpression,
  expected: Type | undefined,
): [Expression, Expression] {
  let guide = expected;
  const lowerLeft = (): Expression => {
    const value = lower(scope, node.left, expected);
    if (value.type !== UNTYPED) guide = value.type;
    return value;
  };
  const [left, right] = inOrder(scope, [
    { node: node.left, lower: lowerLeft },
    { node: node.right, lower: () => lower(scope, node.right, guide) },
  ]);
  if (!left || !right) throw new Error("two operands expected");
  return [left, right];
}

function unsupported(node: ts.BinaryExpression): never {
  const { operatorToken: token } = node;
  if (isAssignmentOperator(token.kind)) return fail(token, "K310");
  switch (token.kind) {
    case ts.SyntaxKind.EqualsEqualsToken:
      return fail(token, "K311");
    case ts.SyntaxKind.ExclamationEqualsToken:
      return fail(token, "K312");
    case ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken:
      return fail(token, "K313");
    case ts.SyntaxKind.AsteriskAsteriskToken:
      return fail(token, "K314");
    case ts.SyntaxKind.CommaToken:
      return fail(token, "K315");
    case ts.SyntaxKind.QuestionQuestionToken:
      return fail(token, "K316");
    default:
      return fail(token, "K317", { operator: token.getText() });
  }
}

/** The binary operator on lowered operands; also for compound assignments. */
export function operate(
  scope: Scope,
  node: ts.BinaryExpression,
  operator: BinaryOperator,
  left: Expression,
  right: Expression,
): Expression {
  const span = spanOf(node);
  const text = node.operatorToken.getText();
  const arithmetic = ["add", "sub", "mul", "div", "rem"].includes(operator);
  for (const [operand, at] of [
    [left, node.left],
    [right, node.right],
  ] as const) {
    if (!isInteger(operand.type)) fail(at, "K318", { operator: text, type: typeText(operand.type) });
  }
  if (
    left.type === UNTYPED &&
    right.type === UNTYPED &&
    left.kind === "literal" &&
    right.kind === "literal"
  ) {
    return foldUntyped(operator, left, right, node);
  }
  // Of type int, also where the left operand is a literal that has no type of its own.
  if (scope.specification && arithmetic) {
    return { ...binary(operator, toInt(left), toInt(right), span), type: INT };
  }
  const [a, b] = unify(scope, left, right, node, text);
  if (!arithmetic && a.type.kind === "int") fail(node, "K319", { operator: text });
  return binary(operator, a, b, span);
}

function foldUntyped(
  operator: BinaryOperator,
  left: Expression,
  right: Expression,
  node: ts.Node,
): Expression {
  const a = evaluate(left, node);
  const b = evaluate(right, node);
  if (typeof a !== "bigint" || typeof b !== "bigint") throw new Error("untyped literals are integers");
  const value = fold(operator, a, b, UNTYPED, node);
  return typeof value === "bigint" ? literal(value, UNTYPED, spanOf(node)) : truth(value, node);
}

function lowerComparison(scope: Scope, node: ts.BinaryExpression, operator: BinaryOperator): Expression {
  const equality = operator === "eq" || operator === "ne";
  if (equality && (ts.isStringLiteral(unwrap(node.left)) || ts.isStringLiteral(unwrap(node.right)))) {
    const test = lowerTagTest(scope, node);
    return operator === "eq" ? test : not(test);
  }
  if (equality && isTagSyntax(scope, node.left) && isTagSyntax(scope, node.right)) {
    const same = lowerTagEquality(scope, node) ?? fail(node, "K322");
    return operator === "eq" ? same : not(same);
  }
  const [first, second] = lowerBoth(scope, node, undefined);
  if (
    first.type === UNTYPED &&
    second.type === UNTYPED &&
    first.kind === "literal" &&
    second.kind === "literal"
  ) {
    return foldUntyped(operator, first, second, node);
  }
  const [left, right] = unify(scope, first, second, node, node.operatorToken.getText());
  const { type } = left;
  if (equality) {
    const comparable =
      type.kind !== "void" && type.kind !== "pool" && (scope.specification || isScalar(type));
    if (!comparable) fail(node, "K340", { type: typeText(type) });
    if (scope.specification && type.kind === "bool") {
      const same = binary("iff", left, right, spanOf(node));
      return operator === "eq" ? same : { ...not(same), span: spanOf(node) };
    }
  } else if (!isInteger(type) && type.kind !== "enum") {
    fail(node, "K318", { operator: node.operatorToken.getText(), type: typeText(type) });
  }
  return binary(operator, left, right, spanOf(node));
}

function lowerLazy(scope: Scope, node: ts.BinaryExpression, operator: "land" | "lor"): Expression {
  const left = lowerCondition(scope, node.left);
  if (!callsFunction(scope, node.right)) {
    return binary(operator, left, lowerCondition(scope, node.right), spanOf(node));
  }
  return lazyCall(scope, node, operator, left);
}

/** `a && f()` as `if (a)`, so that `f` is called only where its value matters. */
function lazyCall(
  scope: Scope,
  node: ts.BinaryExpression,
  operator: "land" | "lor",
  left: Expression,
): Expression {
  const span = spanOf(node);
  const holder = declareTemporary(scope, left, "condition", false);
  if (holder.kind !== "variable") throw new Error("a temporary is a variable");
  const target = reference({ name: holder.name, type: BOOL }, span);
  const whenTrue = capture(scope, () => {
    const value = lowerCondition(scope, node.right);
    emit(scope, { kind: "assign", target, value, ghost: false, span: value.span });
  });
  const condition = operator === "land" ? holder : not(holder);
  emit(scope, { kind: "if", condition, whenTrue, whenFalse: [], ghost: false, span });
  return target;
}

export function lowerPrefix(
  scope: Scope,
  node: ts.PrefixUnaryExpression,
  expected: Type | undefined,
): Expression {
  const span = spanOf(node);
  switch (node.operator) {
    case ts.SyntaxKind.ExclamationToken:
      return { ...not(lowerCondition(scope, node.operand)), span };
    case ts.SyntaxKind.MinusToken:
      return lowerMinus(scope, node, lower(scope, node.operand, expected));
    case ts.SyntaxKind.TildeToken: {
      const raw = lower(scope, node.operand, expected);
      const operand = raw.type === UNTYPED && expected ? adapt(scope, raw, expected, node.operand) : raw;
      if (!isMachineInteger(operand.type)) return fail(node, "K319", { operator: "~" });
      return { kind: "complement", operand, type: operand.type, span };
    }
    case ts.SyntaxKind.PlusToken:
      return fail(node, "K341");
    default:
      return fail(node, "K320");
  }
}

function lowerMinus(scope: Scope, node: ts.PrefixUnaryExpression, operand: Expression): Expression {
  const span = spanOf(node);
  if (operand.type === UNTYPED && operand.kind === "literal" && typeof operand.value === "bigint") {
    return literal(-operand.value, UNTYPED, span);
  }
  if (!isInteger(operand.type)) return fail(node, "K318", { operator: "-", type: typeText(operand.type) });
  if (scope.specification) return { kind: "negate", operand: toInt(operand), type: INT, span };
  if (!isMachineInteger(operand.type) || !signed(operand.type.name)) {
    return fail(node, "K342", { type: typeText(operand.type) });
  }
  return { kind: "negate", operand, type: operand.type, span };
}

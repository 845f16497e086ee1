/**
 * Operands: expressions made to fit the type that their context asks for, in the order of evaluation.
 *
 * Owns        adaptation of literals, the widening to int in specifications, saving of operands before calls.
 * Invariants  nothing that a later operand calls can change the value of an earlier one.
 */
import ts from "typescript";
import type { Expression, Type } from "../ir.ts";
import { fits, toInt } from "../build.ts";
import { typeText } from "../print.ts";
import { sameType } from "../types.ts";
import { fail } from "./context.ts";
import { fitLiteral } from "./constants.ts";
import { lower } from "./expressions.ts";
import { calledFunction } from "./callees.ts";
import { save, type Scope } from "./scope.ts";
import { isInteger, isMachineInteger, isStorageType, UNTYPED } from "./types.ts";
import { fixIndices, isPlace, isPlaceSyntax } from "./places.ts";

/** The expression as one of exactly this type. */
export function adapt(scope: Scope, e: Expression, type: Type, node: ts.Node): Expression {
  if (e.type === UNTYPED && e.kind === "literal" && typeof e.value === "bigint") {
    return fitLiteral(e.value, type, node);
  }
  if (sameType(e.type, type)) return e;
  if (scope.specification && type.kind === "int" && isMachineInteger(e.type)) return toInt(e);
  return mismatch(node, e.type, type);
}

export function mismatch(node: ts.Node, found: Type, expected: Type): never {
  if (isInteger(found) && isMachineInteger(expected)) {
    return fail(node, "K306", { found: typeText(found), expected: expected.name, text: node.getText() });
  }
  return fail(node, "K300", { expected: typeText(expected), found: typeText(found) });
}

/** Lowers to exactly this type. */
export function lowerAs(scope: Scope, node: ts.Expression, type: Type): Expression {
  return adapt(scope, lower(scope, node, type), type, node);
}

/** Lowers to whatever type it has; a bare literal in executable code is an error. */
export function lowerTyped(scope: Scope, node: ts.Expression): Expression {
  const e = lower(scope, node, undefined);
  if (e.type === UNTYPED && !scope.specification) fail(node, "K307", { text: node.getText() });
  return e;
}

/** A value to be stored. A place of record or array type must be copied: in TypeScript it would be shared. */
export function lowerStored(scope: Scope, node: ts.Expression, type: Type): Expression {
  requireFresh(scope, node, type);
  return lowerAs(scope, node, type);
}

export function requireFresh(scope: Scope, node: ts.Expression, type: Type | undefined): void {
  if (scope.specification || (type && !isStorageType(type))) return;
  if (ts.isParenthesizedExpression(node)) return requireFresh(scope, node.expression, type);
  if (ts.isConditionalExpression(node)) {
    requireFresh(scope, node.whenTrue, type);
    return requireFresh(scope, node.whenFalse, type);
  }
  if (type && isPlaceSyntax(scope, node)) fail(node, "K701", { text: node.getText() });
}

export interface Operand {
  readonly node: ts.Expression;
  readonly lower: () => Expression;
  /** It is the storage that a later operand picks an element of; its value is not read yet. */
  readonly place?: boolean;
}

/** Lowers operands from left to right; each is saved where a later one calls a function. */
export function inOrder(scope: Scope, operands: readonly Operand[]): readonly Expression[] {
  return operands.map((operand, index) => {
    const value = operand.lower();
    const disturbed = operands.slice(index + 1).some((later) => callsFunction(scope, later.node));
    if (!disturbed) return value;
    return operand.place && isPlace(value)
      ? fixIndices(scope, value, "alias")
      : save(scope, value, "operand");
  });
}

/** Does evaluating this expression call an executable function? */
export function callsFunction(scope: Scope, node: ts.Node): boolean {
  if (scope.specification || ts.isArrowFunction(node)) return false;
  if (ts.isCallExpression(node) && calledFunction(scope.context, node)) return true;
  return ts.forEachChild(node, (child) => callsFunction(scope, child) || undefined) ?? false;
}

/** Is this a literal that the machine type does not hold? In specifications both sides are then integers. */
function outOfRange(e: Expression, type: Type): boolean {
  if (e.type !== UNTYPED || e.kind !== "literal" || typeof e.value !== "bigint") return false;
  if (!isMachineInteger(type)) return false;
  return !fits(type.name, e.value);
}

/** Brings two operands of one operator to one type. */
export function unify(
  scope: Scope,
  left: Expression,
  right: Expression,
  node: ts.Node,
  operator: string,
): readonly [Expression, Expression] {
  if (scope.specification && (outOfRange(left, right.type) || outOfRange(right, left.type))) {
    return [toInt(left), toInt(right)];
  }
  if (left.type === UNTYPED && right.type !== UNTYPED) return [adapt(scope, left, right.type, node), right];
  if (right.type === UNTYPED && left.type !== UNTYPED) return [left, adapt(scope, right, left.type, node)];
  if (sameType(left.type, right.type)) return [left, right];
  if (scope.specification && isInteger(left.type) && isInteger(right.type))
    return [toInt(left), toInt(right)];
  return fail(node, "K308", { operator, left: typeText(left.type), right: typeText(right.type) });
}

/**
 * Values known while compiling: integer literals, top-level constants.
 *
 * Owns        the exact reading of literals, the evaluation of constant expressions.
 * Invariants  A literal without a context has type UNTYPED and fits every integer type that holds its value.
 */
import type ts from "typescript";
import type { BinaryOperator, Expression, Type } from "../ir.ts";
import { bits, BOOL, fits, literal, wrap } from "../build.ts";
import { compare, exactly, isArithmetic, isComparison } from "../operators.ts";
import { typeText } from "../print.ts";
import { isScalar } from "../types.ts";
import { fail, once, spanOf, type Context } from "./context.ts";
import type { Entity } from "./registry.ts";
import { newScope } from "./scope.ts";
import { lower } from "./expressions.ts";
import { adapt } from "./operands.ts";
import { isInteger, isMachineInteger, resolveType, UNTYPED } from "./types.ts";

export interface Constant {
  /** UNTYPED where the declaration has no annotation and its value no type of its own. */
  readonly type: Type;
  readonly value: bigint | boolean;
}

/** A number as it is written: exact beyond 2^53, without fractions. */
export function integerLiteral(node: ts.NumericLiteral): Expression {
  const text = node.getText().replaceAll("_", "");
  if (!/^(0[xX][\da-fA-F]+|0[bB][01]+|0[oO][0-7]+|\d+)$/.test(text))
    fail(node, "K301", { text: node.getText() });
  return literal(BigInt(text), UNTYPED, spanOf(node));
}

/** The value of a top-level constant. */
export function constantValue(context: Context, entity: Extract<Entity, { kind: "constant" }>): Constant {
  const { node, module } = entity;
  const compute = (): Constant => {
    if (!node.initializer) return fail(node, "K111", { name: node.name.getText() });
    const scope = newScope(context, module, "constant", new Map(), undefined);
    const annotation = node.type && resolveType(scope, node.type);
    const value = lower(scope, node.initializer, annotation);
    const typed = annotation ? adapt(scope, value, annotation, node.initializer) : value;
    if (typed.type !== UNTYPED && !isScalar(typed.type)) {
      fail(node, "K112", { type: typeText(typed.type) });
    }
    return { type: typed.type, value: evaluate(typed, node.initializer) };
  };
  return once(context, node, compute, () => fail(node, "K113", { name: node.name.getText() }));
}

/** The value of an expression of literals. */
export function evaluate(e: Expression, node: ts.Node): bigint | boolean {
  switch (e.kind) {
    case "literal":
      return e.value;
    case "not":
      return !evaluate(e.operand, node);
    case "negate":
      return inRange(-number(e.operand, node), e.type, node);
    case "complement":
      return wrapTo(e.type, ~number(e.operand, node));
    case "convert": {
      const value = number(e.operand, node);
      return e.mode === "wrap" ? wrapTo(e.type, value) : inRange(value, e.type, node);
    }
    case "wrapping":
      return wrapTo(e.type, exactly(e.operator, number(e.left, node), number(e.right, node)));
    case "conditional":
      return evaluate(evaluate(e.condition, node) === true ? e.whenTrue : e.whenFalse, node);
    case "binary":
      return evaluateBinary(e, node);
    default:
      return fail(node, "K111", { name: node.getText() });
  }
}

function number(e: Expression, node: ts.Node): bigint {
  const value = evaluate(e, node);
  return typeof value === "bigint" ? value : fail(node, "K111", { name: node.getText() });
}

function evaluateBinary(e: Extract<Expression, { kind: "binary" }>, node: ts.Node): bigint | boolean {
  if (e.operator === "land") return evaluate(e.left, node) === true && evaluate(e.right, node) === true;
  if (e.operator === "lor") return evaluate(e.left, node) === true || evaluate(e.right, node) === true;
  const left = evaluate(e.left, node);
  const right = evaluate(e.right, node);
  if (e.operator === "eq") return left === right;
  if (e.operator === "ne") return left !== right;
  if (typeof left !== "bigint" || typeof right !== "bigint")
    return fail(node, "K111", { name: node.getText() });
  const value = fold(e.operator, left, right, e.left.type, node);
  if (typeof value === "boolean") return value;
  return e.operator === "shl" ? wrapTo(e.type, value) : inRange(value, e.type, node);
}

/** The exact result of an operator on numbers of a type. */
export function fold(
  operator: BinaryOperator,
  a: bigint,
  b: bigint,
  type: Type,
  node: ts.Node,
): bigint | boolean {
  if (isComparison(operator)) return compare(operator, a, b);
  if (!isArithmetic(operator)) return fail(node, "K111", { name: node.getText() });
  if ((operator === "div" || operator === "rem") && b === 0n) return fail(node, "K302");
  const most = isMachineInteger(type) ? bits(type.name) - 1 : 63;
  if ((operator === "shl" || operator === "shr") && (b < 0n || b > BigInt(most)))
    return fail(node, "K303", { count: String(b), most: String(most) });
  return exactly(operator, a, b);
}

function inRange(value: bigint, type: Type, node: ts.Node): bigint {
  if (!isMachineInteger(type) || fits(type.name, value)) return value;
  return fail(node, "K304", { value: String(value), type: type.name });
}

function wrapTo(type: Type, value: bigint): bigint {
  return isMachineInteger(type) ? wrap(type.name, value) : value;
}

/** An untyped literal as one of this type, which must hold its value. */
export function fitLiteral(value: bigint, type: Type, node: ts.Node): Expression {
  if (isInteger(type)) return literal(inRange(value, type, node), type, spanOf(node));
  if (type.kind === "enum") return fail(node, "K305", { type: typeText(type) });
  return fail(node, "K300", { expected: typeText(type), found: "an integer" });
}

export function truth(value: boolean, node: ts.Node): Expression {
  return literal(value, BOOL, spanOf(node));
}

/**
 * Values known while compiling: integer literals, top-level constants.
 *
 * Owns        the exact reading of literals, the evaluation of constant expressions.
 * Invariants  A literal without a context has type UNTYPED and fits every integer type that holds its value.
 */
import type ts from "typescript";
import type { Expression, Type } from "../ir.ts";
import { BOOL, literal, range } from "../build.ts";
import { typeText } from "../print.ts";
import { fail, once, spanOf, type Context } from "./context.ts";
import type { Entity } from "./registry.ts";
import { newScope } from "./scope.ts";
import { lower } from "./expressions.ts";
import { adapt } from "./operands.ts";
import { isInteger, isMachineInteger, isScalar, resolveType, UNTYPED } from "./types.ts";

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
      return wrap(~number(e.operand, node), e.type);
    case "convert": {
      const value = number(e.operand, node);
      return e.mode === "wrap" ? wrap(value, e.type) : inRange(value, e.type, node);
    }
    case "wrapping":
      return wrap(fold(e.operator, number(e.left, node), number(e.right, node), node), e.type);
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
  if (e.operator === "shl") return wrap(fold("shl", left, right, node), e.type);
  const value = fold(e.operator, left, right, node);
  return typeof value === "bigint" ? inRange(value, e.type, node) : value;
}

type FoldOperator = Extract<Expression, { kind: "binary" }>["operator"];

/** The exact result of an operator on numbers. */
export function fold(operator: "add" | "sub" | "mul" | "shl", a: bigint, b: bigint, node: ts.Node): bigint;
export function fold(operator: FoldOperator, a: bigint, b: bigint, node: ts.Node): bigint | boolean;
export function fold(operator: FoldOperator, a: bigint, b: bigint, node: ts.Node): bigint | boolean {
  if ((operator === "div" || operator === "rem") && b === 0n) fail(node, "K302");
  if ((operator === "shl" || operator === "shr") && (b < 0n || b > 63n))
    fail(node, "K303", { count: String(b) });
  switch (operator) {
    case "add":
      return a + b;
    case "sub":
      return a - b;
    case "mul":
      return a * b;
    case "div":
      return a / b;
    case "rem":
      return a % b;
    case "and":
      return a & b;
    case "or":
      return a | b;
    case "xor":
      return a ^ b;
    case "shl":
      return a << b;
    case "shr":
      return a >> b;
    case "eq":
      return a === b;
    case "ne":
      return a !== b;
    case "lt":
      return a < b;
    case "le":
      return a <= b;
    case "gt":
      return a > b;
    case "ge":
      return a >= b;
    default:
      return fail(node, "K111", { name: node.getText() });
  }
}

function inRange(value: bigint, type: Type, node: ts.Node): bigint {
  if (!isMachineInteger(type)) return value;
  const { min, max } = range(type.name);
  return value < min || value > max ? fail(node, "K304", { value: String(value), type: type.name }) : value;
}

function wrap(value: bigint, type: Type): bigint {
  if (!isMachineInteger(type)) return value;
  const width = Number(type.name.slice(1));
  return type.name.startsWith("i") ? BigInt.asIntN(width, value) : BigInt.asUintN(width, value);
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

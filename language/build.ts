/**
 * Constructors of IR expressions, for passes that make new ones.
 *
 * Owns      one short function for each shape that passes need; what machine integer types hold.
 * Not here  simplification: what is asked for is what is built.
 */
import type { BinaryOperator, Expression, IntegerName, Span, Type } from "./ir.ts";
import { isArithmetic } from "./operators.ts";

export const BOOL: Type = { kind: "bool" };
export const INT: Type = { kind: "int" };
export const VOID: Type = { kind: "void" };

export function integer(name: IntegerName): Type {
  return { kind: "integer", name };
}

/** The width in bits of a machine integer type. */
export function bits(name: IntegerName): 8 | 16 | 32 | 64 {
  return Number(name.slice(1)) as 8 | 16 | 32 | 64;
}

export function signed(name: IntegerName): boolean {
  return name.startsWith("i");
}

/** The least and greatest value of a machine integer type. */
export function range(name: IntegerName): { readonly min: bigint; readonly max: bigint } {
  const width = BigInt(bits(name));
  return signed(name)
    ? { min: -(1n << (width - 1n)), max: (1n << (width - 1n)) - 1n }
    : { min: 0n, max: (1n << width) - 1n };
}

export function fits(name: IntegerName, value: bigint): boolean {
  const { min, max } = range(name);
  return min <= value && value <= max;
}

/** The low bits of a value, read as the type. */
export function wrap(name: IntegerName, value: bigint): bigint {
  return signed(name) ? BigInt.asIntN(bits(name), value) : BigInt.asUintN(bits(name), value);
}

export function literal(value: bigint | boolean, type: Type, span: Span): Expression {
  return { kind: "literal", value, type, span };
}

export function intLiteral(value: bigint, span: Span): Expression {
  return literal(value, INT, span);
}

export function variable(name: string, type: Type, span: Span): Expression {
  return { kind: "variable", name, type, span };
}

/** The operand as a mathematical integer. */
export function toInt(operand: Expression): Expression {
  if (operand.kind === "literal") return { ...operand, type: INT };
  if (operand.type.kind === "int") return operand;
  return { kind: "convert", mode: "exact", operand, type: INT, span: operand.span };
}

/** A binary operation; the type of arithmetic is that of its left operand, of everything else bool. */
export function binary(
  operator: BinaryOperator,
  left: Expression,
  right: Expression,
  span: Span,
): Expression {
  return { kind: "binary", operator, left, right, type: isArithmetic(operator) ? left.type : BOOL, span };
}

export function not(operand: Expression): Expression {
  return { kind: "not", operand, type: BOOL, span: operand.span };
}

/** The conjunction; `true` of none. */
export function all(conditions: readonly Expression[], span: Span): Expression {
  if (conditions.length === 0) return literal(true, BOOL, span);
  return conditions.reduce((left, right) => binary("land", left, right, span));
}

export function implies(guards: readonly Expression[], condition: Expression): Expression {
  return guards.length === 0
    ? condition
    : binary("implies", all(guards, condition.span), condition, condition.span);
}

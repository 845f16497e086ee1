/**
 * Mathematical integers in WebAssembly: exact, as wide as they need to be.
 *
 * Owns        the arithmetic and comparison of integers whose range is known at compile time.
 * States      narrow: the range fits i64 or u64, and the value is one i64 expression modulo 2^64.
 *             wide: it is held in limbs.
 * Invariants  every result is exact: its range, computed from those of the operands, decides its form.
 * Not here    where such integers come from (conditions.ts), wide arithmetic (limbs.ts).
 */
import binaryen from "binaryen";
import type { ComparisonOperator } from "../language/ir.ts";
import { range as rangeOf } from "../language/build.ts";
import type { FunctionBuilder } from "./function.ts";
import {
  addOrSubtract,
  areZero,
  extended,
  joined,
  limbCount,
  literalLimbs,
  multiply,
  signBit,
  split,
} from "./limbs.ts";

type Ref = binaryen.ExpressionRef;

export interface Range {
  readonly min: bigint;
  readonly max: bigint;
}

export type Exact =
  | { readonly kind: "narrow"; readonly range: Range; readonly expression: Ref }
  | {
      readonly kind: "wide";
      readonly range: Range;
      readonly before: readonly Ref[];
      readonly limbs: readonly number[];
    };

function within(inner: Range, outer: Range): boolean {
  return inner.min >= outer.min && inner.max <= outer.max;
}

export function isNarrow(range: Range): boolean {
  return within(range, rangeOf("i64")) || within(range, rangeOf("u64"));
}

export function narrow(range: Range, expression: Ref): Exact {
  if (!isNarrow(range)) throw new Error("a narrow integer beyond 64 bits");
  return { kind: "narrow", range, expression };
}

export function exactLiteral(f: FunctionBuilder, value: bigint): Exact {
  const range = { min: value, max: value };
  if (isNarrow(range)) return narrow(range, f.m.i64.const(BigInt.asIntN(64, value)));
  const before: Ref[] = [];
  const limbs = literalLimbs(f, value, limbCount(range), before);
  return { kind: "wide", range, before, limbs };
}

/** An integer that may be used again and again; what must run before goes to `out`. */
export function holdExact(f: FunctionBuilder, value: Exact, out: Ref[]): () => Exact {
  const { range } = value;
  if (value.kind === "wide") {
    out.push(...value.before);
    return () => ({ kind: "wide", range, before: [], limbs: value.limbs });
  }
  const local = f.newLocal(binaryen.i64);
  out.push(f.m.local.set(local, value.expression));
  return () => narrow(range, f.m.local.get(local, binaryen.i64));
}

/** The low 64 bits. */
export function lowBits(f: FunctionBuilder, value: Exact): Ref {
  if (value.kind === "narrow") return value.expression;
  return f.sequence([...value.before, joined(f, value.limbs)]);
}

// --- Arithmetic ------------------------------------------------------------------------------------------

type Operator = "add" | "sub" | "mul";

export function exactArithmetic(f: FunctionBuilder, operator: Operator, left: Exact, right: Exact): Exact {
  const range = resultRange(operator, left.range, right.range);
  // Modulo 2^64 the sign of the operands does not matter; a wide operand with a narrow result does.
  if (isNarrow(range)) return narrow(range, f.m.i64[operator](lowBits(f, left), lowBits(f, right)));
  const before: Ref[] = [];
  const count = limbCount(range);
  const a = widen(f, left, count, before);
  const b = widen(f, right, count, before);
  const limbs = operator === "mul" ? multiply(f, a, b, before) : addOrSubtract(f, operator, a, b, before);
  return { kind: "wide", range, before, limbs };
}

function resultRange(operator: Operator, a: Range, b: Range): Range {
  switch (operator) {
    case "add":
      return { min: a.min + b.min, max: a.max + b.max };
    case "sub":
      return { min: a.min - b.max, max: a.max - b.min };
    case "mul":
      return hull([a.min * b.min, a.min * b.max, a.max * b.min, a.max * b.max]);
  }
}

export function hull(values: readonly bigint[]): Range {
  const [first = 0n] = values;
  return {
    min: values.reduce((a, b) => (a < b ? a : b), first),
    max: values.reduce((a, b) => (a > b ? a : b), first),
  };
}

/** Truncating division; the divisor is not 0. Undefined where an operand or the result needs more than 64 bits. */
export function exactDivision(
  f: FunctionBuilder,
  operator: "div" | "rem",
  left: Exact,
  right: Exact,
): Exact | undefined {
  const most = [-left.range.min, left.range.max].reduce((a, b) => (a > b ? a : b));
  const range = {
    min: left.range.min < 0n || (operator === "div" && right.range.min < 0n) ? -most : 0n,
    max: most,
  };
  const [a, b] = [left, right];
  if (a.kind === "wide" || b.kind === "wide" || !isNarrow(range)) return undefined;
  const signed = within(hullOf(a, b), rangeOf("i64"));
  if (!signed && !within(hullOf(a, b), rangeOf("u64"))) return undefined;
  return narrow(range, f.m.i64[`${operator}_${signed ? "s" : "u"}`](a.expression, b.expression));
}

function hullOf(a: Exact, b: Exact): Range {
  return hull([a.range.min, a.range.max, b.range.min, b.range.max]);
}

// --- Comparison ------------------------------------------------------------------------------------------

export function exactCompare(
  f: FunctionBuilder,
  operator: ComparisonOperator,
  left: Exact,
  right: Exact,
): Ref {
  const both = hullOf(left, right);
  if (left.kind === "narrow" && right.kind === "narrow" && isNarrow(both)) {
    if (operator === "eq" || operator === "ne") return f.m.i64[operator](left.expression, right.expression);
    const sign = within(both, rangeOf("i64")) ? "s" : "u";
    return f.m.i64[`${operator}_${sign}`](left.expression, right.expression);
  }
  switch (operator) {
    case "eq":
      return isZero(f, left, right);
    case "ne":
      return f.m.i32.eqz(isZero(f, left, right));
    case "lt":
      return isNegative(f, left, right);
    case "gt":
      return isNegative(f, right, left);
    case "ge":
      return f.m.i32.eqz(isNegative(f, left, right));
    case "le":
      return f.m.i32.eqz(isNegative(f, right, left));
  }
}

function isZero(f: FunctionBuilder, left: Exact, right: Exact): Ref {
  const { before, limbs } = wideDifference(f, left, right);
  return f.sequence([...before, areZero(f, limbs)]);
}

function isNegative(f: FunctionBuilder, left: Exact, right: Exact): Ref {
  const { before, limbs } = wideDifference(f, left, right);
  return f.sequence([...before, f.m.i32.wrap(signBit(f, limbs))]);
}

function wideDifference(f: FunctionBuilder, left: Exact, right: Exact) {
  const before: Ref[] = [];
  const count = limbCount(resultRange("sub", left.range, right.range));
  const a = widen(f, left, count, before);
  const b = widen(f, right, count, before);
  return { before, limbs: addOrSubtract(f, "sub", a, b, before) };
}

function widen(f: FunctionBuilder, value: Exact, count: number, before: Ref[]): readonly number[] {
  if (value.kind === "wide") before.push(...value.before);
  const limbs = value.kind === "wide" ? value.limbs : split(f, value.expression, before);
  return extended(f, limbs, value.range.min < 0n, count, before);
}

/**
 * Mathematical integers in WebAssembly: exact, as wide as they need to be.
 *
 * Owns        the arithmetic and comparison of integers whose range is known at compile time.
 * States      narrow: the range fits i64 or u64, and the value is one i64 expression modulo 2^64.
 *             wide: it is held in locals, 32 bits in each, low bits first, two's complement over all of them.
 * Invariants  every result is exact: its range, computed from those of the operands, decides its form.
 * Not here    where such integers come from (conditions.ts).
 */
import binaryen from "binaryen";
import type { ComparisonOperator } from "../language/ir.ts";
import { range as rangeOf } from "../language/build.ts";
import type { FunctionBuilder } from "./function.ts";

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

const LIMB_BITS = 32n;
const LIMB_MASK = (1n << LIMB_BITS) - 1n;

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
  const limbs = newLimbs(f, limbCount(range));
  limbs.forEach((limb, index) => {
    const bits = (value >> (LIMB_BITS * BigInt(index))) & LIMB_MASK;
    before.push(f.m.local.set(limb, f.m.i64.const(bits)));
  });
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
  const [low, high] = value.limbs;
  if (low === undefined || high === undefined) throw new Error("a wide integer without limbs");
  const shifted = f.m.i64.shl(limb(f, high), f.m.i64.const(LIMB_BITS));
  return f.sequence([...value.before, f.m.i64.or(limb(f, low), shifted)]);
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
  const all = limbs.map((one) => limb(f, one)).reduce((a, b) => f.m.i64.or(a, b));
  return f.sequence([...before, f.m.i64.eqz(all)]);
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

// --- Limbs -----------------------------------------------------------------------------------------------

/** At least two, so that every 64-bit value has a place. */
function limbCount({ min, max }: Range): number {
  let count = 2;
  while (!within({ min, max }, { min: -(1n << limbTop(count)), max: (1n << limbTop(count)) - 1n })) count++;
  return count;
}

function limbTop(count: number): bigint {
  return LIMB_BITS * BigInt(count) - 1n;
}

function newLimbs(f: FunctionBuilder, count: number): readonly number[] {
  return Array.from({ length: count }, () => f.newLocal(binaryen.i64));
}

function limb(f: FunctionBuilder, local: number): Ref {
  return f.m.local.get(local, binaryen.i64);
}

function masked(f: FunctionBuilder, value: Ref): Ref {
  return f.m.i64.and(value, f.m.i64.const(LIMB_MASK));
}

/** 1 where the value is negative. */
function signBit(f: FunctionBuilder, limbs: readonly number[]): Ref {
  const top = limbs.at(-1);
  if (top === undefined) throw new Error("a wide integer without limbs");
  return f.m.i64.shr_u(limb(f, top), f.m.i64.const(LIMB_BITS - 1n));
}

/** The same value in `count` limbs, which are enough for it. */
function widen(f: FunctionBuilder, value: Exact, count: number, before: Ref[]): readonly number[] {
  const limbs = value.kind === "wide" ? value.limbs : split(f, value, before);
  if (value.kind === "wide") before.push(...value.before);
  if (limbs.length >= count) return limbs.slice(0, count);
  const extension = f.newLocal(binaryen.i64);
  const fill =
    value.range.min < 0n ? masked(f, f.m.i64.sub(f.m.i64.const(0n), signBit(f, limbs))) : f.m.i64.const(0n);
  before.push(f.m.local.set(extension, fill));
  return [...limbs, ...Array<number>(count - limbs.length).fill(extension)];
}

function split(
  f: FunctionBuilder,
  value: Exact & { readonly kind: "narrow" },
  before: Ref[],
): readonly number[] {
  const whole = f.newLocal(binaryen.i64);
  const [low, high] = [f.newLocal(binaryen.i64), f.newLocal(binaryen.i64)];
  before.push(
    f.m.local.set(whole, value.expression),
    f.m.local.set(low, masked(f, limb(f, whole))),
    f.m.local.set(high, f.m.i64.shr_u(limb(f, whole), f.m.i64.const(LIMB_BITS))),
  );
  return [low, high];
}

/** Limb by limb; what a limb cannot hold (1, 0 or -1) goes on to the next. */
function addOrSubtract(
  f: FunctionBuilder,
  operator: "add" | "sub",
  a: readonly number[],
  b: readonly number[],
  before: Ref[],
): readonly number[] {
  const { m } = f;
  const carry = f.newLocal(binaryen.i64);
  before.push(m.local.set(carry, m.i64.const(0n)));
  return a.map((left, index) => {
    const sum = m.i64.add(m.i64[operator](limb(f, left), limb(f, at(b, index))), limb(f, carry));
    const result = f.newLocal(binaryen.i64);
    before.push(
      m.local.set(carry, sum),
      m.local.set(result, masked(f, limb(f, carry))),
      m.local.set(carry, m.i64.shr_s(limb(f, carry), m.i64.const(LIMB_BITS))),
    );
    return result;
  });
}

/** By the method of school, modulo 2^(32 * count). A product of limbs plus two limbs fits 64 bits. */
function multiply(
  f: FunctionBuilder,
  a: readonly number[],
  b: readonly number[],
  before: Ref[],
): readonly number[] {
  const { m } = f;
  const product = newLimbs(f, a.length);
  for (const one of product) before.push(m.local.set(one, m.i64.const(0n)));
  const [sum, carry] = [f.newLocal(binaryen.i64), f.newLocal(binaryen.i64)];
  a.forEach((left, shift) => {
    before.push(m.local.set(carry, m.i64.const(0n)));
    for (const [index, target] of product.slice(shift).entries()) {
      const term = m.i64.mul(limb(f, left), limb(f, at(b, index)));
      before.push(
        m.local.set(sum, m.i64.add(m.i64.add(limb(f, target), term), limb(f, carry))),
        m.local.set(target, masked(f, limb(f, sum))),
        m.local.set(carry, m.i64.shr_u(limb(f, sum), m.i64.const(LIMB_BITS))),
      );
    }
  });
  return product;
}

function at(limbs: readonly number[], index: number): number {
  const local = limbs[index];
  if (local === undefined) throw new Error("wide integers of different widths");
  return local;
}

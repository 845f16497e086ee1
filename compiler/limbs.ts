/**
 * Limbs: integers of any width in WebAssembly locals.
 *
 * Owns        addition, subtraction, multiplication and extension of numbers of 32-bit limbs.
 * Invariants  each limb is an i64 local from 0 to 2^32 - 1, low bits first, two's complement over all of them. The
 *             operands of one operation have as many limbs as its result, which is exact modulo 2^(32 * count).
 * Not here    how wide a number must be (exact.ts).
 */
import binaryen from "binaryen";
import type { FunctionBuilder } from "./function.ts";

type Ref = binaryen.ExpressionRef;

const LIMB_BITS = 32n;
const LIMB_MASK = (1n << LIMB_BITS) - 1n;

/** How many limbs hold every integer from `min` to `max`. At least two, so that every 64-bit value has a place. */
export function limbCount({ min, max }: { readonly min: bigint; readonly max: bigint }): number {
  let count = 2;
  while (min < -(1n << limbTop(count)) || max >= 1n << limbTop(count)) count++;
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
export function signBit(f: FunctionBuilder, limbs: readonly number[]): Ref {
  const top = limbs.at(-1);
  if (top === undefined) throw new Error("a wide integer without limbs");
  return f.m.i64.shr_u(limb(f, top), f.m.i64.const(LIMB_BITS - 1n));
}

/** The same value in `count` limbs, which are enough for it. */
export function extended(
  f: FunctionBuilder,
  limbs: readonly number[],
  signed: boolean,
  count: number,
  before: Ref[],
): readonly number[] {
  if (limbs.length >= count) return limbs.slice(0, count);
  const { m } = f;
  const extension = f.newLocal(binaryen.i64);
  const fill = signed ? masked(f, m.i64.sub(m.i64.const(0n), signBit(f, limbs))) : m.i64.const(0n);
  before.push(m.local.set(extension, fill));
  return [...limbs, ...Array<number>(count - limbs.length).fill(extension)];
}

/** An i64 in two limbs. */
export function split(f: FunctionBuilder, value: Ref, before: Ref[]): readonly number[] {
  const { m } = f;
  const [whole, low, high] = [f.newLocal(binaryen.i64), f.newLocal(binaryen.i64), f.newLocal(binaryen.i64)];
  before.push(
    m.local.set(whole, value),
    m.local.set(low, masked(f, limb(f, whole))),
    m.local.set(high, m.i64.shr_u(limb(f, whole), m.i64.const(LIMB_BITS))),
  );
  return [low, high];
}

/** The low 64 bits. */
export function joined(f: FunctionBuilder, limbs: readonly number[]): Ref {
  const high = f.m.i64.shl(limb(f, at(limbs, 1)), f.m.i64.const(LIMB_BITS));
  return f.m.i64.or(limb(f, at(limbs, 0)), high);
}

export function literalLimbs(
  f: FunctionBuilder,
  value: bigint,
  count: number,
  before: Ref[],
): readonly number[] {
  const limbs = newLimbs(f, count);
  limbs.forEach((one, index) => {
    const bits = (value >> (LIMB_BITS * BigInt(index))) & LIMB_MASK;
    before.push(f.m.local.set(one, f.m.i64.const(bits)));
  });
  return limbs;
}

/** i32, 1 where all are 0. */
export function areZero(f: FunctionBuilder, limbs: readonly number[]): Ref {
  return f.m.i64.eqz(limbs.map((one) => limb(f, one)).reduce((a, b) => f.m.i64.or(a, b)));
}

/** Limb by limb; what a limb cannot hold (1, 0 or -1) goes on to the next. */
export function addOrSubtract(
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
export function multiply(
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

/**
 * Bounds of integer expressions, from their types and shape alone.
 *
 * Owns        interval arithmetic: how wide an exact result can be.
 * Invariants  the value of an expression whose parts are well typed lies within its interval. A missing bound is
 *             infinite. What is not worked out has no bounds.
 */
import type { Expression, Program } from "../../language/ir.ts";
import { rangeOfType } from "../../language/obligations.ts";

export interface Interval {
  readonly min?: bigint;
  readonly max?: bigint;
}

const ANY: Interval = {};

export function interval(program: Program, e: Expression): Interval {
  if (e.kind === "literal") return typeof e.value === "bigint" ? { min: e.value, max: e.value } : ANY;
  if (e.type.kind !== "int") return rangeOfType(program, e.type) ?? ANY;
  switch (e.kind) {
    case "convert":
      return e.mode === "exact" ? interval(program, e.operand) : ANY;
    case "negate": {
      const { min, max } = interval(program, e.operand);
      return bounds(max === undefined ? undefined : -max, min === undefined ? undefined : -min);
    }
    case "conditional":
      return hull(interval(program, e.whenTrue), interval(program, e.whenFalse));
    case "builtin":
      return e.name === "seq.length" || e.name === "seq.count" ? { min: 0n } : ANY;
    case "binary":
      return arithmetic(e.operator, interval(program, e.left), interval(program, e.right));
    default:
      return ANY;
  }
}

function arithmetic(operator: string, a: Interval, b: Interval): Interval {
  switch (operator) {
    case "add":
      return bounds(sum(a.min, b.min), sum(a.max, b.max));
    case "sub":
      return bounds(
        sum(a.min, b.max === undefined ? undefined : -b.max),
        sum(a.max, b.min === undefined ? undefined : -b.min),
      );
    case "mul":
      return product(a, b);
    case "div":
      return notNegative(a) && notNegative(b) ? bounds(0n, a.max) : ANY;
    case "rem":
      return notNegative(a) && notNegative(b) ? bounds(0n, a.max) : ANY;
    default:
      return ANY;
  }
}

function product(a: Interval, b: Interval): Interval {
  if (a.min === undefined || a.max === undefined || b.min === undefined || b.max === undefined) {
    return notNegative(a) && notNegative(b) ? { min: 0n } : ANY;
  }
  const corners = [a.min * b.min, a.min * b.max, a.max * b.min, a.max * b.max];
  return {
    min: corners.reduce((x, y) => (x < y ? x : y)),
    max: corners.reduce((x, y) => (x > y ? x : y)),
  };
}

export function notNegative(interval: Interval): boolean {
  return interval.min !== undefined && interval.min >= 0n;
}

function sum(a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}

function hull(a: Interval, b: Interval): Interval {
  const min = a.min === undefined || b.min === undefined ? undefined : a.min < b.min ? a.min : b.min;
  const max = a.max === undefined || b.max === undefined ? undefined : a.max > b.max ? a.max : b.max;
  return bounds(min, max);
}

function bounds(min: bigint | undefined, max: bigint | undefined): Interval {
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

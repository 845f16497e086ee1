/**
 * The binary operators, apart from any program.
 *
 * Owns        their spelling (for `implies` and `iff` one of our own) and their values in the mathematical integers.
 * Not here    what an operator must not be given (obligations.ts), whether a value fits a type (build.ts).
 */
import type { ArithmeticOperator, BinaryOperator, BitOperator, ComparisonOperator } from "./ir.ts";

export const SYMBOLS: Readonly<Record<BinaryOperator, string>> = {
  add: "+",
  sub: "-",
  mul: "*",
  div: "/",
  rem: "%",
  and: "&",
  or: "|",
  xor: "^",
  shl: "<<",
  shr: ">>",
  eq: "===",
  ne: "!==",
  lt: "<",
  le: "<=",
  gt: ">",
  ge: ">=",
  land: "&&",
  lor: "||",
  implies: "==>",
  iff: "<==>",
};

const SPELLED = new Map(
  Object.entries(SYMBOLS).map(([operator, symbol]) => [symbol, operator as BinaryOperator]),
);

export function operatorSpelled(symbol: string): BinaryOperator | undefined {
  return SPELLED.get(symbol);
}

export function isArithmetic(operator: BinaryOperator): operator is ArithmeticOperator | BitOperator {
  return ["add", "sub", "mul", "div", "rem", "and", "or", "xor", "shl", "shr"].includes(operator);
}

export function isComparison(operator: BinaryOperator): operator is ComparisonOperator {
  return ["eq", "ne", "lt", "le", "gt", "ge"].includes(operator);
}

/** The value in the mathematical integers: of `shl` too, before bits are dropped. No divisor is 0. */
export function exactly(operator: ArithmeticOperator | BitOperator, left: bigint, right: bigint): bigint {
  switch (operator) {
    case "add":
      return left + right;
    case "sub":
      return left - right;
    case "mul":
      return left * right;
    case "div":
      return left / right;
    case "rem":
      return left % right;
    case "and":
      return left & right;
    case "or":
      return left | right;
    case "xor":
      return left ^ right;
    case "shl":
      return left << right;
    case "shr":
      return left >> right;
  }
}

export function compare<T extends bigint | boolean>(
  operator: ComparisonOperator,
  left: T,
  right: T,
): boolean {
  switch (operator) {
    case "eq":
      return left === right;
    case "ne":
      return left !== right;
    case "lt":
      return left < right;
    case "le":
      return left <= right;
    case "gt":
      return left > right;
    case "ge":
      return left >= right;
  }
}

/**
 * Arithmetic of machine integers on bigint.
 *
 * Owns        the value of each operator and conversion, and what it must not be given.
 * Invariants  an operand lies in the range of its type; so does every result that is no failure.
 * Not here    comparisons, boolean operators (evaluate.ts).
 */
import type { ArithmeticOperator, BitOperator, EnumDeclaration, IntegerName } from "../ir.ts";
import type { ObligationCode } from "../obligations.ts";
import { bits, range, signed } from "../build.ts";

export interface Refused {
  readonly code: ObligationCode;
  readonly text: string;
}

const SYMBOLS: Readonly<Record<ArithmeticOperator | BitOperator, string>> = {
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
};

/** The low bits of a value, read as the type. */
export function wrap(name: IntegerName, value: bigint): bigint {
  return signed(name) ? BigInt.asIntN(bits(name), value) : BigInt.asUintN(bits(name), value);
}

export function isArithmetic(operator: string): operator is ArithmeticOperator | BitOperator {
  return Object.hasOwn(SYMBOLS, operator);
}

/** The operation on a machine integer type, or on the mathematical integers where there is no `name`. */
export function compute(
  operator: ArithmeticOperator | BitOperator,
  name: IntegerName | undefined,
  left: bigint,
  right: bigint,
): bigint | Refused {
  const words = `${left} ${SYMBOLS[operator]} ${right}`;
  switch (operator) {
    case "add":
      return fitting(name, left + right, words);
    case "sub":
      return fitting(name, left - right, words);
    case "mul":
      return fitting(name, left * right, words);
    case "div":
      if (right === 0n) return { code: "divisionByZero", text: `${words} divides by zero` };
      return fitting(name, left / right, words);
    case "rem":
      if (right === 0n) return { code: "divisionByZero", text: `${words} divides by zero` };
      return left % right;
    case "and":
      return left & right;
    case "or":
      return left | right;
    case "xor":
      return left ^ right;
    case "shl":
    case "shr":
      return shift(operator, name, left, right, words);
  }
}

function shift(
  operator: "shl" | "shr",
  name: IntegerName | undefined,
  left: bigint,
  right: bigint,
  words: string,
): bigint | Refused {
  if (name === undefined) throw new Error("mathematical integers have no shifts");
  if (right < 0n || right >= BigInt(bits(name)))
    return { code: "shiftRange", text: `${words} shifts a ${name} by ${right} bits` };
  return operator === "shl" ? wrap(name, left << right) : left >> right;
}

function fitting(name: IntegerName | undefined, exact: bigint, words: string): bigint | Refused {
  if (name === undefined) return exact;
  const { min, max } = range(name);
  if (exact >= min && exact <= max) return exact;
  return { code: "overflow", text: `${words} is ${exact}, which does not fit ${name}` };
}

export function negate(name: IntegerName | undefined, operand: bigint): bigint | Refused {
  return fitting(name, -operand, `-(${operand})`);
}

export function complement(name: IntegerName, operand: bigint): bigint {
  return wrap(name, ~operand);
}

export function wrapping(
  operator: "add" | "sub" | "mul",
  name: IntegerName,
  left: bigint,
  right: bigint,
): bigint {
  const exact = operator === "add" ? left + right : operator === "sub" ? left - right : left * right;
  return wrap(name, exact);
}

export function convertExactly(name: IntegerName, value: bigint): bigint | Refused {
  const { min, max } = range(name);
  if (value >= min && value <= max) return value;
  return { code: "conversion", text: `${value} does not fit ${name}` };
}

export function convertToEnum(declaration: EnumDeclaration, value: bigint): bigint | Refused {
  if (declaration.members.some((member) => member.value === value)) return value;
  return { code: "enumMember", text: `${value} is no member of ${declaration.name}` };
}

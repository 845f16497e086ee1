/**
 * Arithmetic of machine integers on bigint.
 *
 * Owns        each operation and conversion, and the words where it is given what it must not be.
 * Invariants  an operand lies in the range of its type; so does every result that is no failure.
 * Not here    exact values (language/operators.ts); comparisons, boolean operators (evaluate.ts).
 */
import type { ArithmeticOperator, BitOperator, EnumDeclaration, IntegerName } from "../ir.ts";
import type { ObligationCode } from "../obligations.ts";
import { bits, fits, wrap } from "../build.ts";
import { exactly, SYMBOLS } from "../operators.ts";

export interface Refused {
  readonly code: ObligationCode;
  readonly text: string;
}

/** The operation on a machine integer type, or on the mathematical integers where there is no `name`. */
export function compute(
  operator: ArithmeticOperator | BitOperator,
  name: IntegerName | undefined,
  left: bigint,
  right: bigint,
): bigint | Refused {
  const words = `${left} ${SYMBOLS[operator]} ${right}`;
  if (operator === "shl" || operator === "shr") return shift(operator, name, left, right, words);
  if ((operator === "div" || operator === "rem") && right === 0n)
    return { code: "divisionByZero", text: `${words} divides by zero` };
  return fitting(name, exactly(operator, left, right), words);
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
  return wrap(name, exactly(operator, left, right));
}

function fitting(name: IntegerName | undefined, exact: bigint, words: string): bigint | Refused {
  if (name === undefined || fits(name, exact)) return exact;
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
  return wrap(name, exactly(operator, left, right));
}

export function convertExactly(name: IntegerName, value: bigint): bigint | Refused {
  if (fits(name, value)) return value;
  return { code: "conversion", text: `${value} does not fit ${name}` };
}

export function convertToEnum(declaration: EnumDeclaration, value: bigint): bigint | Refused {
  if (declaration.members.some((member) => member.value === value)) return value;
  return { code: "enumMember", text: `${value} is no member of ${declaration.name}` };
}

/**
 * Machine arithmetic and bit operators over the integers.
 *
 * Owns        truncating division, wrapping, masks, shifts, and the functions bit.*<T> for what has no arithmetic
 *             meaning that Z3 is quick with.
 * Model       bit.* is the operator on two's complement, the result cut to the type, also for operands outside it.
 * Invariants  `/` truncates toward zero, `%` has the sign of the dividend; SMT-LIB's div and mod round so that the
 *             remainder is never negative.
 * Not here    reasoning about bits (bitvectors.ts).
 */
import type { BitOperator, IntegerName } from "../../language/ir.ts";
import { bits, range, signed } from "../../language/build.ts";
import { named } from "./names.ts";
import { type Term, and, implies, isNumeral, numeral } from "./term.ts";
import type { Vocabulary } from "./vocabulary.ts";

/**
 * Quotient truncated toward zero, and the remainder that belongs to it. `plain`: neither operand is negative. By an
 * unknown divisor they are functions of their own, so that equal operands give equal results before any case
 * distinction by sign.
 */
export function division(
  vocabulary: Vocabulary,
  operator: "div" | "rem",
  left: Term,
  right: Term,
  plain: boolean,
): Term {
  if (plain) return [EUCLIDEAN[operator], left, right];
  if (isNumeral(right)) return truncated(operator, left, right);
  const name = `Int.${operator}`;
  vocabulary.theory(name, () => {
    vocabulary.function(name, ["Int", "Int"], "Int");
    about(vocabulary, name, `${operator} rounds toward zero`, (result) => [
      "=",
      result,
      truncated(operator, "x", "y"),
    ]);
  });
  return [name, left, right];
}

const EUCLIDEAN = { div: "div", rem: "mod" } as const;

function truncated(operator: "div" | "rem", left: Term, right: Term): Term {
  const round = EUCLIDEAN[operator];
  return ["ite", ["<=", "0", left], [round, left, right], ["-", [round, ["-", left], right]]];
}

/** The value of the type that is congruent to the term modulo 2^BITS. */
export function wrap(type: IntegerName, term: Term): Term {
  const modulus = numeral(1n << BigInt(bits(type)));
  if (!signed(type)) return ["mod", term, modulus];
  const half = numeral(1n << BigInt(bits(type) - 1));
  return ["-", ["mod", ["+", term, half], modulus], half];
}

export function complement(type: IntegerName, term: Term): Term {
  return signed(type) ? ["-", numeral(-1n), term] : ["-", numeral(range(type).max), term];
}

/** An operand, and its value where it is a literal. */
export interface Operand {
  readonly term: Term;
  readonly value: bigint | undefined;
}

/** `left operator right`, as arithmetic where that is simple, else as a function of which little is known. */
export function bitOperation(
  vocabulary: Vocabulary,
  type: IntegerName,
  operator: BitOperator,
  left: Operand,
  right: Operand,
): Term {
  if (operator === "and") {
    const masked = mask(left, right) ?? mask(right, left);
    if (masked) return masked;
  }
  if ((operator === "shl" || operator === "shr") && right.value !== undefined) {
    if (0n <= right.value && right.value < BigInt(bits(type)))
      return shift(type, operator, left.term, right.value);
  }
  return [bitFunction(vocabulary, type, operator), left.term, right.term];
}

/** `x & (2^k - 1)` is the remainder, of negative numbers too. */
function mask(x: Operand, by: Operand): Term | undefined {
  if (by.value === undefined || by.value < 0n || (by.value & (by.value + 1n)) !== 0n) return undefined;
  return ["mod", x.term, numeral(by.value + 1n)];
}

function shift(type: IntegerName, operator: "shl" | "shr", term: Term, count: bigint): Term {
  if (count === 0n) return term;
  const power = numeral(1n << count);
  return operator === "shl" ? wrap(type, ["*", term, power]) : ["div", term, power];
}

function bitFunction(vocabulary: Vocabulary, type: IntegerName, operator: BitOperator): string {
  const name = named(`bit.${operator}`, type);
  vocabulary.theory(name, () => {
    vocabulary.function(name, ["Int", "Int"], "Int");
    const { min, max } = range(type);
    about(vocabulary, name, "a result is in the range of its type", (result) => [
      "<=",
      numeral(min),
      result,
      numeral(max),
    ]);
    if (operator === "shl" || operator === "shr") registerShift(vocabulary, type, operator, name);
    else if (!signed(type)) registerUnsigned(vocabulary, type, operator, name);
  });
  return name;
}

function registerUnsigned(
  vocabulary: Vocabulary,
  type: IntegerName,
  operator: "and" | "or" | "xor",
  name: string,
): void {
  const max = numeral(range(type).max);
  const typed: Term = and(["<=", "0", "x", max], ["<=", "0", "y", max]);
  const known: Record<typeof operator, [string, (result: Term) => Term]> = {
    and: ["x & y is at most either", (result) => and(["<=", result, "x"], ["<=", result, "y"])],
    or: [
      "x | y is at least either, at most the sum",
      (result) => and(["<=", "x", result], ["<=", "y", result], ["<=", result, ["+", "x", "y"]]),
    ],
    xor: ["x ^ y is at most the sum", (result) => ["<=", result, ["+", "x", "y"]]],
  };
  const [fact, body] = known[operator];
  about(vocabulary, name, fact, (result) => implies(typed, body(result)));
}

function registerShift(
  vocabulary: Vocabulary,
  type: IntegerName,
  operator: "shl" | "shr",
  name: string,
): void {
  const power: Term = [powerOfTwo(vocabulary), "y"];
  const { min, max } = range(type);
  const proper = and(["<=", "0", "y", String(bits(type) - 1)], ["<=", numeral(min), "x", numeral(max)]);
  const value: Term = operator === "shl" ? wrap(type, ["*", "x", power]) : ["div", "x", power];
  about(
    vocabulary,
    name,
    `a shift ${operator === "shl" ? "multiplies by" : "divides by"} a power of two`,
    (result) => implies(proper, ["=", result, value]),
  );
}

/** 2^k for 0 <= k < 64. */
function powerOfTwo(vocabulary: Vocabulary): string {
  const name = "bit.power";
  vocabulary.theory(name, () => {
    vocabulary.function(name, ["Int"], "Int");
    vocabulary.axiom({
      fact: "a power of two is positive and at most 2^63",
      variables: [{ name: "k", sort: "Int" }],
      patterns: [[[name, "k"]]],
      body: ["=>", ["<=", "0", "k", "63"], ["<=", "1", [name, "k"], numeral(1n << 63n)]],
    });
    const table = Array.from({ length: 64 }, (_, k): Term => [
      "=",
      [name, String(k)],
      numeral(1n << BigInt(k)),
    ]);
    vocabulary.axiom({
      fact: "the powers of two",
      variables: [],
      patterns: [],
      about: name,
      body: and(...table),
    });
  });
  return name;
}

function about(vocabulary: Vocabulary, name: string, fact: string, body: (result: Term) => Term): void {
  const result: Term = [name, "x", "y"];
  const variables = [
    { name: "x", sort: "Int" },
    { name: "y", sort: "Int" },
  ];
  vocabulary.axiom({ fact, variables, patterns: [[result]], body: body(result) });
}

/**
 * Run-time tests of obligations, in checked functions.
 *
 * Owns        from each kind of obligation (language/obligations.ts says where it arises) to the code that tests it.
 * Invariants  a test comes before the operation that it is about, under the same lazy conditions. Where
 *             FunctionBuilder.failure is undefined (verified and trusted functions) there are no tests.
 * Not here    the exact arithmetic of tests (integers.ts), conditions that the author wrote (conditions.ts).
 */
import type binaryen from "binaryen";
import type { ArithmeticOperator, BitOperator, Expression, IntegerName, Span } from "../language/ir.ts";
import { obligationsOf, rangeOfType, type ObligationCode } from "../language/obligations.ts";
import { bits, range } from "../language/build.ts";
import { value } from "./expressions.ts";
import type { FunctionBuilder } from "./function.ts";
import * as integers from "./integers.ts";
import { representation, slotType, tagOf } from "./slots.ts";
import { loadTag, pin, type Storage } from "./storage.ts";

type Ref = binaryen.ExpressionRef;

/** What the operation itself obliges to, in order; nothing where obligations are proved. */
function obligations(f: FunctionBuilder, e: Expression): readonly ObligationCode[] {
  if (f.failure === undefined) return [];
  return obligationsOf(f.program, e)
    .filter(({ subject }) => subject === e)
    .map(({ code }) => code);
}

/** Fails where `failed` is not 0. */
export function failIf(f: FunctionBuilder, span: Span, failed: Ref): Ref {
  if (f.failure === undefined) throw new Error("a test in a function without tests");
  return f.at(span, f.m.if(failed, f.at(span, f.failure())));
}

/** A value held in a local, so that tests can read it too. */
function held(f: FunctionBuilder, name: IntegerName, expression: Ref, out: Ref[]): () => Ref {
  const type = slotType(name);
  const local = f.newLocal(type);
  out.push(f.m.local.set(local, expression));
  return () => f.m.local.get(local, type);
}

export function testedBinary(
  f: FunctionBuilder,
  e: Expression & { readonly kind: "binary" },
  operator: ArithmeticOperator | BitOperator,
): Ref {
  const name = representation(f.program, e.type);
  const codes = obligations(f, e);
  if (codes.length === 0) return integers.operate(f.m, operator, name, value(f, e.left), value(f, e.right));
  const out: Ref[] = [];
  const left = held(f, name, value(f, e.left), out);
  const right = held(f, name, value(f, e.right), out);
  for (const code of codes) out.push(failIf(f, e.span, binaryFails(f, code, operator, name, left, right)));
  return f.sequence([...out, integers.operate(f.m, operator, name, left(), right())]);
}

function binaryFails(
  f: FunctionBuilder,
  code: ObligationCode,
  operator: ArithmeticOperator | BitOperator,
  name: IntegerName,
  left: () => Ref,
  right: () => Ref,
): Ref {
  switch (code) {
    case "divisionByZero":
      return integers.isValue(f.m, name, right, 0n);
    case "shiftRange":
      return integers.outside(f.m, name, right, 0n, BigInt(bits(name)) - 1n);
    case "overflow":
      if (operator === "add" || operator === "sub" || operator === "mul" || operator === "div") {
        return integers.overflows(f.m, operator, name, left, right);
      }
  }
  throw new Error(`no test of ${code} for ${operator}`);
}

export function testedNegation(f: FunctionBuilder, e: Expression, operand: Ref): Ref {
  const name = representation(f.program, e.type);
  if (obligations(f, e).length === 0) return integers.negate(f.m, name, operand);
  const out: Ref[] = [];
  const one = held(f, name, operand, out);
  out.push(failIf(f, e.span, integers.negationOverflows(f.m, name, one)));
  return f.sequence([...out, integers.negate(f.m, name, one())]);
}

/** The operand of an exact conversion, after the test that it fits. */
export function testConversion(
  f: FunctionBuilder,
  e: Expression & { readonly kind: "convert" },
  from: IntegerName,
  operand: Ref,
): Ref {
  const [code] = obligations(f, e);
  if (code === undefined) return operand;
  const out: Ref[] = [];
  const one = held(f, from, operand, out);
  out.push(failIf(f, e.span, conversionFails(f, code, e, from, one)));
  return f.sequence([...out, one()]);
}

function conversionFails(
  f: FunctionBuilder,
  code: ObligationCode,
  e: Expression & { readonly kind: "convert" },
  from: IntegerName,
  operand: () => Ref,
): Ref {
  if (code === "enumMember" && e.type.kind === "enum") {
    const members = f.program.enums.get(e.type.name)?.members ?? [];
    // A member that the operand's type cannot hold is none that it could be.
    const possible = members.filter(({ value }) => value <= range(from).max);
    return integers.isNone(
      f.m,
      from,
      operand,
      possible.map((member) => member.value),
    );
  }
  const target = rangeOfType(f.program, e.type);
  if (code !== "conversion" || !target) throw new Error(`no test of ${code} for a conversion`);
  return integers.outside(f.m, from, operand, target.min, target.max);
}

/** The index of an array, after the test that it is in range. */
export function testBounds(
  f: FunctionBuilder,
  e: Expression & { readonly kind: "index" },
  name: IntegerName,
  index: Ref,
): Ref {
  if (!obligations(f, e).includes("bounds") || e.base.type.kind !== "array") return index;
  const out: Ref[] = [];
  const one = held(f, name, index, out);
  out.push(failIf(f, e.span, outOfBounds(f, name, one, BigInt(e.base.type.length))));
  return f.sequence([...out, one()]);
}

function outOfBounds(f: FunctionBuilder, name: IntegerName, index: () => Ref, length: bigint): Ref {
  const { max } = range(name);
  if (length === 0n) return f.m.i32.const(1);
  return integers.outside(f.m, name, index, 0n, length - 1n < max ? length - 1n : max);
}

/** The base of a union's field, after the test that it is the variant. */
export function testVariant(
  f: FunctionBuilder,
  e: Expression & { readonly kind: "field" },
  base: Storage,
  out: Ref[],
): Storage {
  if (e.variant === undefined || !obligations(f, e).includes("variant")) return base;
  const pinned = pin(f, base, out);
  const tag = f.m.i32.const(tagOf(f.program, e.base.type, e.variant));
  out.push(failIf(f, e.span, f.m.i32.ne(loadTag(f, pinned), tag)));
  return pinned;
}

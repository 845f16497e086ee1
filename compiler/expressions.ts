/**
 * Scalar expressions: from IR to WebAssembly values.
 *
 * Owns        every operation whose result is an integer, a boolean or an enum member.
 * Invariants  the result is normalised (integers.ts). Lazy operands are evaluated only where the IR says so.
 *             In checked code each obligation of the operation is tested before it.
 * Not here    aggregates (aggregates.ts), mathematical integers and what only conditions contain (conditions.ts).
 */
import type binaryen from "binaryen";
import type { Expression } from "../language/ir.ts";
import { isComparison } from "../language/operators.ts";
import { isScalar } from "../language/types.ts";
import { testConversion, testedBinary, testedNegation } from "./checks.ts";
import { condition, fromInt } from "./conditions.ts";
import type { FunctionBuilder } from "./function.ts";
import * as integers from "./integers.ts";
import { storageOf } from "./places.ts";
import { representation, tagOf } from "./slots.ts";
import { loadScalar, loadTag } from "./storage.ts";

type Ref = binaryen.ExpressionRef;

export function value(f: FunctionBuilder, e: Expression): Ref {
  const { m } = f;
  switch (e.kind) {
    case "literal":
      return integers.constant(m, representation(f.program, e.type), BigInt(e.value));
    case "zero":
      return integers.constant(m, representation(f.program, e.type), 0n);
    case "variable":
    case "global":
    case "field":
    case "index":
      return inBlock(f, (out) => loadScalar(f, storageOf(f, e, out), e.type));
    case "is":
      return inBlock(f, (out) => {
        const tag = loadTag(f, storageOf(f, e.base, out));
        return m.i32.eq(tag, m.i32.const(tagOf(f.program, e.base.type, e.variant)));
      });
    case "not":
      return m.i32.eqz(value(f, e.operand));
    case "negate":
      return testedNegation(f, e, value(f, e.operand));
    case "complement":
      return integers.complement(m, representation(f.program, e.type), value(f, e.operand));
    case "wrapping":
      return wrapping(f, e);
    case "convert":
      return convert(f, e);
    case "conditional":
      return m.if(value(f, e.condition), value(f, e.whenTrue), value(f, e.whenFalse));
    case "binary":
      return binary(f, e);
    default:
      return condition(f, e);
  }
}

/** The value behind what has to run before it. */
export function inBlock(f: FunctionBuilder, make: (out: Ref[]) => Ref): Ref {
  const out: Ref[] = [];
  const result = make(out);
  return out.length === 0 ? result : f.sequence([...out, result]);
}

function wrapping(f: FunctionBuilder, e: Expression & { readonly kind: "wrapping" }): Ref {
  const name = representation(f.program, e.type);
  return integers.wrapping(f.m, e.operator, name, value(f, e.left), value(f, e.right));
}

function convert(f: FunctionBuilder, e: Expression & { readonly kind: "convert" }): Ref {
  const to = representation(f.program, e.type);
  if (e.operand.type.kind === "int") return fromInt(f, e);
  const from = representation(f.program, e.operand.type);
  const operand = value(f, e.operand);
  if (e.mode === "wrap") return integers.convertWrapping(f.m, from, to, operand);
  return integers.convertFitting(f.m, from, to, testConversion(f, e, from, operand));
}

function binary(f: FunctionBuilder, e: Expression & { readonly kind: "binary" }): Ref {
  const { m } = f;
  const { operator } = e;
  switch (operator) {
    case "land":
      return m.if(value(f, e.left), value(f, e.right), m.i32.const(0));
    case "lor":
      return m.if(value(f, e.left), m.i32.const(1), value(f, e.right));
    case "implies":
    case "iff":
      return condition(f, e);
  }
  if (!isComparison(operator)) return testedBinary(f, e, operator);
  if (!isScalar(e.left.type)) return condition(f, e);
  const type = representation(f.program, e.left.type);
  return integers.compare(m, operator, type, value(f, e.left), value(f, e.right));
}

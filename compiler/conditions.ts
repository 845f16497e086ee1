/**
 * Conditions that the author wrote, evaluated at run time in checked functions.
 *
 * Owns        what only specifications contain and can be executed: mathematical integers, `implies`, `iff`, `let`,
 *             `old`, equality of aggregates.
 * Invariants  evaluation is exact. Where a condition is about nothing known (an element out of range, a quotient by
 *             zero) it fails, so a test never passes by chance. What has no run-time form is refused.
 * Not here    which conditions are tested (contracts.ts), wide arithmetic (exact.ts).
 */
import binaryen from "binaryen";
import type { Expression, IntegerName, Type } from "../language/ir.ts";
import { range } from "../language/build.ts";
import { isComparison } from "../language/operators.ts";
import { rangeOfType } from "../language/obligations.ts";
import { evaluateInto } from "./aggregates.ts";
import { failIf } from "./checks.ts";
import { equal } from "./equality.ts";
import * as exact from "./exact.ts";
import type { Exact } from "./exact.ts";
import { inBlock, value } from "./expressions.ts";
import { CompileError } from "./error.ts";
import type { FunctionBuilder } from "./function.ts";
import { convertFitting, normalise } from "./integers.ts";
import { storageOf } from "./places.ts";
import { representation } from "./slots.ts";
import { loadScalar, pin, type Storage } from "./storage.ts";

type Ref = binaryen.ExpressionRef;
export type Old = Extract<Expression, { readonly kind: "old" }>;
type Let = Extract<Expression, { readonly kind: "let" }>;

export function notExecutable(e: Expression): CompileError {
  return new CompileError("C102", e.span, { what: "this has no run-time value" });
}

/** A scalar expression that only specifications contain. */
export function condition(f: FunctionBuilder, e: Expression): Ref {
  const { m } = f;
  switch (e.kind) {
    case "let":
      return inBlock(f, (out) => bindLet(f, e, out, () => value(f, e.body)));
    case "old":
      return inBlock(f, (out) => loadScalar(f, savedStorage(f, e, out), e.type));
    case "binary":
      if (e.operator === "implies") return m.if(value(f, e.left), value(f, e.right), m.i32.const(1));
      if (e.operator === "iff") return m.i32.eq(value(f, e.left), value(f, e.right));
      return comparison(f, e);
    default:
      throw notExecutable(e);
  }
}

function comparison(f: FunctionBuilder, e: Expression & { readonly kind: "binary" }): Ref {
  const { operator } = e;
  if (isComparison(operator) && e.left.type.kind === "int")
    return exact.exactCompare(f, operator, integer(f, e.left), integer(f, e.right));
  if (operator === "eq") return aggregatesEqual(f, e.left, e.right);
  if (operator === "ne") return f.m.i32.eqz(aggregatesEqual(f, e.left, e.right));
  throw notExecutable(e);
}

function aggregatesEqual(f: FunctionBuilder, left: Expression, right: Expression): Ref {
  return inBlock(f, (out) => {
    const a = pin(f, storageOf(f, left, out), out);
    const b = pin(f, storageOf(f, right, out), out);
    return equal(f, a, b, left.type);
  });
}

// --- Mathematical integers ---------------------------------------------------------------------------------

export function integer(f: FunctionBuilder, e: Expression): Exact {
  switch (e.kind) {
    case "literal":
      return exact.exactLiteral(f, BigInt(e.value));
    case "convert":
      return e.operand.type.kind === "int" ? integer(f, e.operand) : fromMachine(f, e.operand);
    case "negate":
      return exact.exactArithmetic(f, "sub", exact.exactLiteral(f, 0n), integer(f, e.operand));
    case "binary":
      return arithmetic(f, e);
    case "conditional":
      return conditional(f, e);
    case "variable": {
      const held = f.integers.get(e.name);
      if (!held) throw notExecutable(e);
      return held();
    }
    case "let":
      return withPrelude(f, (out) => bindLet(f, e, out, () => integer(f, e.body)));
    case "old":
      return withPrelude(f, (out) => savedInteger(f, e, out));
    default:
      throw notExecutable(e);
  }
}

/** The integer behind what has to run before it. */
function withPrelude(f: FunctionBuilder, make: (out: Ref[]) => Exact): Exact {
  const out: Ref[] = [];
  const made = make(out);
  if (made.kind === "wide") return { ...made, before: [...out, ...made.before] };
  return exact.narrow(made.range, f.sequence([...out, made.expression]));
}

function fromMachine(f: FunctionBuilder, e: Expression): Exact {
  const name = representation(f.program, e.type);
  const known = rangeOfType(f.program, e.type) ?? range(name);
  const wide: IntegerName = name === "u64" ? "u64" : "i64";
  return exact.narrow(known, convertFitting(f.m, name, wide, value(f, e)));
}

function arithmetic(f: FunctionBuilder, e: Expression & { readonly kind: "binary" }): Exact {
  const left = integer(f, e.left);
  switch (e.operator) {
    case "add":
    case "sub":
    case "mul":
      return exact.exactArithmetic(f, e.operator, left, integer(f, e.right));
    case "div":
    case "rem":
      return division(f, e, e.operator, left);
    default:
      throw notExecutable(e);
  }
}

function division(
  f: FunctionBuilder,
  e: Expression & { readonly kind: "binary" },
  operator: "div" | "rem",
  dividend: Exact,
): Exact {
  return withPrelude(f, (out) => {
    const divisor = exact.holdExact(f, integer(f, e.right), out);
    out.push(failIf(f, e.span, exact.exactCompare(f, "eq", divisor(), exact.exactLiteral(f, 0n))));
    const quotient = exact.exactDivision(f, operator, dividend, divisor());
    if (!quotient) throw new CompileError("C102", e.span, { what: "this division needs more than 64 bits" });
    return quotient;
  });
}

/** Both branches in the form that holds either. */
function conditional(f: FunctionBuilder, e: Expression & { readonly kind: "conditional" }): Exact {
  const [whenTrue, whenFalse] = [integer(f, e.whenTrue), integer(f, e.whenFalse)];
  const either = exact.hull([whenTrue, whenFalse].flatMap(({ range: { min, max } }) => [min, max]));
  if (whenTrue.kind === "wide" || whenFalse.kind === "wide" || !exact.isNarrow(either)) {
    throw new CompileError("C102", e.span, { what: "this choice needs more than 64 bits" });
  }
  return exact.narrow(either, f.m.if(value(f, e.condition), whenTrue.expression, whenFalse.expression));
}

/** The conversion of an integer to a machine type. */
export function fromInt(f: FunctionBuilder, e: Expression & { readonly kind: "convert" }): Ref {
  const name = representation(f.program, e.type);
  return inBlock(f, (out) => {
    const operand = exact.holdExact(f, integer(f, e.operand), out);
    if (e.mode === "wrap")
      return normalise(f.m, name, convertFitting(f.m, "i64", name, exact.lowBits(f, operand())));
    for (const [bound, operator] of bounds(f, e.type)) {
      out.push(failIf(f, e.span, exact.exactCompare(f, operator, operand(), exact.exactLiteral(f, bound))));
    }
    return convertFitting(f.m, "i64", name, exact.lowBits(f, operand()));
  });
}

function bounds(f: FunctionBuilder, type: Type): readonly (readonly [bigint, "lt" | "gt"])[] {
  const target = rangeOfType(f.program, type);
  if (!target) throw new Error(`a ${type.kind} has no range`);
  return [
    [target.min, "lt"],
    [target.max, "gt"],
  ];
}

/** An index of type int as an i32, after the test that it is in range. */
export function intIndex(f: FunctionBuilder, e: Expression & { readonly kind: "index" }): Ref {
  if (e.base.type.kind !== "array") throw notExecutable(e);
  const length = BigInt(e.base.type.length);
  return inBlock(f, (out) => {
    const index = exact.holdExact(f, integer(f, e.index), out);
    out.push(
      failIf(f, e.span, exact.exactCompare(f, "lt", index(), exact.exactLiteral(f, 0n))),
      failIf(f, e.span, exact.exactCompare(f, "ge", index(), exact.exactLiteral(f, length))),
    );
    return f.m.i32.wrap(exact.lowBits(f, index()));
  });
}

// --- Bindings ----------------------------------------------------------------------------------------------

export function bindLet<T>(f: FunctionBuilder, e: Let, out: Ref[], body: () => T): T {
  const { name, type } = e.variable;
  if (type.kind === "int") {
    f.integers.set(name, exact.holdExact(f, integer(f, e.value), out));
  } else {
    evaluateInto(f, f.declareVariable(name, type), e.value, out);
  }
  return body();
}

export function isSaved(e: Expression): e is Old {
  return e.kind === "old";
}

/** At entry: keeps the value that `old` will speak of, and whether there was one. */
export function saveOld(f: FunctionBuilder, old: Old): Ref {
  const { m } = f;
  const outer = f.failure;
  const label = `old ${f.newNumber()}`;
  const isKept = f.newLocal(binaryen.i32);
  const out: Ref[] = [];
  f.failure = () => m.br(label);
  if (old.type.kind === "int") {
    f.saved.set(old, { isKept, integer: exact.holdExact(f, integer(f, old.operand), out) });
  } else {
    const storage = f.temporary(old.type);
    evaluateInto(f, storage, old.operand, out);
    f.saved.set(old, { isKept, storage });
  }
  f.failure = outer;
  return m.block(label, [...out, m.local.set(isKept, m.i32.const(1))]);
}

function testKept(f: FunctionBuilder, e: Old, out: Ref[]) {
  const saved = f.saved.get(e);
  if (!saved) throw notExecutable(e);
  out.push(failIf(f, e.span, f.m.i32.eqz(f.m.local.get(saved.isKept, binaryen.i32))));
  return saved;
}

export function savedStorage(f: FunctionBuilder, e: Old, out: Ref[]): Storage {
  const { storage } = testKept(f, e, out);
  if (!storage) throw new Error("an old value without storage");
  return storage;
}

function savedInteger(f: FunctionBuilder, e: Old, out: Ref[]): Exact {
  const { integer: kept } = testKept(f, e, out);
  if (!kept) throw new Error("an old integer that is not kept");
  return kept();
}

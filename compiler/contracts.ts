/**
 * Contracts of checked functions, tested at run time.
 *
 * Owns        tests of `requires`, `ensures`, `assert`, loop invariants and module invariants; the values at entry
 *             that `old` speaks of.
 * Invariants  an operand of `old` is evaluated once, at entry. If that fails (an index out of range, say), the use
 *             fails, not the entry: `old(a[i])` may stand where `i < n` guards it.
 * Not here    how a condition is evaluated (conditions.ts).
 */
import type binaryen from "binaryen";
import type { Clause, FunctionDeclaration, Parameter, Span } from "../language/ir.ts";
import { executableStatements, subexpressions, testedClauses } from "../language/walk.ts";
import { failIf } from "./checks.ts";
import { value } from "./expressions.ts";
import type { FunctionBuilder } from "./function.ts";
import { saveOld, type Old } from "./conditions.ts";
import type { Storage } from "./storage.ts";

type Ref = binaryen.ExpressionRef;

/** The name of the returned value in `ensures`. */
export const RESULT = "result";

export function failUnless(f: FunctionBuilder, clause: Clause): Ref {
  return failIf(f, clause.span, f.m.i32.eqz(value(f, clause.condition)));
}

/** At entry of a checked function: what it requires, and the values that `old` will need. */
export function entryTests(f: FunctionBuilder): readonly Ref[] {
  const { declaration } = f;
  const tests = declaration.requires.map((clause) => failUnless(f, clause));
  return [...tests, ...oldExpressions(declaration).map((old) => saveOld(f, old))];
}

/** At the return of a checked function. That its module's invariants hold there is proved from its contract. */
export function returnTests(f: FunctionBuilder): readonly Ref[] {
  return f.declaration.ensures.map((clause) => failUnless(f, clause));
}

function moduleInvariants(f: FunctionBuilder): readonly Clause[] {
  return f.program.modules.find(({ name }) => name === f.declaration.module)?.invariants ?? [];
}

interface Passed {
  readonly parameter: Parameter;
  readonly storage: Storage;
}

/** In a checked caller: what the callee requires, of these arguments. */
export function requirementTests(
  f: FunctionBuilder,
  callee: FunctionDeclaration,
  passed: readonly Passed[],
  span: Span,
): readonly Ref[] {
  const outer = f.variables;
  f.variables = new Map(passed.map(({ parameter, storage }) => [parameter.name, storage]));
  const tests = callee.requires.map(({ condition }) => failIf(f, span, f.m.i32.eqz(value(f, condition))));
  f.variables = outer;
  const keepsInvariants = callee.exported && callee.module === f.declaration.module;
  return keepsInvariants ? [...tests, ...moduleInvariants(f).map((clause) => failUnless(f, clause))] : tests;
}

/** Every `old` that a test of this function evaluates. */
function oldExpressions(declaration: FunctionDeclaration): readonly Old[] {
  const found: Old[] = [];
  const collect = ({ condition }: Clause) => {
    for (const part of subexpressions(condition)) if (part.kind === "old") found.push(part);
  };
  declaration.ensures.forEach(collect);
  for (const s of executableStatements(declaration.body)) testedClauses(s).forEach(collect);
  return found;
}

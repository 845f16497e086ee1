/**
 * Walks over expressions and statements.
 *
 * Owns        the direct operands of every kind of expression, the statements and clauses within statements.
 */
import type { Clause, Expression, Statement } from "../language/ir.ts";

/** The direct operands, those of triggers aside. */
export function operandsOf(e: Expression): readonly Expression[] {
  switch (e.kind) {
    case "literal":
    case "zero":
    case "variable":
    case "global":
      return [];
    case "field":
    case "is":
      return [e.base];
    case "index":
      return [e.base, e.index];
    case "at":
      return [e.pool, e.frame];
    case "not":
    case "negate":
    case "complement":
    case "convert":
    case "old":
      return [e.operand];
    case "binary":
    case "wrapping":
      return [e.left, e.right];
    case "conditional":
      return [e.condition, e.whenTrue, e.whenFalse];
    case "construct":
      return e.fields.map((field) => field.value);
    case "update":
      return [e.base, ...e.fields.map((field) => field.value)];
    case "elements":
      return e.elements;
    case "call":
    case "builtin":
      return e.arguments;
    case "let":
      return [e.value, e.body];
    case "quantifier":
      return [e.body];
    case "build":
      return [e.length, e.body];
  }
}

export function visitExpressions(e: Expression, visit: (part: Expression) => void): void {
  visit(e);
  for (const operand of operandsOf(e)) visitExpressions(operand, visit);
}

/** Every statement that is not ghost, outer ones first. */
export function visitStatements(list: readonly Statement[], visit: (s: Statement) => void): void {
  for (const s of list) {
    if ("ghost" in s && s.ghost) continue;
    visit(s);
    for (const body of bodiesOf(s)) visitStatements(body, visit);
  }
}

function bodiesOf(s: Statement): readonly (readonly Statement[])[] {
  switch (s.kind) {
    case "if":
      return [s.whenTrue, s.whenFalse];
    case "switch":
      return [...s.cases.map(({ body }) => body), s.otherwise];
    case "loop":
      return [s.body, s.step];
    case "block":
      return [s.body];
    case "declare":
    case "assign":
    case "evaluate":
    case "call":
    case "retype":
    case "break":
    case "continue":
    case "return":
    case "unreachable":
    case "assert":
    case "assertBits":
    case "assume":
    case "reveal":
    case "prove":
      return [];
  }
}

/** The clauses that a checked function tests when this statement runs. */
export function clausesOf(s: Statement): readonly Clause[] {
  if (s.kind === "assert" || s.kind === "assertBits") return [s.clause];
  return s.kind === "loop" ? s.invariants : [];
}

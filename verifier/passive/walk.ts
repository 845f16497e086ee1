/**
 * Walks over statements.
 *
 * Owns      the one list of what expressions and nested statements each kind of statement has.
 */
import type { Expression, Statement } from "../../language/ir.ts";

/** The statement lists directly inside a statement, its proofs included. */
function nested(s: Statement): readonly (readonly Statement[])[] {
  switch (s.kind) {
    case "if":
      return [s.whenTrue, s.whenFalse];
    case "switch":
      return [...s.cases.map(({ body }) => body), s.otherwise];
    case "loop":
      return [s.body, s.step];
    case "block":
    case "prove":
      return [s.body];
    case "assert":
      return [s.proof];
    case "declare":
    case "assign":
    case "evaluate":
    case "call":
    case "retype":
    case "break":
    case "continue":
    case "return":
    case "unreachable":
    case "assertBits":
    case "assume":
    case "reveal":
      return [];
  }
}

/** Calls `visit` for each statement and every statement inside it. */
export function visitStatements(statements: readonly Statement[], visit: (s: Statement) => void): void {
  for (const statement of statements) {
    visit(statement);
    for (const inner of nested(statement)) visitStatements(inner, visit);
  }
}

/** The expressions of the statement itself, nested statements aside. */
export function expressionsOf(s: Statement): readonly Expression[] {
  switch (s.kind) {
    case "declare":
    case "evaluate":
      return [s.value];
    case "assign":
      return [s.target, s.value];
    case "call":
      return s.arguments.map((argument) => (argument.kind === "value" ? argument.value : argument.place));
    case "retype":
      return [s.from, s.frame, s.to];
    case "if":
      return [s.condition];
    case "switch":
      return [s.subject];
    case "loop":
      return [...s.invariants.map(({ condition }) => condition), ...s.decreases];
    case "return":
      return s.value ? [s.value] : [];
    case "assert":
    case "assertBits":
    case "assume":
      return [s.clause.condition];
    case "prove":
      return [...s.requires, ...s.ensures].map(({ condition }) => condition);
    case "block":
    case "break":
    case "continue":
    case "unreachable":
    case "reveal":
      return [];
  }
}

/**
 * The parts of expressions and statements, for passes that visit a whole body.
 *
 * Owns      one definition of the children of each node; the way past ghost statements and proofs.
 * Not here  which expressions are evaluated, and when (obligations.ts).
 */
import type { Argument, Clause, Expression, Statement } from "./ir.ts";

/** The direct operands of an expression, in evaluation order. Triggers count as operands. */
export function operandsOf(e: Expression): readonly Expression[] {
  switch (e.kind) {
    case "literal":
    case "variable":
    case "global":
    case "zero":
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
      return [...e.triggers.flat(), e.body];
    case "build":
      return [e.length, e.body];
  }
}

/** The expression and everything in it. */
export function* subexpressions(e: Expression): Generator<Expression> {
  yield e;
  for (const operand of operandsOf(e)) yield* subexpressions(operand);
}

/** The expressions that stand directly in a statement, not in statements inside it. */
export function expressionsOf(s: Statement): readonly Expression[] {
  switch (s.kind) {
    case "declare":
    case "evaluate":
      return [s.value];
    case "assign":
      return [s.target, s.value];
    case "call":
      return s.arguments.map(argumentExpression);
    case "retype":
      return [s.from, s.frame, s.to];
    case "if":
      return [s.condition];
    case "switch":
      return [s.subject];
    case "loop":
      return [...conditions(s.invariants), ...s.decreases];
    case "return":
      return s.value ? [s.value] : [];
    case "assert":
    case "assertBits":
    case "assume":
      return [s.clause.condition];
    case "prove":
      return [...conditions(s.requires), ...conditions(s.ensures)];
    case "block":
    case "break":
    case "continue":
    case "unreachable":
    case "reveal":
      return [];
  }
}

export function argumentExpression(argument: Argument): Expression {
  return argument.kind === "value" ? argument.value : argument.place;
}

function conditions(clauses: readonly Clause[]): readonly Expression[] {
  return clauses.map((clause) => clause.condition);
}

/** The statement lists that stand directly in a statement. */
export function blocksOf(s: Statement): readonly (readonly Statement[])[] {
  switch (s.kind) {
    case "if":
      return [s.whenTrue, s.whenFalse];
    case "switch":
      return [...s.cases.map((each) => each.body), s.otherwise];
    case "loop":
      return [s.body, s.step];
    case "block":
    case "prove":
      return [s.body];
    case "assert":
      return [s.proof];
    default:
      return [];
  }
}

/** The statements of a list and everything in them, in source order. */
export function* substatements(list: readonly Statement[]): Generator<Statement> {
  for (const statement of list) {
    yield statement;
    for (const block of blocksOf(statement)) yield* substatements(block);
  }
}

/** Every statement of the list, and those within, that leaves code behind. */
export function* executableStatements(list: readonly Statement[]): Generator<Statement> {
  for (const s of list) {
    if ("ghost" in s && s.ghost) continue;
    yield s;
    if (isProof(s)) continue;
    for (const block of blocksOf(s)) yield* executableStatements(block);
  }
}

/** Of proof steps, checked functions test the conditions; their proofs leave nothing. */
export function isProof({ kind }: Statement): boolean {
  return ["assert", "assertBits", "assume", "reveal", "prove"].includes(kind);
}

/** The clauses that a checked function tests when this statement runs. */
export function testedClauses(s: Statement): readonly Clause[] {
  if (s.kind === "assert" || s.kind === "assertBits") return [s.clause];
  return s.kind === "loop" ? s.invariants : [];
}

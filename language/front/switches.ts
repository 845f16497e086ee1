/**
 * `switch`: on integers and enums, and on the tag of a union.
 *
 * Owns        the sharing of bodies by empty cases; the end of each case.
 * Invariants  no case falls through: each body ends in a jump.
 */
import ts from "typescript";
import type { Expression, Statement } from "../ir.ts";
import { binary } from "../build.ts";
import { typeText } from "../print.ts";
import { fail, spanOf } from "./context.ts";
import { unwrap } from "./registry.ts";
import { evaluate } from "./constants.ts";
import { lower } from "./expressions.ts";
import { adapt, lowerTyped } from "./operands.ts";
import { lowerStatements, newTarget, withTarget } from "./statements.ts";
import { isVariant, tagSubject, type TagSubject } from "./unions.ts";
import { fixIndices, isPlace } from "./places.ts";
import { capture, declareTemporary, emit, fresh, save, specifying, type Scope } from "./scope.ts";

interface Case {
  /** Empty for `default`. */
  readonly labels: readonly ts.Expression[];
  readonly isDefault: boolean;
  readonly statements: readonly ts.Statement[];
  readonly node: ts.CaseOrDefaultClause;
}

export function lowerSwitch(scope: Scope, node: ts.SwitchStatement, sourceLabel: string | undefined): void {
  const cases = groupCases(node);
  const label = fresh(scope, sourceLabel ?? "switch");
  const target = newTarget("switch", label, sourceLabel);
  const lowered = capture(scope, () =>
    withTarget(scope, target, () => {
      const subject = taggedSubject(scope, node.expression);
      if (subject) lowerTagSwitch(scope, cases, subject);
      else if (scope.ghost) lowerGhostSwitch(scope, node, cases);
      else lowerValueSwitch(scope, node, cases);
    }),
  );
  if (!target.used.break) scope.out.push(...lowered);
  else emit(scope, { kind: "block", label, body: lowered, span: spanOf(node) });
}

/** Empty cases share the body of the next one. */
function groupCases(node: ts.SwitchStatement): readonly Case[] {
  const cases: Case[] = [];
  let labels: ts.Expression[] = [];
  let isDefault = false;
  const { clauses } = node.caseBlock;
  clauses.forEach((clause, index) => {
    if (ts.isCaseClause(clause)) labels.push(clause.expression);
    else isDefault = true;
    if (clause.statements.length === 0 && index < clauses.length - 1) return;
    const last = index === clauses.length - 1;
    cases.push({ labels, isDefault, statements: withoutFinalBreak(clause, last), node: clause });
    labels = [];
    isDefault = false;
  });
  return cases;
}

function withoutFinalBreak(clause: ts.CaseOrDefaultClause, last: boolean): readonly ts.Statement[] {
  const [only] = clause.statements;
  const wrapped = clause.statements.length === 1 && only && ts.isBlock(only) ? only : undefined;
  const statements = [...(wrapped ? wrapped.statements : clause.statements)];
  const final = statements.at(-1);
  if (final && ts.isBreakStatement(final) && !final.label) return statements.slice(0, -1);
  if (!last && !(final && leaves(final))) fail(clause, "K440");
  return statements;
}

/** Does this statement certainly not end by going on behind it? */
function leaves(node: ts.Statement): boolean {
  if (ts.isReturnStatement(node) || ts.isContinueStatement(node) || ts.isBreakStatement(node)) return true;
  if (ts.isBlock(node)) {
    const final = node.statements.at(-1);
    return final !== undefined && leaves(final);
  }
  if (ts.isIfStatement(node)) {
    return node.elseStatement !== undefined && leaves(node.thenStatement) && leaves(node.elseStatement);
  }
  return ts.isExpressionStatement(node) && /^unreachable\(\)$/.test(node.expression.getText());
}

function lowerValueSwitch(scope: Scope, node: ts.SwitchStatement, cases: readonly Case[]): void {
  const subject = lowerTyped(scope, node.expression);
  if (subject.type.kind !== "integer" && subject.type.kind !== "enum") {
    return fail(node.expression, "K441", { type: typeText(subject.type) });
  }
  const seen = new Set<bigint>();
  const lowered = cases.map((each) => ({
    values: each.labels.map((at) => caseValue(scope, at, subject, seen)),
    isDefault: each.isDefault,
    body: capture(scope, () => lowerStatements(scope, each.statements)),
  }));
  emit(scope, {
    kind: "switch",
    subject,
    cases: lowered.filter((each) => !each.isDefault).map(({ values, body }) => ({ values, body })),
    otherwise: lowered.find((each) => each.isDefault)?.body ?? [],
    span: spanOf(node),
  });
}

function caseValue(scope: Scope, node: ts.Expression, subject: Expression, seen: Set<bigint>): bigint {
  const value = evaluate(adapt(scope, lower(scope, node, subject.type), subject.type, node), node);
  if (typeof value !== "bigint") throw new Error("integers and enums have integer values");
  if (seen.has(value)) fail(node, "K443", { value: node.getText() });
  seen.add(value);
  return value;
}

/** In ghost code a `switch` is a chain of ghost `if`s. */
function lowerGhostSwitch(scope: Scope, node: ts.SwitchStatement, cases: readonly Case[]): void {
  const subject = save(scope, lower(scope, node.expression, undefined), "subject");
  lowerChain(scope, cases, (at) => {
    const value = specifying(scope, () => adapt(scope, lower(scope, at, subject.type), subject.type, at));
    return binary("eq", subject, value, spanOf(at));
  });
}

function taggedSubject(scope: Scope, node: ts.Expression): TagSubject | undefined {
  if (!ts.isPropertyAccessExpression(unwrap(node))) return undefined;
  const subject = tagSubject(scope, node);
  if (!subject) return undefined;
  const { base, union } = subject;
  if (isPlace(base)) return { base: fixIndices(scope, base, "alias"), union };
  return { base: declareTemporary(scope, base, "subject", true), union };
}

function lowerTagSwitch(scope: Scope, cases: readonly Case[], subject: TagSubject): void {
  const seen = new Set<string>();
  lowerChain(scope, cases, (at) => {
    const text = unwrap(at);
    if (!ts.isStringLiteral(text)) return fail(at, "K444");
    if (seen.has(text.text)) fail(at, "K443", { value: text.getText() });
    seen.add(text.text);
    return isVariant(subject, text.text, text, at);
  });
}

/** The cases as `if`, `else if`, ..., `else`. */
function lowerChain(scope: Scope, cases: readonly Case[], test: (label: ts.Expression) => Expression): void {
  const otherwise = cases.find((each) => each.isDefault);
  const tested = cases
    .filter((each) => !each.isDefault)
    .map((each) => ({
      condition: each.labels.map(test).reduce((left, right) => binary("lor", left, right, spanOf(each.node))),
      body: capture(scope, () => lowerStatements(scope, each.statements)),
      span: spanOf(each.node),
    }));
  const last = otherwise ? capture(scope, () => lowerStatements(scope, otherwise.statements)) : [];
  const chain = tested.reduceRight<readonly Statement[]>(
    (whenFalse, { condition, body, span }) => [
      { kind: "if", condition, whenTrue: body, whenFalse, ghost: scope.ghost, span },
    ],
    last,
  );
  scope.out.push(...chain);
}

/**
 * Loops: `while`, `do`-`while` and `for` as the one loop of the IR.
 *
 * Owns        invariants, measures and the guess of a measure from the condition.
 * Invariants  The condition is tested at the start of the body; of `do`-`while` at its end, where `continue` goes.
 */
import ts from "typescript";
import type { Clause, Expression, Statement } from "../ir.ts";
import { binary, not, toInt } from "../build.ts";
import { fail, probe, spanOf } from "./context.ts";
import { calledVocabulary, unwrap } from "./registry.ts";
import { lower, lowerCondition } from "./expressions.ts";
import { lowerClauses, lowerMeasure } from "./contracts.ts";
import { lowerAssignment, lowerDeclarations } from "./assignments.ts";
import {
  inGhost,
  isGhostCondition,
  lowerStatements,
  newTarget,
  withBarrier,
  withTarget,
} from "./statements.ts";
import { capture, emit, fresh, isAssignmentOperator, specifying, type Scope, type Target } from "./scope.ts";
import { isInteger } from "./types.ts";

type LoopNode = ts.WhileStatement | ts.DoStatement | ts.ForStatement;

export function lowerLoop(scope: Scope, node: LoopNode, sourceLabel: string | undefined): void {
  const condition = conditionOf(node);
  if (scope.ghost || !condition) return lowerLoopIn(scope, node, sourceLabel);
  if (ts.isForStatement(node) && node.initializer) {
    lowerInitializer(scope, node.initializer);
  }
  const ghost = isGhostCondition(scope, condition);
  if (!ghost) return lowerLoopBody(scope, node, sourceLabel);
  withBarrier(scope, () => inGhost(scope, () => lowerLoopBody(scope, node, sourceLabel)));
}

function lowerLoopIn(scope: Scope, node: LoopNode, sourceLabel: string | undefined): void {
  if (ts.isForStatement(node) && node.initializer) lowerInitializer(scope, node.initializer);
  lowerLoopBody(scope, node, sourceLabel);
}

/** The condition, unless it is absent or plainly `true`. */
function conditionOf(node: LoopNode): ts.Expression | undefined {
  const condition = ts.isForStatement(node) ? node.condition : node.expression;
  return condition && unwrap(condition).kind !== ts.SyntaxKind.TrueKeyword ? condition : undefined;
}

function lowerInitializer(scope: Scope, node: ts.ForInitializer): void {
  if (ts.isVariableDeclarationList(node)) return lowerDeclarations(scope, node);
  if (ts.isBinaryExpression(node) && isAssignmentOperator(node.operatorToken.kind))
    return lowerAssignment(scope, node);
  fail(node, "K431");
}

interface Head {
  readonly invariants: readonly Clause[];
  readonly decreases: readonly Expression[] | undefined;
  readonly rest: readonly ts.Statement[];
}

function lowerLoopBody(scope: Scope, node: LoopNode, sourceLabel: string | undefined): void {
  const span = spanOf(node);
  const label = fresh(scope, sourceLabel ?? "loop");
  const condition = conditionOf(node);
  const head = lowerHead(scope, node.statement);
  const decreases = head.decreases ?? guessedMeasure(scope, condition) ?? [];
  const terminates = scope.owner === "verified" || scope.owner === "lemma" || scope.ghost;
  if (terminates && decreases.length === 0) fail(node, condition ? "K433" : "K432");
  const target: Target = {
    ...newTarget("loop", label, sourceLabel),
    continueLabel: ts.isDoStatement(node) ? fresh(scope, `${label}Round`) : undefined,
  };
  const body = ts.isDoStatement(node)
    ? doBody(scope, node, head, target, condition)
    : whileBody(scope, head, target, condition);
  const step = ts.isForStatement(node) && node.incrementor ? lowerStep(scope, node.incrementor) : [];
  const checked = scope.owner === "checked" && !head.decreases && !scope.ghost;
  emit(scope, {
    kind: "loop",
    label,
    invariants: head.invariants,
    decreases: checked ? [] : decreases,
    body,
    step,
    ghost: scope.ghost,
    span,
  });
}

function lowerHead(scope: Scope, node: ts.Statement): Head {
  const statements = ts.isBlock(node) ? [...node.statements] : [node];
  const invariants: Clause[] = [];
  let decreases: readonly Expression[] | undefined;
  for (let first = statements[0]; first; first = statements[0]) {
    const call = ts.isExpressionStatement(first) ? unwrap(first.expression) : undefined;
    if (!call || !ts.isCallExpression(call)) break;
    const clause = calledVocabulary(scope.context, call);
    if (clause === "invariant") {
      if (decreases) fail(call, "K502", { clause: "invariant", before: "decreases" });
      invariants.push(...lowerClauses(scope, call.arguments[0] ?? fail(call, "K380")));
    } else if (clause === "decreases") {
      if (decreases) fail(call, "K503", { clause: "decreases" });
      decreases = lowerMeasure(scope, call);
    } else break;
    statements.shift();
  }
  return { invariants, decreases, rest: statements };
}

function whileBody(
  scope: Scope,
  head: Head,
  target: Target,
  condition: ts.Expression | undefined,
): readonly Statement[] {
  return capture(scope, () => {
    if (condition) emitExit(scope, condition, target);
    withTarget(scope, target, () => lowerStatements(scope, head.rest));
  });
}

/** `if (!condition) break`. */
function emitExit(scope: Scope, condition: ts.Expression, target: Target): void {
  const holds = lowerCondition(scope, condition);
  const span = spanOf(condition);
  const leave: Statement = { kind: "break", label: target.label, span };
  const { ghost } = scope;
  emit(scope, {
    kind: "if",
    condition: { ...not(holds), span },
    whenTrue: [leave],
    whenFalse: [],
    ghost,
    span,
  });
}

function doBody(
  scope: Scope,
  node: ts.DoStatement,
  head: Head,
  target: Target,
  condition: ts.Expression | undefined,
): readonly Statement[] {
  return capture(scope, () => {
    const round = capture(scope, () => withTarget(scope, target, () => lowerStatements(scope, head.rest)));
    if (target.used.continue && target.continueLabel !== undefined) {
      emit(scope, { kind: "block", label: target.continueLabel, body: round, span: spanOf(node.statement) });
    } else scope.out.push(...round);
    if (condition) emitExit(scope, condition, target);
  });
}

function lowerStep(scope: Scope, node: ts.Expression): readonly Statement[] {
  const step = unwrap(node);
  if (ts.isPostfixUnaryExpression(step) || ts.isPrefixUnaryExpression(step)) fail(step, "K320");
  if (!ts.isBinaryExpression(step) || !isAssignmentOperator(step.operatorToken.kind))
    return fail(step, "K431");
  return capture(scope, () => lowerAssignment(scope, step));
}

/** `b - a` of a condition `a < b`, also where that is the first of several conjuncts. */
function guessedMeasure(
  scope: Scope,
  condition: ts.Expression | undefined,
): readonly Expression[] | undefined {
  const comparison = condition && firstComparison(condition);
  if (!comparison) return undefined;
  const { left, right, operatorToken } = comparison;
  const rising =
    operatorToken.kind === ts.SyntaxKind.LessThanToken ||
    operatorToken.kind === ts.SyntaxKind.LessThanEqualsToken;
  const [least, greatest] = rising ? [left, right] : [right, left];
  const value = (node: ts.Expression) => specifying(scope, () => lower(scope, node, undefined));
  const sides = probe(() => [value(greatest), value(least)]);
  if (!sides?.every((side) => isInteger(side.type))) return undefined;
  const [a, b] = sides;
  return a && b ? [binary("sub", toInt(a), toInt(b), spanOf(comparison))] : undefined;
}

const ORDERINGS = [
  ts.SyntaxKind.LessThanToken,
  ts.SyntaxKind.LessThanEqualsToken,
  ts.SyntaxKind.GreaterThanToken,
  ts.SyntaxKind.GreaterThanEqualsToken,
];

function firstComparison(node: ts.Expression): ts.BinaryExpression | undefined {
  const inner = unwrap(node);
  if (!ts.isBinaryExpression(inner)) return undefined;
  if (inner.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) {
    return firstComparison(inner.left) ?? firstComparison(inner.right);
  }
  return ORDERINGS.includes(inner.operatorToken.kind) ? inner : undefined;
}

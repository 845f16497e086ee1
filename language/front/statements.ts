/**
 * Statements: from syntax to IR.
 *
 * Owns        the dispatch, blocks, `if`, `return`, `break`, `continue`; a mistake costs its own statement only.
 * Not here    declarations and assignments (assignments.ts), loops (loops.ts), `switch` (switches.ts), proof steps
 *             (proofs.ts).
 */
import ts from "typescript";
import type { Expression, Statement } from "../ir.ts";
import { attempt, fail, probe, spanOf } from "./context.ts";
import { isPlace } from "./places.ts";
import { calledVocabulary, symbolOf, unwrap } from "./registry.ts";
import { calleeOf } from "./callees.ts";
import { lower, lowerCondition } from "./expressions.ts";
import { lowerAs, lowerStored } from "./operands.ts";
import { callExecutable } from "./calls.ts";
import { isCallable } from "./functions.ts";
import { lowerAssignment, lowerDeclarations } from "./assignments.ts";
import { lowerLoop } from "./loops.ts";
import { lowerSwitch } from "./switches.ts";
import { lowerLemmaCall, lowerProofStep, PROOF_STEPS } from "./proofs.ts";
import { mentionsGhost } from "./ghost.ts";
import { capture, emit, fresh, isAssignmentOperator, under, type Scope, type Target } from "./scope.ts";

export function lowerStatements(scope: Scope, statements: readonly ts.Statement[]): void {
  for (const statement of statements) attempt(scope.context, () => lowerStatement(scope, statement));
}

/** The statements of a block, or one statement, as a list. */
function lowerBlock(scope: Scope, node: ts.Statement): readonly Statement[] {
  return capture(scope, () => lowerStatements(scope, ts.isBlock(node) ? node.statements : [node]));
}

function lowerStatement(scope: Scope, node: ts.Statement, label?: string): void {
  switch (node.kind) {
    case ts.SyntaxKind.Block:
      return label === undefined
        ? lowerPlainBlock(scope, node as ts.Block)
        : lowerLabelledBlock(scope, node as ts.Block, label);
    case ts.SyntaxKind.EmptyStatement:
      return;
    case ts.SyntaxKind.VariableStatement:
      return lowerDeclarations(scope, (node as ts.VariableStatement).declarationList);
    case ts.SyntaxKind.ExpressionStatement:
      return lowerExpressionStatement(scope, node as ts.ExpressionStatement);
    case ts.SyntaxKind.IfStatement:
      return lowerIf(scope, node as ts.IfStatement);
    case ts.SyntaxKind.WhileStatement:
    case ts.SyntaxKind.DoStatement:
    case ts.SyntaxKind.ForStatement:
      return lowerLoop(scope, node as ts.WhileStatement | ts.DoStatement | ts.ForStatement, label);
    case ts.SyntaxKind.SwitchStatement:
      return lowerSwitch(scope, node as ts.SwitchStatement, label);
    case ts.SyntaxKind.ReturnStatement:
      return lowerReturn(scope, node as ts.ReturnStatement);
    case ts.SyntaxKind.BreakStatement:
    case ts.SyntaxKind.ContinueStatement:
      return lowerJump(scope, node as ts.BreakOrContinueStatement);
    case ts.SyntaxKind.LabeledStatement: {
      const labelled = node as ts.LabeledStatement;
      return lowerStatement(scope, labelled.statement, labelled.label.text);
    }
    default:
      return unsupported(node);
  }
}

function unsupported(node: ts.Statement): never {
  switch (node.kind) {
    case ts.SyntaxKind.ForInStatement:
    case ts.SyntaxKind.ForOfStatement:
      return fail(node, "K410");
    case ts.SyntaxKind.TryStatement:
    case ts.SyntaxKind.ThrowStatement:
      return fail(node, "K411");
    case ts.SyntaxKind.FunctionDeclaration:
    case ts.SyntaxKind.ClassDeclaration:
    case ts.SyntaxKind.EnumDeclaration:
    case ts.SyntaxKind.InterfaceDeclaration:
    case ts.SyntaxKind.TypeAliasDeclaration:
      return fail(node, "K412");
    default:
      return fail(node, "K419", { text: node.getText().slice(0, 20) });
  }
}

/** A block without a label: its statements, unless it limits the reach of a `reveal`. */
function lowerPlainBlock(scope: Scope, node: ts.Block): void {
  const body = lowerBlock(scope, node);
  if (!body.some((each) => each.kind === "reveal")) return (scope.out.push(...body), undefined);
  emit(scope, { kind: "block", label: fresh(scope, "block"), body, span: spanOf(node) });
}

function lowerLabelledBlock(scope: Scope, node: ts.Block, sourceLabel: string): void {
  const label = fresh(scope, sourceLabel);
  const target = newTarget("block", label, sourceLabel);
  const body = withTarget(scope, target, () => lowerBlock(scope, node));
  emit(scope, { kind: "block", label, body, span: spanOf(node) });
}

export function newTarget(kind: Target["kind"], label: string, sourceLabel: string | undefined): Target {
  return { kind, label, sourceLabel, continueLabel: undefined, used: { break: false, continue: false } };
}

export function withTarget<T>(scope: Scope, target: Target, run: () => T): T {
  scope.targets.push(target);
  try {
    return run();
  } finally {
    scope.targets.pop();
  }
}

function lowerExpressionStatement(scope: Scope, node: ts.ExpressionStatement): void {
  const expression = unwrap(node.expression);
  if (ts.isBinaryExpression(expression) && isAssignmentOperator(expression.operatorToken.kind)) {
    return lowerAssignment(scope, expression);
  }
  if (!ts.isCallExpression(expression)) {
    const e = lower(scope, expression, undefined);
    return fail(node, "K413", { kind: e.kind });
  }
  const name = calledVocabulary(scope.context, expression);
  if (name !== undefined) return lowerVocabularyStatement(scope, expression, name);
  const entity = calleeOf(scope.context, expression);
  if (entity.kind === "lemma") return lowerLemmaCall(scope, expression);
  if (!isCallable(entity)) {
    if (entity.kind === "spec" || entity.kind === "opaque") fail(node, "K414");
    return fail(node, entity.kind === "vocabulary" ? "K414" : "K326");
  }
  callExecutable(scope, expression, entity, undefined);
}

const CONTRACT = ["requires", "modifies", "ensures", "decreases", "checked", "trusted"];

function lowerVocabularyStatement(scope: Scope, node: ts.CallExpression, name: string): void {
  if (CONTRACT.includes(name)) fail(node, "K500", { clause: name });
  if (name === "invariant") fail(node, "K430");
  if (PROOF_STEPS.includes(name)) return lowerProofStep(scope, node, name);
  if (name === "unreachable") return emit(scope, { kind: "unreachable", span: spanOf(node) });
  if (name === "retype") return lowerRetype(scope, node);
  fail(node, "K414");
}

function lowerRetype(scope: Scope, node: ts.CallExpression): void {
  if (scope.ghost) fail(node, "K609");
  const [from, frame, to] = node.arguments;
  if (!from || !frame || !to) return fail(node, "K380");
  emit(scope, {
    kind: "retype",
    from: poolAt(scope, from),
    frame: lowerStored(scope, frame, { kind: "integer", name: "u32" }),
    to: poolAt(scope, to),
    span: spanOf(node),
  });
}

function poolAt(scope: Scope, node: ts.Expression) {
  const e = lower(scope, node, undefined);
  return isPlace(e) && e.type.kind === "pool" ? e : fail(node, "K415");
}

/** Is this condition about ghost values, so that it decides ghost code only? */
export function isGhostCondition(scope: Scope, node: ts.Expression): boolean {
  if (scope.ghost) return true;
  const names = new Set(scope.names);
  const e = probe(() => under(scope, { specification: true, out: [] }, () => lowerCondition(scope, node)));
  for (const name of scope.names) if (!names.has(name)) scope.names.delete(name);
  return e !== undefined && mentionsGhost(scope, e);
}

/** Runs with statements ghost: nothing that runs may be changed, no jump may leave. */
export function inGhost<T>(scope: Scope, run: () => T): T {
  return under(scope, { ghost: true, specification: true }, run);
}

function lowerIf(scope: Scope, node: ts.IfStatement): void {
  const ghost = isGhostCondition(scope, node.expression);
  const run = (): void => {
    const condition = lowerCondition(scope, node.expression);
    const depth = scope.targets.length;
    const whenTrue = lowerBlock(scope, node.thenStatement);
    const whenFalse = node.elseStatement ? lowerBlock(scope, node.elseStatement) : [];
    if (depth !== scope.targets.length) throw new Error("targets out of balance");
    emit(scope, { kind: "if", condition, whenTrue, whenFalse, ghost, span: spanOf(node) });
  };
  if (!ghost || scope.ghost) return run();
  withBarrier(scope, () => inGhost(scope, run));
}

/** Hides the jump targets outside: ghost code inside executable code cannot leave its block. */
export function withBarrier(scope: Scope, run: () => void): void {
  const hidden = scope.targets.splice(0);
  scope.barriers += 1;
  try {
    run();
  } finally {
    scope.barriers -= 1;
    scope.targets.push(...hidden);
  }
}

function lowerReturn(scope: Scope, node: ts.ReturnStatement): void {
  const span = spanOf(node);
  if (scope.barriers > 0) fail(node, "K610", { jump: "return" });
  if (!node.expression) {
    if (scope.result.kind !== "void") fail(node, "K416");
    return emit(scope, { kind: "return", span });
  }
  if (calledVocabulary(scope.context, node.expression) === "unreachable") {
    return emit(scope, { kind: "unreachable", span });
  }
  if (scope.result.kind === "void") fail(node, "K417");
  const value: Expression = isOwnLocal(scope, node.expression)
    ? lowerAs(scope, node.expression, scope.result)
    : lowerStored(scope, node.expression, scope.result);
  emit(scope, { kind: "return", value, span });
}

/** A local ends with the function, so its storage can be given away without a copy. */
function isOwnLocal(scope: Scope, node: ts.Expression): boolean {
  const inner = unwrap(node);
  const symbol = ts.isIdentifier(inner) ? symbolOf(scope.context, inner) : undefined;
  const binding = symbol && scope.bindings.get(symbol);
  return binding?.kind === "broken" || (binding?.kind === "variable" && binding.role === "local");
}

function lowerJump(scope: Scope, node: ts.BreakOrContinueStatement): void {
  const isBreak = ts.isBreakStatement(node);
  const target = [...scope.targets].reverse().find((each) => {
    if (node.label) return each.sourceLabel === node.label.text;
    return each.kind === "loop" || (isBreak && each.kind === "switch");
  });
  if (!target)
    return fail(node, scope.barriers > 0 ? "K610" : "K418", { jump: isBreak ? "break" : "continue" });
  const span = spanOf(node);
  if (isBreak) {
    target.used.break = true;
    return emit(scope, { kind: "break", label: target.label, span });
  }
  if (target.kind !== "loop") return fail(node, "K418", { jump: "continue" });
  target.used.continue = true;
  if (target.continueLabel === undefined) return emit(scope, { kind: "continue", label: target.label, span });
  emit(scope, { kind: "break", label: target.continueLabel, span });
}

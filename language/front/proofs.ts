/**
 * Proof steps: `assert`, `assertBits`, `assume`, `reveal`, `prove`, calls of lemmas.
 *
 * Owns        the steps and the ghost scope of their proofs.
 * Invariants  no step changes what runs, and no jump leaves a proof.
 */
import ts from "typescript";
import type { Argument, Clause, Statement } from "../ir.ts";
import { fail, spanOf } from "./context.ts";
import { calledVocabulary, entityAt, unwrap } from "./registry.ts";
import { calleeOf } from "./callees.ts";
import { lowerAs } from "./operands.ts";
import { clauseText, lowerClause, lowerClauses, text } from "./contracts.ts";
import { calleeInstance } from "./functions.ts";
import { inGhost, lowerStatements, withBarrier } from "./statements.ts";
import { arrowParameters, bindVariable, capture, emit, specifying, type Scope } from "./scope.ts";
import { specInstance } from "./specs.ts";
import { resolveType } from "./types.ts";

export const PROOF_STEPS = ["assert", "assertBits", "assume", "reveal", "prove"];

export function lowerProofStep(scope: Scope, node: ts.CallExpression, name: string): void {
  const span = spanOf(node);
  const [first, second] = node.arguments;
  if (!first) return fail(node, "K380");
  switch (name) {
    case "assert":
      return lowerAssert(scope, node, first, second);
    case "assertBits": {
      const clause = wholeClause(scope, first);
      return emit(scope, { kind: "assertBits", clause, span });
    }
    case "assume":
      return emit(scope, {
        kind: "assume",
        clause: wholeClause(scope, first),
        reason: text(node, second),
        span,
      });
    case "reveal":
      return emit(scope, {
        kind: "reveal",
        functions: node.arguments.map((each) => revealed(scope, each)),
        span,
      });
    default:
      return lowerProve(scope, node, first);
  }
}

function wholeClause(scope: Scope, node: ts.Expression): Clause {
  return { ...lowerClause(scope, node), text: clauseText(node) };
}

/** Without a proof, one step for each conjunct; with one, the proof serves them together. */
function lowerAssert(
  scope: Scope,
  node: ts.CallExpression,
  condition: ts.Expression,
  proof: ts.Expression | undefined,
): void {
  const span = spanOf(node);
  if (!proof) {
    for (const clause of lowerClauses(scope, condition))
      emit(scope, { kind: "assert", clause, proof: [], span });
    return;
  }
  if (!ts.isArrowFunction(proof) || proof.parameters.length > 0 || !ts.isBlock(proof.body))
    return fail(proof, "K540");
  const { statements } = proof.body;
  const steps = ghostBlock(scope, statements);
  emit(scope, { kind: "assert", clause: wholeClause(scope, condition), proof: steps, span });
}

/** Statements that are ghost and cannot be left by a jump. */
function ghostBlock(scope: Scope, statements: readonly ts.Statement[]): readonly Statement[] {
  const out: Statement[] = [];
  withBarrier(scope, () => {
    out.push(...capture(scope, () => inGhostSteps(scope, statements)));
  });
  return out;
}

function inGhostSteps(scope: Scope, statements: readonly ts.Statement[]): void {
  const inner: Statement[] = [];
  inGhost(scope, () => {
    inner.push(...capture(scope, () => lowerStatements(scope, statements)));
  });
  scope.out.push(...inner);
}

/** The specification function that a `reveal` names; a generic one with its type arguments: `reveal(f<u32>)`. */
function revealed(scope: Scope, node: ts.Expression): string {
  const instantiation = ts.isExpressionWithTypeArguments(node) ? node : undefined;
  const name = instantiation ? instantiation.expression : node;
  const entity = entityAt(scope.context, name);
  if (entity.kind === "spec") return fail(node, "K541", { name: name.getText() });
  if (entity.kind !== "opaque") return fail(node, "K542", { name: name.getText() });
  const types = (instantiation?.typeArguments ?? []).map((each) => ({
    kind: "type" as const,
    type: resolveType(scope, each),
  }));
  const wanted = entity.arrow.typeParameters?.length ?? 0;
  if (types.length !== wanted) fail(node, "K210", { name: name.getText() });
  return specInstance(scope.context, entity, types, node).name;
}

/** `prove((x: T) => { requires(p); ensures(q); steps })`. */
function lowerProve(scope: Scope, node: ts.CallExpression, arrow: ts.Expression): void {
  if (!ts.isArrowFunction(arrow) || !ts.isBlock(arrow.body)) return fail(arrow, "K543");
  const { statements } = arrow.body;
  const variables = arrowParameters(arrow).map((parameter) =>
    bindVariable(scope, parameter.name, resolveType(scope, parameter.type)),
  );
  const requires: Clause[] = [];
  const ensures: Clause[] = [];
  let length = 0;
  for (const statement of statements) {
    const call = ts.isExpressionStatement(statement) ? unwrap(statement.expression) : undefined;
    if (!call || !ts.isCallExpression(call)) break;
    const clause = calledVocabulary(scope.context, call);
    if (clause !== "requires" && clause !== "ensures") break;
    const list = clause === "requires" ? requires : ensures;
    if (clause === "requires" && ensures.length > 0) fail(call, "K502", { clause, before: "ensures" });
    list.push(...specifying(scope, () => lowerClauses(scope, call.arguments[0] ?? fail(call, "K380"))));
    length += 1;
  }
  if (ensures.length === 0) fail(node, "K543");
  const body = ghostBlock(scope, statements.slice(length));
  emit(scope, { kind: "prove", variables, requires, ensures, body, span: spanOf(node) });
}

export function lowerLemmaCall(scope: Scope, node: ts.CallExpression): void {
  const instance = specifying(scope, () =>
    calleeInstance(scope, node, calleeOf(scope.context, node), undefined),
  );
  if (node.arguments.length !== instance.parameters.length) fail(node, "K380");
  const args = instance.parameters.map((parameter, index): Argument => {
    const argument = node.arguments[index] ?? fail(node, "K380");
    return { kind: "value", value: specifying(scope, () => lowerAs(scope, argument, parameter.type)) };
  });
  emit(scope, { kind: "call", function: instance.name, arguments: args, ghost: true, span: spanOf(node) });
}

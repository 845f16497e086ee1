/**
 * Contracts: the clauses at the head of a body.
 *
 * Owns        their order, the split into conjuncts, the mode of a function.
 * Invariants  `requires` is about the state at entry, so `old` has no meaning in it.
 * Not here    invariants of loops (loops.ts) and of modules (modules.ts).
 */
import ts from "typescript";
import type { Clause, Expression, FunctionMode, Modified, Span } from "../ir.ts";
import { toInt } from "../build.ts";
import { typeText } from "../print.ts";
import { attempt, fail, spanOf, type Context } from "./context.ts";
import { calledVocabulary, unwrap, type CallableEntity } from "./registry.ts";
import { lower, lowerCondition } from "./expressions.ts";
import { viewsNamed } from "./groups.ts";
import { rootOf } from "../effects.ts";
import { sameType } from "../types.ts";
import { isPlace } from "./places.ts";
import type { FunctionInstance } from "./functions.ts";
import { arrowParameters, bind, specifying, under, type Scope } from "./scope.ts";
import { isInteger, resolveType } from "./types.ts";

export interface Contract {
  readonly requires: readonly Clause[];
  readonly modifies: readonly Modified[];
  readonly ensures: readonly Clause[];
  readonly decreases: readonly Expression[];
  /** The parameters that `modifies` names, or a place in them. */
  readonly modifiedParameters: ReadonlySet<string>;
  /** No clause is missing because of a mistake in it. */
  readonly whole: boolean;
}

const ORDER = ["requires", "modifies", "ensures", "decreases", "checked", "trusted"];

/** The calls at the head of a body that are its contract. */
export function headOf(context: Context, body: ts.Block): readonly ts.CallExpression[] {
  const head: ts.CallExpression[] = [];
  for (const statement of body.statements) {
    const call = ts.isExpressionStatement(statement) ? unwrap(statement.expression) : undefined;
    if (!call || !ts.isCallExpression(call)) break;
    if (!ORDER.includes(calledVocabulary(context, call) ?? "")) break;
    head.push(call);
  }
  return head;
}

export function modeOf(
  context: Context,
  entity: CallableEntity,
): { readonly mode: FunctionMode; readonly reason?: string } {
  if ("wrapper" in entity) {
    if (entity.kind === "lemma") return { mode: "lemma" };
    return { mode: "machine", reason: text(entity.wrapper, entity.wrapper.arguments[0]) };
  }
  const { body } = entity.node;
  for (const call of body ? headOf(context, body) : []) {
    const clause = calledVocabulary(context, call);
    if (clause === "checked") return { mode: "checked" };
    if (clause === "trusted") return { mode: "trusted", reason: text(call, call.arguments[0]) };
  }
  return { mode: "verified" };
}

/** A reason or a name: a plain string. */
export function text(call: ts.CallExpression, node: ts.Expression | undefined): string {
  if (!node || !ts.isStringLiteral(node) || node.text.trim() === "") {
    return fail(node ?? call, "K501", { name: call.expression.getText() });
  }
  return node.text;
}

export function lowerContract(instance: FunctionInstance): Contract {
  const { scope, node } = instance;
  const head = node.body && ts.isBlock(node.body) ? headOf(scope.context, node.body) : [];
  attempt(scope.context, () => checkOrder(scope, instance, head));
  const { context } = scope;
  let whole = true;
  /** What the clauses of one kind become; a mistake costs its own clause only. */
  const each = <T>(name: string, lowerClause: (call: ts.CallExpression) => readonly T[]): readonly T[] =>
    head
      .filter((call) => calledVocabulary(context, call) === name)
      .flatMap((call) => {
        const lowered = attempt(context, () => lowerClause(call));
        whole &&= lowered !== undefined;
        return lowered ?? [];
      });
  return specifying(scope, () => {
    const requires = each("requires", (call) => clauseArguments(scope, call));
    const modifies = each("modifies", (call) =>
      call.arguments.flatMap((place) => lowerModified(instance, place)),
    );
    const ensures = each("ensures", (call) => lowerEnsures(scope, call));
    const decreases = each("decreases", (call) => lowerMeasure(scope, call));
    const modifiedParameters = new Set(modifies.flatMap((modified) => parameterOf(modified) ?? []));
    return { requires, modifies, ensures, decreases, modifiedParameters, whole };
  });
}

function parameterOf(modified: Modified): string | undefined {
  if (modified.kind === "view") return undefined;
  const root = rootOf(modified.place);
  return root.kind === "variable" ? root.name : undefined;
}

function checkOrder(scope: Scope, instance: FunctionInstance, head: readonly ts.CallExpression[]): void {
  let position = 0;
  const seen = new Set<string>();
  for (const call of head) {
    const clause = calledVocabulary(scope.context, call) ?? "";
    const next = ORDER.indexOf(clause);
    if (next < position) fail(call, "K502", { clause, before: ORDER[position] ?? "" });
    if (seen.has(clause) && clause !== "requires" && clause !== "ensures") fail(call, "K503", { clause });
    const modal = clause === "checked" || clause === "trusted";
    if (modal && (instance.mode === "lemma" || instance.mode === "machine")) fail(call, "K504", { clause });
    if (clause === "modifies" && instance.mode === "lemma") fail(call, "K504", { clause });
    if (modal && seen.has(clause === "checked" ? "trusted" : "checked")) fail(call, "K503", { clause });
    seen.add(clause);
    position = next;
  }
}

function clauseArguments(scope: Scope, call: ts.CallExpression): readonly Clause[] {
  const [condition] = call.arguments;
  return condition ? lowerClauses(scope, condition) : fail(call, "K380");
}

/** One clause for each conjunct. */
export function lowerClauses(scope: Scope, node: ts.Expression): readonly Clause[] {
  return conjuncts(node).map((each) => lowerClause(scope, each));
}

export function lowerClause(scope: Scope, node: ts.Expression): Clause {
  const condition = specifying(scope, () => lowerCondition(scope, node));
  return { condition, span: spanOf(node), text: clauseText(node) };
}

/** The source text in one line. */
export function clauseText(node: ts.Node): string {
  return node.getText().replace(/\s+/g, " ");
}

function conjuncts(node: ts.Expression): readonly ts.Expression[] {
  const inner = unwrap(node);
  const conjunction =
    ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
  return conjunction ? [...conjuncts(inner.left), ...conjuncts(inner.right)] : [inner];
}

function lowerEnsures(scope: Scope, call: ts.CallExpression): readonly Clause[] {
  return under(scope, { allowsOld: true }, () => {
    const [condition] = call.arguments;
    if (!condition || !ts.isArrowFunction(condition)) return clauseArguments(scope, call);
    const [parameter, ...others] = arrowParameters(condition);
    if (!parameter || others.length > 0 || ts.isBlock(condition.body)) return fail(condition, "K505");
    const type = resolveType(scope, parameter.type);
    if (!sameType(type, scope.result) || scope.result.kind === "void") {
      fail(parameter.type, "K506", { found: typeText(type), expected: typeText(scope.result) });
    }
    const variable = { name: "result", type };
    bind(scope, parameter.name, { kind: "variable", variable, ghost: true, stable: true, role: "bound" });
    return lowerClauses(scope, condition.body);
  });
}

export function lowerMeasure(scope: Scope, call: ts.CallExpression): readonly Expression[] {
  if (call.arguments.length === 0) fail(call, "K380");
  return call.arguments.map((node) => {
    const e = specifying(scope, () => lower(scope, node, undefined));
    return isInteger(e.type) ? toInt(e) : fail(node, "K511", { type: typeText(e.type) });
  });
}

function lowerModified(instance: FunctionInstance, node: ts.Expression): readonly Modified[] {
  const { scope } = instance;
  const span: Span = spanOf(node);
  const views = viewsNamed(scope.context, node);
  if (views) return views.map(({ view }) => ({ kind: "view", function: view.name, span }));
  const place = lower(scope, node, undefined);
  if (!isPlace(place)) return fail(node, "K513", { text: node.getText() });
  const root = rootOf(place);
  if (root.kind === "variable") {
    const parameter = instance.parameters.find((each) => each.name === root.name);
    if (!parameter?.reference) fail(node, "K514", { name: root.name });
  }
  return [{ kind: "place", place, span }];
}

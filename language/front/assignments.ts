/**
 * Declarations of locals and assignments.
 *
 * Owns        aliases of places, ghost locals, compound assignment.
 * Invariants  the target of an assignment is evaluated before its value.
 */
import ts from "typescript";
import type { Expression, Place, Type, Variable } from "../ir.ts";
import { isArithmetic, operatorSpelled } from "../operators.ts";
import { typeText } from "../print.ts";
import { fail, Failure, probe, spanOf } from "./context.ts";
import { isConst, symbolOf, unwrap } from "./registry.ts";
import { calledFunction } from "./callees.ts";
import { lower } from "./expressions.ts";
import { operate } from "./operators.ts";
import { adapt, callsFunction, lowerStored, requireFresh } from "./operands.ts";
import { rootOf } from "../effects.ts";
import { fixIndices, isPlace, isPlaceSyntax, isPoolAccess } from "./places.ts";
import { isGhostPlace, mentionsGhost } from "./ghost.ts";
import { inGhost } from "./statements.ts";
import { bind, emit, fresh, save, specifying, under, type Scope } from "./scope.ts";
import { isGhostCall, isSpecificationType, isStorageType, resolveType, settled, UNTYPED } from "./types.ts";

export function lowerDeclarations(scope: Scope, list: ts.VariableDeclarationList): void {
  for (const declaration of list.declarations) {
    try {
      if (!(list.flags & ts.NodeFlags.BlockScoped)) fail(list, "K402");
      lowerDeclaration(scope, declaration);
    } catch (error) {
      if (error instanceof Failure) bindBroken(scope, declaration.name);
      throw error;
    }
  }
}

/** One mistake in a declaration is reported once, not at each use of its names. */
function bindBroken(scope: Scope, name: ts.BindingName): void {
  if (ts.isIdentifier(name)) return bind(scope, name, { kind: "broken" });
  for (const element of name.elements) if (ts.isBindingElement(element)) bindBroken(scope, element.name);
}

function lowerDeclaration(scope: Scope, node: ts.VariableDeclaration): void {
  const { name, initializer } = node;
  if (!ts.isIdentifier(name)) return fail(name, "K403");
  if (!initializer) return fail(node, "K404", { name: name.text });
  const annotation = node.type && resolveType(scope, node.type);
  if (annotation?.kind === "pool" || annotation?.kind === "void") fail(node.type ?? node, "K213");
  if (isGhostDeclaration(scope, initializer, annotation))
    return declareGhost(scope, name, initializer, annotation);
  if (isPlaceSyntax(scope, initializer)) {
    const e = lower(scope, initializer, annotation);
    if (isStorageType(e.type) || e.type.kind === "pool") return declareAlias(scope, node, name, e);
    return declareLocal(scope, name, e, annotation, initializer);
  }
  const e = annotation ? lowerStored(scope, initializer, annotation) : lower(scope, initializer, undefined);
  requireFresh(scope, initializer, e.type);
  declareLocal(scope, name, e, annotation, initializer);
}

/** A variable is ghost where its type or the word `ghost` says so, or where all code here is. */
function isGhostDeclaration(scope: Scope, node: ts.Expression, annotation: Type | undefined): boolean {
  if (scope.ghost || isGhostCall(scope.context, node)) return true;
  if (annotation) return isSpecificationType(annotation);
  const names = new Set(scope.names);
  const e = probe(() => under(scope, { specification: true, out: [] }, () => lower(scope, node, undefined)));
  for (const name of scope.names) if (!names.has(name)) scope.names.delete(name);
  return e !== undefined && isSpecificationType(e.type) && mentionsGhost(scope, e);
}

function declareGhost(
  scope: Scope,
  name: ts.Identifier,
  initializer: ts.Expression,
  annotation: Type | undefined,
): void {
  const node = isGhostCall(scope.context, initializer)
    ? (initializer.arguments[0] ?? fail(initializer, "K380"))
    : initializer;
  const raw = specifying(scope, () => lower(scope, node, annotation));
  const value = annotation ? specifying(scope, () => adapt(scope, raw, annotation, node)) : raw;
  const variable: Variable = { name: fresh(scope, name.text), type: settled(value.type) };
  emit(scope, { kind: "declare", variable, value, ghost: true, span: spanOf(name.parent) });
  bind(scope, name, {
    kind: "variable",
    variable,
    ghost: true,
    stable: isStable(scope, name),
    role: "local",
  });
}

function isStable(scope: Scope, name: ts.Identifier): boolean {
  const symbol = symbolOf(scope.context, name);
  return symbol !== undefined && !scope.reassigned.has(symbol);
}

/** `const entry = table[i]`: another name of the place. */
function declareAlias(scope: Scope, node: ts.VariableDeclaration, name: ts.Identifier, e: Expression): void {
  if (!isConst(node)) fail(node, "K703", { name: name.text });
  if (!isPlace(e)) return fail(node, "K704");
  const place = fixIndices(scope, e, "alias");
  if (place.kind !== "variable" && place.kind !== "global") {
    emit(scope, { kind: "evaluate", value: place, ghost: false, span: spanOf(node) });
  }
  bind(scope, name, { kind: "alias", place });
}

function declareLocal(
  scope: Scope,
  name: ts.Identifier,
  e: Expression,
  annotation: Type | undefined,
  initializer: ts.Expression,
): void {
  const value = annotation ? adapt(scope, e, annotation, initializer) : e;
  if (value.type === UNTYPED) fail(initializer, "K401", { name: name.text, text: initializer.getText() });
  const variable: Variable = { name: fresh(scope, name.text), type: value.type };
  if (!isFunctionCall(scope, initializer) || !renameResult(scope, value, variable)) {
    emit(scope, { kind: "declare", variable, value, ghost: false, span: spanOf(name.parent) });
  }
  const stable = isStable(scope, name) && !isStorageType(value.type);
  bind(scope, name, { kind: "variable", variable, ghost: false, stable, role: "local" });
}

function isFunctionCall(scope: Scope, node: ts.Expression): boolean {
  const call = unwrap(node);
  return ts.isCallExpression(call) && calledFunction(scope.context, call) !== undefined;
}

/** `const x = f()` holds the result of the call in `x` itself. */
function renameResult(scope: Scope, value: Expression, variable: Variable): boolean {
  const last = scope.out.at(-1);
  if (value.kind !== "variable" || last?.kind !== "call" || last.result?.name !== value.name) return false;
  if (!scope.locals.has(value.name)) return false;
  scope.out[scope.out.length - 1] = { ...last, result: variable };
  scope.names.delete(value.name);
  return true;
}

export function lowerAssignment(scope: Scope, node: ts.BinaryExpression): void {
  const { target, ghost } = lowerTarget(scope, node.left);
  if (ghost && !scope.ghost) return inGhost(scope, () => assign(scope, node, target, true));
  if (!ghost && scope.ghost) fail(node, "K611", { text: node.left.getText() });
  assign(scope, node, target, ghost);
}

/** The place that is assigned, and whether it is ghost. */
function lowerTarget(scope: Scope, node: ts.Expression): { target: Place; ghost: boolean } {
  const left = unwrap(node);
  if (ts.isObjectLiteralExpression(left) || ts.isArrayLiteralExpression(left)) fail(left, "K405");
  const names = new Set(scope.names);
  const probed = probe(() =>
    under(scope, { specification: true, out: [] }, () => lower(scope, left, undefined)),
  );
  for (const name of scope.names) if (!names.has(name)) scope.names.delete(name);
  const ghost = scope.ghost || (probed !== undefined && isPlace(probed) && isGhostPlace(scope, probed));
  const e = ghost ? specifying(scope, () => lower(scope, left, undefined)) : lower(scope, left, undefined);
  if (!isPlace(e) || !isNamed(scope, left)) return fail(left, "K406", { text: left.getText() });
  requireAssignable(scope, left, e);
  return { target: e, ghost: ghost && isGhostPlace(scope, e) };
}

/** Is the storage one that the program names? A fresh value, as of a call, would be lost with the change in it. */
function isNamed(scope: Scope, node: ts.Expression): boolean {
  let root = unwrap(node);
  while (
    ts.isPropertyAccessExpression(root) ||
    ts.isElementAccessExpression(root) ||
    isPoolAccess(scope, root)
  )
    root = unwrap(root.expression);
  return ts.isIdentifier(root) || root.kind === ts.SyntaxKind.ThisKeyword;
}

function requireAssignable(scope: Scope, node: ts.Expression, place: Place): void {
  const root = rootOf(place);
  const symbol = ts.isIdentifier(node) ? symbolOf(scope.context, node) : undefined;
  const binding = symbol && scope.bindings.get(symbol);
  if (binding?.kind === "alias") fail(node, "K705", { name: node.getText() });
  if (binding?.kind === "variable" && binding.role !== "local") fail(node, "K407", { name: node.getText() });
  if (root.type.kind === "seq" && place.kind !== "variable" && place.kind !== "global") fail(node, "K408");
  if (containsSeqElement(place)) fail(node, "K408");
}

/** Sequences are values: an element of one is no storage. */
function containsSeqElement(place: Place): boolean {
  if (place.kind === "index") {
    return place.base.type.kind === "seq" || containsSeqElement(place.base as Place);
  }
  return place.kind === "field" ? containsSeqElement(place.base as Place) : false;
}

function assign(scope: Scope, node: ts.BinaryExpression, place: Place, ghost: boolean): void {
  const span = spanOf(node);
  const calls = callsFunction(scope, node.right);
  const target = calls ? fixIndices(scope, place, "alias") : place;
  if (node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    const value = lowerStored(scope, node.right, target.type);
    return emit(scope, { kind: "assign", target, value, ghost, span });
  }
  const operator = operatorSpelled(node.operatorToken.getText().replace(/=$/, ""));
  if (operator === undefined || !isArithmetic(operator))
    return fail(node.operatorToken, "K317", { operator: node.operatorToken.getText() });
  const left = calls ? save(scope, target, "operand") : target;
  const result = operate(scope, node, operator, left, lower(scope, node.right, target.type));
  if (result.type.kind !== target.type.kind && result.type.kind === "int") {
    fail(node, "K409", { type: typeText(target.type) });
  }
  emit(scope, { kind: "assign", target, value: adapt(scope, result, target.type, node), ghost, span });
}

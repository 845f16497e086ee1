/**
 * Module state: top-level variables with their initial values.
 *
 * Owns        scalars, records, arrays, pools and ghost state of modules.
 * Invariants  initial values are constant; a pool's is `zero`, and `ownsFrames` says what it owns at boot.
 */
import ts from "typescript";
import type { Expression, GlobalDeclaration, Type } from "../ir.ts";
import { integer } from "../build.ts";
import { typeText } from "../print.ts";
import { isScalar } from "../types.ts";
import { fail, once, spanOf, type Context } from "./context.ts";
import { calledVocabulary, isConst, type Entity } from "./registry.ts";
import { evaluate } from "./constants.ts";
import { lowerAs, lowerStored } from "./operands.ts";
import { lower } from "./expressions.ts";
import { exportedNames } from "./functions.ts";
import { hasZero } from "./values.ts";
import { newScope, specifying, type Scope } from "./scope.ts";
import {
  isGhostCall,
  isSpecificationType,
  isStorageType,
  resolveType,
  settled,
  typeArgument,
  UNTYPED,
} from "./types.ts";

/** The frames that memory can have: 4 GiB of 4 KiB. */
const MOST_FRAMES = 1n << 20n;

export function stateGlobal(context: Context, entity: Extract<Entity, { kind: "state" }>): GlobalDeclaration {
  const { node, module } = entity;
  const compute = (): GlobalDeclaration => {
    if (!ts.isIdentifier(node.name)) return fail(node.name, "K403");
    const sourceName = node.name.text;
    if (exportedNames(module).has(sourceName)) fail(node, "K106", { name: sourceName });
    if (!node.initializer) return fail(node, "K404", { name: sourceName });
    const scope = newScope(context, module, "constant", new Map(), undefined);
    const state = initialState(scope, node, node.initializer);
    checkForm(node, state);
    const name = `${module.name}.${sourceName}`;
    const global: GlobalDeclaration = { name, sourceName, module: module.name, span: spanOf(node), ...state };
    context.globals.set(name, global);
    return global;
  };
  return once(context, node, compute, () => fail(node, "K113", { name: node.name.getText() }));
}

type State = Pick<GlobalDeclaration, "type" | "initial" | "ghost" | "ownsFrames">;

function checkForm(node: ts.VariableDeclaration, state: State): void {
  if (state.type.kind === "void") fail(node, "K213");
  if (state.ghost) return;
  if (!isConst(node) && !isScalar(state.type) && state.type.kind !== "union") {
    fail(node, "K114", { name: node.name.getText(), type: typeText(state.type) });
  }
}

function initialState(scope: Scope, node: ts.VariableDeclaration, initializer: ts.Expression): State {
  const annotation = node.type && resolveType(scope, node.type);
  const maker = calledVocabulary(scope.context, initializer);
  if (maker === "frames" || maker === "pool") return poolState(scope, initializer, annotation, maker);
  if (annotation?.kind === "pool") return fail(initializer, "K115");
  const ghost = isGhostCall(scope.context, initializer);
  const value = ghost ? (initializer.arguments[0] ?? fail(initializer, "K380")) : initializer;
  if (ghost || (annotation && isSpecificationType(annotation))) {
    const initial = specifying(scope, () =>
      annotation ? lowerAs(scope, value, annotation) : lower(scope, value, undefined),
    );
    return { type: settled(initial.type), initial, ghost: true };
  }
  const initial = annotation ? lowerStored(scope, value, annotation) : lower(scope, value, undefined);
  if (initial.type === UNTYPED) fail(node, "K307", { text: value.getText() });
  if (isSpecificationType(initial.type)) return { type: initial.type, initial, ghost: true };
  const constant =
    isStorageType(initial.type) || initial.type.kind === "union" ? initial : folded(initial, value);
  return { type: initial.type, initial: constant, ghost: false };
}

function folded(initial: Expression, node: ts.Node): Expression {
  return { kind: "literal", value: evaluate(initial, node), type: initial.type, span: initial.span };
}

/** `frames<T>(count)` owns all frames at boot, `pool<T>()` none. */
function poolState(
  scope: Scope,
  node: ts.Expression,
  annotation: Type | undefined,
  maker: "frames" | "pool",
): State {
  if (!ts.isCallExpression(node)) throw new Error("a pool is made by a call");
  const [given] = node.typeArguments ?? [];
  const explicit = given && typeArgument(scope, given);
  const element =
    explicit?.kind === "type" ? explicit.type : annotation?.kind === "pool" ? annotation.element : undefined;
  if (!element) return fail(node, "K369", { name: maker });
  if (element.kind !== "record") return fail(node, "K211", { type: typeText(element) });
  if (!hasZero(scope.context, element)) fail(node, "K370", { type: typeText(element) });
  const type: Type = { kind: "pool", element };
  if (annotation && typeText(annotation) !== typeText(type)) {
    fail(node, "K300", { expected: typeText(annotation), found: typeText(type) });
  }
  const initial: Expression = { kind: "zero", type, span: spanOf(node) };
  if (maker === "pool") return { type, initial, ghost: false };
  const count = evaluate(lowerAs(scope, node.arguments[0] ?? fail(node, "K380"), integer("u32")), node);
  if (typeof count !== "bigint" || count < 1n || count > MOST_FRAMES) {
    return fail(node, "K116", { count: String(count) });
  }
  return { type, initial, ghost: false, ownsFrames: Number(count) };
}

/**
 * Places: expressions that name storage, their aliases, what may be assigned.
 *
 * Owns        the test for places, the fixing of indices.
 * Invariants  an alias has only literals and locals that never change as indices.
 * Not here    which places overlap (aliasing.ts).
 */
import ts from "typescript";
import type { Expression, Place } from "../ir.ts";
import { fail } from "./context.ts";
import { entityAt, unwrap } from "./registry.ts";
import { lower } from "./expressions.ts";
import { save, type Scope } from "./scope.ts";

/** Is this the name of storage, as it is written? A call of a function is not: it has a fresh value. */
export function isPlaceSyntax(scope: Scope, node: ts.Expression): boolean {
  const inner = unwrap(node);
  if (ts.isIdentifier(inner) || inner.kind === ts.SyntaxKind.ThisKeyword) return true;
  if (ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner)) return true;
  return isPoolAccess(scope, inner);
}

/** `pool.at(frame)`, not the `at` of a sequence. */
export function isPoolAccess(scope: Scope, node: ts.Expression): node is ts.CallExpression {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const { name } = node.expression;
  const entity = entityAt(scope.context, name);
  if (name.text !== "at" || entity.kind !== "vocabulary") return false;
  const owner = scope.context.checker.getSymbolAtLocation(name)?.valueDeclaration?.parent;
  return owner !== undefined && ts.isInterfaceDeclaration(owner) && owner.name.text === "Pool";
}

/** Does the expression name storage all the way down? */
export function isPlace(e: Expression): e is Place {
  switch (e.kind) {
    case "variable":
    case "global":
      return true;
    case "field":
    case "index":
      return isPlace(e.base);
    case "at":
      return isPlace(e.pool);
    default:
      return false;
  }
}

/** Lowers an expression that must name storage. */
export function lowerPlace(scope: Scope, node: ts.Expression): Place {
  const e = lower(scope, node, undefined);
  return isPlace(e) ? e : fail(node, "K702", { text: node.getText() });
}

/**
 * The place with every index in a literal or a local that keeps its value: for ever ("alias"), or while a function
 * runs ("call"), which no scalar local can be changed by.
 */
export function fixIndices(scope: Scope, place: Place, until: "alias" | "call"): Place {
  switch (place.kind) {
    case "variable":
    case "global":
      return place;
    case "field":
      return { ...place, base: fixIndices(scope, place.base as Place, until) };
    case "index": {
      const base = fixIndices(scope, place.base as Place, until);
      return { ...place, base, index: fixIndex(scope, place.index, until) };
    }
    case "at": {
      const pool = fixIndices(scope, place.pool as Place, until);
      return { ...place, pool, frame: fixIndex(scope, place.frame, until) };
    }
  }
}

function fixIndex(scope: Scope, index: Expression, until: "alias" | "call"): Expression {
  if (until === "call" && index.kind === "variable") return index;
  return save(scope, index, "index");
}

/**
 * Groups of views: `views(a, b)` names several views at once, for `modifies` and `unchanged`.
 *
 * Owns        what a group stands for; `unchanged`.
 * Invariants  a group stands for views alone, whatever other groups it names. In the IR there are no groups.
 */
import ts from "typescript";
import type { Expression } from "../ir.ts";
import { binary } from "../build.ts";
import { fail, spanOf, type Context } from "./context.ts";
import { lower } from "./expressions.ts";
import { isPlace } from "./places.ts";
import { entityAt, type GroupEntity } from "./registry.ts";
import type { Scope } from "./scope.ts";
import { specInstance, type SpecInstance } from "./specs.ts";

/** A view, by where it is named. */
export interface NamedView {
  readonly view: SpecInstance;
  readonly node: ts.Expression;
}

/** The views that a name stands for: one, or those of a group. Undefined if it is something else. */
export function viewsNamed(context: Context, node: ts.Expression): readonly NamedView[] | undefined {
  const entity = ts.isIdentifier(node) ? entityAt(context, node) : undefined;
  if (entity?.kind === "group") return viewsOf(context, entity).map(({ view }) => ({ view, node }));
  if (entity?.kind !== "spec" && entity?.kind !== "opaque") return undefined;
  if (entity.arrow.typeParameters) fail(node, "K512", { name: node.getText() });
  return [{ view: specInstance(context, entity, [], node), node }];
}

/** The views of a group. Whatever a group names stands above it, so that this ends. */
export function viewsOf(context: Context, { call }: GroupEntity): readonly NamedView[] {
  return call.arguments.flatMap((node) => {
    const entity = ts.isIdentifier(node) ? entityAt(context, node) : undefined;
    const below = entity?.kind === "group" && isBelow(entity.call, call);
    return (below ? undefined : viewsNamed(context, node)) ?? fail(node, "K524", { text: node.getText() });
  });
}

function isBelow(group: ts.CallExpression, other: ts.CallExpression): boolean {
  return group.getSourceFile() === other.getSourceFile() && group.pos >= other.pos;
}

/** `unchanged(a, b)`: each view or place is what it was at entry. */
export function lowerUnchanged(scope: Scope, node: ts.CallExpression): Expression {
  if (!scope.allowsOld) fail(node, "K516");
  if (scope.inOld) fail(node, "K517");
  const values = node.arguments.flatMap((argument) => valuesOf(scope, argument));
  const equal = values.map((value) => binary("eq", value, before(value), spanOf(node)));
  return equal.reduceRight(
    (rest, each) => binary("land", each, rest, spanOf(node)),
    equal.pop() ?? fail(node, "K380"),
  );
}

function valuesOf(scope: Scope, node: ts.Expression): readonly Expression[] {
  const named = viewsNamed(scope.context, node);
  if (named)
    return named.map(({ view }) => {
      if (view.parameters.length > 0) fail(node, "K525", { name: view.entity.node.name.getText() });
      return { kind: "call", function: view.name, arguments: [], type: view.result, span: spanOf(node) };
    });
  const place = lower(scope, node, undefined);
  return isPlace(place) ? [place] : fail(node, "K513", { text: node.getText() });
}

const before = (operand: Expression): Expression => ({
  kind: "old",
  operand,
  type: operand.type,
  span: operand.span,
});

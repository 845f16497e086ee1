/**
 * Who is called: the declaration behind a call.
 *
 * Owns      the classification of callees.
 * Not here  arguments and instances (calls.ts, functions.ts).
 */
import ts from "typescript";
import type { Context } from "./context.ts";
import { entityAt, type CallableEntity, type Entity } from "./registry.ts";

/** The entity that a call names, directly (`f(x)`) or as a method (`queue.push(x)`). */
export function calleeOf(context: Context, node: ts.CallExpression): Entity {
  const { expression } = node;
  if (ts.isIdentifier(expression)) return entityAt(context, expression);
  return ts.isPropertyAccessExpression(expression) ? entityAt(context, expression.name) : { kind: "local" };
}

/** The entity, where it is an executable function of the program or of the machine. */
export function calledFunction(context: Context, node: ts.CallExpression): CallableEntity | undefined {
  const entity = calleeOf(context, node);
  return entity.kind === "function" || entity.kind === "method" || entity.kind === "machine"
    ? entity
    : undefined;
}

/**
 * The direct parts of an expression.
 *
 * Owns  the one traversal that needs no meaning: what is below a node, in source order.
 */
import type { Expression } from "../../language/ir.ts";

export function children(e: Expression): readonly Expression[] {
  switch (e.kind) {
    case "literal":
    case "variable":
    case "global":
    case "zero":
      return [];
    case "field":
    case "is":
      return [e.base];
    case "index":
      return [e.base, e.index];
    case "at":
      return [e.pool, e.frame];
    case "not":
    case "negate":
    case "complement":
    case "convert":
    case "old":
      return [e.operand];
    case "binary":
    case "wrapping":
      return [e.left, e.right];
    case "conditional":
      return [e.condition, e.whenTrue, e.whenFalse];
    case "construct":
      return e.fields.map((field) => field.value);
    case "update":
      return [e.base, ...e.fields.map((field) => field.value)];
    case "elements":
      return e.elements;
    case "call":
    case "builtin":
      return e.arguments;
    case "let":
      return [e.value, e.body];
    case "quantifier":
      return [...e.triggers.flat(), e.body];
    case "build":
      return [e.length, e.body];
  }
}

/** Every call in the expression, inner ones too. */
export function calls(e: Expression): readonly Extract<Expression, { kind: "call" }>[] {
  const inner = children(e).flatMap(calls);
  return e.kind === "call" ? [e, ...inner] : inner;
}

/**
 * Members: `base.name` and `base[index]`.
 *
 * Owns      fields, lengths, elements, members of enums, the constants of the integer types.
 * Not here  which variant of a union has a field (unions.ts); calls of members (calls.ts, collections.ts).
 */
import ts from "typescript";
import type { Expression } from "../ir.ts";
import { bits, INT, integer, literal, range, toInt } from "../build.ts";
import { typeText } from "../print.ts";
import { fail, spanOf } from "./context.ts";
import { entityAt, vocabularyName } from "./registry.ts";
import { inOrder } from "./operands.ts";
import { lower } from "./expressions.ts";
import { lowerUnionField } from "./unions.ts";
import { fitLiteral } from "./constants.ts";
import type { Scope } from "./scope.ts";
import { enumType, isInteger, isIntegerName, isMachineInteger, UNTYPED } from "./types.ts";

export function lowerMember(scope: Scope, node: ts.PropertyAccessExpression): Expression {
  if (node.questionDotToken) fail(node, "K343");
  return lowerStatic(scope, node) ?? lowerField(scope, node, lower(scope, node.expression, undefined));
}

/** `u32.MAX`, `Color.Red`. */
function lowerStatic(scope: Scope, node: ts.PropertyAccessExpression): Expression | undefined {
  if (!ts.isIdentifier(node.expression)) return undefined;
  const { context } = scope;
  const name = vocabularyName(context, node.expression);
  if (isIntegerName(name)) {
    const span = spanOf(node);
    if (node.name.text === "MIN") return literal(range(name).min, integer(name), span);
    if (node.name.text === "MAX") return literal(range(name).max, integer(name), span);
    if (node.name.text === "BITS") return literal(BigInt(bits(name)), UNTYPED, span);
    return fail(node, "K344", { name: node.getText() });
  }
  if (name !== undefined) return fail(node, "K344", { name: node.getText() });
  const entity = entityAt(context, node.expression);
  if (entity.kind !== "enum") return undefined;
  const type = enumType(context, entity.node, entity.module);
  const members = type.kind === "enum" ? context.enums.get(type.name)?.members : undefined;
  const member = members?.find((each) => each.name === node.name.text);
  return member ? literal(member.value, type, spanOf(node)) : fail(node, "K344", { name: node.getText() });
}

function lowerField(scope: Scope, node: ts.PropertyAccessExpression, base: Expression): Expression {
  const { context } = scope;
  const span = spanOf(node);
  const field = node.name.text;
  const { type } = base;
  switch (type.kind) {
    case "record": {
      const declared = context.records.get(type.name)?.fields.find((each) => each.name === field);
      if (!declared) return fail(node.name, "K345", { field, type: typeText(type) });
      if (declared.ghost && !scope.specification) fail(node, "K602", { field });
      return { kind: "field", base, field, type: declared.type, span };
    }
    case "union":
      return lowerUnionField(scope, node, base, type.name);
    case "array":
      if (field === "length") return literal(BigInt(type.length), UNTYPED, span);
      return fail(node.name, "K345", { field, type: typeText(type) });
    case "seq":
      if (field !== "length") return fail(node.name, "K345", { field, type: typeText(type) });
      return { kind: "builtin", name: "seq.length", arguments: [base], type: INT, span };
    default:
      return fail(node.name, "K345", { field, type: typeText(type) });
  }
}

export function lowerElement(scope: Scope, node: ts.ElementAccessExpression): Expression {
  if (node.questionDotToken) fail(node, "K343");
  const { argumentExpression } = node;
  const [base, index] = inOrder(scope, [
    { node: node.expression, lower: () => lower(scope, node.expression, undefined), place: true },
    { node: argumentExpression, lower: () => lower(scope, argumentExpression, undefined) },
  ]);
  if (!base || !index) throw new Error("a base and an index expected");
  return elementOf(scope, node, base, index, argumentExpression);
}

/** The element of an array or sequence. */
export function elementOf(
  scope: Scope,
  node: ts.Expression,
  base: Expression,
  index: Expression,
  at: ts.Expression,
): Expression {
  const span = spanOf(node);
  const { type } = base;
  if (type.kind !== "array" && type.kind !== "seq") return fail(node, "K346", { type: typeText(type) });
  if (!isInteger(index.type)) return fail(at, "K347", { type: typeText(index.type) });
  return { kind: "index", base, index: indexOf(scope, type.kind, index, at), type: type.element, span };
}

function indexOf(scope: Scope, kind: "array" | "seq", index: Expression, at: ts.Expression): Expression {
  if (kind === "seq") return toInt(index);
  if (index.type === UNTYPED && index.kind === "literal" && typeof index.value === "bigint") {
    return fitLiteral(index.value, scope.specification ? INT : integer("u32"), at);
  }
  return isMachineInteger(index.type) || scope.specification ? index : fail(at, "K347", { type: "int" });
}

/**
 * Fresh values: object literals, `new`, `zeroed`, `arrayOf`, updates.
 *
 * Owns        records and unions made field by field.
 * Invariants  the fields of a `construct` stand in the order of the declaration; they are evaluated as written.
 */
import ts from "typescript";
import type { Expression, Field, Type } from "../ir.ts";
import { typeText } from "../print.ts";
import { fail, once, spanOf, type Context } from "./context.ts";
import { entityAt, unwrap } from "./registry.ts";
import { inOrder, lowerStored } from "./operands.ts";
import { lower } from "./expressions.ts";
import { newScope, specifying, type Scope } from "./scope.ts";
import { inferFrom } from "./generics.ts";
import { instantiateType, isGhostCall, typeArgument, typeSources } from "./types.ts";

interface NamedValue {
  readonly name: string;
  readonly node: ts.Expression;
}

/** `{ x: 1, y }`, `{ kind: "ok", value: 1 }`, `{ ...place, x: 1 }`. */
export function lowerObject(
  scope: Scope,
  node: ts.ObjectLiteralExpression,
  expected: Type | undefined,
): Expression {
  const [first] = node.properties;
  if (first && ts.isSpreadAssignment(first)) return lowerUpdate(scope, node, first, expected);
  const type = expected ?? fail(node, "K360");
  if (type.kind === "union") return lowerVariant(scope, node, type);
  if (type.kind !== "record") return fail(node, "K361", { type: typeText(type) });
  const fields = scope.context.records.get(type.name)?.fields ?? [];
  const values = lowerFields(scope, node, namedValues(node.properties), fields);
  return { kind: "construct", fields: complete(node, fields, values), type, span: spanOf(node) };
}

function namedValues(properties: readonly ts.ObjectLiteralElementLike[]): readonly NamedValue[] {
  return properties.map((property) => {
    if (ts.isShorthandPropertyAssignment(property)) return { name: property.name.text, node: property.name };
    if (!ts.isPropertyAssignment(property)) return fail(property, "K362");
    if (!ts.isIdentifier(property.name)) return fail(property.name, "K222");
    return { name: property.name.text, node: property.initializer };
  });
}

type FieldValue = { readonly name: string; readonly value: Expression };

function lowerFields(
  scope: Scope,
  node: ts.Node,
  values: readonly NamedValue[],
  fields: readonly Field[],
): readonly FieldValue[] {
  const operands = values.map(({ name, node: value }) => {
    const field = fields.find((each) => each.name === name);
    if (!field) return fail(value, "K345", { field: name, type: node.getText() });
    const run = () => lowerFieldValue(scope, field, value);
    return { node: value, lower: run };
  });
  const lowered = inOrder(scope, operands);
  return values.flatMap(({ name }, index) => {
    const value = lowered[index];
    return value ? [{ name, value }] : [];
  });
}

function lowerFieldValue(scope: Scope, field: Field, node: ts.Expression): Expression {
  if (!field.ghost) return lowerStored(scope, node, field.type);
  const inner = isGhostCall(scope.context, node) ? (node.arguments[0] ?? node) : node;
  return specifying(scope, () => lowerStored(scope, inner, field.type));
}

/** All fields, in the order of the declaration. */
function complete(
  node: ts.Node,
  fields: readonly Field[],
  values: readonly FieldValue[],
): readonly FieldValue[] {
  return fields.map(({ name }) => {
    return values.find((value) => value.name === name) ?? fail(node, "K363", { field: name });
  });
}

function lowerVariant(
  scope: Scope,
  node: ts.ObjectLiteralExpression,
  type: Extract<Type, { kind: "union" }>,
): Expression {
  const union = scope.context.unions.get(type.name);
  if (!union) throw new Error(`no union ${type.name}`);
  const values = namedValues(node.properties);
  const tag = values.find((value) => value.name === union.tagField);
  const text = tag && unwrap(tag.node);
  if (!text || !ts.isStringLiteral(text)) return fail(node, "K364", { field: union.tagField });
  const variant = union.variants.find((each) => each.tag === text.text);
  if (!variant) return fail(text, "K348", { tag: text.text, type: typeText(type) });
  const others = values.filter((value) => value !== tag);
  const lowered = lowerFields(scope, node, others, variant.fields);
  const fields = complete(node, variant.fields, lowered);
  return { kind: "construct", variant: variant.tag, fields, type, span: spanOf(node) };
}

function lowerUpdate(
  scope: Scope,
  node: ts.ObjectLiteralExpression,
  spread: ts.SpreadAssignment,
  expected: Type | undefined,
): Expression {
  const values = namedValues(node.properties.slice(1));
  const type: { found?: Extract<Type, { kind: "record" }> } = {};
  const lowerBase = (): Expression => {
    const base = lower(scope, spread.expression, expected);
    if (base.type.kind !== "record") return fail(spread, "K365", { type: typeText(base.type) });
    type.found = base.type;
    return base;
  };
  const fieldNamed = (name: string, at: ts.Node): Field => {
    const record = type.found && scope.context.records.get(type.found.name);
    const field = record?.fields.find((each) => each.name === name);
    return field ?? fail(at, "K345", { field: name, type: type.found?.name ?? "record" });
  };
  const [base, ...lowered] = inOrder(scope, [
    { node: spread.expression, lower: lowerBase },
    ...values.map((each) => ({
      node: each.node,
      lower: () => lowerFieldValue(scope, fieldNamed(each.name, each.node), each.node),
    })),
  ]);
  if (!base) throw new Error("a base expected");
  const fields = values.flatMap(({ name }, index) => {
    const value = lowered[index];
    return value ? [{ name, value }] : [];
  });
  return { kind: "update", base, fields, type: base.type, span: spanOf(node) };
}

/** `new C()`, `new C<u32>()`. */
export function lowerNew(scope: Scope, node: ts.NewExpression): Expression {
  const { context } = scope;
  const entity = entityAt(context, node.expression);
  if (entity.kind !== "type" || !ts.isClassDeclaration(entity.node)) return fail(node, "K366");
  if (node.arguments && node.arguments.length > 0) fail(node, "K367");
  const args = (node.typeArguments ?? []).map((argument) => typeArgument(scope, argument));
  const type = instantiateType(context, entity, args, node);
  if (type.kind !== "record") throw new Error("a class is a record");
  return { ...initialValue(context, type.name, node), span: spanOf(node) };
}

/** The value of a class whose fields have their initial values. */
function initialValue(context: Context, name: string, at: ts.Node): Expression {
  const source = typeSources(context).get(name);
  const record = context.records.get(name);
  if (!source || !record || !ts.isClassDeclaration(source.node)) throw new Error(`${name} is no class`);
  const { node, module, types } = source;
  const compute = (): Expression => {
    const scope = newScope(context, module, "constant", types, undefined);
    const fields = record.fields.map((field) => {
      const member = node.members.find((each) => each.name?.getText() === field.name);
      const initial = member && ts.isPropertyDeclaration(member) ? member.initializer : undefined;
      if (!initial) throw new Error(`${field.name} has no initial value`);
      return { name: field.name, value: lowerFieldValue(scope, field, initial) };
    });
    return { kind: "construct", fields, type: { kind: "record", name }, span: spanOf(node) };
  };
  return once(context, `initial ${name}`, compute, () => fail(at, "K368", { name }));
}

/** `zeroed()`: the type is that of the context. */
export function lowerZeroed(scope: Scope, node: ts.CallExpression, expected: Type | undefined): Expression {
  const [argument] = node.typeArguments ?? [];
  const explicit = argument && typeArgument(scope, argument);
  const type =
    explicit?.kind === "type" ? explicit.type : (expected ?? fail(node, "K369", { name: "zeroed" }));
  if (!hasZero(scope.context, type)) fail(node, "K370", { type: typeText(type) });
  return { kind: "zero", type, span: spanOf(node) };
}

/** Is the value of all zero bytes a value of this type? An enum needs a member 0. */
export function hasZero(context: Context, type: Type): boolean {
  switch (type.kind) {
    case "enum":
      return context.enums.get(type.name)?.members.some((member) => member.value === 0n) ?? false;
    case "array":
      return hasZero(context, type.element);
    case "record":
      return (context.records.get(type.name)?.fields ?? []).every((field) => hasZero(context, field.type));
    case "union":
      return (context.unions.get(type.name)?.variants[0]?.fields ?? []).every((f) =>
        hasZero(context, f.type),
      );
    case "void":
    case "pool":
    case "token":
      return false;
    default:
      return true;
  }
}

/** `arrayOf(a, b, c)`. */
export function lowerArrayOf(scope: Scope, node: ts.CallExpression, expected: Type | undefined): Expression {
  const span = spanOf(node);
  const explicit = node.typeArguments ? inferFrom(scope, node.typeArguments) : undefined;
  const type: Type = explicit ?? expected ?? fail(node, "K369", { name: "arrayOf" });
  if (type.kind !== "array") return fail(node, "K300", { expected: typeText(type), found: "an array" });
  if (node.arguments.length !== type.length) {
    return fail(node, "K371", { length: String(type.length), found: String(node.arguments.length) });
  }
  const operands = node.arguments.map((argument) => {
    if (ts.isSpreadElement(argument)) return fail(argument, "K372");
    return { node: argument, lower: () => lowerStored(scope, argument, type.element) };
  });
  return { kind: "elements", elements: inOrder(scope, operands), type, span };
}

/**
 * Tagged unions: tests of the tag, fields of variants.
 *
 * Owns      the choice of the variant that a field belongs to. TypeScript's narrowing helps to choose; that the value
 *           is that variant remains an obligation.
 * Not here  their declaration (types.ts), values of them (values.ts).
 */
import ts from "typescript";
import type { Expression, UnionDeclaration } from "../ir.ts";
import { BOOL, binary } from "../build.ts";
import { typeText } from "../print.ts";
import { sameType } from "../types.ts";
import { fail, spanOf, type Context } from "./context.ts";
import { unwrap } from "./registry.ts";
import { lower } from "./expressions.ts";
import type { Scope } from "./scope.ts";

/** `union.tag === "text"`, also the other way round. */
export function lowerTagTest(scope: Scope, node: ts.BinaryExpression): Expression {
  const sides = [unwrap(node.left), unwrap(node.right)];
  const text = sides.find((side) => ts.isStringLiteral(side));
  const tag = sides.find((side) => side !== text);
  if (!text || !ts.isStringLiteral(text) || !tag) return fail(node, "K322");
  const subject = tagSubject(scope, tag);
  return subject ? isVariant(subject, text.text, text, node) : fail(tag, "K322");
}

/** `a.tag === b.tag`: both are the same variant. */
export function lowerTagEquality(scope: Scope, node: ts.BinaryExpression): Expression | undefined {
  const left = tagSubject(scope, node.left);
  const right = left && tagSubject(scope, node.right);
  if (!left || !right || left.union !== right.union) return undefined;
  const span = spanOf(node);
  const is = (base: Expression, variant: string): Expression => ({
    kind: "is",
    base,
    variant,
    type: BOOL,
    span,
  });
  const same = left.union.variants.map(({ tag }) =>
    binary("land", is(left.base, tag), is(right.base, tag), span),
  );
  return same.reduce((either, or) => binary("lor", either, or, span));
}

/** Does this expression read the tag of a union, as far as TypeScript knows? */
export function isTagSyntax(scope: Scope, node: ts.Expression): boolean {
  const access = unwrap(node);
  if (!ts.isPropertyAccessExpression(access)) return false;
  const type = scope.context.checker.getTypeAtLocation(access);
  const parts = type.isUnion() ? type.types : [type];
  return parts.every((part) => part.isStringLiteral());
}

export interface TagSubject {
  readonly base: Expression;
  readonly union: UnionDeclaration;
}

/** The union whose tag this expression reads. */
export function tagSubject(scope: Scope, node: ts.Expression): TagSubject | undefined {
  const access = unwrap(node);
  if (!ts.isPropertyAccessExpression(access)) return undefined;
  const base = lower(scope, access.expression, undefined);
  const union = base.type.kind === "union" ? scope.context.unions.get(base.type.name) : undefined;
  return union && union.tagField === access.name.text ? { base, union } : undefined;
}

export function isVariant(subject: TagSubject, variant: string, at: ts.Node, node: ts.Node): Expression {
  const { base, union } = subject;
  if (!union.variants.some(({ tag }) => tag === variant)) {
    fail(at, "K348", { tag: variant, type: typeText(base.type) });
  }
  return { kind: "is", base, variant, type: BOOL, span: spanOf(node) };
}

export function lowerUnionField(
  scope: Scope,
  node: ts.PropertyAccessExpression,
  base: Expression,
  name: string,
): Expression {
  const union = scope.context.unions.get(name);
  if (!union) throw new Error(`no union ${name}`);
  const field = node.name.text;
  if (field === union.tagField) return fail(node, "K349", { field });
  const possible = narrowedTags(scope.context, node.expression, union);
  const variants = union.variants.filter(
    (variant) => possible.has(variant.tag) && variant.fields.some((each) => each.name === field),
  );
  const accesses = variants.map((variant) => fieldOfVariant(scope, node, base, variant));
  const [first, ...others] = accesses;
  if (!first) return fail(node.name, "K345", { field, type: typeText(base.type) });
  if (others.some((other) => !sameType(other.type, first.type))) return fail(node, "K350", { field });
  if (accesses.length > 1 && accesses.length < possible.size) return fail(node, "K350", { field });
  const span = spanOf(node);
  const last = accesses.at(-1) ?? first;
  return accesses.slice(0, -1).reduceRight<Expression>((whenFalse, whenTrue) => {
    const condition: Expression = { kind: "is", base, variant: whenTrue.variant ?? "", type: BOOL, span };
    return { kind: "conditional", condition, whenTrue, whenFalse, type: first.type, span };
  }, last);
}

type FieldAccess = Extract<Expression, { kind: "field" }>;

function fieldOfVariant(
  scope: Scope,
  node: ts.PropertyAccessExpression,
  base: Expression,
  variant: UnionDeclaration["variants"][number],
): FieldAccess {
  const declared = variant.fields.find((each) => each.name === node.name.text);
  if (!declared) throw new Error("the variant has the field");
  if (declared.ghost && !scope.specification) fail(node, "K602", { field: declared.name });
  const { name: field, type } = declared;
  return { kind: "field", base, field, variant: variant.tag, type, span: spanOf(node) };
}

/** The tags that TypeScript's control flow leaves possible here. */
function narrowedTags(context: Context, node: ts.Expression, union: UnionDeclaration): ReadonlySet<string> {
  const type = context.checker.getTypeAtLocation(node);
  const parts = type.isUnion() ? type.types : [type];
  const tags = parts.flatMap((part) => {
    const tag = part.getProperty(union.tagField);
    const tagType = tag && context.checker.getTypeOfSymbolAtLocation(tag, node);
    return tagType?.isStringLiteral() ? [tagType.value] : [];
  });
  return new Set(tags.length > 0 ? tags : union.variants.map(({ tag }) => tag));
}

/**
 * Expressions: from syntax to typed IR, in executable code and in specifications.
 *
 * Owns        the dispatch over the kinds of expressions, names, `?:`.
 * Invariants  In executable code what the expression calls has been emitted as statements before. In specifications
 *             nothing is emitted.
 * Not here    operators (operators.ts), members (members.ts), fresh values (values.ts), calls (calls.ts).
 */
import ts from "typescript";
import type { Expression, Type } from "../ir.ts";
import { BOOL, INT, fits, literal } from "../build.ts";
import { rootOf } from "../effects.ts";
import { fail, Failure, spanOf } from "./context.ts";
import { entityOf, symbolOf } from "./registry.ts";
import { constantValue, integerLiteral, truth } from "./constants.ts";
import { adapt, callsFunction, mismatch } from "./operands.ts";
import { lowerBinary, lowerPrefix } from "./operators.ts";
import { lowerElement, lowerMember } from "./members.ts";
import { hasZero, lowerNew, lowerObject } from "./values.ts";
import { lowerCall } from "./calls.ts";
import { stateGlobal } from "./state.ts";
import { capture, emit, newLocal, reference, type Scope } from "./scope.ts";
import { isMachineInteger, UNTYPED } from "./types.ts";

/** The expression in IR. `expected` guides literals and fresh values; the result may still have another type. */
export function lower(scope: Scope, node: ts.Expression, expected: Type | undefined): Expression {
  switch (node.kind) {
    case ts.SyntaxKind.ParenthesizedExpression:
      return lower(scope, (node as ts.ParenthesizedExpression).expression, expected);
    case ts.SyntaxKind.NumericLiteral:
      return integerLiteral(node as ts.NumericLiteral);
    case ts.SyntaxKind.TrueKeyword:
      return truth(true, node);
    case ts.SyntaxKind.FalseKeyword:
      return truth(false, node);
    case ts.SyntaxKind.Identifier:
      return lowerName(scope, node as ts.Identifier);
    case ts.SyntaxKind.ThisKeyword:
      return lowerThis(scope, node);
    case ts.SyntaxKind.PropertyAccessExpression:
      return lowerMember(scope, node as ts.PropertyAccessExpression);
    case ts.SyntaxKind.ElementAccessExpression:
      return lowerElement(scope, node as ts.ElementAccessExpression);
    case ts.SyntaxKind.PrefixUnaryExpression:
      return lowerPrefix(scope, node as ts.PrefixUnaryExpression, expected);
    case ts.SyntaxKind.BinaryExpression:
      return lowerBinary(scope, node as ts.BinaryExpression, expected);
    case ts.SyntaxKind.ConditionalExpression:
      return lowerConditional(scope, node as ts.ConditionalExpression, expected);
    case ts.SyntaxKind.CallExpression:
      return lowerCall(scope, node as ts.CallExpression, expected);
    case ts.SyntaxKind.NewExpression:
      return lowerNew(scope, node as ts.NewExpression);
    case ts.SyntaxKind.ObjectLiteralExpression:
      return lowerObject(scope, node as ts.ObjectLiteralExpression, expected);
    default:
      return unsupported(node);
  }
}

function unsupported(node: ts.Expression): never {
  switch (node.kind) {
    case ts.SyntaxKind.PostfixUnaryExpression:
      return fail(node, "K320");
    case ts.SyntaxKind.ArrayLiteralExpression:
      return fail(node, "K321");
    case ts.SyntaxKind.StringLiteral:
      return fail(node, "K322");
    case ts.SyntaxKind.NoSubstitutionTemplateLiteral:
    case ts.SyntaxKind.TemplateExpression:
    case ts.SyntaxKind.TaggedTemplateExpression:
      return fail(node, "K323");
    case ts.SyntaxKind.BigIntLiteral:
      return fail(node, "K324", { text: node.getText().replace("n", "") });
    case ts.SyntaxKind.AsExpression:
    case ts.SyntaxKind.TypeAssertionExpression:
    case ts.SyntaxKind.SatisfiesExpression:
    case ts.SyntaxKind.NonNullExpression:
      return fail(node, "K325");
    case ts.SyntaxKind.ArrowFunction:
    case ts.SyntaxKind.FunctionExpression:
      return fail(node, "K326");
    case ts.SyntaxKind.NullKeyword:
      return fail(node, "K327");
    case ts.SyntaxKind.TypeOfExpression:
      return fail(node, "K328");
    case ts.SyntaxKind.AwaitExpression:
    case ts.SyntaxKind.YieldExpression:
      return fail(node, "K329");
    case ts.SyntaxKind.DeleteExpression:
      return fail(node, "K330");
    case ts.SyntaxKind.VoidExpression:
      return fail(node, "K331");
    case ts.SyntaxKind.RegularExpressionLiteral:
      return fail(node, "K332");
    case ts.SyntaxKind.ClassExpression:
      return fail(node, "K333");
    default:
      return fail(node, "K339", { text: node.getText() });
  }
}

function lowerName(scope: Scope, node: ts.Identifier): Expression {
  const { context } = scope;
  if (node.text === "undefined") return fail(node, "K327");
  const symbol = symbolOf(context, node);
  if (!symbol) return fail(node, "K335", { name: node.text });
  const binding = scope.bindings.get(symbol);
  if (binding?.kind === "broken") throw new Failure(undefined);
  if (binding?.kind === "alias") {
    if (scope.inOld && scope.locals.has(rootOf(binding.place).name)) fail(node, "K515", { name: node.text });
    return { ...binding.place, span: spanOf(node) };
  }
  if (binding) {
    const { variable, ghost } = binding;
    if (ghost && !scope.specification) fail(node, "K601", { name: node.text });
    const local = scope.locals.has(variable.name) && !scope.stable.has(variable.name);
    if (scope.inOld && local) fail(node, "K515", { name: node.text });
    return reference(variable, spanOf(node));
  }
  const entity = entityOf(context, symbol);
  switch (entity.kind) {
    case "constant": {
      const { value, type } = constantValue(context, entity);
      return literal(value, type, spanOf(node));
    }
    case "state": {
      if (entity.module !== scope.module) fail(node, "K107", { name: node.text });
      const global = stateGlobal(context, entity);
      if (scope.owner === "constant") fail(node, "K111", { name: node.text });
      if (global.ghost && !scope.specification) fail(node, "K601", { name: node.text });
      return { kind: "global", name: global.name, type: global.type, span: spanOf(node) };
    }
    case "vocabulary":
      return fail(node, "K334", { name: node.text });
    case "local":
      return fail(node, "K335", { name: node.text });
    default:
      return fail(node, "K326");
  }
}

function lowerThis(scope: Scope, node: ts.Expression): Expression {
  if (!scope.self) return fail(node, "K336");
  return reference(scope.self, spanOf(node));
}

/** A condition: a boolean. */
export function lowerCondition(scope: Scope, node: ts.Expression): Expression {
  const e = lower(scope, node, BOOL);
  return e.type.kind === "bool" ? e : fail(node, "K309", { text: node.getText() });
}

function lowerConditional(
  scope: Scope,
  node: ts.ConditionalExpression,
  expected: Type | undefined,
): Expression {
  const condition = lowerCondition(scope, node.condition);
  if (callsFunction(scope, node.whenTrue) || callsFunction(scope, node.whenFalse)) {
    return branch(scope, node, condition, expected);
  }
  const [whenTrue, whenFalse] = alike(
    scope,
    node,
    expected,
    lower(scope, node.whenTrue, expected),
    lower(scope, node.whenFalse, expected),
  );
  return { kind: "conditional", condition, whenTrue, whenFalse, type: whenTrue.type, span: spanOf(node) };
}

/** Brings the branches of `?:` to one type. */
function alike(
  scope: Scope,
  node: ts.ConditionalExpression,
  expected: Type | undefined,
  whenTrue: Expression,
  whenFalse: Expression,
): readonly [Expression, Expression] {
  const typed = [whenTrue.type, whenFalse.type].filter((type) => type !== UNTYPED);
  const integers = typed.every((type) => type.kind === "integer" || type.kind === "int");
  const widen = scope.specification && integers && typed.some((type) => type.kind === "int");
  const type = widen ? typed.find((each) => each.kind === "int") : (typed[0] ?? expected);
  if (!type) {
    if (!scope.specification) return fail(node, "K307", { text: node.getText() });
    return [adapt(scope, whenTrue, INT, node.whenTrue), adapt(scope, whenFalse, INT, node.whenFalse)];
  }
  return [adapt(scope, whenTrue, type, node.whenTrue), adapt(scope, whenFalse, type, node.whenFalse)];
}

/** `c ? f() : g()` as an `if`, so that only one of them is called. */
function branch(
  scope: Scope,
  node: ts.ConditionalExpression,
  condition: Expression,
  expected: Type | undefined,
): Expression {
  const span = spanOf(node);
  let left: Expression | undefined;
  let right: Expression | undefined;
  const whenTrue = [...capture(scope, () => (left = lower(scope, node.whenTrue, expected)))];
  const whenFalse = [...capture(scope, () => (right = lower(scope, node.whenFalse, expected)))];
  if (!left || !right) throw new Error("a branch without a value");
  [left, right] = alike(scope, node, expected, left, right);
  const { type } = left;
  const variable = newLocal(scope, "choice", type, false);
  emit(scope, { kind: "declare", variable, value: placeholder(scope, node, type), ghost: false, span });
  const target = reference(variable, span);
  whenTrue.push({ kind: "assign", target, value: left, ghost: false, span: left.span });
  whenFalse.push({ kind: "assign", target, value: right, ghost: false, span: right.span });
  emit(scope, { kind: "if", condition, whenTrue, whenFalse, ghost: false, span });
  return target;
}

/** Some value of the type, to be overwritten in both branches. */
function placeholder(scope: Scope, node: ts.Expression, type: Type): Expression {
  const span = spanOf(node);
  if (hasZero(scope.context, type)) return { kind: "zero", type, span };
  const member = type.kind === "enum" ? scope.context.enums.get(type.name)?.members[0] : undefined;
  return member ? literal(member.value, type, span) : fail(node, "K337");
}

/** `enumFrom<E>(x)`, `E.from(x)`, ...: the operand of a conversion, any integer or enum. */
export function lowerConvertible(scope: Scope, node: ts.Expression, target: Type): Expression {
  const e = lower(scope, node, undefined);
  if (e.type === UNTYPED) {
    if (scope.specification && !isHeld(e, target)) return { ...e, type: INT };
    return adapt(scope, e, target.kind === "enum" ? U32 : target, node);
  }
  const convertible = e.type.kind === "integer" || e.type.kind === "int" || e.type.kind === "enum";
  return convertible ? e : mismatch(node, e.type, target);
}

/** Specifications are total: a literal that does not fit is converted to some value about which nothing is known. */
function isHeld(e: Expression, target: Type): boolean {
  if (e.kind !== "literal" || typeof e.value !== "bigint") return false;
  return fits(isMachineInteger(target) ? target.name : "u32", e.value);
}

const U32: Type = { kind: "integer", name: "u32" };

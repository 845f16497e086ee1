/**
 * Calls in expressions: of executable functions, of specification functions, of the vocabulary.
 *
 * Owns        the dispatch over callees; arguments and results of executable calls.
 * Invariants  A call of an executable function becomes a statement; its value is a new local.
 * Not here    methods of collections (collections.ts), quantifiers (quantifiers.ts), proof steps (proofs.ts).
 */
import ts from "typescript";
import type { Argument, Expression, Parameter, Type } from "../ir.ts";
import { BOOL, binary, integer } from "../build.ts";
import { typeText } from "../print.ts";
import { fail, spanOf } from "./context.ts";
import { entityAt, vocabularyName, type CallableEntity } from "./registry.ts";
import { callsFunction, lowerAs, lowerStored, mismatch, requireFresh } from "./operands.ts";
import { lower, lowerConvertible } from "./expressions.ts";
import { lowerArrayOf, lowerZeroed } from "./values.ts";
import { fixIndices, isPlaceSyntax, lowerPlace } from "./places.ts";
import { calleeInstance, contractOf, type FunctionInstance } from "./functions.ts";
import { lowerSpecCall } from "./specs.ts";
import { lowerCollectionCall, lowerCollectionMaker } from "./collections.ts";
import { lowerUnchanged } from "./groups.ts";
import { lowerOld, lowerQuantifier, lowerTrigger } from "./quantifiers.ts";
import { declareTemporary, emit, newLocal, reference, save, specifying, type Scope } from "./scope.ts";
import { isIntegerName, isStorageType, typeArgument } from "./types.ts";

export function lowerCall(scope: Scope, node: ts.CallExpression, expected: Type | undefined): Expression {
  const { expression } = node;
  if (node.questionDotToken) fail(node, "K343");
  if (ts.isIdentifier(expression)) return lowerNamedCall(scope, node, expression, expected);
  if (!ts.isPropertyAccessExpression(expression)) return fail(node, "K326");
  if (expression.questionDotToken) fail(node, "K343");
  const owner = vocabularyName(scope.context, expression.expression);
  if (isIntegerName(owner)) return lowerIntegerCall(scope, node, owner, expression.name.text);
  if (owner !== undefined) return lowerCollectionMaker(scope, node, owner, expression.name.text, expected);
  const entity = entityAt(scope.context, expression.name);
  if (entity.kind === "method") return valueOfCall(scope, node, entity, expected);
  return lowerCollectionCall(scope, node, expression);
}

function lowerNamedCall(
  scope: Scope,
  node: ts.CallExpression,
  callee: ts.Identifier,
  expected: Type | undefined,
): Expression {
  const entity = entityAt(scope.context, callee);
  switch (entity.kind) {
    case "vocabulary":
      return lowerVocabularyCall(scope, node, entity.name, expected);
    case "function":
    case "machine":
      return valueOfCall(scope, node, entity, expected);
    case "spec":
    case "opaque":
      if (!scope.specification) fail(node, "K604", { name: callee.text });
      return lowerSpecCall(scope, node, entity, expected);
    case "lemma":
      return fail(node, "K605", { name: callee.text });
    default:
      return fail(node, "K326");
  }
}

function argument(node: ts.CallExpression, index: number): ts.Expression {
  return node.arguments[index] ?? fail(node, "K380");
}

function lowerVocabularyCall(
  scope: Scope,
  node: ts.CallExpression,
  name: string,
  expected: Type | undefined,
): Expression {
  switch (name) {
    case "zeroed":
      return lowerZeroed(scope, node, expected);
    case "arrayOf":
      return lowerArrayOf(scope, node, expected);
    case "copy":
      return lower(scope, argument(node, 0), expected);
    case "enumFrom":
      return lowerEnumFrom(scope, node, expected);
    case "implies":
      requireSpecification(scope, node, name);
      return binary(
        "implies",
        lowerAs(scope, argument(node, 0), BOOL),
        lowerAs(scope, argument(node, 1), BOOL),
        spanOf(node),
      );
    case "forall":
    case "exists":
      requireSpecification(scope, node, name);
      return lowerQuantifier(scope, node, name);
    case "old":
      requireSpecification(scope, node, name);
      return lowerOld(scope, node, argument(node, 0), expected);
    case "trigger":
      requireSpecification(scope, node, name);
      return lowerTrigger(scope, node, argument(node, 0), expected);
    case "unchanged":
      requireSpecification(scope, node, name);
      return lowerUnchanged(scope, node);
    case "ghost":
      return scope.specification ? lower(scope, argument(node, 0), expected) : fail(node, "K606");
    case "spec":
    case "opaque":
    case "lemma":
    case "machine":
    case "views":
      return fail(node, "K544", { name });
    default:
      return fail(node, "K381", { name });
  }
}

export function requireSpecification(scope: Scope, node: ts.Node, name: string): void {
  if (!scope.specification) fail(node, "K607", { name });
}

function lowerEnumFrom(scope: Scope, node: ts.CallExpression, expected: Type | undefined): Expression {
  const [given] = node.typeArguments ?? [];
  const explicit = given && typeArgument(scope, given);
  const type =
    explicit?.kind === "type" ? explicit.type : (expected ?? fail(node, "K369", { name: "enumFrom" }));
  if (type.kind !== "enum") return fail(node, "K382", { type: typeText(type) });
  const operand = lowerConvertible(scope, argument(node, 0), type);
  return { kind: "convert", mode: "exact", operand, type, span: spanOf(node) };
}

const WRAPPING = new Map([
  ["wrappingAdd", "add"],
  ["wrappingSub", "sub"],
  ["wrappingMul", "mul"],
] as const);

/** `u32.from(x)`, `u32.wrap(x)`, `u32.wrappingAdd(a, b)`. */
function lowerIntegerCall(
  scope: Scope,
  node: ts.CallExpression,
  name: Parameters<typeof integer>[0],
  method: string,
): Expression {
  const type = integer(name);
  const span = spanOf(node);
  if (method === "from" || method === "wrap") {
    const at = argument(node, 0);
    const operand = method === "from" ? lowerConvertible(scope, at, type) : lowerWrapped(scope, at);
    if (operand.type.kind === "integer" && operand.type.name === name) return { ...operand, span };
    return { kind: "convert", mode: method === "from" ? "exact" : "wrap", operand, type, span };
  }
  const operator = WRAPPING.get(method as "wrappingAdd");
  if (!operator) return fail(node, "K344", { name: node.expression.getText() });
  const [left, right] = lowerPair(scope, node, (at) => wrappingOperand(scope, at, type));
  return { kind: "wrapping", operator, left, right, type, span };
}

/** The operand of a wrapping operation; in specifications an int stands for its low bits. */
function wrappingOperand(scope: Scope, node: ts.Expression, type: Type): Expression {
  if (!scope.specification) return lowerAs(scope, node, type);
  const e = lower(scope, node, type);
  if (e.type.kind === "int" && e.kind !== "literal") {
    return { kind: "convert", mode: "wrap", operand: e, type, span: e.span };
  }
  return lowerAs(scope, node, type);
}

/** What `wrap` takes the low bits of: a literal may be any 64-bit value. */
function lowerWrapped(scope: Scope, node: ts.Expression): Expression {
  const probe = lower(scope, node, undefined);
  if (probe.kind === "literal" && probe.type.kind === "int" && typeof probe.value === "bigint") {
    const type = probe.value < 0n ? integer("i64") : integer("u64");
    return lowerAs(scope, node, scope.specification ? probe.type : type);
  }
  const convertible =
    probe.type.kind === "integer" || probe.type.kind === "int" || probe.type.kind === "enum";
  return convertible ? probe : mismatch(node, probe.type, integer("u64"));
}

function lowerPair(
  scope: Scope,
  node: ts.CallExpression,
  run: (node: ts.Expression) => Expression,
): readonly [Expression, Expression] {
  const left = run(argument(node, 0));
  const second = argument(node, 1);
  const kept = callsFunction(scope, second) ? save(scope, left, "operand") : left;
  return [kept, run(second)];
}

function valueOfCall(
  scope: Scope,
  node: ts.CallExpression,
  entity: CallableEntity,
  expected: Type | undefined,
): Expression {
  return (
    callExecutable(scope, node, entity, expected) ?? fail(node, "K383", { text: node.expression.getText() })
  );
}

/** Emits the call. The value is that of the new local with the result; none for `void`. */
export function callExecutable(
  scope: Scope,
  node: ts.CallExpression,
  entity: CallableEntity,
  expected: Type | undefined,
): Expression | undefined {
  if (scope.specification) fail(node, "K603", { name: node.expression.getText() });
  if (scope.owner === "constant") fail(node, "K111", { name: node.getText() });
  const instance = calleeInstance(scope, node, entity, expected);
  const span = spanOf(node);
  const args = lowerArguments(scope, node, instance);
  const call = { kind: "call", function: instance.name, arguments: args, ghost: false, span } as const;
  if (instance.result.kind === "void") {
    emit(scope, call);
    return undefined;
  }
  const result = newLocal(scope, instance.sourceName, instance.result, true);
  emit(scope, { ...call, result });
  return reference(result, span);
}

/** The receiver of a method call comes first. */
function lowerArguments(
  scope: Scope,
  node: ts.CallExpression,
  instance: FunctionInstance,
): readonly Argument[] {
  const receiver =
    instance.method && ts.isPropertyAccessExpression(node.expression) ? [node.expression.expression] : [];
  const nodes = [...receiver, ...node.arguments];
  const spread = nodes.find(ts.isSpreadElement);
  if (spread) fail(spread, "K372");
  if (nodes.length !== instance.parameters.length) fail(node, "K380");
  return instance.parameters.map((parameter, index) => {
    const at = nodes[index];
    if (!at) throw new Error("as many arguments as parameters");
    const disturbed = nodes.slice(index + 1).some((later) => callsFunction(scope, later));
    return lowerArgument(scope, at, parameter, instance, disturbed);
  });
}

function lowerArgument(
  scope: Scope,
  node: ts.Expression,
  parameter: Parameter,
  instance: FunctionInstance,
  disturbed: boolean,
): Argument {
  if (parameter.ghost) {
    return { kind: "value", value: specifying(scope, () => lowerAs(scope, node, parameter.type)) };
  }
  if (!parameter.reference) {
    const value = lowerStored(scope, node, parameter.type);
    return { kind: "value", value: disturbed ? save(scope, value, parameter.name) : value };
  }
  const mutable = mayChange(instance, parameter.name);
  if (isPlaceSyntax(scope, node)) {
    const place = lowerPlace(scope, node);
    if (typeText(place.type) !== typeText(parameter.type)) mismatch(node, place.type, parameter.type);
    return { kind: "reference", place: fixIndices(scope, place, disturbed ? "alias" : "call"), mutable };
  }
  requireFresh(scope, node, parameter.type);
  const value = lowerAs(scope, node, parameter.type);
  const temporary = declareTemporary(scope, value, parameter.name, false);
  if (temporary.kind !== "variable" || !isStorageType(temporary.type)) throw new Error("storage expected");
  return { kind: "reference", place: temporary, mutable };
}

/** Does the callee's contract let the parameter, or a place in it, change? */
function mayChange(instance: FunctionInstance, parameter: string): boolean {
  return contractOf(instance).modifiedParameters.has(parameter);
}

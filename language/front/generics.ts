/**
 * Type arguments of a generic call: written out, or inferred from the types of arguments and result.
 *
 * Owns      the matching of annotations against types.
 * Not here  instances (functions.ts, specs.ts, types.ts).
 */
import ts from "typescript";
import type { Type } from "../ir.ts";
import { fail, probe } from "./context.ts";
import { entityAt, symbolOf } from "./registry.ts";
import { lower } from "./expressions.ts";
import { under, type Scope } from "./scope.ts";
import { typeArgument, typeSources, UNTYPED, type TypeArgument } from "./types.ts";

type GenericNode = ts.FunctionDeclaration | ts.MethodDeclaration | ts.ArrowFunction;

/** The list `<T>` of a call that takes one: the type that its last argument says. */
export function inferFrom(scope: Scope, nodes: ts.NodeArray<ts.TypeNode>): Type | undefined {
  const [element, length] = nodes.map((node) => typeArgument(scope, node));
  if (element?.kind !== "type") return undefined;
  if (length?.kind === "length") return { kind: "array", element: element.type, length: length.value };
  return undefined;
}

/** The type of an expression, without lowering it for good. */
export function typeOf(scope: Scope, node: ts.Expression, specification: boolean): Type | undefined {
  const names = new Set(scope.names);
  const found = probe(() =>
    under(scope, { specification, out: [] }, () => lower(scope, node, undefined).type),
  );
  for (const name of scope.names) if (!names.has(name)) scope.names.delete(name);
  return found === UNTYPED ? undefined : found;
}

/** One type argument for each type parameter of the callee. */
export function typeArgumentsOf(
  scope: Scope,
  call: ts.CallExpression,
  callee: GenericNode,
  known: ReadonlyMap<ts.Symbol, TypeArgument>,
  expected: Type | undefined,
): readonly TypeArgument[] {
  const parameters = callee.typeParameters ?? [];
  if (parameters.length === 0) return [];
  if (call.typeArguments) {
    if (call.typeArguments.length !== parameters.length)
      fail(call, "K210", { name: call.expression.getText() });
    return call.typeArguments.map((argument) => typeArgument(scope, argument));
  }
  const bound = new Map(known);
  callee.parameters.forEach((parameter, index) => {
    const argument = call.arguments[index];
    if (!parameter.type || !argument || !mentionsUnbound(scope, parameter.type, callee, bound)) return;
    const ghost = scope.specification || ts.isArrowFunction(callee);
    const type =
      typeOf(scope, argument, scope.specification) ?? (ghost ? typeOf(scope, argument, true) : undefined);
    if (type) match(scope, parameter.type, type, bound);
  });
  if (callee.type && expected) match(scope, callee.type, expected, bound);
  return parameters.map((parameter) => {
    const symbol = symbolOf(scope.context, parameter.name);
    const argument = symbol && bound.get(symbol);
    return (
      argument ?? fail(call, "K801", { parameter: parameter.name.text, name: call.expression.getText() })
    );
  });
}

function mentionsUnbound(
  scope: Scope,
  node: ts.Node,
  callee: GenericNode,
  bound: ReadonlyMap<ts.Symbol, TypeArgument>,
): boolean {
  if (ts.isTypeReferenceNode(node)) {
    const symbol = symbolOf(scope.context, node.typeName);
    const parameter = callee.typeParameters?.find((each) => symbolOf(scope.context, each.name) === symbol);
    if (symbol && parameter && !bound.has(symbol)) return true;
  }
  return ts.forEachChild(node, (child) => mentionsUnbound(scope, child, callee, bound) || undefined) ?? false;
}

/** Binds the type parameters in an annotation so that it becomes this type, as far as the two agree. */
function match(scope: Scope, node: ts.TypeNode, type: Type, bound: Map<ts.Symbol, TypeArgument>): void {
  if (ts.isParenthesizedTypeNode(node)) return match(scope, node.type, type, bound);
  if (!ts.isTypeReferenceNode(node)) return;
  const symbol = symbolOf(scope.context, node.typeName);
  if (!symbol) return;
  const declaration = symbol.declarations?.[0];
  if (declaration && ts.isTypeParameterDeclaration(declaration)) {
    if (!bound.has(symbol)) bound.set(symbol, { kind: "type", type });
    return;
  }
  const args = node.typeArguments ?? [];
  argumentsOf(scope, node, type).forEach((argument, index) => {
    const at = args[index];
    if (at) matchArgument(scope, at, argument, bound);
  });
}

function matchArgument(
  scope: Scope,
  node: ts.TypeNode,
  argument: TypeArgument,
  bound: Map<ts.Symbol, TypeArgument>,
): void {
  if (argument.kind === "type") return match(scope, node, argument.type, bound);
  const symbol = ts.isTypeReferenceNode(node) ? symbolOf(scope.context, node.typeName) : undefined;
  const declaration = symbol?.declarations?.[0];
  if (symbol && declaration && ts.isTypeParameterDeclaration(declaration) && !bound.has(symbol)) {
    bound.set(symbol, argument);
  }
}

/** The type arguments that a type was made with, where it is an instance of what the annotation names. */
function argumentsOf(scope: Scope, node: ts.TypeReferenceNode, type: Type): readonly TypeArgument[] {
  const asArgument = (each: Type): TypeArgument => ({ kind: "type", type: each });
  switch (type.kind) {
    case "array":
      return [asArgument(type.element), { kind: "length", value: type.length }];
    case "pool":
    case "seq":
    case "set":
      return [asArgument(type.element)];
    case "map":
      return [asArgument(type.key), asArgument(type.value)];
    case "record":
    case "union": {
      const source = typeSources(scope.context).get(type.name);
      const entity = entityAt(scope.context, node.typeName);
      return source && entity.kind === "type" && entity.node === source.node ? source.arguments : [];
    }
    default:
      return [];
  }
}

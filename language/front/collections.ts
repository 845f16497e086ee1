/**
 * The specification library: sequences, sets, maps, the frames of pools.
 *
 * Owns      the operations by name: their receivers, parameters and results.
 * Not here  their meaning (the verifier's axioms, the interpreter).
 */
import ts from "typescript";
import type { BuiltinName, Expression, Type } from "../ir.ts";
import { BOOL, binary, INT, intLiteral, integer, toInt } from "../build.ts";
import { typeText } from "../print.ts";
import { fail, spanOf } from "./context.ts";
import { adapt, inOrder, lowerAs, lowerTyped } from "./operands.ts";
import { lower } from "./expressions.ts";
import { elementOf } from "./members.ts";
import { requireSpecification } from "./calls.ts";
import { arrowParameters, bindVariable, type Scope } from "./scope.ts";
import { isMachineInteger, resolveType, settled, typeArgument, UNTYPED } from "./types.ts";

/** `s.push(x)`, `m.get(k)`, `pool.at(f)`. */
export function lowerCollectionCall(
  scope: Scope,
  node: ts.CallExpression,
  callee: ts.PropertyAccessExpression,
): Expression {
  const method = callee.name.text;
  const argument = (index: number): ts.Expression => node.arguments[index] ?? fail(node, "K380");
  if (method === "at" && !scope.specification) return lowerPoolAt(scope, node, callee, argument(0));
  const receiver = lower(scope, callee.expression, undefined);
  const call: Call = { scope, node, receiver, method, argument };
  switch (receiver.type.kind) {
    case "pool":
      return poolMethod(call, callee);
    case "seq":
      requireSpecification(scope, node, `Seq.${method}`);
      return seqMethod(call, receiver.type);
    case "array":
      requireSpecification(scope, node, `FixedArray.${method}`);
      return arrayMethod(call, receiver.type);
    case "set":
      requireSpecification(scope, node, `Set.${method}`);
      return setMethod(call, receiver.type);
    case "map":
      requireSpecification(scope, node, `Map.${method}`);
      return mapMethod(call, receiver.type);
    default:
      return fail(callee.name, "K345", { field: method, type: typeText(receiver.type) });
  }
}

interface Call {
  readonly scope: Scope;
  readonly node: ts.CallExpression;
  readonly receiver: Expression;
  readonly method: string;
  readonly argument: (index: number) => ts.Expression;
}

function lowerPoolAt(
  scope: Scope,
  node: ts.CallExpression,
  callee: ts.PropertyAccessExpression,
  frame: ts.Expression,
): Expression {
  const [pool, index] = inOrder(scope, [
    { node: callee.expression, lower: () => lower(scope, callee.expression, undefined), place: true },
    { node: frame, lower: () => lowerAs(scope, frame, integer("u32")) },
  ]);
  if (!pool || !index) throw new Error("a pool and a frame expected");
  if (pool.type.kind !== "pool") return fail(callee.name, "K345", { field: "at", type: typeText(pool.type) });
  return { kind: "at", pool, frame: index, type: pool.type.element, span: spanOf(node) };
}

function poolMethod(call: Call, callee: ts.PropertyAccessExpression): Expression {
  const { scope, node, receiver, method } = call;
  const span = spanOf(node);
  if (receiver.type.kind !== "pool") throw new Error("a pool expected");
  if (method === "owned") {
    requireSpecification(scope, node, "owned");
    const type: Type = { kind: "set", element: integer("u32") };
    return { kind: "builtin", name: "pool.owned", arguments: [receiver], type, span };
  }
  if (method !== "at") return fail(callee.name, "K345", { field: method, type: typeText(receiver.type) });
  const raw = lower(scope, call.argument(0), undefined);
  const frame = raw.type === UNTYPED ? adapt(scope, raw, integer("u32"), call.argument(0)) : raw;
  const legal = frame.type.kind === "int" || (isMachineInteger(frame.type) && frame.type.name === "u32");
  if (!legal)
    fail(call.argument(0), "K306", { found: typeText(frame.type), expected: "u32", text: "the frame" });
  return { kind: "at", pool: receiver, frame, type: receiver.type.element, span };
}

function builtin(call: Call, name: BuiltinName, type: Type, ...args: Expression[]): Expression {
  if (call.node.arguments.length !== args.length) fail(call.node, "K380");
  return { kind: "builtin", name, arguments: [call.receiver, ...args], type, span: spanOf(call.node) };
}

function int(call: Call, index: number): Expression {
  return lowerAs(call.scope, call.argument(index), INT);
}

function seqMethod(call: Call, type: Extract<Type, { kind: "seq" }>): Expression {
  const { scope, node, receiver, method } = call;
  const element = (index: number) => lowerAs(scope, call.argument(index), type.element);
  const at = (index: Expression) => elementOf(scope, node, receiver, index, node);
  switch (method) {
    case "at":
      return at(int(call, 0));
    case "first":
      return at(intLiteral(0n, spanOf(node)));
    case "last":
      return at(binary("sub", builtinLength(call), intLiteral(1n, spanOf(node)), spanOf(node)));
    case "push":
      return builtin(call, "seq.push", type, element(0));
    case "concat":
      return builtin(call, "seq.concat", type, lowerAs(scope, call.argument(0), type));
    case "slice":
      return builtin(call, "seq.slice", type, int(call, 0), int(call, 1));
    case "with":
      return builtin(call, "seq.with", type, int(call, 0), element(1));
    case "without":
      return builtin(call, "seq.without", type, int(call, 0));
    case "contains":
      return builtin(call, "seq.contains", BOOL, element(0));
    case "indexOf":
      return builtin(call, "seq.indexOf", INT, element(0));
    case "count":
      return builtin(call, "seq.count", INT, element(0));
    default:
      return fail(node, "K345", { field: method, type: typeText(type) });
  }
}

function arrayMethod(call: Call, type: Extract<Type, { kind: "array" }>): Expression {
  const { scope, node, method } = call;
  if (method !== "with") return fail(node, "K345", { field: method, type: typeText(type) });
  return builtin(call, "seq.with", type, int(call, 0), lowerAs(scope, call.argument(1), type.element));
}

function builtinLength(call: Call): Expression {
  return {
    kind: "builtin",
    name: "seq.length",
    arguments: [call.receiver],
    type: INT,
    span: spanOf(call.node),
  };
}

function setMethod(call: Call, type: Extract<Type, { kind: "set" }>): Expression {
  const { scope, node, method } = call;
  const member = () => lowerAs(scope, call.argument(0), type.element);
  const other = () => lowerAs(scope, call.argument(0), type);
  switch (method) {
    case "has":
      return builtin(call, "set.has", BOOL, member());
    case "add":
      return builtin(call, "set.add", type, member());
    case "delete":
      return builtin(call, "set.delete", type, member());
    case "union":
      return builtin(call, "set.union", type, other());
    case "intersection":
      return builtin(call, "set.intersection", type, other());
    case "difference":
      return builtin(call, "set.difference", type, other());
    case "isSubsetOf":
      return builtin(call, "set.isSubsetOf", BOOL, other());
    default:
      return fail(node, "K345", { field: method, type: typeText(type) });
  }
}

function mapMethod(call: Call, type: Extract<Type, { kind: "map" }>): Expression {
  const { scope, node, method } = call;
  const key = () => lowerAs(scope, call.argument(0), type.key);
  switch (method) {
    case "has":
      return builtin(call, "map.has", BOOL, key());
    case "get":
      return builtin(call, "map.get", type.value, key());
    case "set":
      return builtin(call, "map.set", type, key(), lowerAs(scope, call.argument(1), type.value));
    case "delete":
      return builtin(call, "map.delete", type, key());
    case "keys":
      return builtin(call, "map.keys", { kind: "set", element: type.key });
    default:
      return fail(node, "K345", { field: method, type: typeText(type) });
  }
}

/** `Seq.of(...)`, `Set.empty()`, `Seq.build(n, (i: int) => e)`. */
export function lowerCollectionMaker(
  scope: Scope,
  node: ts.CallExpression,
  owner: string,
  method: string,
  expected: Type | undefined,
): Expression {
  requireSpecification(scope, node, `${owner}.${method}`);
  switch (`${owner}.${method}`) {
    case "Seq.empty":
      return make(node, "seq.empty", elementType(scope, node, "seq", expected), []);
    case "Set.empty":
      return make(node, "set.empty", elementType(scope, node, "set", expected), []);
    case "Map.empty":
      return make(node, "map.empty", mapType(scope, node, expected), []);
    case "Seq.of":
      return makeOf(scope, node, "seq", expected);
    case "Set.of":
      return makeOf(scope, node, "set", expected);
    case "Seq.from":
      return lowerSeqFrom(scope, node);
    case "Seq.build":
      return lowerSeqBuild(scope, node, expected);
    default:
      return fail(node, "K344", { name: node.expression.getText() });
  }
}

function make(
  node: ts.CallExpression,
  name: BuiltinName,
  type: Type,
  args: readonly Expression[],
): Expression {
  return { kind: "builtin", name, arguments: args, type, span: spanOf(node) };
}

type Collection = Extract<Type, { kind: "seq" | "set" }>;

/** From the type argument, from the context, or from the first element that has a type of its own. */
function elementType(
  scope: Scope,
  node: ts.CallExpression,
  kind: "seq" | "set",
  expected: Type | undefined,
): Collection {
  const [given] = node.typeArguments ?? [];
  const explicit = given && typeArgument(scope, given);
  if (explicit?.kind === "type") return { kind, element: explicit.type };
  if (expected?.kind === kind) return expected;
  for (const argument of node.arguments) {
    const { type } = lower(scope, argument, undefined);
    if (type !== UNTYPED) return { kind, element: type };
  }
  return node.arguments.length > 0
    ? { kind, element: INT }
    : fail(node, "K369", { name: node.expression.getText() });
}

function makeOf(
  scope: Scope,
  node: ts.CallExpression,
  kind: "seq" | "set",
  expected: Type | undefined,
): Expression {
  const type = elementType(scope, node, kind, expected);
  const elements = node.arguments.map((argument) => lowerAs(scope, argument, type.element));
  return make(node, kind === "seq" ? "seq.of" : "set.of", type, elements);
}

function mapType(scope: Scope, node: ts.CallExpression, expected: Type | undefined): Type {
  const [key, value] = (node.typeArguments ?? []).map((each) => resolveType(scope, each));
  if (key && value) return { kind: "map", key, value };
  return expected?.kind === "map" ? expected : fail(node, "K369", { name: "Map.empty" });
}

function lowerSeqFrom(scope: Scope, node: ts.CallExpression): Expression {
  const [arrayNode, fromNode, toNode] = node.arguments;
  const array = lowerTyped(scope, arrayNode ?? fail(node, "K380"));
  if (array.type.kind !== "array") return fail(node, "K346", { type: typeText(array.type) });
  const span = spanOf(node);
  const from = fromNode ? lowerAs(scope, fromNode, INT) : intLiteral(0n, span);
  const to = toNode ? lowerAs(scope, toNode, INT) : intLiteral(BigInt(array.type.length), span);
  return make(node, "seq.from", { kind: "seq", element: array.type.element }, [array, from, to]);
}

function lowerSeqBuild(scope: Scope, node: ts.CallExpression, expected: Type | undefined): Expression {
  const [lengthNode, arrow] = node.arguments;
  if (!lengthNode || !arrow || !ts.isArrowFunction(arrow) || ts.isBlock(arrow.body))
    return fail(node, "K533");
  const length = toInt(lowerAs(scope, lengthNode, INT));
  const [parameter, ...others] = arrowParameters(arrow);
  if (!parameter || others.length > 0) return fail(arrow, "K533");
  const variable = bindVariable(scope, parameter.name, resolveType(scope, parameter.type));
  if (variable.type.kind !== "int") fail(parameter.type, "K533");
  const element = expected?.kind === "seq" ? expected.element : undefined;
  const raw = lower(scope, arrow.body, element);
  const body = element ? adapt(scope, raw, element, arrow.body) : raw;
  return {
    kind: "build",
    length,
    variable,
    body,
    type: { kind: "seq", element: settled(body.type) },
    span: spanOf(node),
  };
}

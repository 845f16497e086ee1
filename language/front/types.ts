/**
 * Types, from their syntax: annotations become IR types, aliases disappear, generics become instances.
 *
 * Owns        the records, unions and enums of the program, one declaration for each list of type arguments.
 * Invariants  types with equal text are equal: names are unique (`module.Name<arguments>`).
 * Not here    the types of expressions; the initial values of a class's fields (values.ts).
 */
import ts from "typescript";
import type { Field, IntegerName, Type } from "../ir.ts";
import { BOOL, INT, VOID, integer, range } from "../build.ts";
import { MOST_VARIANTS } from "../extents.ts";
import { typeText } from "../print.ts";
import { fail, once, spanOf, type Context, type Module } from "./context.ts";
import { entityAt, entityOf, isConst, symbolOf, vocabularyName } from "./registry.ts";
import { constantValue } from "./constants.ts";

/** What stands for a type parameter: a type, or a number for an array length. */
export type TypeArgument =
  { readonly kind: "type"; readonly type: Type } | { readonly kind: "length"; readonly value: number };

/** Where a type is read. */
export interface TypeScope {
  readonly context: Context;
  readonly types: ReadonlyMap<ts.Symbol, TypeArgument>;
}

/** Where a record or union comes from, to find its methods and to infer type arguments. */
export interface TypeSource {
  readonly node: ts.ClassDeclaration | ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.TypeLiteralNode;
  readonly module: Module;
  readonly types: ReadonlyMap<ts.Symbol, TypeArgument>;
  readonly arguments: readonly TypeArgument[];
}

const sources = new WeakMap<Context, Map<string, TypeSource>>();

export function typeSources(context: Context): Map<string, TypeSource> {
  const known = sources.get(context) ?? new Map<string, TypeSource>();
  sources.set(context, known);
  return known;
}

/** The values of UNTYPED literals fit any integer type; it never leaves the front end. */
export const UNTYPED: Type = { kind: "int" };

/** In specifications a literal that nothing gives a type is an int. */
export function settled(type: Type): Type {
  return type === UNTYPED ? INT : type;
}

export function isMachineInteger(type: Type): type is Extract<Type, { kind: "integer" }> {
  return type.kind === "integer";
}

export function isInteger(type: Type): boolean {
  return type.kind === "integer" || type.kind === "int";
}

/** Values of these types exist in proofs only. */
export function isSpecificationType(type: Type): boolean {
  return type.kind === "int" || type.kind === "seq" || type.kind === "set" || type.kind === "map";
}

/** Variables of these types are storage, and their names denote places. */
export function isStorageType(type: Type): boolean {
  return type.kind === "record" || type.kind === "array";
}

const INTEGER_NAMES = ["u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64"] as const;

export function isIntegerName(name: string | undefined): name is IntegerName {
  return INTEGER_NAMES.some((known) => known === name);
}

export function argumentText(argument: TypeArgument): string {
  return argument.kind === "type" ? typeText(argument.type) : String(argument.value);
}

export function instanceName(name: string, args: readonly TypeArgument[]): string {
  return args.length === 0 ? name : `${name}<${args.map(argumentText).join(", ")}>`;
}

export function resolveType(scope: TypeScope, node: ts.TypeNode): Type {
  switch (node.kind) {
    case ts.SyntaxKind.ParenthesizedType:
      return resolveType(scope, (node as ts.ParenthesizedTypeNode).type);
    case ts.SyntaxKind.BooleanKeyword:
      return BOOL;
    case ts.SyntaxKind.VoidKeyword:
      return VOID;
    case ts.SyntaxKind.NumberKeyword:
      return fail(node, "K201");
    case ts.SyntaxKind.BigIntKeyword:
      return fail(node, "K202");
    case ts.SyntaxKind.StringKeyword:
      return fail(node, "K203");
    case ts.SyntaxKind.ArrayType:
      return fail(node, "K204");
    case ts.SyntaxKind.TypeReference:
      return resolveReference(scope, node as ts.TypeReferenceNode);
    case ts.SyntaxKind.TypeLiteral:
      return anonymousRecord(scope, node as ts.TypeLiteralNode);
    case ts.SyntaxKind.UnionType:
      return fail(node, "K206");
    case ts.SyntaxKind.FunctionType:
      return fail(node, "K207");
    case ts.SyntaxKind.TupleType:
      return fail(node, "K208");
    default:
      return fail(node, "K200", { type: node.getText() });
  }
}

function resolveReference(scope: TypeScope, node: ts.TypeReferenceNode): Type {
  const { context } = scope;
  const symbol = symbolOf(context, node.typeName);
  if (!symbol) return fail(node, "K200", { type: node.getText() });
  const parameter = scope.types.get(symbol);
  if (parameter) {
    return parameter.kind === "type" ? parameter.type : fail(node, "K209", { name: symbol.name });
  }
  const entity = entityOf(context, symbol);
  const args = node.typeArguments ?? [];
  switch (entity.kind) {
    case "vocabulary":
      return vocabularyType(scope, node, entity.name);
    case "enum":
      return enumType(context, entity.node, entity.module);
    case "type":
      return instantiateType(
        context,
        entity,
        args.map((argument) => typeArgument(scope, argument)),
        node,
      );
    default:
      return fail(node, "K200", { type: node.getText() });
  }
}

function vocabularyType(scope: TypeScope, node: ts.TypeReferenceNode, name: string): Type {
  if (isIntegerName(name)) return integer(name);
  const args = node.typeArguments ?? [];
  const argument = (index: number): ts.TypeNode => args[index] ?? fail(node, "K210", { name });
  switch (name) {
    case "int":
      return INT;
    case "FixedArray": {
      const element = resolveType(scope, argument(0));
      requireElement(argument(0), element);
      return { kind: "array", element, length: lengthOf(scope, argument(1)) };
    }
    case "Pool": {
      const element = resolveType(scope, argument(0));
      if (element.kind !== "record") return fail(argument(0), "K211", { type: typeText(element) });
      return { kind: "pool", element };
    }
    case "Seq":
      return { kind: "seq", element: resolveType(scope, argument(0)) };
    case "Set":
      return { kind: "set", element: resolveType(scope, argument(0)) };
    case "Map":
      return { kind: "map", key: resolveType(scope, argument(0)), value: resolveType(scope, argument(1)) };
    default:
      return fail(node, "K200", { type: node.getText() });
  }
}

/** Elements of arrays and fields of unions lie in memory. */
function requireElement(node: ts.TypeNode, type: Type): void {
  if (isSpecificationType(type) || type.kind === "void") fail(node, "K212", { type: typeText(type) });
  if (type.kind === "pool") fail(node, "K213");
}

/** A number in a type: a literal, `typeof CONSTANT`, or a type parameter. */
function lengthOf(scope: TypeScope, node: ts.TypeNode): number {
  const argument = typeArgument(scope, node);
  return argument.kind === "length" ? argument.value : fail(node, "K214", { length: node.getText() });
}

export function typeArgument(scope: TypeScope, node: ts.TypeNode): TypeArgument {
  if (ts.isLiteralTypeNode(node) && ts.isNumericLiteral(node.literal)) {
    return { kind: "length", value: checkedLength(node, BigInt(Number(node.literal.text))) };
  }
  if (ts.isTypeQueryNode(node)) {
    const entity = entityAt(scope.context, node.exprName);
    if (entity.kind !== "constant" || !isConst(entity.node)) {
      return fail(node, "K214", { length: node.getText() });
    }
    const { value } = constantValue(scope.context, entity);
    if (typeof value !== "bigint") return fail(node, "K214", { length: node.getText() });
    return { kind: "length", value: checkedLength(node, value) };
  }
  if (ts.isTypeReferenceNode(node)) {
    const symbol = symbolOf(scope.context, node.typeName);
    const parameter = symbol && scope.types.get(symbol);
    if (parameter) return parameter;
  }
  return { kind: "type", type: resolveType(scope, node) };
}

function checkedLength(node: ts.Node, value: bigint): number {
  if (value < 1n || value > range("i32").max) fail(node, "K215", { length: String(value) });
  return Number(value);
}

/** The type that a class, interface or alias denotes with these type arguments. */
export function instantiateType(
  context: Context,
  entity: { readonly node: Exclude<TypeSource["node"], ts.TypeLiteralNode>; readonly module: Module },
  args: readonly TypeArgument[],
  at: ts.Node,
): Type {
  const { node, module } = entity;
  const parameters = node.typeParameters ?? [];
  if (parameters.length !== args.length) {
    return fail(at, "K210", { name: node.name?.text ?? "type" });
  }
  const types = new Map<ts.Symbol, TypeArgument>();
  parameters.forEach((parameter, index) => {
    const symbol = symbolOf(context, parameter.name);
    const argument = args[index];
    if (symbol && argument) types.set(symbol, argument);
  });
  const name = instanceName(`${module.name}.${node.name?.text ?? "default"}`, args);
  const compute = (): Type => declareType(context, { node, module, types, arguments: args }, name);
  return once(context, `type ${name}`, compute, () => fail(at, "K216", { name: node.name?.text ?? name }));
}

function declareType(context: Context, source: TypeSource, name: string): Type {
  const { node } = source;
  const scope: TypeScope = { context, types: source.types };
  if (ts.isTypeAliasDeclaration(node)) {
    if (ts.isUnionTypeNode(node.type)) return declareUnion(scope, source, node.type, name);
    if (!ts.isTypeLiteralNode(node.type)) return resolveType(scope, node.type);
    return declareRecord(scope, source, node.type.members, name);
  }
  if (node.kind !== ts.SyntaxKind.TypeLiteral && node.heritageClauses)
    fail(node.heritageClauses[0] ?? node, "K217");
  return declareRecord(scope, source, node.members, name);
}

function anonymousRecord(scope: TypeScope, node: ts.TypeLiteralNode): Type {
  const { context } = scope;
  const module = context.modules.get(node.getSourceFile());
  if (!module) throw new Error("a type literal outside the program");
  const fields = fieldsOf(scope, node, node.members);
  const name = `{ ${fields.map((field) => `${field.name}: ${typeText(field.type)}`).join("; ")} }`;
  const source: TypeSource = { node, module, types: scope.types, arguments: [] };
  if (!context.records.has(name)) {
    context.records.set(name, { name, span: spanOf(node), fields });
    typeSources(context).set(name, source);
  }
  return { kind: "record", name };
}

type Members = ts.NodeArray<ts.ClassElement> | ts.NodeArray<ts.TypeElement>;

function declareRecord(scope: TypeScope, source: TypeSource, members: Members, name: string): Type {
  const fields = fieldsOf(scope, source.node, members);
  scope.context.records.set(name, { name, span: spanOf(source.node), fields });
  typeSources(scope.context).set(name, source);
  return { kind: "record", name };
}

/** The fields of a record, in order; methods are skipped, everything else is an error. */
function fieldsOf(scope: TypeScope, node: ts.Node, members: Members): readonly Field[] {
  const fields: Field[] = [];
  for (const member of members) {
    if (ts.isMethodDeclaration(member)) continue;
    fields.push(fieldOf(scope, member));
  }
  if (fields.length === 0) fail(node, "K218");
  return fields;
}

function fieldOf(scope: TypeScope, member: ts.ClassElement | ts.TypeElement): Field {
  if (!ts.isPropertyDeclaration(member) && !ts.isPropertySignature(member)) return fail(member, "K219");
  const modifiers = member.modifiers ?? [];
  const odd = modifiers.find((modifier) => modifier.kind !== ts.SyntaxKind.ReadonlyKeyword);
  if (odd) fail(odd, "K220", { modifier: odd.getText() });
  if (member.questionToken) fail(member, "K221");
  if (!ts.isIdentifier(member.name)) return fail(member.name, "K222");
  const initial = ts.isPropertyDeclaration(member) ? member.initializer : undefined;
  if (ts.isPropertyDeclaration(member) && !initial) fail(member, "K223", { name: member.name.text });
  if (!member.type) return fail(member, "K224", { name: member.name.text });
  const type = resolveType(scope, member.type);
  if (type.kind === "void" || type.kind === "pool") fail(member.type, "K213");
  const marked = initial !== undefined && isGhostCall(scope.context, initial);
  return { name: member.name.text, type, ghost: marked || isSpecificationType(type) };
}

/** Is this `ghost(...)`? */
export function isGhostCall(context: Context, node: ts.Expression): node is ts.CallExpression {
  return ts.isCallExpression(node) && vocabularyName(context, node.expression) === "ghost";
}

function declareUnion(scope: TypeScope, source: TypeSource, node: ts.UnionTypeNode, name: string): Type {
  const members = node.types.map((type) => variantMembers(scope.context, type));
  const tagField = commonTag(node, members);
  const variants = members.map((variant) => {
    const tag = variant.find((member) => tagOf(member)?.field === tagField);
    const text = tag && tagOf(tag)?.text;
    if (text === undefined) return fail(node, "K206");
    const fields = variant.filter((member) => member !== tag).map((member) => fieldOf(scope, member));
    return { tag: text, fields };
  });
  const tags = variants.map((variant) => variant.tag);
  if (new Set(tags).size < tags.length) fail(node, "K225");
  if (tags.length > MOST_VARIANTS) fail(node, "K229", { variants: String(tags.length) });
  scope.context.unions.set(name, { name, span: spanOf(source.node), tagField, variants });
  typeSources(scope.context).set(name, source);
  return { kind: "union", name };
}

/** The members of one variant, written out or by the name of an alias. */
function variantMembers(context: Context, node: ts.TypeNode): readonly ts.TypeElement[] {
  if (ts.isTypeLiteralNode(node)) return node.members;
  if (ts.isParenthesizedTypeNode(node)) return variantMembers(context, node.type);
  if (!ts.isTypeReferenceNode(node) || node.typeArguments) return fail(node, "K206");
  const entity = entityAt(context, node.typeName);
  if (entity.kind !== "type") return fail(node, "K206");
  if (ts.isInterfaceDeclaration(entity.node)) return entity.node.members;
  return ts.isTypeAliasDeclaration(entity.node)
    ? variantMembers(context, entity.node.type)
    : fail(node, "K206");
}

function tagOf(member: ts.TypeElement): { field: string; text: string } | undefined {
  if (!ts.isPropertySignature(member) || !member.type || !ts.isIdentifier(member.name)) return undefined;
  if (!ts.isLiteralTypeNode(member.type) || !ts.isStringLiteral(member.type.literal)) return undefined;
  return { field: member.name.text, text: member.type.literal.text };
}

function commonTag(node: ts.UnionTypeNode, variants: readonly (readonly ts.TypeElement[])[]): string {
  const fields = variants.map((variant) => variant.flatMap((member) => tagOf(member)?.field ?? []));
  const common = fields[0]?.filter((field) => fields.every((others) => others.includes(field))) ?? [];
  return common.length === 1 && common[0] !== undefined ? common[0] : fail(node, "K206");
}

export function enumType(context: Context, node: ts.EnumDeclaration, module: Module): Type {
  const name = `${module.name}.${node.name.text}`;
  const compute = (): Type => {
    const members = enumMembers(context, node);
    const greatest = members.reduce((most, member) => (member.value > most ? member.value : most), 0n);
    const representation = greatest <= range("u8").max ? "u8" : greatest <= range("u16").max ? "u16" : "u32";
    context.enums.set(name, { name, span: spanOf(node), members, representation });
    return { kind: "enum", name };
  };
  return once(context, `type ${name}`, compute, () => fail(node, "K216", { name }));
}

function enumMembers(context: Context, node: ts.EnumDeclaration): { name: string; value: bigint }[] {
  if (node.members.length === 0) fail(node, "K226");
  const values = new Set<bigint>();
  return node.members.map((member) => {
    const value = context.checker.getConstantValue(member);
    const whole = typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff;
    if (!whole || !ts.isIdentifier(member.name)) return fail(member, "K227", { name: member.name.getText() });
    const number = BigInt(value);
    if (values.has(number)) fail(member, "K228", { name: member.name.text });
    values.add(number);
    return { name: member.name.text, value: number };
  });
}

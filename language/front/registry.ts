/**
 * What a name stands for: the declaration behind a symbol, classified by its syntax.
 *
 * Owns      the classification of top-level declarations and of the names of the vocabulary.
 * Not here  locals and parameters (scope.ts), the meaning of what is found.
 */
import ts from "typescript";
import type { Context, Module } from "./context.ts";
import { VOCABULARY } from "./typescript.ts";

/** A top-level `const` whose value is an arrow in a call of the vocabulary. */
interface Definition {
  readonly node: ts.VariableDeclaration;
  readonly arrow: ts.ArrowFunction;
  /** The call of the vocabulary that wraps the arrow. */
  readonly wrapper: ts.CallExpression;
  readonly module: Module;
}

export type Entity =
  | { readonly kind: "vocabulary"; readonly name: string }
  | { readonly kind: "constant"; readonly node: ts.VariableDeclaration; readonly module: Module }
  | { readonly kind: "state"; readonly node: ts.VariableDeclaration; readonly module: Module }
  | { readonly kind: "function"; readonly node: ts.FunctionDeclaration; readonly module: Module }
  | { readonly kind: "method"; readonly node: ts.MethodDeclaration; readonly module: Module }
  | ({ readonly kind: "spec" | "opaque" } & Definition)
  | ({ readonly kind: "lemma" | "machine" } & Definition)
  | {
      readonly kind: "group";
      readonly node: ts.VariableDeclaration;
      /** The call of `views`. */
      readonly call: ts.CallExpression;
      readonly module: Module;
    }
  | { readonly kind: "enum"; readonly node: ts.EnumDeclaration; readonly module: Module }
  | {
      readonly kind: "type";
      readonly node: ts.ClassDeclaration | ts.InterfaceDeclaration | ts.TypeAliasDeclaration;
      readonly module: Module;
    }
  | { readonly kind: "local" };

export type GroupEntity = Extract<Entity, { kind: "group" }>;

export type SpecEntity = Extract<Entity, { kind: "spec" | "opaque" }>;

/** What has a body of statements: executable functions, machine functions, lemmas. */
export type CallableEntity = Extract<
  Entity,
  { kind: "function" } | { kind: "method" } | { kind: "lemma" | "machine" }
>;

/** The symbol that a name resolves to, through imports. */
export function symbolOf(context: Context, node: ts.Node): ts.Symbol | undefined {
  const symbol =
    ts.isIdentifier(node) && ts.isShorthandPropertyAssignment(node.parent)
      ? context.checker.getShorthandAssignmentValueSymbol(node.parent)
      : context.checker.getSymbolAtLocation(node);
  if (symbol && symbol.flags & ts.SymbolFlags.Alias) return context.checker.getAliasedSymbol(symbol);
  return symbol;
}

export function entityOf(context: Context, symbol: ts.Symbol): Entity {
  const node = symbol.valueDeclaration ?? symbol.declarations?.[0];
  if (!node) return { kind: "local" };
  const file = node.getSourceFile();
  if (file.fileName === VOCABULARY) return { kind: "vocabulary", name: symbol.name };
  const module = context.modules.get(file);
  if (!module) return { kind: "local" };
  if (ts.isFunctionDeclaration(node)) return { kind: "function", node, module };
  if (ts.isMethodDeclaration(node)) return { kind: "method", node, module };
  if (ts.isEnumDeclaration(node)) return { kind: "enum", node, module };
  if (ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) {
    return { kind: "type", node, module };
  }
  if (ts.isVariableDeclaration(node) && isTopLevel(node)) return variableEntity(context, node, module);
  return { kind: "local" };
}

/** What a name in the source stands for. */
export function entityAt(context: Context, node: ts.Node): Entity {
  const symbol = symbolOf(context, node);
  return symbol ? entityOf(context, symbol) : { kind: "local" };
}

/** The name, where the node is one of the vocabulary's. */
export function vocabularyName(context: Context, node: ts.Node): string | undefined {
  if (!ts.isIdentifier(node)) return undefined;
  const entity = entityAt(context, node);
  return entity.kind === "vocabulary" ? entity.name : undefined;
}

/** The name of the vocabulary that this expression calls: `requires` of `requires(c)`. */
export function calledVocabulary(context: Context, node: ts.Node): string | undefined {
  return ts.isCallExpression(node) ? vocabularyName(context, node.expression) : undefined;
}

/** The expression without the parentheses around it. */
export function unwrap(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) ? unwrap(node.expression) : node;
}

function isTopLevel(node: ts.VariableDeclaration): boolean {
  return ts.isVariableStatement(node.parent.parent) && ts.isSourceFile(node.parent.parent.parent);
}

export function isConst(node: ts.VariableDeclaration): boolean {
  return (node.parent.flags & ts.NodeFlags.Const) !== 0;
}

const DEFINITIONS = ["spec", "opaque", "lemma", "machine"] as const;

function variableEntity(context: Context, node: ts.VariableDeclaration, module: Module): Entity {
  const initial = node.initializer && unwrap(node.initializer);
  const called = initial && calledVocabulary(context, initial);
  const definition = DEFINITIONS.find((name) => name === called);
  if (definition && initial && ts.isCallExpression(initial) && isConst(node)) {
    const arrow = initial.arguments[definition === "machine" ? 1 : 0];
    if (arrow && ts.isArrowFunction(arrow))
      return { kind: definition, node, arrow, wrapper: initial, module };
  }
  if (called === "views" && initial && ts.isCallExpression(initial) && isConst(node))
    return { kind: "group", node, call: initial, module };
  return { kind: isConst(node) && !isStorage(context, node) ? "constant" : "state", node, module };
}

const STORAGE_MAKERS = ["frames", "pool", "zeroed", "arrayOf", "copy", "ghost"];

/** A top-level `const` is module state where its type or its initial value is a record, array or pool. */
function isStorage(context: Context, node: ts.VariableDeclaration): boolean {
  if (node.type) return !isScalarSyntax(context, node.type);
  if (!node.initializer) return false;
  const initial = unwrap(node.initializer);
  if (ts.isNewExpression(initial) || ts.isObjectLiteralExpression(initial)) return true;
  return STORAGE_MAKERS.includes(calledVocabulary(context, initial) ?? "");
}

const SCALARS = ["u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64", "int"];

/** Does this type, aliases followed, name a scalar? */
function isScalarSyntax(context: Context, node: ts.TypeNode): boolean {
  if (ts.isParenthesizedTypeNode(node)) return isScalarSyntax(context, node.type);
  if (!ts.isTypeReferenceNode(node)) return ts.isToken(node);
  const entity = entityAt(context, node.typeName);
  if (entity.kind === "vocabulary") return SCALARS.includes(entity.name);
  if (entity.kind === "enum") return true;
  return entity.kind === "type" && ts.isTypeAliasDeclaration(entity.node)
    ? isScalarSyntax(context, entity.node.type)
    : false;
}

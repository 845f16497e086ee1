/**
 * Modules: files in layer order, their imports, their top-level declarations.
 *
 * Owns        module names, the import rules, what may stand at the top of a module.
 * Invariants  Imports are acyclic; a module comes after all that it imports.
 */
import { relative, sep } from "node:path";
import ts from "typescript";
import type { Span } from "../ir.ts";
import { attempt, fail, report, type Context, type Module } from "./context.ts";
import { importSpecifier } from "./imports.ts";
import { calledVocabulary, entityOf, symbolOf, unwrap } from "./registry.ts";
import { constantValue } from "./constants.ts";
import { lowerClauses } from "./contracts.ts";
import { viewsOf } from "./groups.ts";
import { instanceOf, isCallable } from "./functions.ts";
import { specInstance } from "./specs.ts";
import { stateGlobal } from "./state.ts";
import { enumType, instantiateType, typeSources } from "./types.ts";
import { newScope } from "./scope.ts";
import { importedPath, isProgramFile } from "./typescript.ts";

/** The files of a program as modules, in the order in which they were found. */
export function findModules(program: ts.Program, root: string): ReadonlyMap<ts.SourceFile, Module> {
  const files = program.getSourceFiles().filter(isProgramFile);
  const modules = new Map<ts.SourceFile, Module>();
  for (const file of files) {
    const name = relative(root, file.fileName).replaceAll(sep, "/").replace(/\.ts$/, "");
    modules.set(file, { name, file, imports: [], layer: 0, invariants: [] });
  }
  for (const module of modules.values()) {
    for (const statement of module.file.statements) {
      const path =
        importSpecifier(statement) && importedPath(importSpecifier(statement) ?? "", module.file.fileName);
      const target = path === undefined ? undefined : program.getSourceFile(path);
      const imported = target && modules.get(target);
      if (imported && !module.imports.includes(imported)) module.imports.push(imported);
    }
  }
  return modules;
}

/** The modules, lowest layer first; undefined where imports form a cycle, which is reported. */
export function inLayers(context: Context): readonly Module[] | undefined {
  const order: Module[] = [];
  const path: Module[] = [];
  let acyclic = true;
  const visit = (module: Module): void => {
    if (order.includes(module)) return;
    if (path.includes(module)) {
      const cycle = [...path.slice(path.indexOf(module)), module].map(({ name }) => name).join(" -> ");
      const last = path.at(-1) ?? module;
      report(context, importOf(last, module), "K104", { cycle });
      acyclic = false;
      return;
    }
    path.push(module);
    for (const imported of module.imports) visit(imported);
    path.pop();
    module.layer = order.length;
    order.push(module);
  };
  for (const module of context.modules.values()) visit(module);
  return acyclic ? order : undefined;
}

function importOf(from: Module, to: Module): ts.Node {
  const found = from.file.statements.find((statement) => {
    const specifier = importSpecifier(statement);
    return specifier !== undefined && importedPath(specifier, from.file.fileName) === to.file.fileName;
  });
  return found ?? from.file;
}

/** Checks and declares everything at the top of a module. */
export function lowerModule(context: Context, module: Module): void {
  if (/[.<>,|\\\s\p{Cc}]/u.test(module.name))
    report(context, module.file.statements[0] ?? module.file, "K118", { name: module.name });
  for (const statement of module.file.statements) {
    attempt(context, () => lowerTopLevel(context, module, statement));
  }
}

function lowerTopLevel(context: Context, module: Module, node: ts.Statement): void {
  if (ts.isImportDeclaration(node)) return checkImport(context, node);
  if (ts.isExportDeclaration(node)) return checkExport(node);
  if (ts.isVariableStatement(node)) {
    for (const each of node.declarationList.declarations)
      attempt(context, () => lowerVariable(context, node, each));
    return;
  }
  if (ts.isFunctionDeclaration(node)) return lowerFunction(context, module, node);
  if (ts.isEnumDeclaration(node)) return lowerEnum(context, module, node);
  if (ts.isClassDeclaration(node)) return lowerClass(context, module, node);
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) {
    if (!node.typeParameters) instantiateType(context, { node, module }, [], node);
    return;
  }
  if (ts.isExpressionStatement(node)) return lowerInvariant(context, module, node);
  if (node.kind === ts.SyntaxKind.EmptyStatement) return;
  fail(node, "K105");
}

function checkImport(context: Context, node: ts.ImportDeclaration): void {
  const specifier = importSpecifier(node) ?? "";
  const clause = node.importClause;
  if (specifier !== "welkin" && importedPath(specifier, node.getSourceFile().fileName) === undefined) {
    return fail(node.moduleSpecifier, "K103", { name: specifier });
  }
  const missing = specifier !== "welkin" && !context.checker.getSymbolAtLocation(node.moduleSpecifier);
  if (missing) fail(node.moduleSpecifier, "K102", { path: specifier });
  if (!clause?.namedBindings || clause.name || !ts.isNamedImports(clause.namedBindings)) fail(node, "K108");
}

function checkExport(node: ts.ExportDeclaration): void {
  if (node.moduleSpecifier || !node.exportClause || !ts.isNamedExports(node.exportClause)) fail(node, "K109");
  const renamed = node.exportClause.elements.find((each) => each.propertyName);
  if (renamed) fail(renamed, "K109");
}

function lowerVariable(context: Context, list: ts.VariableStatement, node: ts.VariableDeclaration): void {
  if (!(list.declarationList.flags & ts.NodeFlags.BlockScoped)) fail(list, "K402");
  const modifiers = ts.getModifiers(list) ?? [];
  const odd = modifiers.find((each) => each.kind !== ts.SyntaxKind.ExportKeyword);
  if (odd) fail(odd, "K220", { modifier: odd.getText() });
  if (!ts.isIdentifier(node.name)) return fail(node.name, "K403");
  const symbol = symbolOf(context, node.name);
  const entity = symbol && entityOf(context, symbol);
  switch (entity?.kind) {
    case "constant":
      constantValue(context, entity);
      return;
    case "state":
      stateGlobal(context, entity);
      return;
    case "spec":
    case "opaque":
      if (!entity.arrow.typeParameters) specInstance(context, entity, [], node);
      return;
    case "group":
      viewsOf(context, entity);
      return;
    case "lemma":
    case "machine":
      if (!entity.arrow.typeParameters) instanceOf(context, entity, [], undefined, node);
      return;
    default:
      fail(node, "K105");
  }
}

function lowerFunction(context: Context, module: Module, node: ts.FunctionDeclaration): void {
  if (!node.name) return fail(node, "K117");
  if (!node.typeParameters) instanceOf(context, { kind: "function", node, module }, [], undefined, node);
}

function lowerEnum(context: Context, module: Module, node: ts.EnumDeclaration): void {
  const odd = node.modifiers?.find((each) => each.kind !== ts.SyntaxKind.ExportKeyword);
  if (odd) fail(odd, "K220", { modifier: odd.getText() });
  enumType(context, node, module);
}

function lowerClass(context: Context, module: Module, node: ts.ClassDeclaration): void {
  if (!node.name) return fail(node, "K117");
  const odd = node.modifiers?.find((each) => each.kind !== ts.SyntaxKind.ExportKeyword);
  if (odd) fail(odd, "K220", { modifier: odd.getText() });
  if (!node.typeParameters) instantiateType(context, { node, module }, [], node);
}

function lowerInvariant(context: Context, module: Module, node: ts.ExpressionStatement): void {
  const call = unwrap(node.expression);
  if (calledVocabulary(context, call) !== "invariant" || !ts.isCallExpression(call))
    return fail(node, "K105");
  const scope = newScope(context, module, "invariant", new Map(), undefined);
  module.invariants.push(...lowerClauses(scope, call.arguments[0] ?? fail(call, "K380")));
}

/** The methods of every class instance that exists by now. */
export function lowerMethods(context: Context, done: Set<string>): void {
  for (const [name, source] of typeSources(context)) {
    const { node, module } = source;
    if (done.has(name) || !ts.isClassDeclaration(node)) continue;
    done.add(name);
    for (const member of node.members) {
      if (!ts.isMethodDeclaration(member) || member.typeParameters) continue;
      const entity = { kind: "method" as const, node: member, module };
      if (isCallable(entity)) attempt(context, () => instanceOf(context, entity, [], source, member));
    }
  }
}

/** Declarations in the order of the source, whatever order they were needed in. */
export function inSourceOrder<T extends { readonly name: string; readonly span: Span }>(
  context: Context,
  declarations: ReadonlyMap<string, T>,
): ReadonlyMap<string, T> {
  const layers = new Map([...context.modules.values()].map((module) => [module.file.fileName, module.layer]));
  const compare = (a: T, b: T): number =>
    (layers.get(a.span.file) ?? 0) - (layers.get(b.span.file) ?? 0) ||
    a.span.line - b.span.line ||
    a.span.column - b.span.column ||
    (a.name < b.name ? -1 : 1);
  return new Map([...declarations.values()].sort(compare).map((each) => [each.name, each]));
}

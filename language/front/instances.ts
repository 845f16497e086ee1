/**
 * Generic declarations, and whether the program has an instance of them.
 *
 * Owns        what the proof of a program says nothing about, since only instances are checked and proved.
 * Not here    the making of instances (functions.ts, specs.ts, types.ts).
 */
import ts from "typescript";
import type { Span } from "../ir.ts";
import { spanOf, type Context, type Module } from "./context.ts";
import { entityOf, symbolOf } from "./registry.ts";

export interface GenericDeclaration {
  /** `module.function`, `module.Class.method`. */
  readonly name: string;
  readonly span: Span;
  readonly instantiated: boolean;
}

/** The generic functions, methods, lemmas and specification functions of all modules, in the order of the source. */
export function genericDeclarations(context: Context): readonly GenericDeclaration[] {
  const instances = [...context.functions.values(), ...context.specs.values()];
  const places = new Set(instances.map(({ span }) => placeOf(span)));
  return [...context.modules.values()].flatMap((module) =>
    module.file.statements
      .flatMap((statement) => genericsIn(context, module, statement))
      .map(({ name, span }) => ({ name, span, instantiated: places.has(placeOf(span)) })),
  );
}

function placeOf({ file, line, column }: Span): string {
  return `${file}:${line}:${column}`;
}

type Found = Pick<GenericDeclaration, "name" | "span">;

function genericsIn(context: Context, module: Module, node: ts.Statement): readonly Found[] {
  if (ts.isFunctionDeclaration(node)) {
    return node.typeParameters ? [{ name: `${module.name}.${node.name?.text}`, span: spanOf(node) }] : [];
  }
  if (ts.isClassDeclaration(node)) {
    const methods = node.members.filter((member) => ts.isMethodDeclaration(member));
    return methods
      .filter((method) => node.typeParameters ?? method.typeParameters)
      .map((method) => ({
        name: `${module.name}.${node.name?.text}.${method.name.getText()}`,
        span: spanOf(method),
      }));
  }
  if (!ts.isVariableStatement(node)) return [];
  return node.declarationList.declarations.flatMap((each) => genericDefinition(context, module, each));
}

function genericDefinition(context: Context, module: Module, node: ts.VariableDeclaration): readonly Found[] {
  const symbol = symbolOf(context, node.name);
  const entity = symbol && entityOf(context, symbol);
  if (!entity || !("arrow" in entity) || !entity.arrow.typeParameters) return [];
  const isSpec = entity.kind === "spec" || entity.kind === "opaque";
  return [{ name: `${module.name}.${node.name.getText()}`, span: spanOf(isSpec ? node : entity.arrow) }];
}

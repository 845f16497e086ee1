/**
 * The module in the making: memory, imports, functions, exports.
 *
 * Owns        from a Program to an unoptimised Binaryen module.
 * Invariants  lemmas and ghost parameters leave no trace; machine functions are imports, from "machine" unless their
 *             name says another module: "welkin.send" is the import "send" from "welkin".
 * Not here    optimisation and output (compile.ts), bodies (body.ts).
 */
import binaryen from "binaryen";
import type { FunctionDeclaration, Program } from "../language/ir.ts";
import { isScalar } from "../language/types.ts";
import { exportedName, importFunction } from "./boundary.ts";
import { defineFunction, type Defined } from "./body.ts";
import { executableParameters, parameterTypes } from "./calls.ts";
import { initialData } from "./data.ts";
import { CompileError } from "./error.ts";
import { STACK_POINTER, type ModuleContext } from "./function.ts";
import { MEMORY } from "./integers.ts";
import { layoutOf } from "./layout.ts";

export interface ModuleOptions {
  /** The module whose exported functions are exported. */
  readonly entry: string;
  /** Every executable function of scalar signature is also exported under its IR name, to callers that know types. */
  readonly exportAll?: boolean;
}

const FEATURES =
  binaryen.Features.MutableGlobals |
  binaryen.Features.BulkMemory |
  binaryen.Features.BulkMemoryOpt |
  binaryen.Features.SignExt |
  binaryen.Features.Multivalue;

/** The caller disposes of the module. */
export function buildModule(program: Program, options: ModuleOptions): binaryen.Module {
  const m = new binaryen.Module();
  m.setFeatures(FEATURES);
  const context: ModuleContext = { m, program, layout: layoutOf(program) };
  addMemory(context);
  m.addGlobal(STACK_POINTER, binaryen.i32, true, m.i32.const(context.layout.stack.end));
  const files = new Map<string, number>();
  for (const declaration of program.functions.values()) addFunction(context, declaration, files);
  addExports(context, options);
  return m;
}

function addMemory({ m, program, layout }: ModuleContext): void {
  const segments = initialData(program, layout).map(({ address, bytes }) => ({
    offset: m.i32.const(address),
    data: bytes,
  }));
  m.setMemory(layout.pages, layout.pages, MEMORY, segments, false, false, MEMORY);
}

function addFunction(
  context: ModuleContext,
  declaration: FunctionDeclaration,
  files: Map<string, number>,
): void {
  switch (declaration.mode) {
    case "lemma":
      return;
    case "machine":
      addImport(context, declaration);
      return;
    case "verified":
    case "checked":
    case "trusted":
      addPositions(context.m, defineFunction(context, declaration), files);
  }
}

function addImport(context: ModuleContext, declaration: FunctionDeclaration): void {
  const { reason: name } = declaration;
  if (name === undefined) throw new Error(`machine function ${declaration.name} without import name`);
  const parameters = executableParameters(declaration).flatMap((one) => parameterTypes(context, one));
  importFunction(context, declaration, name, parameters);
}

/** Tells Binaryen which source position each expression stems from. */
function addPositions(m: binaryen.Module, { made, positions }: Defined, files: Map<string, number>): void {
  for (const { expression, span } of positions) {
    const file = files.get(span.file) ?? m.addDebugInfoFileName(span.file);
    files.set(span.file, file);
    m.setDebugLocation(made, expression, file, span.line, span.column - 1);
  }
}

function addExports(context: ModuleContext, { entry, exportAll }: ModuleOptions): void {
  const { m, program } = context;
  for (const declaration of program.functions.values()) {
    if (declaration.mode === "lemma" || declaration.mode === "machine" || !isScalarSignature(declaration))
      continue;
    if (exportAll) m.addFunctionExport(declaration.name, declaration.name);
    const isEntry = declaration.module === entry && declaration.exported;
    if (!isEntry || isInstance(declaration)) continue;
    if (declaration.sourceName === MEMORY) {
      throw new CompileError("C104", declaration.span, { name: MEMORY });
    }
    m.addFunctionExport(exportedName(context, declaration), declaration.sourceName);
  }
}

/** An instance of a generic function: its source name names all of them. */
function isInstance({ name }: FunctionDeclaration): boolean {
  return name.includes("<");
}

function isScalarSignature(declaration: FunctionDeclaration): boolean {
  const { result } = declaration;
  return (
    (result.kind === "void" || isScalar(result)) &&
    declaration.parameters.every(({ ghost, type }) => ghost || isScalar(type))
  );
}

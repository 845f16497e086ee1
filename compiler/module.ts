/**
 * The module in the making: memory, imports, functions, exports.
 *
 * Owns        from a Program to an unoptimised Binaryen module.
 * Invariants  lemmas and ghost parameters leave no trace; machine functions are imports from "machine".
 * Not here    optimisation and output (compile.ts), bodies (statements.ts).
 */
import binaryen from "binaryen";
import type { FunctionDeclaration, Parameter, Program, Span } from "../language/ir.ts";
import { parameterTypes, resultType } from "./calls.ts";
import { copy } from "./aggregates.ts";
import { entryTests, RESULT, returnTests } from "./contracts.ts";
import { initialData } from "./data.ts";
import { CompileError, FunctionBuilder, passingOf, STACK_POINTER, type ModuleContext } from "./function.ts";
import { MEMORY } from "./integers.ts";
import { rootOf } from "./overlap.ts";
import { isScalar, slotsOf } from "./slots.ts";
import { BODY, statements } from "./statements.ts";
import type { Storage } from "./storage.ts";
import { layoutOf } from "./layout.ts";
import { executableStatements } from "./walk.ts";

export interface ModuleOptions {
  /** The module whose exported functions are exported. */
  readonly entry: string;
  /** Every executable function of scalar signature is also exported under its IR name. */
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
  m.setMemory(layout.pages, layout.pages, "memory", segments, false, false, MEMORY);
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
      defineFunction(context, declaration, files);
  }
}

function addImport(context: ModuleContext, declaration: FunctionDeclaration): void {
  const { reason: name, span } = declaration;
  if (name === undefined) throw new Error(`machine function ${declaration.name} without import name`);
  if (
    passingOf(context.program, declaration.result) === "destination" ||
    resultSlots(context, declaration) > 1
  ) {
    throw new CompileError("a machine function returns nothing or a scalar", span);
  }
  const parameters = executableParameters(declaration).flatMap((one) => parameterTypes(context, one));
  const type = binaryen.createType([...parameters]);
  context.m.addFunctionImport(declaration.name, "machine", name, type, resultType(context, declaration));
}

function resultSlots({ program }: ModuleContext, { result }: FunctionDeclaration): number {
  return slotsOf(program, result)?.length ?? 0;
}

function executableParameters(declaration: FunctionDeclaration): readonly Parameter[] {
  return declaration.parameters.filter(({ ghost }) => !ghost);
}

function defineFunction(
  context: ModuleContext,
  declaration: FunctionDeclaration,
  files: Map<string, number>,
): void {
  const f = new FunctionBuilder(context, declaration, addressedVariables(declaration));
  const result = resultType(context, declaration);
  const made = f.finish(result, body(f, declaration, result));
  const file = (span: Span) => {
    const known = files.get(span.file) ?? context.m.addDebugInfoFileName(span.file);
    files.set(span.file, known);
    return known;
  };
  for (const { expression, span } of f.positions) {
    context.m.setDebugLocation(made, expression, file(span), span.line, span.column - 1);
  }
}

/** Variables that a reference argument points into need an address. */
function addressedVariables(declaration: FunctionDeclaration): ReadonlySet<string> {
  const names = new Set<string>();
  for (const s of executableStatements(declaration.body)) {
    if (s.kind !== "call") continue;
    for (const argument of s.arguments) {
      if (argument.kind !== "reference") continue;
      const [kind, name] = rootOf(argument.place).split(" ", 2);
      if (kind === "variable" && name !== undefined) names.add(name);
    }
  }
  return names;
}

function body(
  f: FunctionBuilder,
  declaration: FunctionDeclaration,
  result: binaryen.Type,
): binaryen.ExpressionRef {
  const { m } = f;
  const moves: binaryen.ExpressionRef[] = [];
  declareParameters(f, declaration, moves);
  const isChecked = declaration.mode === "checked";
  if (isChecked) f.failure = () => m.unreachable();
  const entry = isChecked ? entryTests(f) : [];
  const code = f.sequence([...moves, statements(f, declaration.body)]);
  const end = result === binaryen.none ? [] : [m.unreachable()];
  const inner = m.block(BODY, [code, ...end], result);
  if (!isChecked) return inner;
  return withReturnTests(f, entry, inner, result);
}

function withReturnTests(
  f: FunctionBuilder,
  entry: readonly binaryen.ExpressionRef[],
  inner: binaryen.ExpressionRef,
  result: binaryen.Type,
): binaryen.ExpressionRef {
  const { m } = f;
  if (result === binaryen.none) return f.sequence([...entry, inner, ...returnTests(f)]);
  const kept = f.newLocal(result);
  const get = () => m.local.get(kept, result);
  const slots = f.newLocals(slotsOf(f.program, f.declaration.result) ?? []);
  const unpack = slots.locals.map((local, slot) =>
    m.local.set(local, slots.locals.length === 1 ? get() : m.tuple.extract(get(), slot)),
  );
  f.variables.set(RESULT, slots);
  return f.sequence([...entry, m.local.set(kept, inner), ...unpack, ...returnTests(f), get()]);
}

/** Parameters that need an address move from their slots into the frame. */
function declareParameters(
  f: FunctionBuilder,
  declaration: FunctionDeclaration,
  out: binaryen.ExpressionRef[],
): void {
  if (passingOf(f.program, declaration.result) === "destination") {
    f.variables.set(RESULT, pointerParameter(f, RESULT));
  }
  const moves: (() => void)[] = [];
  for (const { name, type, reference } of executableParameters(declaration)) {
    const slots = reference ? undefined : slotsOf(f.program, type);
    if (!slots) {
      f.variables.set(name, pointerParameter(f, name));
      continue;
    }
    const suffix = (slot: number) => (slots.length === 1 ? "" : `.${slot}`);
    const passed: Storage = {
      kind: "locals",
      locals: slots.map((slot, n) => f.newParameter(slot, name + suffix(n))),
    };
    f.variables.set(name, passed);
    if (f.addressed.has(name)) moves.push(() => copy(f, f.declareVariable(name, type), passed, type, out));
  }
  for (const move of moves) move();
}

function pointerParameter(f: FunctionBuilder, name: string): Storage {
  const local = f.newParameter(binaryen.i32, name);
  return { kind: "memory", pointer: { kind: "local", local }, offset: 0 };
}

function addExports({ m, program }: ModuleContext, { entry, exportAll }: ModuleOptions): void {
  for (const declaration of program.functions.values()) {
    if (declaration.mode === "lemma" || declaration.mode === "machine" || !isScalarSignature(declaration))
      continue;
    if (exportAll) m.addFunctionExport(declaration.name, declaration.name);
    const isEntry = declaration.module === entry && declaration.exported;
    if (isEntry && !isInstance(declaration)) m.addFunctionExport(declaration.name, declaration.sourceName);
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
    executableParameters(declaration).every(({ type }) => isScalar(type))
  );
}

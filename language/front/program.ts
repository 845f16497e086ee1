/**
 * Programs: from entry files to the typed IR, or to diagnostics.
 *
 * Owns        the order of the work: parse, order the layers, declare, lower bodies, check the whole.
 * Invariants  There is a program exactly where there are no diagnostics. A user's mistake is never an exception.
 */
import { dirname, resolve } from "node:path";
import ts from "typescript";
import type { Program } from "../ir.ts";
import { diagnostic, type Diagnostic } from "../diagnostics.ts";
import { report, type Context, type Module } from "./context.ts";
import { findModules, inLayers, inSourceOrder, lowerMethods, lowerModule } from "./modules.ts";
import { genericDeclarations, type GenericDeclaration } from "./instances.ts";
import { isProgramFile, parse, readSource, type SourceText } from "./typescript.ts";
import { checkProgram } from "./checks.ts";
import { soundPart } from "./part.ts";

export type { Diagnostic } from "../diagnostics.ts";

export interface LoadOptions {
  /** Module names are paths from here. Absent: the deepest folder that holds all files. */
  readonly root?: string;
  /** The text of a file, by its absolute path, instead of the one on disk. */
  readonly source?: SourceText;
}

export interface Loaded {
  readonly program?: Program;
  readonly diagnostics: readonly Diagnostic[];
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** Those without an instance are neither checked nor proved. Empty where there is no program. */
  readonly generics: readonly GenericDeclaration[];
}

/** Loads the entry files and all that they import. */
export function loadProgram(paths: readonly string[], options: LoadOptions = {}): Loaded {
  const source: SourceText = (path) => options.source?.(path) ?? readSource(path);
  const entries = paths.map((path) => resolve(path));
  const missing = entries.filter((path) => source(path) === undefined).map(missingFile);
  const parsed = parse(
    entries.filter((path) => source(path) !== undefined),
    source,
  );
  const files = parsed.getSourceFiles().filter(isProgramFile);
  const texts = files.map((file) => ({ path: file.fileName, text: file.text }));
  const syntax = files.flatMap((file) =>
    parsed.getSyntacticDiagnostics(file).map((each) => foreign("K100", each)),
  );
  if (syntax.length > 0) return { diagnostics: [...missing, ...syntax], files: texts, generics: [] };
  const root = options.root === undefined ? commonFolder(files) : resolve(options.root);
  const context = newContext(parsed.getTypeChecker(), findModules(parsed, root));
  const program = lowerProgram(context);
  const types = files.flatMap((file) =>
    parsed.getSemanticDiagnostics(file).flatMap((each) => (each.file ? [typeError(each)] : [])),
  );
  const diagnostics = [...missing, ...merge(context.diagnostics, types)];
  return diagnostics.length === 0 && program
    ? { program, diagnostics, files: texts, generics: genericDeclarations(context) }
    : { diagnostics, files: texts, generics: [] };
}

/** Loads a program of texts by file name, all of them entries: for tests and tools without files. */
export function loadSources(sources: Readonly<Record<string, string>>): Loaded {
  const texts = new Map(Object.entries(sources).map(([name, text]) => [resolve("/", name), text]));
  return loadProgram([...texts.keys()], { root: "/", source: (path) => texts.get(path) });
}

function missingFile(path: string): Diagnostic {
  return diagnostic("K102", { file: path, line: 1, column: 1, endLine: 1, endColumn: 1 }, { path });
}

const NO_OVERLAP = /the types '([iu]\d+)' and '([iu]\d+)' have no overlap/;

/** What TypeScript says of its own because integer types are enums without members to it. */
function typeError(found: ts.Diagnostic): Diagnostic {
  const text = ts.flattenDiagnosticMessageText(found.messageText, " ");
  // `x !== 0` narrows such an enum to `never`, to which no compound assignment is possible.
  if (found.code === 2322 && text.endsWith("' is not assignable to type 'never'."))
    return foreign("K121", found);
  const [, left = "", right = ""] = NO_OVERLAP.exec(text) ?? [];
  return left === "" ? foreign("K101", found) : foreign("K122", found, { left, right });
}

/** A diagnostic of TypeScript itself. */
function foreign(
  code: "K100" | "K101" | "K121" | "K122",
  found: ts.Diagnostic,
  values: Readonly<Record<string, string>> = {},
): Diagnostic {
  const text = `${ts.flattenDiagnosticMessageText(found.messageText, " ")} (TS${found.code})`;
  const { file } = found;
  if (!file) throw new Error(text);
  const start = file.getLineAndCharacterOfPosition(found.start ?? 0);
  const end = file.getLineAndCharacterOfPosition((found.start ?? 0) + (found.length ?? 0));
  const span = {
    file: file.fileName,
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
  return diagnostic(code, span, { text, ...values });
}

/** The front end's own advice comes before TypeScript's about the same line. */
function merge(own: readonly Diagnostic[], types: readonly Diagnostic[]): readonly Diagnostic[] {
  const lines = new Set(own.map(({ span }) => `${span.file}:${span.line}`));
  const all = [...own, ...types.filter(({ span }) => !lines.has(`${span.file}:${span.line}`))];
  const unique = new Map(all.map((each) => [JSON.stringify([each.code, each.span, each.message]), each]));
  return [...unique.values()].sort(
    (a, b) =>
      (a.span.file < b.span.file ? -1 : a.span.file > b.span.file ? 1 : 0) ||
      a.span.line - b.span.line ||
      a.span.column - b.span.column,
  );
}

function commonFolder(files: readonly ts.SourceFile[]): string {
  const folders = files.map((file) => dirname(file.fileName).split("/"));
  const [first = []] = folders;
  const length = first.findIndex((part, index) => folders.some((folder) => folder[index] !== part));
  return first.slice(0, length < 0 ? first.length : length).join("/") || "/";
}

function newContext(checker: ts.TypeChecker, modules: ReadonlyMap<ts.SourceFile, Module>): Context {
  return {
    checker,
    modules,
    diagnostics: [],
    enums: new Map(),
    records: new Map(),
    unions: new Map(),
    globals: new Map(),
    specs: new Map(),
    functions: new Map(),
    memory: new Map(),
    pending: [],
  };
}

function lowerProgram(context: Context): Program | undefined {
  const layers = inLayers(context);
  if (!layers) return undefined;
  const withMethods = new Set<string>();
  for (const module of layers) {
    lowerModule(context, module);
    lowerMethods(context, withMethods);
    for (let next = context.pending.shift(); next; next = context.pending.shift()) {
      next();
      lowerMethods(context, withMethods);
    }
  }
  const program = soundPart(assemble(context, layers), context.diagnostics);
  return checkProgram(program, (span, code, values) => report(context, span, code, values));
}

function assemble(context: Context, layers: readonly Module[]): Program {
  return {
    modules: layers.map(({ name, file, imports, invariants }) => ({
      name,
      file: file.fileName,
      imports: [...imports].sort((a, b) => a.layer - b.layer).map((each) => each.name),
      invariants,
    })),
    enums: inSourceOrder(context, context.enums),
    records: inSourceOrder(context, context.records),
    unions: inSourceOrder(context, context.unions),
    globals: inSourceOrder(context, context.globals),
    specs: inSourceOrder(context, context.specs),
    functions: inSourceOrder(context, context.functions),
  };
}

/**
 * The TypeScript compiler, as the front end uses it: files to syntax trees and symbols.
 *
 * Owns      the compiler options, module resolution, the parsed library files.
 * Not here  the meaning of anything: TypeScript's checker resolves names and reports what plain `tsc` would; the
 *           types of expressions are the front end's own (types.ts).
 */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

export type SourceText = (path: string) => string | undefined;

const LIBRARY = fileURLToPath(new URL("./lib.d.ts", import.meta.url));
export const VOCABULARY = fileURLToPath(new URL("../welkin.d.ts", import.meta.url));

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noLib: true,
  noEmit: true,
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  types: [],
};

const libraryFiles = new Map<string, ts.SourceFile>();

/** Library files do not change while the process runs; parsing them once serves all programs. */
function libraryFile(path: string): ts.SourceFile {
  const known = libraryFiles.get(path);
  if (known) return known;
  const parsed = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ESNext, true);
  libraryFiles.set(path, parsed);
  return parsed;
}

/** The text of a file on disk; undefined where there is none. */
export function readSource(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** The file that an import names: absolute path, `.js` read as `.ts`. Undefined for what is not relative. */
export function importedPath(specifier: string, containingFile: string): string | undefined {
  if (!specifier.startsWith("./") && !specifier.startsWith("../")) return undefined;
  return resolve(dirname(containingFile), specifier.replace(/\.(js|ts)$/, "") + ".ts");
}

/** Parses and binds the entry files and all that they import. */
export function parse(entries: readonly string[], source: SourceText): ts.Program {
  const host: ts.CompilerHost = {
    getSourceFile(path, options) {
      if (path === LIBRARY || path === VOCABULARY) return libraryFile(path);
      const text = source(path);
      return text === undefined ? undefined : ts.createSourceFile(path, text, options, true);
    },
    resolveModuleNameLiterals(literals, containingFile) {
      return literals.map(({ text }) => {
        const path = text === "welkin" ? VOCABULARY : importedPath(text, containingFile);
        if (path === undefined || (path !== VOCABULARY && source(path) === undefined)) {
          return { resolvedModule: undefined };
        }
        const extension = path === VOCABULARY ? ts.Extension.Dts : ts.Extension.Ts;
        return { resolvedModule: { resolvedFileName: path, extension } };
      });
    },
    fileExists: (path) => path === LIBRARY || path === VOCABULARY || source(path) !== undefined,
    readFile: source,
    getDefaultLibFileName: () => LIBRARY,
    getCurrentDirectory: () => process.cwd(),
    getCanonicalFileName: (path) => path,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    writeFile: () => {
      throw new Error("the front end writes no files");
    },
  };
  return ts.createProgram({ rootNames: [LIBRARY, ...entries], options: OPTIONS, host });
}

/** Is this file part of the program, not of TypeScript's or the language's own declarations? */
export function isProgramFile(file: ts.SourceFile): boolean {
  return file.fileName !== LIBRARY && file.fileName !== VOCABULARY;
}

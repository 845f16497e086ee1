/**
 * Imports: which files a file names.
 *
 * Owns      the reading of import and export declarations, as the parser sees them, not as text looks.
 * Not here  which imports the language allows (modules.ts), where a path leads (typescript.ts).
 */
import ts from "typescript";
import { importedPath, readSource } from "./typescript.ts";

/** What an import or export declaration takes its names from. */
export function importSpecifier(node: ts.Statement): string | undefined {
  if (!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node)) return undefined;
  return node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)
    ? node.moduleSpecifier.text
    : undefined;
}

export interface Imports {
  /** Does the file import "welkin"? */
  readonly vocabulary: boolean;
  /** The files that it imports by relative paths, absolute, whether they exist or not. */
  readonly files: readonly string[];
}

/** What the file at an absolute path imports; a file that cannot be read imports nothing. */
export function importsOf(path: string): Imports {
  const { statements } = ts.createSourceFile(path, readSource(path) ?? "", ts.ScriptTarget.ESNext);
  const specifiers = statements.flatMap((node) => importSpecifier(node) ?? []);
  return {
    vocabulary: specifiers.includes("welkin"),
    files: specifiers.flatMap((specifier) => importedPath(specifier, path) ?? []),
  };
}

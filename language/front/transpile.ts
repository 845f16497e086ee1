/**
 * TypeScript to JavaScript, one file by itself: types are taken away, and modules become functions of `exports` and `require`.
 *
 * Owns      the options. Nothing is checked.
 * Not here  Kernel TypeScript: this is for the tools' own sources.
 */
import ts from "typescript";

/** The script that a module becomes; `path` is for messages. */
export function transpile(source: string, path: string): string {
  return ts.transpileModule(source, {
    fileName: path,
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ESNext },
  }).outputText;
}

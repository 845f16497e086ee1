/**
 * Code frame: the source line of a span, with carets under it.
 *
 *     12 |   return a + b;
 *        |          ^^^^^
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Span } from "../language/ir.ts";

/** `file:line:column`. */
export function location(span: Span): string {
  return `${span.file}:${span.line}:${span.column}`;
}

/** The frame's lines, or none where the file cannot be read. */
export function codeFrame(span: Span, folder: string): readonly string[] {
  const text = sourceLine(span, folder);
  if (text === undefined) return [];
  const number = String(span.line);
  const start = span.column - 1;
  const end = span.endLine === span.line ? span.endColumn - 1 : text.length;
  const carets = "^".repeat(Math.max(1, end - start));
  // Tabs stay tabs, so that the carets stand under the source however wide a tab is shown.
  const indent = text.slice(0, start).replace(/[^\t]/g, " ");
  return [`  ${number} | ${text}`, `  ${" ".repeat(number.length)} | ${indent}${carets}`];
}

function sourceLine(span: Span, folder: string): string | undefined {
  try {
    return readFileSync(resolve(folder, span.file), "utf8").split(/\r?\n/)[span.line - 1];
  } catch {
    return undefined;
  }
}

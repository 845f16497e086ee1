/**
 * Marked programs: programs that say of their lines what must fail there.
 *
 * Owns        the marks, and their comparison with what the front end and the verifier find.
 * Form        `// FAILS V202` behind the code, or alone on the line below it, where the formatter puts it. A mark
 *             stands where the failure is reported, or at the contract clause that fails. Several codes may follow.
 * Invariants  a program behaves as marked only if each finding has its mark and each mark its finding.
 */
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import type { Span } from "../../language/ir.ts";
import type { Diagnostic } from "../../cli/toolchain.ts";
import type { Report } from "../../verifier/session/verdict.ts";

/** One thing that was found wrong, and the places that it may be marked at. */
export interface Finding {
  readonly code: string;
  readonly places: readonly { readonly file: string; readonly line: number }[];
  readonly text: string;
}

const MARK = /^(.*)\/\/ FAILS((?: [KV][0-9]{3})+)\s*$/;

/** The marks of a file: `line: code`, each as often as it stands there. */
export function marksOf(file: string): readonly string[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.flatMap((text, index) => {
    const found = MARK.exec(text);
    if (!found) {
      if (text.includes("// FAILS")) throw new Error(`${file}:${index + 1}: this mark cannot be read`);
      return [];
    }
    const [, before = "", codes = ""] = found;
    const line = before.trim() === "" ? index : index + 1;
    return codes
      .trim()
      .split(" ")
      .map((code) => key(file, line, code));
  });
}

export function diagnosticFindings(diagnostics: readonly Diagnostic[]): readonly Finding[] {
  return diagnostics.map(({ code, span, message }) => ({ code, places: [placeOf(span)], text: message }));
}

export function reportFindings(report: Report): readonly Finding[] {
  return report.functions.flatMap(({ name, failures }) =>
    failures.map(({ obligation: { code, span, related, text }, verdict }) => ({
      code,
      places: [placeOf(span), ...(related ? [placeOf(related)] : [])],
      text: `${name}: ${text} (${verdict})`,
    })),
  );
}

/** What differs between the marks of the files and the findings; empty where they agree. */
export function differences(
  files: readonly string[],
  findings: readonly Finding[],
  folder: string,
): readonly string[] {
  const marks = new Set(files.flatMap(marksOf));
  const found = new Set<string>();
  const unmarked: string[] = [];
  for (const { code, places, text } of findings) {
    const at = places.map(({ file, line }) => key(file, line, code)).filter((one) => marks.has(one));
    for (const one of at) found.add(one);
    const [place] = places;
    if (at.length === 0 && place)
      unmarked.push(`${shown(key(place.file, place.line, code), folder)} not marked: ${text}`);
  }
  const silent = [...marks]
    .filter((mark) => !found.has(mark))
    .map((mark) => `${shown(mark, folder)} not found`);
  return [...unmarked, ...silent];
}

function placeOf({ file, line }: Span): { readonly file: string; readonly line: number } {
  return { file, line };
}

function key(file: string, line: number, code: string): string {
  return `${file}:${line}: ${code}`;
}

function shown(mark: string, folder: string): string {
  return relative(folder, mark);
}

/**
 * Rules about whole programs, checked on the finished IR.
 *
 * Owns      the list of checks.
 * Not here  rules about one declaration, which are checked while it is lowered.
 */
import type { Program, Span } from "../ir.ts";
import type { Code } from "../diagnostics.ts";
import { completeSpecs } from "./views.ts";

export type Report = (span: Span, code: Code, values?: Readonly<Record<string, string>>) => void;

/** The program with what specification functions read filled in; mistakes go to `report`. */
export function checkProgram(program: Program, report: Report): Program {
  void report;
  return completeSpecs(program);
}

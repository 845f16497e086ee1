/**
 * Rules about whole programs, checked on the finished IR.
 *
 * Owns      the list of checks.
 * Not here  rules about one declaration, which are checked while it is lowered.
 */
import type { Program, Span } from "../ir.ts";
import type { Code } from "../diagnostics.ts";
import { checkAliasing } from "./aliasing.ts";
import { checkExecutability } from "./executability.ts";
import { checkFrames } from "./frames.ts";
import { checkLayers } from "./layers.ts";
import { checkPools } from "./pools.ts";
import { checkRecursion } from "./recursion.ts";
import { checkSizes } from "./sizes.ts";
import { checkGenericViews, checkInitialValues, completeSpecs } from "./views.ts";

export type Report = (span: Span, code: Code, values?: Readonly<Record<string, string>>) => void;

/** The program with what specification functions read filled in; mistakes go to `report`. */
export function checkProgram(incomplete: Program, report: Report): Program {
  const program = completeSpecs(incomplete);
  checkInitialValues(program, report);
  checkGenericViews(program, report);
  checkPools(program, report);
  checkSizes(program, report);
  checkRecursion(program, report);
  checkFrames(program, report);
  checkAliasing(program, report);
  checkLayers(program, report);
  checkExecutability(program, report);
  return program;
}

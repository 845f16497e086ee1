/**
 * Proof obligations of executable expressions: overflow, bounds, and their kin.
 *
 * Owns      proving what language/obligations.ts finds.
 * Not here  specifications, which oblige to nothing but that a ghost value fits its type.
 */
import { OPERATION_CODES } from "../../language/codes.ts";
import type { Expression } from "../../language/ir.ts";
import { obligationCondition, obligationsOf, type ObligationCode } from "../../language/obligations.ts";
import { decide } from "./conjunct.ts";
import type { Flow } from "./flow.ts";
import { printExpression } from "./print.ts";

/** Proves that evaluating these, in this order, does not go wrong; where literals decide it there is no proof. */
export function checkOperations(flow: Flow, ...expressions: readonly Expression[]): void {
  checkAll(flow, expressions, () => true);
}

/**
 * Proves of ghost values that they fit the types that they are converted to. Else a variable that holds one would
 * contradict what its type promises.
 */
export function checkConversions(flow: Flow, ...expressions: readonly Expression[]): void {
  checkAll(flow, expressions, (code) => code === "conversion" || code === "enumMember");
}

function checkAll(
  flow: Flow,
  expressions: readonly Expression[],
  isChecked: (code: ObligationCode) => boolean,
): void {
  for (const expression of expressions) {
    for (const obligation of obligationsOf(flow.builder.program, expression)) {
      const { code, subject } = obligation;
      const goal = flow.name(obligationCondition(obligation));
      if (!isChecked(code) || decide(goal) === true) continue;
      flow.check({ code: OPERATION_CODES[code], span: subject.span }, printExpression(subject), goal);
    }
  }
}

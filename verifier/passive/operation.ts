/**
 * Proof obligations of executable expressions: overflow, bounds, and their kin.
 *
 * Owns      the codes of what language/obligations.ts finds.
 * Not here  specifications, which oblige to nothing.
 */
import type { Expression } from "../../language/ir.ts";
import { obligationCondition, obligationsOf, type ObligationCode } from "../../language/obligations.ts";
import type { ProofCode } from "../query.ts";
import { decide } from "./conjunct.ts";
import type { Flow } from "./flow.ts";
import { printExpression } from "./print.ts";

const CODES: Readonly<Record<ObligationCode, ProofCode>> = {
  overflow: "V101",
  divisionByZero: "V102",
  shiftRange: "V103",
  conversion: "V104",
  enumMember: "V105",
  bounds: "V106",
  frameOwned: "V107",
  variant: "V108",
};

/** Proves that evaluating these, in this order, does not go wrong; where literals decide it there is no proof. */
export function checkOperations(flow: Flow, ...expressions: readonly Expression[]): void {
  for (const expression of expressions) {
    for (const obligation of obligationsOf(flow.builder.program, expression)) {
      const goal = flow.name(obligationCondition(obligation));
      if (decide(goal) === true) continue;
      const { code, subject } = obligation;
      flow.check({ code: CODES[code], span: subject.span }, printExpression(subject), goal);
    }
  }
}

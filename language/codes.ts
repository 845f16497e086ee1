/**
 * The stable codes of what can fail, in a proof and in a run.
 *
 * Owns      the codes from V100; which of them an operation's obligation has.
 * Not here  wording (verifier/messages.ts), meaning (docs/messages.md), the codes of rejections (messages/).
 */
import type { ObligationCode } from "./obligations.ts";

export type ProofCode =
  | "V101" // overflow
  | "V102" // division by zero
  | "V103" // shift count out of range
  | "V104" // conversion loses the value
  | "V105" // no such enum member
  | "V106" // index out of bounds
  | "V107" // frame not owned by the pool
  | "V108" // wrong variant
  | "V201" // precondition of a call
  | "V202" // postcondition
  | "V203" // loop invariant before the first round
  | "V204" // loop invariant after a round
  | "V205" // assertion
  | "V206" // bit-vector assertion
  | "V207" // changes what `modifies` does not name
  | "V208" // loop measure does not fall
  | "V209" // recursion measure does not fall
  | "V210" // references may overlap
  | "V211" // unreachable point may be reached
  | "V212" // module invariant at return, or before an own exported function is called
  | "V213" // module invariant at boot
  | "V214" // conclusion of `prove`
  | "V301" // preconditions contradict each other
  | "V302" // code that no execution reaches
  | "V303"; // postcondition that holds of anything

export const OPERATION_CODES: Readonly<Record<ObligationCode, ProofCode>> = {
  overflow: "V101",
  divisionByZero: "V102",
  shiftRange: "V103",
  conversion: "V104",
  enumMember: "V105",
  bounds: "V106",
  frameOwned: "V107",
  variant: "V108",
};

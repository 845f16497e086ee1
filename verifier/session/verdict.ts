/**
 * Verdicts: what the solver said of an obligation, and what follows for a function.
 *
 * Owns        the two scales, and the only rule that leads from one to the other.
 * Invariants  a function is proved only if every proof of it is proved and no vacuity question is.
 * Not here    solving (session.ts), wording (messages.ts, cli/).
 */
import type { Span } from "../../language/ir.ts";
import type { ProofObligation } from "../query.ts";

/**
 * proved      the negated goal is unsatisfiable
 * refuted     the solver has a model in which the goal fails
 * undecided   the solver gave up: quantifiers or arithmetic are incomplete
 * exhausted   the resource limit was reached
 * stopped     the solver was stopped from outside, for the time that it took; another run may end otherwise
 * error       the solver did not answer; nothing is known
 */
export type Verdict = "proved" | "refuted" | "undecided" | "exhausted" | "stopped" | "error";

/** The same script has the same answer again; these may be cached. */
export const DEFINITE: readonly Verdict[] = ["proved", "refuted", "undecided", "exhausted"];

export type Status = "proved" | "failed" | "unknown" | "vacuous";

/** An obligation that keeps its function from being proved. */
export interface Failure {
  readonly obligation: ProofObligation;
  readonly verdict: Verdict;
  /** The solver's words, where it gave a reason. */
  readonly detail: string;
}

export interface FunctionResult {
  readonly name: string;
  readonly sourceName: string;
  readonly span: Span;
  readonly status: Status;
  /** How many obligations the function has, vacuity questions included. */
  readonly obligations: number;
  /** How many answers came from the cache. */
  readonly cached: number;
  /** Solver time of this run, summed over the obligations. */
  readonly milliseconds: number;
  readonly failures: readonly Failure[];
}

export interface Report {
  readonly functions: readonly FunctionResult[];
  readonly seconds: number;
}

/** Does this answer keep the obligation's function from being proved? */
export function fails(obligation: ProofObligation, verdict: Verdict): boolean {
  return obligation.kind === "proof" ? verdict !== "proved" : verdict === "proved" || verdict === "error";
}

/** A failed proof outweighs an unknown one, which outweighs vacuity. */
export function statusOf(failures: readonly Failure[]): Status {
  const proofs = failures.filter((failure) => failure.obligation.kind === "proof");
  if (proofs.some(({ verdict }) => verdict === "refuted" || verdict === "undecided")) return "failed";
  if (proofs.length > 0 || failures.some(({ verdict }) => verdict === "error")) return "unknown";
  return failures.length > 0 ? "vacuous" : "proved";
}

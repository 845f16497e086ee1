/**
 * The assertion IR: one question to the solver, and the obligation that asks it.
 *
 *     source -> typed IR -> passive form -> assertion IR -> SMT-LIB -> Z3
 *                                           ^^^^^^^^^^^^
 * Owns        the boundary between obligation generation (verifier/obligations) and the solver (verifier/smt).
 * Invariants  (obligation generation establishes them)
 *   - The expressions are IR expressions in which every state has a name: no `global`, no `old`, no executable call.
 *     Each version of a local, a parameter, module state is a variable of its own; control flow is boolean variables.
 *   - A call of a specification function carries its state explicitly, behind its declared arguments:
 *       concrete (the function is not a view, or a view of the query's own module):
 *       the value of each global in `reads`, then a token for each view in `views`;
 *       abstract (a view of another module): its own token, then a token for each view in `views`;
 *       in a query of the whole program: the value of each global in `reads`, then, for each view in `views`,
 *       the value of each global in that view's `reads`. (`views` is closed: it holds the views of its views.)
 *     Equal tokens mean an unchanged view.
 *   - Every variable that occurs free is in `variables`, once.
 * Not here    text (smt/), wording (messages.ts).
 */
import type { ProofCode } from "../language/codes.ts";
import type { Expression, Span, Variable } from "../language/ir.ts";

export interface Query {
  /** Free variables. The encoder adds what their types promise: ranges, array lengths, enum members. */
  readonly variables: readonly Variable[];
  readonly hypotheses: readonly Expression[];
  readonly goal: Expression;
  /** Opaque specification functions whose bodies may be used. */
  readonly revealed: readonly string[];
  /** The module whose views are concrete, or the whole program (at boot). */
  readonly within: { readonly module: string } | "program";
  /** "bits": machine integers are bit vectors, nothing else is known (assertBits). */
  readonly logic: "integers" | "bits";
}

/** One thing to prove about a function. */
export interface ProofObligation {
  readonly code: ProofCode;
  /** Where it fails: the operation, call, return or clause. */
  readonly span: Span;
  /** The contract clause that it comes from, where that stands elsewhere. */
  readonly related?: Span;
  /** The conjunct or operation in the source's words. */
  readonly text: string;
  readonly query: Query;
  /**
   * "proof": the goal must be proved. "vacuity": it must not be provable, or the proof means nothing; to be asked
   * once all proofs of the unit are found (behind a call whose precondition fails, anything may follow).
   */
  readonly kind: "proof" | "vacuity";
}

/** All obligations of one function, specification function (termination), or module (its invariants at boot). */
export interface ProofUnit {
  /** As FunctionDeclaration.name, SpecDeclaration.name, or `module` + "/boot". */
  readonly name: string;
  readonly sourceName: string;
  readonly span: Span;
  readonly obligations: readonly ProofObligation[];
}

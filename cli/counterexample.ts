/**
 * Counterexamples: a call that really fails, for an obligation that is not proved.
 *
 * Invariants  what is told has been replayed by the interpreter on the real code; the solver's model is a hint, no
 *             more.
 * Not here    the search (language/interpreter/search.ts).
 */
import type { Program } from "../language/ir.ts";
import { findCounterexample } from "../language/interpreter/search.ts";
import type { ProofObligation, ProofUnit } from "../verifier/query.ts";

/** `a call with low = 1, high = 4294967295 fails so`, if there is one that the search finds. */
export function counterexample(
  program: Program,
  unit: ProofUnit,
  obligation: ProofObligation,
): Promise<string | undefined> {
  if (!program.functions.has(unit.name)) return Promise.resolve(undefined);
  const found = findCounterexample(program, unit.name, obligation);
  if (!found) return Promise.resolve(undefined);
  const values = found.text === "" ? "" : ` with ${found.text}`;
  return Promise.resolve(`a call${values} fails so`);
}

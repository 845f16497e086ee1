/**
 * Executable statements: those that leave code behind.
 *
 * Owns        the way past ghost statements and proofs.
 */
import type { Clause, Statement } from "../language/ir.ts";
import { blocksOf } from "../language/walk.ts";

/** Every statement of the list, and those within, that is not ghost. */
export function* executableStatements(list: readonly Statement[]): Generator<Statement> {
  for (const s of list) {
    if ("ghost" in s && s.ghost) continue;
    yield s;
    if (isProof(s)) continue;
    for (const block of blocksOf(s)) yield* executableStatements(block);
  }
}

/** Of proof steps, checked functions test the conditions; their proofs leave nothing. */
export function isProof({ kind }: Statement): boolean {
  return ["assert", "assertBits", "assume", "reveal", "prove"].includes(kind);
}

/** The clauses that a checked function tests when this statement runs. */
export function clausesOf(s: Statement): readonly Clause[] {
  if (s.kind === "assert" || s.kind === "assertBits") return [s.clause];
  return s.kind === "loop" ? s.invariants : [];
}

/**
 * Proof units of functions and lemmas.
 *
 * Owns      which obligations a function has in which mode: a verified one and a lemma all, a checked one those of
 *           its contract's meaning, a trusted one and a machine function that it can be called.
 */
import type { FunctionDeclaration, Program } from "../../language/ir.ts";
import type { PassiveForm } from "../passive/form.ts";
import { passiveForm } from "../passive/statement.ts";
import type { ProofObligation, ProofUnit } from "../query.ts";
import { obligationOf } from "./question.ts";
import { entryVacuity, exitVacuity, reachability } from "./vacuity.ts";

/** Is there anything to prove? */
export function hasObligations({ mode, requires, ensures }: FunctionDeclaration): boolean {
  if (mode === "verified" || mode === "lemma") return true;
  return requires.length > 0 || (mode === "checked" && ensures.length > 0);
}

export function functionUnit(program: Program, declaration: FunctionDeclaration): ProofUnit {
  const { name, sourceName, span } = declaration;
  return { name, sourceName, span, obligations: functionObligations(program, declaration) };
}

function functionObligations(program: Program, declaration: FunctionDeclaration): readonly ProofObligation[] {
  const entry = entryVacuity(program, declaration);
  switch (declaration.mode) {
    case "trusted":
    case "machine":
      return entry;
    case "checked":
      return [...entry, ...exitVacuity(program, declaration)];
    case "verified":
    case "lemma": {
      const form = passiveForm(program, declaration);
      return [
        ...entry,
        ...checkObligations(form, declaration),
        ...reachability(form, declaration),
        ...exitVacuity(program, declaration),
      ];
    }
  }
}

function checkObligations(form: PassiveForm, declaration: FunctionDeclaration): readonly ProofObligation[] {
  const within = { module: declaration.module };
  return form.blocks.flatMap((block) =>
    block.steps.flatMap((step) => (step.kind === "check" ? [obligationOf(block, step, within)] : [])),
  );
}

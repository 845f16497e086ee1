/**
 * Proof units of functions and lemmas.
 *
 * Owns      which obligations a function has in which mode: a verified one and a lemma all; a checked one and a
 *           machine function that the module's invariants and views are kept, by what the contract says alone; a
 *           machine function and a trusted one that it can be called.
 */
import type { FunctionDeclaration, Program } from "../../language/ir.ts";
import { believeContract, checkOwed } from "../passive/exit.ts";
import { Builder, Flow } from "../passive/flow.ts";
import type { PassiveForm } from "../passive/form.ts";
import { passiveForm } from "../passive/statement.ts";
import type { ProofObligation, ProofUnit } from "../query.ts";
import { obligationOf } from "./question.ts";
import { contractVacuity, entryVacuity, exitVacuity, reachability } from "./vacuity.ts";

/** Is there anything to prove? */
export function hasObligations({ mode, requires, modifies, ensures }: FunctionDeclaration): boolean {
  const clauses = [...requires, ...ensures, ...(mode === "machine" ? modifies : [])];
  return (mode !== "trusted" && mode !== "machine") || clauses.length > 0;
}

export function functionUnit(program: Program, declaration: FunctionDeclaration): ProofUnit {
  const { name, sourceName, span } = declaration;
  return { name, sourceName, span, obligations: functionObligations(program, declaration) };
}

function functionObligations(program: Program, declaration: FunctionDeclaration): readonly ProofObligation[] {
  const entry = entryVacuity(program, declaration);
  switch (declaration.mode) {
    case "trusted":
      return [...entry, ...contractVacuity(program, declaration)];
    case "machine":
      return [
        ...entry,
        ...checkObligations(formOf(program, declaration), declaration),
        ...contractVacuity(program, declaration),
      ];
    case "checked":
      return [
        ...entry,
        ...checkObligations(formOf(program, declaration), declaration),
        ...exitVacuity(program, declaration),
      ];
    case "verified":
    case "lemma": {
      const form = formOf(program, declaration);
      return [
        ...entry,
        ...checkObligations(form, declaration),
        ...reachability(form, declaration),
        ...exitVacuity(program, declaration),
      ];
    }
  }
}

/** The passive form that the proofs are about: of the body, or of its contract where something else keeps that. */
export function formOf(program: Program, declaration: FunctionDeclaration): PassiveForm {
  switch (declaration.mode) {
    case "verified":
    case "lemma":
      return passiveForm(program, declaration);
    case "checked":
    case "machine":
      return contractForm(program, declaration);
    default:
      throw new Error(`nothing is proved of the body of ${declaration.name}`);
  }
}

function checkObligations(form: PassiveForm, declaration: FunctionDeclaration): readonly ProofObligation[] {
  const within = { module: declaration.module };
  return form.blocks.flatMap((block) =>
    block.steps.flatMap((step) => (step.kind === "check" ? [obligationOf(block, step, within)] : [])),
  );
}

/** A function as its callers know it: anything that its contract allows. */
function contractForm(program: Program, declaration: FunctionDeclaration): PassiveForm {
  const builder = new Builder(program, declaration);
  const flow = Flow.start(builder);
  believeContract(flow);
  checkOwed(flow, declaration.modifies[0]?.span ?? declaration.span);
  return builder.finish();
}

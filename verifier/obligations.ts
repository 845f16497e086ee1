/**
 * Obligation generation: from a program to what is to be proved of it.
 *
 *     source -> typed IR -> passive form -> assertion IR -> SMT-LIB -> Z3
 *               ~~~~~~~~    ~~~~~~~~~~~~    ~~~~~~~~~~~~
 * Owns        the list of proof units: functions and lemmas, recursive specification functions, modules at boot.
 * Interface   unitNames  in declaration order, lower modules first
 *             proofUnit  one of them; each is made for itself, so that work can be spread and cached
 * Not here    asking the solver (smt/), wording (messages.ts).
 */
import type { Program } from "../language/ir.ts";
import { bootUnit } from "./obligations/boot.ts";
import { definitionUnit, isRecursive } from "./obligations/definition.ts";
import { formOf, functionUnit, hasObligations } from "./obligations/function.ts";
import type { EntryVariable, PassiveForm } from "./passive/form.ts";
import type { ProofUnit } from "./query.ts";

const BOOT = "/boot";

export function unitNames(program: Program): readonly string[] {
  return program.modules
    .flatMap((module) => [
      ...[...program.specs.values()].filter(
        (spec) => spec.module === module.name && isRecursive(program, spec),
      ),
      ...[...program.functions.values()].filter((f) => f.module === module.name && hasObligations(f)),
      ...(module.invariants.length > 0 ? [{ name: module.name + BOOT }] : []),
    ])
    .map(({ name }) => name);
}

export function proofUnit(program: Program, name: string): ProofUnit {
  const declaration = program.functions.get(name);
  if (declaration) return functionUnit(program, declaration);
  const spec = program.specs.get(name);
  if (spec) return definitionUnit(program, spec);
  const module = program.modules.find((candidate) => candidate.name + BOOT === name);
  if (module) return bootUnit(program, module);
  throw new Error(`no proof unit ${name}`);
}

/** The passive form of a function of which something is proved, for printing. */
export function passiveFormOf(program: Program, name: string): PassiveForm {
  const declaration = program.functions.get(name);
  if (!declaration) throw new Error(`no function ${name}`);
  return formOf(program, declaration);
}

/** What the parameters, module state and views of such a function are named at its entry, in all of its queries. */
export function entryVariables(program: Program, name: string): readonly EntryVariable[] {
  return passiveFormOf(program, name).entry;
}

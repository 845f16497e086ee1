/**
 * What statements may change: what a loop makes unknown.
 *
 * Owns        the roots, and the fields of them, that statements or what they call may store to.
 * Invariants  Everything that a run of the statements can change is covered; covering more costs only knowledge.
 */
import type { Argument, FunctionDeclaration, Place, Statement } from "../../language/ir.ts";
import { substatements } from "../../language/walk.ts";
import { effectsOf } from "./effect.ts";
import { nameOfKey, viewKey, type Key, type Namer } from "./name.ts";
import { fieldsOf, type Path } from "./place.ts";

/** A root, or the fields that lead to the part of it that changes. */
export interface Change {
  readonly root: Key;
  readonly fields: Path;
}

export function changesOf(statements: readonly Statement[], namer: Namer): readonly Change[] {
  const found = [...substatements(statements)].flatMap((statement) => changes(statement, namer));
  return found.filter(
    (change, index) => !found.some((other, at) => at !== index && covers(other, change, at < index)),
  );
}

/** What the statement itself stores to. Locals that it declares are new each time. */
function changes(s: Statement, namer: Namer): readonly Change[] {
  switch (s.kind) {
    case "assign":
      return [fieldsOf(s.target)];
    case "retype":
      return [fieldsOf(s.from), fieldsOf(s.to)];
    case "call":
      return callChanges(functionOf(namer, s.function), s.arguments, namer);
    default:
      return [];
  }
}

/** Is `change` part of `other`? Of two equal ones the first stays. */
function covers(other: Change, change: Change, first: boolean): boolean {
  if (other.root !== change.root || other.fields.length > change.fields.length) return false;
  const part = other.fields.every((step, depth) => {
    const own = change.fields[depth];
    return step.kind === "field" && own?.kind === "field" && step.field === own.field;
  });
  return part && (other.fields.length < change.fields.length || first);
}

export function functionOf(namer: Namer, name: string): FunctionDeclaration {
  const declaration = namer.program.functions.get(name);
  if (!declaration) throw new Error(`no function ${name}`);
  return declaration;
}

function callChanges(
  callee: FunctionDeclaration,
  given: readonly Argument[],
  namer: Namer,
): readonly Change[] {
  const placeOf = (name: string): Place | undefined => {
    const argument = given[callee.parameters.findIndex((parameter) => parameter.name === name)];
    return argument?.kind === "reference" ? argument.place : undefined;
  };
  const effects = effectsOf(callee.modifies, namer, (place) => {
    const { root, fields } = fieldsOf(place);
    return { root, path: fields };
  });
  return effects.flatMap((effect): readonly Change[] => {
    if (effect.kind === "view") return [{ root: viewKey(effect.view), fields: [] }];
    const { root, path } = effect.location;
    if (!root.startsWith("local ")) return [{ root, fields: path }];
    const place = placeOf(nameOfKey(root));
    if (!place) return [];
    const outer = fieldsOf(place);
    return [{ root: outer.root, fields: outer.whole ? [...outer.fields, ...path] : outer.fields }];
  });
}

/**
 * Overlap: may an expression read the storage that it is about to change?
 *
 * Owns        roots of places: the variable, module state or pool that a place is part of.
 * Invariants  distinct roots do not overlap (the front end and the verifier see to it), so comparing roots is safe.
 */
import type { Expression, Place } from "../language/ir.ts";
import { subexpressions } from "../language/walk.ts";

/** Two places with the same root may overlap. */
export function rootOf(e: Expression): string {
  switch (e.kind) {
    case "variable":
    case "global":
      return `${e.kind} ${e.name}`;
    case "field":
    case "index":
      return rootOf(e.base);
    case "at":
      return rootOf(e.pool);
    default:
      throw new Error(`a ${e.kind} is no place`);
  }
}

/** The roots of everything that the expression reads. */
export function reads(e: Expression): ReadonlySet<string> {
  const roots = new Set<string>();
  for (const part of subexpressions(e)) {
    if (part.kind === "variable" || part.kind === "global") roots.add(rootOf(part));
  }
  return roots;
}

/** Are they surely the same place? */
export function samePlace(a: Expression, b: Place): boolean {
  switch (a.kind) {
    case "variable":
    case "global":
      return b.kind === a.kind && b.name === a.name;
    case "field":
      return b.kind === "field" && a.field === b.field && a.variant === b.variant && sameBase(a.base, b.base);
    default:
      return false;
  }
}

function sameBase(a: Expression, b: Expression): boolean {
  return isPlace(b) && samePlace(a, b);
}

export function isPlace(e: Expression): e is Place {
  return ["variable", "global", "field", "index", "at"].includes(e.kind);
}

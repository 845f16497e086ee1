/**
 * What is ghost: which expressions exist for proofs only.
 *
 * Owns      the test on lowered expressions.
 * Not here  the marks on variables, fields and state (scope.ts, types.ts, state.ts).
 */
import type { Expression, Place } from "../ir.ts";
import type { Scope } from "./scope.ts";
import { isSpecificationType } from "./types.ts";
import { isGhostField } from "../types.ts";
import { operandsOf } from "../walk.ts";

/** Does the value depend on anything that exists for proofs only? Conversions to int alone do not count. */
export function mentionsGhost(scope: Scope, e: Expression): boolean {
  switch (e.kind) {
    case "variable":
      return scope.ghosts.has(e.name) || isSpecificationType(e.type);
    case "global":
      return scope.context.globals.get(e.name)?.ghost ?? false;
    case "field":
      return isGhostField(scope.context, e) || mentionsGhost(scope, e.base);
    case "call":
    case "let":
    case "old":
    case "quantifier":
    case "builtin":
    case "build":
      return true;
    default:
      return operandsOf(e).some((operand) => mentionsGhost(scope, operand));
  }
}

/** Is this storage that only ghost code may write? Indices aside: they are read, not written. */
export function isGhostPlace(scope: Scope, place: Place): boolean {
  switch (place.kind) {
    case "variable":
      return scope.ghosts.has(place.name);
    case "global":
      return scope.context.globals.get(place.name)?.ghost ?? false;
    case "field":
      return isGhostField(scope.context, place) || isGhostPlace(scope, place.base as Place);
    case "index":
      return isGhostPlace(scope, place.base as Place);
    case "at":
      return false;
  }
}

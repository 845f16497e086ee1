/**
 * Conjuncts: the parts of a goal that are proved and reported one by one.
 *
 * Owns      the splitting, and what needs no solver because literals decide it.
 * Not here  splitting below a quantifier: its parts would each need the whole context of the binder.
 */
import type { Expression } from "../../language/ir.ts";
import { compare, isComparison } from "../../language/operators.ts";

/** Conditions that together say what `e` says: `&&` is split, also on the right of `implies`. */
export function conjuncts(e: Expression): readonly Expression[] {
  if (e.kind !== "binary") return [e];
  if (e.operator === "land") return [...conjuncts(e.left), ...conjuncts(e.right)];
  if (e.operator === "implies") return conjuncts(e.right).map((right) => ({ ...e, right }));
  return [e];
}

/** The truth of a condition over literals only; undefined where there is more to it. */
export function decide(e: Expression): boolean | undefined {
  if (e.kind === "literal") return typeof e.value === "boolean" ? e.value : undefined;
  if (e.kind !== "binary") return undefined;
  const { left, right } = e;
  if (e.operator === "land" || e.operator === "lor") {
    const absorbing = e.operator === "lor";
    const sides = [decide(left), decide(right)];
    if (sides.includes(absorbing)) return absorbing;
    return sides.includes(undefined) ? undefined : !absorbing;
  }
  if (left.kind !== "literal" || right.kind !== "literal") return undefined;
  return isComparison(e.operator) ? compare(e.operator, left.value, right.value) : undefined;
}

/**
 * Measures: lists of integers that fall lexicographically and cannot fall for ever.
 *
 * Owns        the order: at the first component that differs it falls, from a value of at least 0.
 * Invariants  The order is well-founded: a component that has fallen below 0 cannot fall again, and to rise it
 *             needs an earlier one to fall.
 */
import type { Expression, Span } from "../../language/ir.ts";
import { BOOL, all, binary, intLiteral, literal } from "../../language/build.ts";
import type { CheckHead, Flow } from "./flow.ts";

/** `now` is less than `before`; a missing measure is never less. */
export function falls(now: readonly Expression[], before: readonly Expression[], span: Span): Expression {
  const [first, ...rest] = now;
  const [old, ...oldRest] = before;
  if (!first || !old) return literal(false, BOOL, span);
  const less = all([binary("lt", first, old, span), binary("le", intLiteral(0n, span), old, span)], span);
  if (rest.length === 0 || oldRest.length === 0) return less;
  const later = all([binary("eq", first, old, span), falls(rest, oldRest, span)], span);
  return binary("lor", less, later, span);
}

export function checkFall(
  flow: Flow,
  head: CheckHead,
  now: readonly Expression[],
  before: readonly Expression[],
): void {
  flow.check(head, "the measure falls", falls(now, before, head.span));
}

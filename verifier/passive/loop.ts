/**
 * Loops, cut at the header.
 *
 * Owns        invariants before the first round (V203) and after each (V204), the fall of the measure (V208), what
 *             the header knows.
 * Invariants  The header knows the values of entry of all that no round stores to that comes back to it, the
 *             invariants, and that parts outside the function's `modifies` are unchanged; nothing else of what such
 *             a round may change.
 */
import type { Expression, Span, Statement } from "../../language/ir.ts";
import { changesOf, type Change } from "./change.ts";
import { Flow } from "./flow.ts";
import { checkFall } from "./measure.ts";
import { nameOfKey } from "./name.ts";
import { keptParts } from "./permission.ts";
import { read } from "./place.ts";
import { returningStatements } from "./round.ts";
import { run, targetOf } from "./statement.ts";
import { store } from "./store.ts";

type Loop = Extract<Statement, { kind: "loop" }>;

export function runLoop(s: Loop, before: Flow): Flow | undefined {
  const { builder } = before;
  const { revealed } = builder;
  for (const clause of s.invariants) before.checkClause({ code: "V203", span: clause.span }, clause, before);
  const header = before.successor();
  forget(header, changesOf(returningStatements(s), builder.namer), s.span);
  for (const { condition } of s.invariants) header.assume(header.name(condition));
  const measure = s.decreases.map((e) => header.name(e));
  const target = targetOf(builder, s.label);
  const end = run(s.body, header);
  const round = Flow.join(end ? [...target.continues, end] : target.continues, s.span);
  const again = round && run(s.step, round);
  if (again) checkRound(s, again, measure);
  builder.revealed = revealed;
  const behind = Flow.join(target.breaks, s.span)?.successor();
  if (behind && !builder.inProof) behind.block.statement = s.span;
  return behind;
}

/** New, unknown values for all that rounds may change. */
function forget(header: Flow, changes: readonly Change[], span: Span): void {
  const known = changes.filter(({ root }) => header.has(root));
  for (const { root, fields } of known) {
    const part = read(header.value(root), fields);
    store(header, { root, path: fields }, header.unknown(nameOfKey(root), part.type, span));
  }
  for (const root of new Set(known.map((change) => change.root))) {
    const kept = keptParts(header, root, span);
    if (kept) header.assume(kept);
  }
}

function checkRound(s: Loop, again: Flow, measure: readonly Expression[]): void {
  for (const clause of s.invariants) again.checkClause({ code: "V204", span: clause.span }, clause, again);
  const span = s.decreases[0]?.span ?? s.span;
  checkFall(
    again,
    { code: "V208", span },
    s.decreases.map((e) => again.name(e)),
    measure,
  );
}

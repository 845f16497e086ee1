/**
 * References of one call that could be two names of one place (V210).
 *
 * Owns        the obligations under which values that go in and out behave as references do: two references do not
 *             overlap where the callee may change one, and no reference overlaps module state that the callee
 *             changes, or mentions while it may change the reference.
 * Invariants  "Mentions" is taken widely: in its body, contract, or invariants, itself or through what it calls.
 */
import type { Expression, FunctionDeclaration, Span } from "../../language/ir.ts";
import { touchedGlobals } from "./callgraph.ts";
import type { Passed } from "./call.ts";
import { decide } from "./conjunct.ts";
import type { Effect } from "./effect.ts";
import type { Flow } from "./flow.ts";
import { localKey, nameOfKey } from "./name.ts";
import { disjoint, type Location, type Path } from "./place.ts";

interface Reference {
  readonly name: string;
  readonly location: Location;
  readonly mutable: boolean;
}

export function checkAliases(
  flow: Flow,
  callee: FunctionDeclaration,
  passed: readonly Passed[],
  effects: readonly Effect[],
  span: Span,
): void {
  const changed = effects.flatMap((effect) => (effect.kind === "place" ? [effect.location] : []));
  const references = passed.flatMap(({ name, location }): readonly Reference[] =>
    location ? [{ name, location, mutable: changed.some(({ root }) => root === localKey(name)) }] : [],
  );
  const apart = (text: string, a: Path, b: Path) => require(flow, text, disjoint(a, b, span), span);
  for (const [index, a] of references.entries()) {
    for (const b of references.slice(index + 1)) {
      if (a.location.root !== b.location.root || (!a.mutable && !b.mutable)) continue;
      apart(`${a.name}, ${b.name}`, a.location.path, b.location.path);
    }
    for (const { root, path } of changed) {
      if (root === a.location.root && root.startsWith("global ")) apart(a.name, a.location.path, path);
    }
    if (a.mutable && mentions(flow, callee, a.location)) apart(a.name, [], []);
  }
}

/** Does the callee know the state that the reference leads to by its own name? */
function mentions(flow: Flow, callee: FunctionDeclaration, { root }: Location): boolean {
  return root.startsWith("global ") && touchedGlobals(flow.builder.program, callee.name).has(nameOfKey(root));
}

function require(flow: Flow, text: string, goal: Expression, span: Span): void {
  if (decide(goal) === true) return;
  flow.check({ code: "V210", span }, text, goal);
}

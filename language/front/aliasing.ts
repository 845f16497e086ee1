/**
 * Aliasing: two references in one call, of which the callee may change one, must not overlap.
 *
 * Owns        the check that can be made by looking: same root, same path.
 * Invariants  Parameters and module state have no overlap at entry of a function, since every call was checked. So
 *             places with different roots never overlap.
 * Not here    `table[i]` and `table[j]`: whether they differ is an obligation (the verifier's).
 */
import type { Expression, Place, Program, Statement } from "../ir.ts";
import { effectsOf, rootOf, type Effects } from "../effects.ts";
import { expressionText } from "../print.ts";
import { substatements } from "../walk.ts";
import type { Report } from "./checks.ts";

type Call = Extract<Statement, { kind: "call" }>;

export function checkAliasing(program: Program, report: Report): void {
  const effects = effectsOf(program);
  for (const f of program.functions.values()) {
    for (const s of substatements(f.body)) {
      if (s.kind !== "call" || s.ghost) continue;
      checkPairs(s, report);
      const callee = effects.get(s.function);
      if (!callee) throw new Error(`no function ${s.function}`);
      checkState(s, callee, report);
    }
  }
}

function references(call: Call) {
  return call.arguments.flatMap((each) => (each.kind === "reference" ? [each] : []));
}

function checkPairs(call: Call, report: Report): void {
  const all = references(call);
  all.forEach((first, index) => {
    for (const second of all.slice(index + 1)) {
      if (!first.mutable && !second.mutable) continue;
      if (compare(first.place, second.place) !== "overlapping") continue;
      const texts = { first: expressionText(first.place), second: expressionText(second.place) };
      report(second.place.span, "K710", texts);
    }
  });
}

function checkState(call: Call, callee: Effects, report: Report): void {
  for (const { place, mutable } of references(call)) {
    const root = rootOf(place);
    if (root.kind !== "global") continue;
    const writes = callee.writes.has(root.name);
    const reads = mutable && callee.reads.has(root.name);
    if (!writes && !reads) continue;
    const use = writes ? "changes" : "reads";
    report(place.span, "K711", { place: expressionText(place), name: root.name, use });
  }
}

export type Overlap = "disjoint" | "overlapping" | "unknown";

/** How two places lie, as far as their paths tell. */
export function compare(a: Place, b: Place): Overlap {
  const left = stepsOf(a);
  const right = stepsOf(b);
  let certain = true;
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const step = compareSteps(left[index], right[index]);
    if (step === "disjoint") return "disjoint";
    if (step === "unknown") certain = false;
  }
  return certain ? "overlapping" : "unknown";
}

/** A place from its root outwards. */
export function stepsOf(place: Place): readonly Place[] {
  switch (place.kind) {
    case "variable":
    case "global":
      return [place];
    case "field":
    case "index":
      return [...stepsOf(place.base as Place), place];
    case "at":
      return [...stepsOf(place.pool as Place), place];
  }
}

/** Fields of different variants lie over each other, so only fields of one record or variant are disjoint. */
function compareSteps(a: Place | undefined, b: Place | undefined): Overlap {
  if (!a || !b) throw new Error("a step expected");
  if (a.kind === "field" && b.kind === "field") {
    return a.variant === b.variant && a.field !== b.field ? "disjoint" : "overlapping";
  }
  if (a.kind === "index" && b.kind === "index") return compareIndices(a.index, b.index);
  if (a.kind === "at" && b.kind === "at") return compareIndices(a.frame, b.frame);
  if (a.kind !== b.kind) return "disjoint";
  return (a.kind === "variable" || a.kind === "global") && "name" in b && a.name === b.name
    ? "overlapping"
    : "disjoint";
}

function compareIndices(a: Expression, b: Expression): Overlap {
  if (a.kind === "literal" && b.kind === "literal") return a.value === b.value ? "overlapping" : "disjoint";
  return expressionText(a) === expressionText(b) ? "overlapping" : "unknown";
}

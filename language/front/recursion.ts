/**
 * Recursion: what calls itself needs a measure.
 *
 * Owns      the check for functions, lemmas and specification functions.
 * Not here  whether the measure falls (the verifier's).
 */
import type { Expression, Program } from "../ir.ts";
import { calleesOf } from "../effects.ts";
import { subexpressions } from "../walk.ts";
import type { Report } from "./checks.ts";

export function checkRecursion(program: Program, report: Report): void {
  const calls = new Map([...program.functions.values()].map((f) => [f.name, calleesOf(f)]));
  for (const f of program.functions.values()) {
    const proved = f.mode === "verified" || f.mode === "lemma";
    if (proved && f.decreases.length === 0 && reaches(calls, f.name, f.name)) {
      report(f.span, "K550", { name: f.sourceName });
    }
  }
  const uses = new Map(
    [...program.specs.values()].map((spec) => {
      const roots = [spec.body, ...spec.decreases, ...spec.requires.map((clause) => clause.condition)];
      return [spec.name, new Set(roots.flatMap(specsCalled))];
    }),
  );
  for (const spec of program.specs.values()) {
    if (spec.decreases.length === 0 && reaches(uses, spec.name, spec.name)) {
      report(spec.span, "K551", { name: spec.sourceName });
    }
  }
}

function specsCalled(e: Expression): readonly string[] {
  return [...subexpressions(e)].flatMap((part) => (part.kind === "call" ? [part.function] : []));
}

/** Is there a path of at least one step? */
function reaches(graph: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean {
  const seen = new Set<string>();
  const waiting = [...(graph.get(from) ?? [])];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (name === to) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    waiting.push(...(graph.get(name) ?? []));
  }
  return false;
}

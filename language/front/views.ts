/**
 * What specification functions read: module state and the views of other modules.
 *
 * Owns      SpecDeclaration.reads and .views, both through other specification functions; what may read state at all.
 */
import type { Program, SpecDeclaration } from "../ir.ts";
import { stateRead } from "../effects.ts";
import { subexpressions } from "../walk.ts";
import type { Report } from "./checks.ts";

interface Reads {
  readonly globals: ReadonlySet<string>;
  readonly views: ReadonlySet<string>;
}

export function completeSpecs(program: Program): Program {
  const known = new Map<string, Reads>();
  for (const spec of program.specs.values()) known.set(spec.name, { globals: new Set(), views: new Set() });
  for (let changed = true; changed;) {
    changed = false;
    for (const spec of program.specs.values()) {
      const next = readsOf(program, spec, known);
      const before = known.get(spec.name);
      if (before && next.globals.size === before.globals.size && next.views.size === before.views.size)
        continue;
      known.set(spec.name, next);
      changed = true;
    }
  }
  const specs = new Map(
    [...program.specs].map(([name, spec]) => {
      const reads = known.get(name);
      return [name, { ...spec, reads: [...(reads?.globals ?? [])], views: [...(reads?.views ?? [])] }];
    }),
  );
  return { ...program, specs };
}

/** Initial values are known before any state exists, so they depend on none. */
export function checkInitialValues(program: Program, report: Report): void {
  for (const global of program.globals.values()) {
    if (stateRead(program, global.initial).size > 0)
      report(global.initial.span, "K111", { name: global.sourceName });
  }
}

/**
 * A function of the module keeps the views of its program. What is proved once, for all programs that share the module,
 * would say nothing of an instance that another of them has.
 */
export function checkGenericViews(program: Program, report: Report): void {
  for (const { name, sourceName, span, exported, reads } of program.specs.values()) {
    if (exported && reads.length > 0 && name.includes("<")) report(span, "K574", { name: sourceName });
  }
}

function readsOf(program: Program, spec: SpecDeclaration, known: ReadonlyMap<string, Reads>): Reads {
  const globals = new Set<string>();
  const views = new Set<string>();
  for (const root of [spec.body, ...spec.decreases, ...spec.requires.map((clause) => clause.condition)]) {
    for (const e of subexpressions(root)) {
      if (e.kind === "global") globals.add(e.name);
      if (e.kind !== "call") continue;
      const callee = program.specs.get(e.function);
      const reads = known.get(e.function);
      if (!callee || !reads) throw new Error(`no specification function ${e.function}`);
      for (const view of reads.views) views.add(view);
      if (callee.module === spec.module) for (const global of reads.globals) globals.add(global);
      else if (reads.globals.size > 0) views.add(callee.name);
    }
  }
  return { globals, views };
}

/**
 * Layers: who may call what, and who may change a view that an invariant mentions.
 *
 * Owns        the rules that make invariants sound. What is not exported neither knows nor keeps the invariants of its
 *             module, so only that module calls it; TypeScript leaves the methods of a class that is not exported
 *             open. A view of a lower module that an invariant mentions is changed, in the whole program, by functions
 *             of the invariant's module and of modules below it only.
 */
import type { ModuleDeclaration, Program } from "../ir.ts";
import { effectsOf } from "../effects.ts";
import { subexpressions, substatements } from "../walk.ts";
import type { Report } from "./checks.ts";

export function checkLayers(program: Program, report: Report): void {
  checkCalls(program, report);
  checkViews(program, report);
}

function checkCalls(program: Program, report: Report): void {
  for (const f of program.functions.values()) {
    for (const s of substatements(f.body)) {
      const callee = s.kind === "call" ? program.functions.get(s.function) : undefined;
      if (!callee || callee.exported || callee.module === f.module) continue;
      report(s.span, "K571", { name: callee.sourceName, module: callee.module });
    }
  }
}

function checkViews(program: Program, report: Report): void {
  const effects = effectsOf(program);
  for (const module of program.modules) {
    const below = modulesBelow(program, module);
    for (const view of viewsMentioned(program, module)) {
      const state = program.specs.get(view)?.reads ?? [];
      for (const f of program.functions.values()) {
        if (f.module === module.name || below.has(f.module)) continue;
        for (const s of substatements(f.body)) {
          const callee = s.kind === "call" ? program.functions.get(s.function) : undefined;
          if (!callee || !below.has(callee.module)) continue;
          const writes = effects.get(callee.name)?.writes;
          if (state.some((name) => writes?.has(name))) {
            report(s.span, "K570", {
              view: program.specs.get(view)?.sourceName ?? view,
              module: module.name,
            });
          }
        }
      }
    }
  }
}

/** The modules that a module imports, directly or through others. */
function modulesBelow(program: Program, module: ModuleDeclaration): ReadonlySet<string> {
  const below = new Set<string>();
  const visit = (name: string): void => {
    if (below.has(name)) return;
    below.add(name);
    program.modules.find((each) => each.name === name)?.imports.forEach(visit);
  };
  module.imports.forEach(visit);
  return below;
}

/** The views of other modules that the invariants of a module depend on. */
function viewsMentioned(program: Program, module: ModuleDeclaration): ReadonlySet<string> {
  const views = new Set<string>();
  for (const clause of module.invariants) {
    for (const e of subexpressions(clause.condition)) {
      const spec = e.kind === "call" ? program.specs.get(e.function) : undefined;
      if (!spec) continue;
      if (spec.module !== module.name && spec.reads.length > 0) views.add(spec.name);
      for (const view of spec.views) if (program.specs.get(view)?.module !== module.name) views.add(view);
    }
  }
  return views;
}

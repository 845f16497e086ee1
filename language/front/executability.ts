/**
 * Checked functions: what is tested at run time must be executable.
 *
 * Owns      the test on contracts, asserts and loop invariants of checked functions, on what they call requires, and
 *           on the invariants of their module where they call what relies on them.
 */
import type { Clause, Expression, FunctionDeclaration, Program } from "../ir.ts";
import { typeText } from "../print.ts";
import { subexpressions, substatements } from "../walk.ts";
import { isGhostField } from "../types.ts";
import type { Report } from "./checks.ts";

export function checkExecutability(program: Program, report: Report): void {
  for (const f of program.functions.values()) {
    if (f.mode !== "checked") continue;
    for (const clause of testedClauses(f)) {
      const what = obstacle(program, f, clause.condition);
      if (what) report(clause.span, "K560", { what });
    }
    checkCallees(program, f, report);
  }
}

function testedClauses(f: FunctionDeclaration): readonly Clause[] {
  const inBody = [...substatements(f.body)].flatMap((s) => {
    if (s.kind === "assert" || s.kind === "assertBits") return [s.clause];
    return s.kind === "loop" && !s.ghost ? s.invariants : [];
  });
  return [...f.requires, ...f.ensures, ...inBody];
}

function checkCallees(program: Program, f: FunctionDeclaration, report: Report): void {
  for (const s of substatements(f.body)) {
    const callee = s.kind === "call" && !s.ghost ? program.functions.get(s.function) : undefined;
    if (!callee) continue;
    const values = { caller: f.sourceName, name: callee.sourceName };
    for (const clause of callee.requires) {
      const what = obstacle(program, callee, clause.condition);
      if (what) report(s.span, "K561", { ...values, what });
    }
    for (const clause of reliedUpon(program, f, callee)) {
      const what = obstacle(program, f, clause.condition);
      if (what) report(s.span, "K562", { ...values, what });
    }
  }
}

/** The invariants that a checked caller may have broken, and its callee takes for true. */
function reliedUpon(
  program: Program,
  f: FunctionDeclaration,
  callee: FunctionDeclaration,
): readonly Clause[] {
  if (!callee.exported || callee.module !== f.module || callee.mode === "checked") return [];
  return program.modules.find(({ name }) => name === f.module)?.invariants ?? [];
}

/** What keeps a condition from being computed at run time, if anything does. */
function obstacle(program: Program, f: FunctionDeclaration, condition: Expression): string | undefined {
  for (const e of subexpressions(condition)) {
    const what = obstacleIn(program, f, e);
    if (what) return what;
  }
  return undefined;
}

function obstacleIn(program: Program, f: FunctionDeclaration, e: Expression): string | undefined {
  switch (e.kind) {
    case "quantifier":
      return `it has a ${e.quantifier}`;
    case "call":
      return `it calls the specification function ${program.specs.get(e.function)?.sourceName ?? e.function}`;
    case "builtin":
    case "build":
    case "let":
      return `it uses values of type ${typeText(e.type)} that exist in specifications only`;
    case "old":
      return isCompound(e.operand) ? "it needs an old copy of a whole record or array" : undefined;
    case "variable":
      return isGhostParameter(f, e.name) ? `${e.name} is ghost` : undefined;
    case "global":
      return program.globals.get(e.name)?.ghost ? `${e.name} is ghost` : undefined;
    case "field":
      return isGhostField(program, e) ? `field ${e.field} is ghost` : undefined;
    case "binary":
      return (e.operator === "eq" || e.operator === "ne") && isCompound(e.left)
        ? `it compares values of type ${typeText(e.left.type)}`
        : undefined;
    default:
      return undefined;
  }
}

function isCompound(e: Expression): boolean {
  return !["bool", "integer", "int", "enum"].includes(e.type.kind);
}

function isGhostParameter(f: FunctionDeclaration, name: string): boolean {
  return f.parameters.some((each) => each.name === name && each.ghost);
}

/**
 * Checked functions: what is tested at run time must be executable.
 *
 * Owns      the test on contracts, asserts and loop invariants of checked functions, on what they call requires, on
 *           the invariants of their module where they call what relies on them, and on their use of pools.
 */
import type { Clause, Expression, FunctionDeclaration, Program, Statement } from "../ir.ts";
import { typeText } from "../print.ts";
import {
  executableStatements,
  expressionsOf,
  isProof,
  subexpressions,
  substatements,
  testedClauses,
} from "../walk.ts";
import { isGhostField } from "../types.ts";
import type { Report } from "./checks.ts";

export function checkExecutability(program: Program, report: Report): void {
  for (const f of program.functions.values()) {
    if (f.mode !== "checked") continue;
    for (const clause of clausesOf(f)) {
      const what = obstacle(program, f, clause.condition);
      if (what) report(clause.span, "K560", { what });
    }
    for (const s of executableStatements(f.body)) {
      if (needsFrame(s)) report(s.span, "K563", { name: f.sourceName });
      checkCallee(program, f, s, report);
    }
  }
}

function clausesOf(f: FunctionDeclaration): readonly Clause[] {
  return [...f.requires, ...f.ensures, ...[...executableStatements(f.body)].flatMap(testedClauses)];
}

/** Does it touch the object in a frame? Which pool owns a frame is ghost. */
function needsFrame(s: Statement): boolean {
  if (isProof(s) || s.kind === "loop") return false;
  if (s.kind === "retype") return true;
  return expressionsOf(s).some((e) => [...subexpressions(e)].some(({ kind }) => kind === "at"));
}

function checkCallee(program: Program, f: FunctionDeclaration, s: Statement, report: Report): void {
  const callee = s.kind === "call" ? program.functions.get(s.function) : undefined;
  if (!callee) return;
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
      return ghostsOf(f).has(e.name) ? `${e.name} is ghost` : undefined;
    case "at":
      return "it needs the object in a frame of a pool";
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

function ghostsOf(f: FunctionDeclaration): ReadonlySet<string> {
  const locals = [...substatements(f.body)].flatMap((s) =>
    s.kind === "declare" && s.ghost ? [s.variable] : [],
  );
  const parameters = f.parameters.filter(({ ghost }) => ghost);
  return new Set([...parameters, ...locals].map(({ name }) => name));
}

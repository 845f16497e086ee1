/**
 * Sizes: what must fit in the memory of a compiled program.
 *
 * Owns      the limits that can be seen in the program: module state and frames together, one local.
 * Not here  the stack that a whole function needs, the gaps between aligned state (the compiler's), objects of pools
 *           (pools.ts).
 */
import type { GlobalDeclaration, Program, Statement, Variable } from "../ir.ts";
import { Extents, FRAME_BYTES, MEMORY_BYTES, STACK_BYTES } from "../extents.ts";
import { executableStatements } from "../walk.ts";
import type { Report } from "./checks.ts";

export function checkSizes(program: Program, report: Report): void {
  const extents = new Extents(program);
  checkState(program, extents, report);
  for (const f of program.functions.values()) {
    if (f.mode === "lemma") continue;
    for (const s of executableStatements(f.body)) {
      const variable = declared(s);
      const bytes = variable ? extents.of(variable.type).size : 0;
      if (bytes > STACK_BYTES) report(s.span, "K421", { bytes: String(bytes), limit: String(STACK_BYTES) });
    }
  }
}

/** The state that goes beyond the limit is reported, once. */
function checkState(program: Program, extents: Extents, report: Report): void {
  let total = STACK_BYTES;
  for (const global of program.globals.values()) {
    const before = total;
    total += bytesOf(global, extents);
    if (before <= MEMORY_BYTES && total > MEMORY_BYTES)
      report(global.span, "K123", { name: global.sourceName, bytes: String(total) });
  }
}

function bytesOf(global: GlobalDeclaration, extents: Extents): number {
  if (global.type.kind === "pool") return (global.ownsFrames ?? 0) * FRAME_BYTES;
  return global.ghost ? 0 : extents.of(global.type).size;
}

function declared(s: Statement): Variable | undefined {
  if (s.kind === "call") return s.result;
  return s.kind === "declare" ? s.variable : undefined;
}

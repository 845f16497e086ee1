/**
 * Pools: one owner of all frames at boot, objects that fit a frame.
 *
 * Owns      the two checks.
 */
import type { Program } from "../ir.ts";
import { Extents, FRAME_BYTES } from "../extents.ts";
import type { Report } from "./checks.ts";

export function checkPools(program: Program, report: Report): void {
  const extents = new Extents(program);
  let owner = false;
  for (const global of program.globals.values()) {
    if (global.type.kind !== "pool") continue;
    const { size } = extents.of(global.type.element);
    if (size > FRAME_BYTES) report(global.span, "K120", { bytes: String(size) });
    if (global.ownsFrames !== undefined && owner) report(global.span, "K119", { name: global.sourceName });
    owner ||= global.ownsFrames !== undefined;
  }
}

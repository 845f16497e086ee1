/**
 * Pools: one owner of all frames at boot, objects that fit a frame.
 *
 * Owns      the size of a type in memory, as the table in the reference says it.
 */
import type { Field, Program, Type } from "../ir.ts";
import { bits } from "../build.ts";
import type { Report } from "./checks.ts";

const FRAME_BYTES = 4096;

export function checkPools(program: Program, report: Report): void {
  let owner = false;
  for (const global of program.globals.values()) {
    if (global.type.kind !== "pool") continue;
    const { size } = sizeOf(program, global.type.element);
    if (size > FRAME_BYTES) report(global.span, "K120", { bytes: String(size) });
    if (global.ownsFrames !== undefined && owner) report(global.span, "K119", { name: global.sourceName });
    owner ||= global.ownsFrames !== undefined;
  }
}

interface Size {
  readonly size: number;
  readonly alignment: number;
}

function sizeOf(program: Program, type: Type): Size {
  switch (type.kind) {
    case "bool":
      return { size: 1, alignment: 1 };
    case "integer":
      return { size: bits(type.name) / 8, alignment: bits(type.name) / 8 };
    case "enum":
      return sizeOf(program, {
        kind: "integer",
        name: program.enums.get(type.name)?.representation ?? "u32",
      });
    case "array": {
      const { size, alignment } = sizeOf(program, type.element);
      return { size: size * type.length, alignment };
    }
    case "record":
      return sizeOfFields(program, program.records.get(type.name)?.fields ?? [], 0);
    case "union": {
      const variants = program.unions.get(type.name)?.variants ?? [];
      const sizes = variants.map((variant) => sizeOfFields(program, variant.fields, 1));
      const alignment = Math.max(1, ...sizes.map((each) => each.alignment));
      return { size: roundUp(Math.max(1, ...sizes.map((each) => each.size)), alignment), alignment };
    }
    default:
      return { size: 0, alignment: 1 };
  }
}

/** Fields in order behind `start` bytes, each aligned to its own size, the whole to the greatest alignment. */
function sizeOfFields(program: Program, fields: readonly Field[], start: number): Size {
  let size = start;
  let greatest = 1;
  for (const field of fields) {
    if (field.ghost) continue;
    const each = sizeOf(program, field.type);
    size = roundUp(size, each.alignment) + each.size;
    greatest = Math.max(greatest, each.alignment);
  }
  return { size: roundUp(size, greatest), alignment: greatest };
}

function roundUp(size: number, alignment: number): number {
  return Math.ceil(size / alignment) * alignment;
}

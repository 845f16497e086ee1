/**
 * The layout of memory: where every value of a program lies.
 *
 *     0            state            stack                 frames
 *     | module state | <- records  | (4 KiB boundary) frame 0, frame 1, ... |
 *
 * Owns        addresses of module state; the regions of memory.
 * Invariants  everything is aligned to its own alignment; ghost state and pools take no bytes.
 * Not here    the bytes of types (language/extents.ts), which values live in WebAssembly locals (slots.ts), initial
 *             bytes (data.ts).
 */
import type { GlobalDeclaration, Program, Type } from "../language/ir.ts";
import { align, type Extent, Extents, FRAME_BYTES, MEMORY_BYTES, STACK_BYTES } from "../language/extents.ts";

import { CompileError } from "./error.ts";

const PAGE_BYTES = 65536;

const IN_MEMORY: readonly Type["kind"][] = ["bool", "integer", "enum", "array", "record", "union"];

/** Objects on the stack start at multiples of this, the greatest alignment of any type. */
export const STACK_ALIGNMENT = 8;

export interface Region {
  readonly start: number;
  readonly end: number;
}

export interface Layout {
  /** The bytes that a value of this type takes in memory. */
  extent(type: Type): Extent;
  /** Of a record, or with `variant` of a union. */
  fieldOffset(type: Type, field: string, variant?: string): number;
  /** Addresses of the module state that takes memory, by name. */
  readonly globals: ReadonlyMap<string, number>;
  readonly state: Region;
  readonly stack: Region;
  readonly frames: Region;
  /** WebAssembly pages that hold all of it. */
  readonly pages: number;
}

export function layoutOf(program: Program): Layout {
  const extents = new Extents(program);
  const extent = (type: Type): Extent => {
    if (!IN_MEMORY.includes(type.kind))
      throw new Error(`a value of type ${type.kind} has no place in memory`);
    return extents.of(type);
  };
  const { globals, end } = placeGlobals(program, extent);
  const stackStart = align(end, STACK_ALIGNMENT);
  const stackEnd = stackStart + STACK_BYTES;
  const framesStart = align(stackEnd, FRAME_BYTES);
  const framesEnd = framesStart + frameCount(program) * FRAME_BYTES;
  if (framesEnd > MEMORY_BYTES) throw refused(program, framesEnd);
  return {
    extent,
    fieldOffset: (type, field, variant) => extents.fieldOffset(type, field, variant),
    globals,
    state: { start: 0, end },
    stack: { start: stackStart, end: stackEnd },
    frames: { start: framesStart, end: framesEnd },
    pages: Math.ceil(framesEnd / PAGE_BYTES),
  };
}

function refused(program: Program, bytes: number): CompileError {
  const last = [...program.globals.values()].findLast((global) => takesMemory(global));
  if (!last) throw new Error("frames alone exceed the memory");
  return new CompileError("C103", last.span, { bytes: String(bytes) });
}

function placeGlobals(program: Program, extent: (type: Type) => Extent) {
  const globals = new Map<string, number>();
  let end = 0;
  for (const module of program.modules) {
    for (const global of program.globals.values()) {
      if (global.module !== module.name || !takesMemory(global)) continue;
      const { size, alignment } = extent(global.type);
      globals.set(global.name, align(end, alignment));
      end = align(end, alignment) + size;
    }
  }
  return { globals, end };
}

export function takesMemory(global: GlobalDeclaration): boolean {
  return !global.ghost && global.type.kind !== "pool";
}

function frameCount(program: Program): number {
  return Math.max(0, ...[...program.globals.values()].map((global) => global.ownsFrames ?? 0));
}

/**
 * The layout of memory: where every value of a program lies.
 *
 *     0            state            stack                 frames
 *     | module state | <- records  | (4 KiB boundary) frame 0, frame 1, ... |
 *
 * Owns        sizes, alignments and offsets of types; addresses of module state; the regions of memory.
 * Invariants  everything is aligned to its own alignment; ghost state, ghost fields and pools take no bytes.
 * Not here    which values live in WebAssembly locals (slots.ts), initial bytes (data.ts).
 */
import type {
  Field,
  GlobalDeclaration,
  Program,
  RecordDeclaration,
  Type,
  UnionDeclaration,
} from "../language/ir.ts";
import { bits } from "../language/build.ts";

export const FRAME_BYTES = 4096;
const PAGE_BYTES = 65536;

/** The stack of records, in bytes. A function whose frame does not fit traps at its entry. */
export const STACK_BYTES = 65536;

/** Objects on the stack start at multiples of this, the greatest alignment of any type. */
export const STACK_ALIGNMENT = 8;

export interface Extent {
  readonly size: number;
  readonly alignment: number;
}

export interface Region {
  readonly start: number;
  readonly end: number;
}

interface Aggregate extends Extent {
  /** By field name; of unions, by `variant.field`. */
  readonly offsets: ReadonlyMap<string, number>;
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
  const aggregates = new Map<string, Aggregate>();
  const extent = (type: Type): Extent => extentOf(program, aggregates, type);
  const { globals, end } = placeGlobals(program, extent);
  const stackStart = align(end, STACK_ALIGNMENT);
  const stackEnd = stackStart + STACK_BYTES;
  const framesStart = align(stackEnd, FRAME_BYTES);
  const framesEnd = framesStart + frameCount(program) * FRAME_BYTES;
  if (framesEnd > 2 ** 32) throw new Error(`the program needs ${framesEnd} bytes of memory, more than 4 GiB`);
  return {
    extent,
    fieldOffset: (type, field, variant) => offsetOf(aggregate(program, aggregates, type), field, variant),
    globals,
    state: { start: 0, end },
    stack: { start: stackStart, end: stackEnd },
    frames: { start: framesStart, end: framesEnd },
    pages: Math.ceil(framesEnd / PAGE_BYTES),
  };
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

function align(address: number, alignment: number): number {
  return Math.ceil(address / alignment) * alignment;
}

function extentOf(program: Program, aggregates: Map<string, Aggregate>, type: Type): Extent {
  switch (type.kind) {
    case "bool":
      return { size: 1, alignment: 1 };
    case "integer":
      return square(bits(type.name) / 8);
    case "enum": {
      const declaration = program.enums.get(type.name);
      if (!declaration) throw new Error(`no enum ${type.name}`);
      return square(bits(declaration.representation) / 8);
    }
    case "array": {
      const element = extentOf(program, aggregates, type.element);
      return { size: element.size * type.length, alignment: element.alignment };
    }
    case "record":
    case "union":
      return aggregate(program, aggregates, type);
    default:
      throw new Error(`a value of type ${type.kind} has no place in memory`);
  }
}

function square(size: number): Extent {
  return { size, alignment: size };
}

function aggregate(program: Program, known: Map<string, Aggregate>, type: Type): Aggregate {
  if (type.kind !== "record" && type.kind !== "union") throw new Error(`a ${type.kind} has no fields`);
  const key = `${type.kind} ${type.name}`;
  const found = known.get(key);
  if (found) return found;
  const extent = (field: Field) => extentOf(program, known, field.type);
  const made =
    type.kind === "record"
      ? recordLayout(declared(program.records, type.name), extent)
      : unionLayout(declared(program.unions, type.name), extent);
  known.set(key, made);
  return made;
}

function declared<T>(declarations: ReadonlyMap<string, T>, name: string): T {
  const declaration = declarations.get(name);
  if (declaration === undefined) throw new Error(`no declaration of ${name}`);
  return declaration;
}

function recordLayout(record: RecordDeclaration, extent: (field: Field) => Extent): Aggregate {
  const offsets = new Map<string, number>();
  const { end, alignment } = placeFields(record.fields, 0, extent, (field, at) => offsets.set(field, at));
  return { size: align(end, alignment), alignment, offsets };
}

/** The tag is a u8 at 0, the number of the variant; the variants' fields lie over each other behind it. */
function unionLayout(union: UnionDeclaration, extent: (field: Field) => Extent): Aggregate {
  if (union.variants.length > 256) throw new Error(`union ${union.name} has more than 256 variants`);
  const offsets = new Map<string, number>();
  let end = 1;
  let alignment = 1;
  for (const { tag, fields } of union.variants) {
    const placed = placeFields(fields, 1, extent, (field, at) => offsets.set(`${tag}.${field}`, at));
    end = Math.max(end, placed.end);
    alignment = Math.max(alignment, placed.alignment);
  }
  return { size: align(end, alignment), alignment, offsets };
}

function placeFields(
  fields: readonly Field[],
  start: number,
  extent: (field: Field) => Extent,
  place: (field: string, offset: number) => void,
) {
  let end = start;
  let alignment = 1;
  for (const field of fields) {
    if (field.ghost) continue;
    const own = extent(field);
    place(field.name, align(end, own.alignment));
    end = align(end, own.alignment) + own.size;
    alignment = Math.max(alignment, own.alignment);
  }
  return { end, alignment };
}

function offsetOf(aggregate: Aggregate, field: string, variant: string | undefined): number {
  const offset = aggregate.offsets.get(variant === undefined ? field : `${variant}.${field}`);
  if (offset === undefined) throw new Error(`no field ${field} in memory`);
  return offset;
}

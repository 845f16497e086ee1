/**
 * The extents of types: the bytes that their values take in memory.
 *
 * Owns        sizes, alignments, offsets of fields, as the table in the reference says them; the sizes of a frame, of
 *             the stack of records, of the whole memory.
 * Invariants  everything is aligned to its own alignment; ghost fields, and types without values in memory (those of
 *             specifications, pools), take no bytes.
 * Not here    addresses (compiler/layout.ts).
 */
import type { Field, Program, RecordDeclaration, Type, UnionDeclaration } from "./ir.ts";
import { bits } from "./build.ts";

export const FRAME_BYTES = 4096;

/** The stack of records. A function whose frame does not fit traps at its entry. */
export const STACK_BYTES = 65536;

/** The most that a WebAssembly memory has. */
export const MEMORY_BYTES = 2 ** 32;

/** The tag of a union is a u8. */
export const MOST_VARIANTS = 256;

export interface Extent {
  readonly size: number;
  readonly alignment: number;
}

interface Aggregate extends Extent {
  /** By field name; of unions, by `variant.field`. */
  readonly offsets: ReadonlyMap<string, number>;
}

/** The extents of one program's types, each computed once. */
export class Extents {
  readonly #program: Program;
  readonly #aggregates = new Map<string, Aggregate>();

  constructor(program: Program) {
    this.#program = program;
  }

  of(type: Type): Extent {
    switch (type.kind) {
      case "bool":
        return square(1);
      case "integer":
        return square(bits(type.name) / 8);
      case "enum":
        return square(bits(declared(this.#program.enums, type.name).representation) / 8);
      case "array": {
        const { size, alignment } = this.of(type.element);
        return { size: size * type.length, alignment };
      }
      case "record":
      case "union":
        return this.#aggregate(type);
      default:
        return { size: 0, alignment: 1 };
    }
  }

  /** Of a record, or with `variant` of a union. */
  fieldOffset(type: Type, field: string, variant?: string): number {
    const offset = this.#aggregate(type).offsets.get(variant === undefined ? field : `${variant}.${field}`);
    if (offset === undefined) throw new Error(`no field ${field} in memory`);
    return offset;
  }

  #aggregate(type: Type): Aggregate {
    if (type.kind !== "record" && type.kind !== "union") throw new Error(`a ${type.kind} has no fields`);
    const key = `${type.kind} ${type.name}`;
    const known = this.#aggregates.get(key);
    if (known) return known;
    const made =
      type.kind === "record"
        ? this.#record(declared(this.#program.records, type.name))
        : this.#union(declared(this.#program.unions, type.name));
    this.#aggregates.set(key, made);
    return made;
  }

  #record(record: RecordDeclaration): Aggregate {
    const offsets = new Map<string, number>();
    const { end, alignment } = this.#place(record.fields, 0, (field, at) => offsets.set(field, at));
    return { size: align(end, alignment), alignment, offsets };
  }

  /** The tag is a u8 at 0, the number of the variant; the variants' fields lie over each other behind it. */
  #union(union: UnionDeclaration): Aggregate {
    const offsets = new Map<string, number>();
    let end = 1;
    let alignment = 1;
    for (const { tag, fields } of union.variants) {
      const placed = this.#place(fields, 1, (field, at) => offsets.set(`${tag}.${field}`, at));
      end = Math.max(end, placed.end);
      alignment = Math.max(alignment, placed.alignment);
    }
    return { size: align(end, alignment), alignment, offsets };
  }

  /** Fields in order behind `start` bytes. */
  #place(fields: readonly Field[], start: number, place: (field: string, offset: number) => void) {
    let end = start;
    let alignment = 1;
    for (const field of fields) {
      if (field.ghost) continue;
      const own = this.of(field.type);
      place(field.name, align(end, own.alignment));
      end = align(end, own.alignment) + own.size;
      alignment = Math.max(alignment, own.alignment);
    }
    return { end, alignment };
  }
}

export function align(address: number, alignment: number): number {
  return Math.ceil(address / alignment) * alignment;
}

function square(size: number): Extent {
  return { size, alignment: size };
}

function declared<T>(declarations: ReadonlyMap<string, T>, name: string): T {
  const declaration = declarations.get(name);
  if (declaration === undefined) throw new Error(`no declaration of ${name}`);
  return declaration;
}

/**
 * Value types and function types.
 *
 * Owns        reading them, and the index space of a module's function types, to whose end new ones are added.
 * Invariants  types of other proposals (garbage collection, typed function references) are refused here.
 * Source      WebAssembly 2.0, section 5.3 (types).
 */
import { RewriteError } from "./error.ts";
import type { Reader } from "./reader.ts";
import { Writer } from "./writer.ts";

export const I32 = 0x7f;
export const I64 = 0x7e;
export const FUNCTION_REFERENCE = 0x70;
export const EXTERNAL_REFERENCE = 0x6f;
export const EXCEPTION_REFERENCE = 0x69;

const VALUE_TYPES: ReadonlyMap<number, string> = new Map([
  [I32, "i32"],
  [I64, "i64"],
  [0x7d, "f32"],
  [0x7c, "f64"],
  [0x7b, "v128"],
  [FUNCTION_REFERENCE, "funcref"],
  [EXTERNAL_REFERENCE, "externref"],
  [EXCEPTION_REFERENCE, "exnref"],
]);

const FUNCTION_FORM = 0x60;

/** Numbers of values. */
export interface Arity {
  readonly parameters: number;
  readonly results: number;
}

export function readValueType(reader: Reader): number {
  const offset = reader.position;
  const type = reader.byte();
  if (!VALUE_TYPES.has(type)) throw unsupportedType(type, offset);
  return type;
}

export function readReferenceType(reader: Reader): number {
  const offset = reader.position;
  const type = readValueType(reader);
  if (type > FUNCTION_REFERENCE) throw new RewriteError("malformed", offset, "not a reference type");
  return type;
}

export function typeName(type: number): string {
  return VALUE_TYPES.get(type) ?? `0x${type.toString(16)}`;
}

function unsupportedType(type: number, offset: number): RewriteError {
  return new RewriteError(
    "unsupported",
    offset,
    `type 0x${type.toString(16).padStart(2, "0")} is not supported`,
  );
}

export class FunctionTypes {
  /** By type index; only of the original module's. */
  readonly arities: Arity[] = [];
  private readonly entries = new Writer();
  private readonly added = new Map<string, number>();
  private readonly addedEntries = new Writer();

  read(reader: Reader): void {
    const count = reader.count();
    const start = reader.position;
    for (let index = 0; index < count; index += 1) this.arities.push(readFunctionType(reader));
    reader.finish("type section");
    this.entries.copy(reader.bytes, start, reader.end);
  }

  arity(index: number, offset: number): Arity {
    const arity = this.arities[index];
    if (!arity) throw new RewriteError("index", offset, `no type ${index}`);
    return arity;
  }

  /** The index of a function type, which is added when it is new. */
  add(parameters: readonly number[], results: readonly number[]): number {
    const key = `${parameters.join()} ${results.join()}`;
    const known = this.added.get(key);
    if (known !== undefined) return known;
    const index = this.arities.length + this.added.size;
    this.added.set(key, index);
    this.addedEntries.bytes([FUNCTION_FORM, parameters.length, ...parameters, results.length, ...results]);
    return index;
  }

  write(to: Writer): void {
    to.u32(this.arities.length + this.added.size);
    to.bytes(this.entries.written);
    to.bytes(this.addedEntries.written);
  }
}

function readFunctionType(reader: Reader): Arity {
  const offset = reader.position;
  const form = reader.byte();
  if (form !== FUNCTION_FORM) throw unsupportedType(form, offset);
  const parameters = skipValueTypes(reader);
  return { parameters, results: skipValueTypes(reader) };
}

export function skipValueTypes(reader: Reader): number {
  const count = reader.count();
  for (let index = 0; index < count; index += 1) readValueType(reader);
  return count;
}

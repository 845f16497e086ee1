/**
 * The memory of kernel.wasm, read from outside: values of the kernel's types at their addresses.
 *
 * Owns      how a value lies in memory, by the compiler's layout. What is read again and has not changed is the same value.
 * Not here  what the values mean (views.ts).
 */
import { type Layout, layoutOf } from "../../../compiler/layout.ts";
import { bits } from "../../../language/build.ts";
import { FRAME_BYTES } from "../../../language/extents.ts";
import type { Program, Type } from "../../../language/ir.ts";

export type Datum = number | bigint | boolean | readonly Datum[] | { readonly [field: string]: Datum };

type Reader = (address: number) => Datum;

/** Reads something; what has not changed since the last time is the same value. */
export type Read<T> = () => T;

export class Memory {
  readonly #layout: Layout;
  readonly #program: Program;
  readonly #bytes: Buffer;
  readonly #view: DataView;
  readonly #readers = new Map<Type, Reader>();

  constructor(program: Program, memory: WebAssembly.Memory) {
    this.#layout = layoutOf(program);
    this.#program = program;
    this.#bytes = Buffer.from(memory.buffer);
    this.#view = new DataView(memory.buffer);
  }

  /** A piece of module state, by the key of Program.globals; or a field of it, or of a field, as "field.part". */
  global(name: string, field?: string): Read<Datum> {
    const { type, address } = this.#place(name, field);
    const read = this.#reader(type);
    return () => read(address);
  }

  /** The elements of an array in module state, or of a field that is one: so many, from index `from` on. */
  elements(count: number, name: string, field?: string, from = 0): Read<readonly Datum[]> {
    const { type, address } = this.#place(name, field);
    if (type.kind !== "array") throw new Error(`${name} is no array`);
    const { size } = this.#layout.extent(type.element);
    const read = this.#reader(type.element);
    const first = address + from * size;
    return this.#kept(first, size * count, () =>
      Array.from({ length: count }, (_, i) => read(first + i * size)),
    );
  }

  /** What `meaning` makes of the object in a frame of a pool. */
  pool<T>(name: string, meaning: (object: Datum) => T): (frame: number) => T {
    const { type } = this.#declared(name);
    if (type.kind !== "pool") throw new Error(`${name} is no pool`);
    const { size } = this.#layout.extent(type.element);
    const read = this.#reader(type.element);
    return this.#frames(size, (address) => meaning(read(address)));
  }

  /** What `meaning` makes of the 512 words of a frame. */
  words<T>(meaning: (words: BigUint64Array) => T): (frame: number) => T {
    return this.#frames(FRAME_BYTES, (address) =>
      meaning(new BigUint64Array(this.#view.buffer, address, 512)),
    );
  }

  #frames<T>(size: number, read: (address: number) => T): (frame: number) => T {
    const kept = new Map<number, Read<T>>();
    return (frame) => {
      let found = kept.get(frame);
      if (!found) {
        const address = this.#layout.frames.start + frame * FRAME_BYTES;
        kept.set(frame, (found = this.#kept(address, size, () => read(address))));
      }
      return found();
    };
  }

  #kept<T>(address: number, size: number, read: Read<T>): Read<T> {
    let kept: { readonly bytes: Buffer; readonly value: T } | undefined;
    return () => {
      if (!kept || this.#bytes.compare(kept.bytes, 0, size, address, address + size) !== 0)
        kept = { bytes: Buffer.from(this.#bytes.subarray(address, address + size)), value: read() };
      return kept.value;
    };
  }

  #place(name: string, field: string | undefined): { readonly type: Type; readonly address: number } {
    const { type } = this.#declared(name);
    const address = this.#layout.globals.get(name);
    if (address === undefined) throw new Error(`${name} is not in memory`);
    if (field === undefined) return { type, address };
    return field.split(".").reduce(
      (place, part) => ({
        type: this.#fieldType(place.type, part),
        address: place.address + this.#layout.fieldOffset(place.type, part),
      }),
      { type, address },
    );
  }

  #declared(name: string) {
    const global = this.#program.globals.get(name);
    if (!global) throw new Error(`the kernel has no ${name}`);
    return global;
  }

  #fieldType(type: Type, field: string): Type {
    const record = type.kind === "record" ? this.#program.records.get(type.name) : undefined;
    const found = record?.fields.find(({ name }) => name === field);
    if (!found) throw new Error(`no field ${field}`);
    return found.type;
  }

  #reader(type: Type): Reader {
    let reader = this.#readers.get(type);
    if (!reader) this.#readers.set(type, (reader = this.#readerOf(type)));
    return reader;
  }

  #readerOf(type: Type): Reader {
    switch (type.kind) {
      case "bool":
        return (address) => this.#view.getUint8(address) !== 0;
      case "integer":
        return this.#unsigned(bits(type.name));
      case "enum":
        return this.#unsigned(bits(this.#program.enums.get(type.name)!.representation));
      case "array":
        return this.#array(type.element, type.length);
      case "record":
        return this.#record(type);
      default:
        throw new Error(`values of type ${type.kind} are not read`);
    }
  }

  #unsigned(width: number): Reader {
    const view = this.#view;
    if (width === 8) return (address) => view.getUint8(address);
    if (width === 16) return (address) => view.getUint16(address, true);
    if (width === 32) return (address) => view.getUint32(address, true);
    return (address) => view.getBigUint64(address, true);
  }

  #array(element: Type, length: number): Reader {
    const { size } = this.#layout.extent(element);
    const read = this.#reader(element);
    return (address) => Array.from({ length }, (_, i) => read(address + i * size));
  }

  #record(type: Extract<Type, { kind: "record" }>): Reader {
    const fields = this.#program.records
      .get(type.name)!
      .fields.filter(({ ghost }) => !ghost)
      .map((field) => ({
        name: field.name,
        offset: this.#layout.fieldOffset(type, field.name),
        read: this.#reader(field.type),
      }));
    return (address) =>
      Object.fromEntries(fields.map(({ name, offset, read }) => [name, read(address + offset)]));
  }
}

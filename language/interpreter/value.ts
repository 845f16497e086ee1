/**
 * Values of Kernel TypeScript, as the interpreter holds them.
 *
 * Owns        the representation of each type's values, equality, keys of sets and maps, zero values, and reading
 *             and writing of a part.
 * Invariants  values are immutable, so a copy is the value itself and a snapshot of the state costs nothing; writing
 *             a part makes a new whole. Equal values have equal keys.
 * Not here    what an operation obliges to (evaluate.ts), text (describe.ts).
 */
import type { Field, Program, Type } from "../ir.ts";

/**
 * Integers of every kind and enum members are bigint, arrays and sequences are arrays (a long array that began as zeros
 * may be a LongArray), records plain objects.
 * A ghost value that could not be computed is UNKNOWN; whoever reads it gets no answer.
 */
export type Value =
  | bigint
  | boolean
  | readonly Value[]
  | LongArray
  | RecordValue
  | UnionValue
  | SetValue
  | MapValue
  | PoolValue
  | Interval
  | Unknown;

export interface RecordValue {
  readonly [field: string]: Value;
}

/** How many elements of a LongArray lie together; also the greatest length of an array that is none. */
const CHUNK = 256;

/** An array of many elements, in chunks: so that another one in which one element differs shares all chunks but one. */
export class LongArray {
  readonly length: number;
  readonly #chunks: readonly (readonly Value[])[];
  private constructor(length: number, chunks: readonly (readonly Value[])[]) {
    this.length = length;
    this.#chunks = chunks;
  }

  /** All elements are `value`. */
  static filled(length: number, value: Value): LongArray {
    const chunk = new Array<Value>(CHUNK).fill(value);
    return new LongArray(length, new Array<readonly Value[]>(Math.ceil(length / CHUNK)).fill(chunk));
  }

  /** `index` is in range. */
  at(index: number): Value {
    return this.#chunks[Math.floor(index / CHUNK)]![index % CHUNK]!;
  }

  with(index: number, value: Value): LongArray {
    const chunk = Math.floor(index / CHUNK);
    const changed = this.#chunks[chunk]!.with(index % CHUNK, value);
    return new LongArray(this.length, this.#chunks.with(chunk, changed));
  }

  /** Of elements that may all differ. */
  static from(elements: readonly Value[]): LongArray {
    const chunks = Array.from({ length: Math.ceil(elements.length / CHUNK) }, (_, chunk) =>
      elements.slice(chunk * CHUNK, (chunk + 1) * CHUNK),
    );
    return new LongArray(elements.length, chunks);
  }

  elements(): readonly Value[] {
    return this.#chunks.flat().slice(0, this.length);
  }
}

export class UnionValue {
  readonly tag: string;
  readonly fields: RecordValue;
  constructor(tag: string, fields: RecordValue) {
    this.tag = tag;
    this.fields = fields;
  }
}

/** What a value is found by in a set or map: scalars by themselves, the rest by their text. */
export type Key = bigint | boolean | string;

export class SetValue {
  readonly members: ReadonlyMap<Key, Value>;
  constructor(members: ReadonlyMap<Key, Value>) {
    this.members = members;
  }
  static of(members: Iterable<Value>): SetValue {
    const found = new Map<Key, Value>();
    for (const member of members) found.set(keyOf(member), member);
    return new SetValue(found);
  }
  has(member: Value): boolean {
    return this.members.has(keyOf(member));
  }
}

export class MapValue {
  readonly entries: ReadonlyMap<Key, { readonly key: Value; readonly value: Value }>;
  constructor(entries: ReadonlyMap<Key, { readonly key: Value; readonly value: Value }>) {
    this.entries = entries;
  }
  get(key: Value): Value | undefined {
    return this.entries.get(keyOf(key))?.value;
  }
}

/** Objects in frames: at first `blank` ones in those below `count`. */
export class PoolValue {
  readonly blank: Value;
  readonly #count: bigint;
  /** The frames that have come, gone or been written since then: their objects, nothing in those that are not owned. */
  readonly #changed: ReadonlyMap<bigint, Value | undefined>;
  #owned: SetValue | undefined;
  constructor(blank: Value, count = 0n, changed: ReadonlyMap<bigint, Value | undefined> = new Map()) {
    this.blank = blank;
    this.#count = count;
    this.#changed = changed;
  }

  owns(frame: bigint): boolean {
    return this.#changed.has(frame) ? this.#changed.get(frame) !== undefined : frame < this.#count;
  }

  /** The object in a frame that the pool owns. */
  at(frame: bigint): Value {
    return this.#changed.get(frame) ?? this.blank;
  }

  /** With this object in the frame; without one, the frame is not owned. */
  with(frame: bigint, object: Value | undefined): PoolValue {
    return new PoolValue(this.blank, this.#count, new Map(this.#changed).set(frame, object));
  }

  /** The frames that the pool owns, listed when they are first asked for. */
  owned(): SetValue {
    this.#owned ??= SetValue.of(this.#frames());
    return this.#owned;
  }

  *#frames(): Generator<bigint> {
    for (let frame = 0n; frame < this.#count; frame += 1n) if (this.owns(frame)) yield frame;
    for (const [frame, object] of this.#changed)
      if (frame >= this.#count && object !== undefined) yield frame;
  }
}

/** All integers from `min` to `max` at once; without bound where there is none. Only while quantifiers are evaluated. */
export class Interval {
  readonly min: bigint | undefined;
  readonly max: bigint | undefined;
  /** What has been added to the quantified variable. */
  readonly moved: bigint;
  constructor(min: bigint | undefined, max: bigint | undefined, moved = 0n) {
    this.min = min;
    this.max = max;
    this.moved = moved;
  }
}

class Unknown {
  readonly unknown = true;
}
export const UNKNOWN = new Unknown();

/** Thrown where a comparison meets a value that could not be computed. */
export class UnknownCompared {}

function isUnknown(value: Value): boolean {
  return value === UNKNOWN || value instanceof Interval;
}

/** An array of these elements, as it is held best. */
export function arrayOf(elements: readonly Value[]): Value {
  return elements.length > CHUNK ? LongArray.from(elements) : elements;
}

/** What an array or sequence is, however it is held. */
export function asElements(value: Value): readonly Value[] | LongArray {
  return value instanceof LongArray ? value : asArray(value);
}

function isArray(value: Value): boolean {
  return Array.isArray(value) || value instanceof LongArray;
}

export function asArray(value: Value): readonly Value[] {
  if (value instanceof LongArray) return value.elements();
  if (!Array.isArray(value)) throw new Error(`not an array: ${String(value)}`);
  return value as readonly Value[];
}

/** The number of elements or members; 0 of what has none. */
export function sizeOf(value: Value): number {
  if (Array.isArray(value) || value instanceof LongArray) return value.length;
  if (value instanceof SetValue) return value.members.size;
  return value instanceof MapValue ? value.entries.size : 0;
}

export function asInteger(value: Value): bigint {
  if (typeof value !== "bigint") throw new Error(`not an integer: ${String(value)}`);
  return value;
}

/** `value` is known, from its type, to be a record. */
export function asRecord(value: Value): RecordValue {
  if (typeof value !== "object" || isArray(value) || value instanceof UnionValue)
    throw new Error(`not a record: ${String(value)}`);
  return value as RecordValue;
}

export function equal(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (isUnknown(a) || isUnknown(b)) throw new UnknownCompared();
  if (typeof a !== "object" || typeof b !== "object") return false;
  if (isArray(a)) return equalLists(asArray(a), asArray(b));
  if (a instanceof UnionValue) {
    return b instanceof UnionValue && a.tag === b.tag && equalRecords(a.fields, b.fields);
  }
  if (a instanceof SetValue) return b instanceof SetValue && equalSets(a, b);
  if (a instanceof MapValue) return b instanceof MapValue && equalMaps(a, b);
  if (a instanceof PoolValue) return b instanceof PoolValue && equalPools(a, b);
  return equalRecords(asRecord(a), asRecord(b));
}

function equalLists(a: readonly Value[], b: readonly Value[]): boolean {
  return a.length === b.length && a.every((element, i) => equal(element, b[i]!));
}

function equalRecords(a: RecordValue, b: RecordValue): boolean {
  return Object.keys(a).every((field) => equal(a[field]!, b[field]!));
}

function equalSets(a: SetValue, b: SetValue): boolean {
  return a.members.size === b.members.size && [...a.members.keys()].every((key) => b.members.has(key));
}

function equalMaps(a: MapValue, b: MapValue): boolean {
  if (a.entries.size !== b.entries.size) return false;
  return [...a.entries].every(([key, entry]) => {
    const other = b.entries.get(key);
    return other !== undefined && equal(entry.value, other.value);
  });
}

function equalPools(a: PoolValue, b: PoolValue): boolean {
  const frames = [...a.owned().members.keys()] as bigint[];
  return equalSets(a.owned(), b.owned()) && frames.every((frame) => equal(a.at(frame), b.at(frame)));
}

export function keyOf(value: Value): Key {
  if (typeof value !== "object") return value;
  if (isUnknown(value)) throw new UnknownCompared();
  if (isArray(value)) return `[${asArray(value).map(keyOf).join()}]`;
  if (value instanceof UnionValue) return `${value.tag}${keyOf(value.fields)}`;
  if (value instanceof SetValue) return `set{${[...value.members.keys()].map(String).sort().join()}}`;
  if (value instanceof MapValue) {
    const entries = [...value.entries].map(([key, entry]) => `${String(key)}:${String(keyOf(entry.value))}`);
    return `map{${entries.sort().join()}}`;
  }
  if (value instanceof PoolValue) throw new Error("a pool is no member of a set");
  const record = asRecord(value);
  const fields = Object.keys(record).sort();
  return `{${fields.map((field) => `${field}:${String(keyOf(record[field]!))}`).join()}}`;
}

/** Makes the value of a type whose bytes are all zero; each is made once. */
export class Zeros {
  readonly #program: Program;
  readonly #made = new WeakMap<Type, Value>();
  constructor(program: Program) {
    this.#program = program;
  }

  of(type: Type): Value {
    const known = this.#made.get(type);
    if (known !== undefined) return known;
    const value = this.#make(type);
    this.#made.set(type, value);
    return value;
  }

  #make(type: Type): Value {
    switch (type.kind) {
      case "bool":
        return false;
      case "integer":
      case "int":
      case "enum":
        return 0n;
      case "array":
        return type.length > CHUNK
          ? LongArray.filled(type.length, this.of(type.element))
          : new Array<Value>(type.length).fill(this.of(type.element));
      case "seq":
        return [];
      case "set":
        return new SetValue(new Map());
      case "map":
        return new MapValue(new Map());
      case "pool":
        return new PoolValue(this.of(type.element));
      case "record":
        return this.#fields(lookup(this.#program.records, type.name).fields);
      case "union": {
        const first = lookup(this.#program.unions, type.name).variants[0];
        if (!first) throw new Error(`union ${type.name} has no variant`);
        return new UnionValue(first.tag, this.#fields(first.fields));
      }
      default:
        throw new Error(`no value of type ${type.kind}`);
    }
  }

  #fields(fields: readonly Field[]): RecordValue {
    return Object.fromEntries(fields.map((field) => [field.name, this.of(field.type)]));
  }
}

export function lookup<T>(table: ReadonlyMap<string, T>, name: string): T {
  const found = table.get(name);
  if (found === undefined) throw new Error(`the program has no ${name}`);
  return found;
}

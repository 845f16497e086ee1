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
 * Integers of every kind and enum members are bigint, arrays and sequences are arrays, records plain objects.
 * A ghost value that could not be computed is UNKNOWN; whoever reads it gets no answer.
 */
export type Value =
  | bigint
  | boolean
  | readonly Value[]
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

/** The objects in the owned frames; one that was never written is `blank`. */
export class PoolValue {
  readonly owned: SetValue;
  readonly objects: ReadonlyMap<bigint, Value>;
  readonly blank: Value;
  constructor(owned: SetValue, objects: ReadonlyMap<bigint, Value>, blank: Value) {
    this.owned = owned;
    this.objects = objects;
    this.blank = blank;
  }
  at(frame: bigint): Value {
    return this.objects.get(frame) ?? this.blank;
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

export function asArray(value: Value): readonly Value[] {
  if (!Array.isArray(value)) throw new Error(`not an array: ${String(value)}`);
  return value as readonly Value[];
}

export function asInteger(value: Value): bigint {
  if (typeof value !== "bigint") throw new Error(`not an integer: ${String(value)}`);
  return value;
}

/** `value` is known, from its type, to be a record. */
export function asRecord(value: Value): RecordValue {
  if (typeof value !== "object" || Array.isArray(value) || value instanceof UnionValue)
    throw new Error(`not a record: ${String(value)}`);
  return value as RecordValue;
}

export function equal(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (isUnknown(a) || isUnknown(b)) throw new UnknownCompared();
  if (typeof a !== "object" || typeof b !== "object") return false;
  if (Array.isArray(a)) return equalLists(a, asArray(b));
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
  const written = new Set([...a.objects.keys(), ...b.objects.keys()]);
  return equalSets(a.owned, b.owned) && [...written].every((frame) => equal(a.at(frame), b.at(frame)));
}

export function keyOf(value: Value): Key {
  if (typeof value !== "object") return value;
  if (isUnknown(value)) throw new UnknownCompared();
  if (Array.isArray(value)) return `[${value.map(keyOf).join()}]`;
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
        return new Array<Value>(type.length).fill(this.of(type.element));
      case "seq":
        return [];
      case "set":
        return new SetValue(new Map());
      case "map":
        return new MapValue(new Map());
      case "pool":
        return new PoolValue(new SetValue(new Map()), new Map(), this.of(type.element));
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

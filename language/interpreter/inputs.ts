/**
 * Random values of every type, small and at the boundaries first, and simpler versions of a value.
 *
 * Owns        the choice of values that are likely to break something.
 * Invariants  the same seed gives the same values.
 * Not here    which values a contract allows (search.ts).
 */
import type { Field, Program, Type } from "../ir.ts";
import { rangeOfType } from "../obligations.ts";
import { fieldsOf } from "../types.ts";
import type { RecordValue, Value } from "./value.ts";
import {
  MapValue,
  PoolValue,
  SetValue,
  UNKNOWN,
  UnionValue,
  Zeros,
  asArray,
  asInteger,
  asRecord,
  keyOf,
  lookup,
} from "./value.ts";

/** Numbers from a seed (mulberry32: public domain, 32 bits of state). */
export class Random {
  #state: number;
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to, not including, `limit`. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  of<T>(choices: readonly T[]): T {
    const chosen = choices[this.below(choices.length)];
    if (chosen === undefined) throw new Error("nothing to choose from");
    return chosen;
  }
}

/** Elements of a random sequence, members of a random set, at most. */
const LONGEST = 4;
const FAR = 8;
/** Random frames of a pool lie below. */
const FRAMES = 8;

export class Inputs {
  readonly #program: Program;
  readonly #random: Random;
  readonly #zeros: Zeros;
  /** Constants of the program, which its conditions compare with. */
  readonly #constants: readonly bigint[];

  constructor(program: Program, random: Random, constants: readonly bigint[]) {
    this.#program = program;
    this.#random = random;
    this.#zeros = new Zeros(program);
    this.#constants = constants;
  }

  /** Integers are below `size` mostly; from FAR on, boundaries and constants come often. */
  of(type: Type, size: number): Value {
    switch (type.kind) {
      case "bool":
        return this.#random.below(2) === 1;
      case "integer":
      case "int":
        return this.#integer(type, size);
      case "enum":
        return this.#random.of(lookup(this.#program.enums, type.name).members).value;
      case "array":
        return this.#elements(type.element, type.length, size);
      case "seq":
        return this.#elements(type.element, this.#random.below(LONGEST + 1), size);
      case "set":
        return SetValue.of(this.#elements(type.element, this.#random.below(LONGEST + 1), size));
      case "map":
        return this.#map(type.key, type.value, size);
      case "record":
        return this.#fields(lookup(this.#program.records, type.name).fields, size);
      case "union": {
        const variant = this.#random.of(lookup(this.#program.unions, type.name).variants);
        return new UnionValue(variant.tag, this.#fields(variant.fields, size));
      }
      case "pool":
        return this.#pool(type.element, size);
      default:
        throw new Error(`no value is of type ${type.kind}`);
    }
  }

  /** The value with one of its parts chosen anew, now and then all of it. */
  changed(value: Value, type: Type, size: number): Value {
    if (this.#random.below(4) === 0) return this.of(type, size);
    if (type.kind === "record") {
      const field = this.#random.of(lookup(this.#program.records, type.name).fields);
      const record = asRecord(value);
      return { ...record, [field.name]: this.changed(record[field.name]!, field.type, size) };
    }
    if (type.kind === "array" && type.length > 0) {
      const index = this.#random.below(type.length);
      const elements = asArray(value);
      return elements.with(index, this.changed(elements[index]!, type.element, size));
    }
    return this.of(type, size);
  }

  #integer(type: Type, size: number): bigint {
    const range = rangeOfType(this.#program, type) ?? { min: -16n, max: 16n };
    const boundaries = [range.min, range.max, range.max - 1n, range.max / 2n, ...this.#constants];
    const far = size >= FAR && this.#random.below(2) === 0;
    const small = BigInt(this.#random.below(size));
    const chosen = far ? this.#random.of(boundaries) + BigInt(this.#random.below(3) - 1) : small;
    const value = range.min < 0n && this.#random.below(3) === 0 ? -chosen : chosen;
    return value < range.min ? range.min : value > range.max ? range.max : value;
  }

  /** Often in ascending order, or all equal: contracts ask for such arrays. */
  #elements(type: Type, length: number, size: number): readonly Value[] {
    const shape = this.#random.below(4);
    if (shape === 0) return new Array<Value>(length).fill(this.of(type, size));
    const elements = Array.from({ length }, () => this.of(type, size));
    const sortable = type.kind === "integer" || type.kind === "int" || type.kind === "enum";
    return shape === 1 && sortable
      ? elements.sort((a, b) => (asInteger(a) < asInteger(b) ? -1 : 1))
      : elements;
  }

  #fields(fields: readonly Field[], size: number): RecordValue {
    return Object.fromEntries(fields.map((field) => [field.name, this.of(field.type, size)]));
  }

  #map(key: Type, type: Type, size: number): MapValue {
    const keys = this.#elements(key, this.#random.below(LONGEST + 1), size);
    return new MapValue(
      new Map(keys.map((each) => [keyOf(each), { key: each, value: this.of(type, size) }])),
    );
  }

  #pool(element: Type, size: number): PoolValue {
    const frames = Array.from({ length: FRAMES }, (_, frame) => BigInt(frame));
    const owned = frames.filter(() => this.#random.below(2) === 0);
    const objects = new Map(owned.map((frame) => [frame, this.of(element, size)]));
    return new PoolValue(this.#zeros.of(element), 0n, objects);
  }
}

/** Simpler values of the same type and shape, the simplest first. */
export function* simpler(program: Program, type: Type, value: Value): Generator<Value> {
  if (value === UNKNOWN) return;
  if (type.kind === "enum") {
    const members = lookup(program.enums, type.name).members.map((member) => member.value);
    yield* members.filter((member) => member < asInteger(value));
  } else if (typeof value === "bigint" && value !== 0n) {
    yield 0n;
    if (value / 2n !== 0n) yield value / 2n;
    yield value > 0n ? value - 1n : value + 1n;
  } else if (value === true) {
    yield false;
  } else if ((type.kind === "array" || type.kind === "seq") && Array.isArray(value)) {
    yield* simplerElements(program, type.element, asArray(value));
  } else if (type.kind === "union" && value instanceof UnionValue) {
    const fields = fieldsOf(program, type, value.tag) ?? [];
    for (const other of simplerFields(program, fields, value.fields)) yield new UnionValue(value.tag, other);
  } else if (type.kind === "record") {
    yield* simplerFields(program, fieldsOf(program, type) ?? [], asRecord(value));
  }
}

function* simplerElements(
  program: Program,
  type: Type,
  elements: readonly Value[],
): Generator<readonly Value[]> {
  for (const [i, element] of elements.entries())
    for (const other of simpler(program, type, element)) yield elements.with(i, other);
}

function* simplerFields(
  program: Program,
  fields: readonly Field[],
  record: RecordValue,
): Generator<RecordValue> {
  for (const { name, type } of fields)
    for (const other of simpler(program, type, record[name]!)) yield { ...record, [name]: other };
}

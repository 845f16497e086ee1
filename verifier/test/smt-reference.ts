/**
 * The concrete model in which the axioms are meant to hold: values in JavaScript, and every function on them.
 *
 * Owns        the reference meaning of each function of the theories, total: what is left open has one default.
 * Invariants  values are well typed all through; an ill-typed Int is replaced by the default where it would enter one.
 */
import type { Field, IntegerName, Program, Type } from "../../language/ir.ts";
import { range } from "../../language/build.ts";
import { typeName } from "../smt/names.ts";
import type { Term } from "../smt/term.ts";

export type Value =
  | bigint
  | boolean
  | { readonly kind: "seq"; readonly elements: readonly Value[] }
  | { readonly kind: "record"; readonly variant: number; readonly fields: readonly Value[] }
  | { readonly kind: "set"; readonly members: ReadonlyMap<string, Value> }
  | { readonly kind: "map"; readonly entries: ReadonlyMap<string, readonly [Value, Value]> }
  | { readonly kind: "pool"; readonly owned: Value; readonly objects: ReadonlyMap<bigint, Value> };

type SetValue = Extract<Value, { kind: "set" }>;
type MapValue = Extract<Value, { kind: "map" }>;
type PoolValue = Extract<Value, { kind: "pool" }>;

/** A value in a word: equal values have equal words. */
export function word(value: Value): string {
  if (typeof value !== "object") return String(value);
  switch (value.kind) {
    case "seq":
      return `[${value.elements.map(word).join(" ")}]`;
    case "record":
      return `${value.variant}(${value.fields.map(word).join(" ")})`;
    case "set":
      return `{${[...value.members.keys()].sort().join(" ")}}`;
    case "map":
      return `{${[...value.entries]
        .map(([key, [, v]]) => `${key}:${word(v)}`)
        .sort()
        .join(" ")}}`;
    case "pool":
      return `pool ${word(value.owned)} ${[...value.objects]
        .map(([f, o]) => `${f}:${word(o)}`)
        .sort()
        .join(" ")}`;
  }
}

const same = (a: Value, b: Value): boolean => word(a) === word(b);
export const seqOf = (elements: readonly Value[]): Value => ({ kind: "seq", elements });
export const setOf = (members: readonly Value[]): SetValue => ({
  kind: "set",
  members: new Map(members.map((member) => [word(member), member])),
});
export const mapOf = (entries: readonly (readonly [Value, Value])[]): MapValue => ({
  kind: "map",
  entries: new Map(entries.map((entry) => [word(entry[0]), entry])),
});

export class Reference {
  readonly #program: Program;
  readonly #types: ReadonlyMap<string, Type>;

  constructor(program: Program, types: readonly Type[]) {
    this.#program = program;
    this.#types = new Map(types.map((type) => [typeName(type), type]));
  }

  variants(type: Type): readonly (readonly Field[])[] {
    if (type.kind === "record") return [this.#program.records.get(type.name)!.fields];
    if (type.kind !== "union") throw new Error(`${type.kind} has no fields`);
    return this.#program.unions.get(type.name)!.variants.map((variant) => variant.fields);
  }

  /** The zero, which is also the default. */
  zero(type: Type): Value {
    switch (type.kind) {
      case "bool":
        return false;
      case "integer":
      case "int":
      case "enum":
        return 0n;
      case "array":
        return seqOf(Array.from({ length: type.length }, () => this.zero(type.element)));
      case "seq":
        return seqOf([]);
      case "record":
      case "union":
        return {
          kind: "record",
          variant: 0,
          fields: this.variants(type)[0]!.map((field) => this.zero(field.type)),
        };
      case "set":
        return setOf([]);
      case "map":
        return mapOf([]);
      case "pool":
        return { kind: "pool", owned: setOf([]), objects: new Map() };
      default:
        throw new Error(`no zero of ${type.kind}`);
    }
  }

  /** Is a value of the type's sort a value of the type? */
  typed(type: Type, value: Value): boolean {
    switch (type.kind) {
      case "integer": {
        const { min, max } = range(type.name);
        return min <= (value as bigint) && (value as bigint) <= max;
      }
      case "enum":
        return this.#program.enums.get(type.name)!.members.some((member) => member.value === value);
      case "array":
        return (value as Extract<Value, { kind: "seq" }>).elements.length === type.length;
      default:
        return true;
    }
  }

  #admit(type: Type, value: Value): Value {
    return this.typed(type, value) ? value : this.zero(type);
  }

  /** The value of a term. */
  value(term: Term, variables: ReadonlyMap<string, Value>): Value {
    if (typeof term === "string") {
      const bound = variables.get(term);
      if (bound !== undefined) return bound;
      if (/^\d+$/.test(term)) return BigInt(term);
      if (term === "true" || term === "false") return term === "true";
      return this.#function(term, []);
    }
    const head = term[0] as string;
    const args = term.slice(1).map((part) => this.value(part, variables));
    return this.#logic(head, args) ?? this.#function(head, args);
  }

  #logic(head: string, args: readonly Value[]): Value | undefined {
    const numbers = args as bigint[];
    const [a, b] = numbers as [bigint, bigint];
    switch (head) {
      case "and":
        return args.every((x) => x === true);
      case "or":
        return args.some((x) => x === true);
      case "not":
        return !args[0];
      case "=>":
        return !args[0] || args[1]!;
      case "=":
        return same(args[0]!, args[1]!);
      case "ite":
        return args[0] ? args[1]! : args[2]!;
      case "<=":
        return numbers.every((x, i) => i === 0 || numbers[i - 1]! <= x);
      case "<":
        return a < b;
      case "+":
        return numbers.reduce((x, y) => x + y);
      case "*":
        return a * b;
      case "-":
        return numbers.length === 1 ? -a : a - b;
      case "div":
        return b === 0n ? 0n : (a - modulo(a, b)) / b;
      case "mod":
        return modulo(a, b);
      default:
        return undefined;
    }
  }

  #function(head: string, args: readonly Value[]): Value {
    const name = head.replaceAll("|", "");
    if (name === "bit.power")
      return 0n <= (args[0] as bigint) && (args[0] as bigint) < 64n ? 1n << (args[0] as bigint) : 1n;
    if (name.startsWith("Int.")) return quotient(name, args as bigint[]);
    const split = name.indexOf("<");
    const [operation, key] = [name.slice(0, split), name.slice(split + 1, -1)];
    const [family, rest] = [
      operation.slice(0, operation.indexOf(".")),
      operation.slice(operation.indexOf(".") + 1),
    ];
    switch (family) {
      case "bit":
        return bitOperation(rest, key as IntegerName, args as bigint[]);
      case "Seq":
        return this.#seq(rest, this.#type(key), args);
      case "FixedArray":
        return this.zero({ kind: "array", element: this.#type(key), length: Number(rest.split("/")[1]) });
      case "Set":
        return this.#set(rest, this.#type(key), args);
      case "Map": {
        const [k, v] = key.split(",") as [string, string];
        return this.#map(rest, this.#type(k), this.#type(v), args);
      }
      case "Pool":
        return this.#pool(rest, this.#type(key), args);
      case "record":
      case "union":
        return this.zero(this.#type(key));
      case "Record":
      case "Union":
        return this.#construct(rest, this.#type(key), args);
      default:
        return this.#select(operation, this.#type(key), args[0]!);
    }
  }

  #type(key: string): Type {
    const found = this.#types.get(key);
    if (!found) throw new Error(`no type ${key}`);
    return found;
  }

  #seq(operation: string, element: Type, args: readonly Value[]): Value {
    const [s, t] = args.map((arg) => (typeof arg === "object" && arg.kind === "seq" ? arg.elements : []));
    const k = Number(args[1]);
    const inside = typeof args[1] === "bigint" && 0 <= k && k < s!.length;
    switch (operation.split("/")[0]) {
      case "length":
        return BigInt(s!.length);
      case "at":
        return inside ? s![k]! : this.zero(element);
      case "equal":
        return same(args[0]!, args[1]!);
      case "difference":
        return BigInt(s!.findIndex((x, i) => t![i] === undefined || !same(x, t![i])));
      case "empty":
        return seqOf([]);
      case "of":
        return seqOf(args.map((arg) => this.#admit(element, arg)));
      case "push":
        return seqOf([...s!, this.#admit(element, args[1]!)]);
      case "concat":
        return seqOf([...s!, ...t!]);
      case "slice":
        return 0 <= k && args[1]! <= args[2]! && Number(args[2]) <= s!.length
          ? seqOf(s!.slice(k, Number(args[2])))
          : seqOf([]);
      case "with":
        return inside ? seqOf(s!.with(k, this.#admit(element, args[2]!))) : args[0]!;
      case "without":
        return inside ? seqOf(s!.toSpliced(k, 1)) : args[0]!;
      case "contains":
        return s!.some((x) => same(x, args[1]!));
      case "indexOf":
        return BigInt(s!.findIndex((x) => same(x, args[1]!)));
      case "count":
        return BigInt(s!.filter((x) => same(x, args[1]!)).length);
      default:
        throw new Error(`Seq.${operation}`);
    }
  }

  #set(operation: string, element: Type, args: readonly Value[]): Value {
    const [s, t] = args.map((arg) =>
      (arg as SetValue).members ? [...(arg as SetValue).members.values()] : [],
    );
    const has = (set: readonly Value[], x: Value): boolean => set.some((member) => same(member, x));
    switch (operation) {
      case "has":
        return has(s!, args[1]!);
      case "equal":
        return same(args[0]!, args[1]!);
      case "unequal":
        return [...s!, ...t!].find((x) => has(s!, x) !== has(t!, x)) ?? this.zero(element);
      case "outside":
        return s!.find((x) => !has(t!, x)) ?? this.zero(element);
      case "empty":
        return setOf([]);
      case "add":
        return this.typed(element, args[1]!) ? setOf([...s!, args[1]!]) : args[0]!;
      case "delete":
        return setOf(s!.filter((x) => !same(x, args[1]!)));
      case "union":
        return setOf([...s!, ...t!]);
      case "intersection":
        return setOf(s!.filter((x) => has(t!, x)));
      case "difference":
        return setOf(s!.filter((x) => !has(t!, x)));
      case "isSubsetOf":
        return s!.every((x) => has(t!, x));
      default:
        throw new Error(`Set.${operation}`);
    }
  }

  #map(operation: string, key: Type, value: Type, args: readonly Value[]): Value {
    const m = (args[0] as MapValue | undefined)?.entries ?? new Map<string, readonly [Value, Value]>();
    const at = args[1] === undefined ? "" : word(args[1]);
    switch (operation) {
      case "has":
        return m.has(at);
      case "get":
        return m.get(at)?.[1] ?? this.zero(value);
      case "equal":
        return same(args[0]!, args[1]!);
      case "unequal": {
        const other = (args[1] as MapValue).entries;
        const differs = ([k]: readonly [string, unknown]): boolean =>
          !m.has(k) || !other.has(k) || !same(m.get(k)![1], other.get(k)![1]);
        return [...m, ...other].find(differs)?.[1][0] ?? this.zero(key);
      }
      case "empty":
        return mapOf([]);
      case "set":
        return this.typed(key, args[1]!)
          ? mapOf([...m.values(), [args[1]!, this.#admit(value, args[2]!)]])
          : args[0]!;
      case "delete":
        return mapOf([...m.values()].filter(([k]) => word(k) !== at));
      case "keys":
        return setOf([...m.values()].map(([k]) => k));
      default:
        throw new Error(`Map.${operation}`);
    }
  }

  #pool(operation: string, element: Type, args: readonly Value[]): Value {
    const p = args[0] as PoolValue;
    const frame = args[1] as bigint;
    const at = (pool: PoolValue, f: bigint): Value => pool.objects.get(f) ?? this.zero(element);
    switch (operation) {
      case "owned":
        return p.owned;
      case "at":
        return at(p, frame);
      case "equal":
        return same(args[0]!, args[1]!);
      case "unequal": {
        const q = args[1] as PoolValue;
        return [...p.objects.keys(), ...q.objects.keys()].find((f) => !same(at(p, f), at(q, f))) ?? 0n;
      }
      case "zero":
        return this.zero({ kind: "pool", element });
      case "with":
        return this.#store(p, frame, this.#admit(element, args[2]!), element);
      case "gain":
        return {
          ...this.#store(p, frame, this.zero(element), element),
          owned: this.#set("add", FRAME, [p.owned, frame]),
        };
      case "lose":
        return { ...p, owned: this.#set("delete", FRAME, [p.owned, frame]) };
      default:
        throw new Error(`Pool.${operation}`);
    }
  }

  /** Objects that are zero are left out, so that equal pools have equal words. */
  #store(pool: PoolValue, frame: bigint, object: Value, element: Type): PoolValue {
    const objects = new Map([...pool.objects, [frame, object]]);
    if (same(object, this.zero(element))) objects.delete(frame);
    return { ...pool, objects };
  }

  #construct(operation: string, type: Type, args: readonly Value[]): Value {
    if (operation === "equal") return same(args[0]!, args[1]!);
    if (operation === "tag") return BigInt((args[0] as Extract<Value, { kind: "record" }>).variant);
    const variant = type.kind === "union" ? this.#variant(type.name, operation.slice("new:".length, -1)) : 0;
    const fields = this.variants(type)[variant]!.map((field, i) => this.#admit(field.type, args[i]!));
    return { kind: "record", variant, fields };
  }

  #variant(union: string, tag: string): number {
    return this.#program.unions.get(union)!.variants.findIndex((variant) => variant.tag === tag);
  }

  #select(operation: string, type: Type, base: Value): Value {
    const value = base as Extract<Value, { kind: "record" }>;
    const [tag, name] = operation.includes(":") ? operation.split(":") : ["", operation];
    const variant = type.kind === "union" ? this.#variant(type.name, tag!) : 0;
    const fields = this.variants(type)[variant]!;
    const place = fields.findIndex((field) => field.name === name);
    return value.variant === variant ? value.fields[place]! : this.zero(fields[place]!.type);
  }
}

const FRAME: Type = { kind: "integer", name: "u32" };

function modulo(a: bigint, b: bigint): bigint {
  if (b === 0n) return a;
  const size = b < 0n ? -b : b;
  return ((a % size) + size) % size;
}

/** BigInt division truncates; by zero as `modulo` and `div` above. */
function quotient(name: string, [x, y]: readonly bigint[]): bigint {
  if (y === 0n) return name === "Int.div" ? 0n : x!;
  return name === "Int.div" ? x! / y! : x! % y!;
}

function bitOperation(operation: string, type: IntegerName, [x, y]: readonly bigint[]): bigint {
  const width = Number(type.slice(1));
  const cut = (value: bigint): bigint =>
    type.startsWith("u") ? BigInt.asUintN(width, value) : BigInt.asIntN(width, value);
  const count = 0n <= y! && y! < BigInt(width) ? y! : 0n;
  switch (operation) {
    case "and":
      return cut(x! & y!);
    case "or":
      return cut(x! | y!);
    case "xor":
      return cut(x! ^ y!);
    case "shl":
      return cut(x! << count);
    case "shr":
      return cut(x! >> count);
    default:
      throw new Error(`bit.${operation}`);
  }
}

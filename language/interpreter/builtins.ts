/**
 * The specification library on values: Seq, Set, Map, Pool.
 *
 * Owns      the value of each builtin operation; nothing (undefined) where the library leaves it open.
 * Not here  indexing (evaluate.ts), Seq.build.
 */
import type { BuiltinName } from "../ir.ts";
import type { Value } from "./value.ts";
import { MapValue, PoolValue, SetValue, asArray, asInteger, equal, keyOf } from "./value.ts";

export function applyBuiltin(name: BuiltinName, operands: readonly Value[]): Value | undefined {
  if (name.startsWith("seq.")) return ofSequence(name, operands);
  if (name.startsWith("set.")) return ofSet(name, operands);
  if (name.startsWith("map.")) return ofMap(name, operands);
  const pool = operands[0];
  if (name !== "pool.owned" || !(pool instanceof PoolValue)) throw new Error(`unknown builtin ${name}`);
  return pool.owned();
}

function ofSequence(name: BuiltinName, operands: readonly Value[]): Value | undefined {
  if (name === "seq.empty" || name === "seq.of") return operands;
  const sequence = asArray(operands[0]!);
  const value = operands[1]!;
  switch (name) {
    case "seq.from":
    case "seq.slice":
      return slice(sequence, asInteger(operands[1]!), asInteger(operands[2]!));
    case "seq.length":
      return BigInt(sequence.length);
    case "seq.push":
      return [...sequence, value];
    case "seq.concat":
      return [...sequence, ...asArray(value)];
    case "seq.with":
      return inRange(sequence, value) ? sequence.with(Number(value), operands[2]!) : undefined;
    case "seq.without":
      return inRange(sequence, value) ? sequence.filter((_, i) => BigInt(i) !== value) : undefined;
    case "seq.contains":
      return sequence.some((element) => equal(element, value));
    case "seq.indexOf":
      return BigInt(sequence.findIndex((element) => equal(element, value)));
    case "seq.count":
      return BigInt(sequence.filter((element) => equal(element, value)).length);
    default:
      throw new Error(`unknown builtin ${name}`);
  }
}

function slice(sequence: readonly Value[], from: bigint, to: bigint): Value | undefined {
  if (from < 0n || from > to || to > BigInt(sequence.length)) return undefined;
  return sequence.slice(Number(from), Number(to));
}

function inRange(sequence: readonly Value[], index: Value): boolean {
  const at = asInteger(index);
  return at >= 0n && at < BigInt(sequence.length);
}

function ofSet(name: BuiltinName, operands: readonly Value[]): Value {
  if (name === "set.empty" || name === "set.of") return SetValue.of(operands);
  const set = asSet(operands[0]!);
  const value = operands[1]!;
  switch (name) {
    case "set.has":
      return set.has(value);
    case "set.add":
      return new SetValue(new Map(set.members).set(keyOf(value), value));
    case "set.delete":
      return without(set, SetValue.of([value]));
    case "set.union":
      return new SetValue(new Map([...set.members, ...asSet(value).members]));
    case "set.intersection":
      return without(set, without(set, asSet(value)));
    case "set.difference":
      return without(set, asSet(value));
    case "set.isSubsetOf":
      return [...set.members.keys()].every((key) => asSet(value).members.has(key));
    default:
      throw new Error(`unknown builtin ${name}`);
  }
}

function without(set: SetValue, other: SetValue): SetValue {
  return new SetValue(new Map([...set.members].filter(([key]) => !other.members.has(key))));
}

function ofMap(name: BuiltinName, operands: readonly Value[]): Value | undefined {
  if (name === "map.empty") return new MapValue(new Map());
  const map = operands[0];
  if (!(map instanceof MapValue)) throw new Error("not a map");
  const key = operands[1]!;
  switch (name) {
    case "map.has":
      return map.get(key) !== undefined;
    case "map.get":
      return map.get(key);
    case "map.set":
      return new MapValue(new Map(map.entries).set(keyOf(key), { key, value: operands[2]! }));
    case "map.delete": {
      const entries = new Map(map.entries);
      entries.delete(keyOf(key));
      return new MapValue(entries);
    }
    case "map.keys":
      return SetValue.of([...map.entries.values()].map((entry) => entry.key));
    default:
      throw new Error(`unknown builtin ${name}`);
  }
}

function asSet(value: Value): SetValue {
  if (!(value instanceof SetValue)) throw new Error("not a set");
  return value;
}

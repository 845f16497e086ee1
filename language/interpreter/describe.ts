/**
 * Values as text, for counterexamples: `items = [3, 1, 2], count = 5`.
 *
 * Owns      the notation: that of the source language, except that long runs of one element are shortened.
 * Not here  which values are worth showing (search.ts).
 */
import type { Field, Program, Type } from "../ir.ts";
import type { Value } from "./value.ts";
import {
  MapValue,
  PoolValue,
  SetValue,
  UNKNOWN,
  UnionValue,
  asArray,
  asInteger,
  asRecord,
  equal,
  lookup,
} from "./value.ts";

/** Elements of an array that are shown at most. */
const SHOWN = 32;

export function describe(program: Program, value: Value, type: Type): string {
  if (value === UNKNOWN) return "(unknown)";
  switch (type.kind) {
    case "bool":
      return String(value);
    case "integer":
    case "int":
      return asInteger(value).toString();
    case "enum":
      return describeMember(program, asInteger(value), type.name);
    case "record":
      return `{ ${describeFields(program, asRecord(value), lookup(program.records, type.name).fields)} }`;
    case "union":
      return describeUnion(program, value, type.name);
    case "array":
    case "seq":
      return `[${describeElements(program, asArray(value), type.element)}]`;
    case "set":
      return `{${describeMembers(program, value, type.element)}}`;
    case "map":
      return describeMap(program, value, type.key, type.value);
    case "pool":
      return describePool(program, value, type.element);
    default:
      throw new Error(`no value is of type ${type.kind}`);
  }
}

function describeMember(program: Program, value: bigint, name: string): string {
  const declaration = lookup(program.enums, name);
  const member = declaration.members.find((candidate) => candidate.value === value);
  return member ? `${plain(name)}.${member.name}` : `${plain(name)}(${value})`;
}

/** A declaration's own name, without its module. */
function plain(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

function describeFields(
  program: Program,
  value: { readonly [name: string]: Value },
  fields: readonly Field[],
): string {
  return fields
    .map((field) => `${field.name}: ${describe(program, value[field.name]!, field.type)}`)
    .join(", ");
}

function describeUnion(program: Program, value: Value, name: string): string {
  if (!(value instanceof UnionValue)) throw new Error("not a union");
  const { tagField, variants } = lookup(program.unions, name);
  const fields = variants.find((variant) => variant.tag === value.tag)?.fields ?? [];
  const rest = fields.length === 0 ? "" : `, ${describeFields(program, value.fields, fields)}`;
  return `{ ${tagField}: "${value.tag}"${rest} }`;
}

/** A long equal end is written once: `[7, 0, 0, ...]` has zeros to its end. */
function describeElements(program: Program, elements: readonly Value[], type: Type): string {
  let end = elements.length;
  const last = elements[end - 1];
  while (last !== undefined && end > 1 && equal(elements[end - 2]!, last)) end -= 1;
  const shown =
    elements.length - end > 2 ? elements.slice(0, Math.min(end + 1, SHOWN)) : elements.slice(0, SHOWN);
  const words = shown.map((element) => describe(program, element, type));
  return (shown.length < elements.length ? [...words, "..."] : words).join(", ");
}

function describeMembers(program: Program, value: Value, type: Type): string {
  if (!(value instanceof SetValue)) throw new Error("not a set");
  const members = [...value.members.values()].slice(0, SHOWN);
  const words = members.map((member) => describe(program, member, type));
  return (members.length < value.members.size ? [...words, "..."] : words).join(", ");
}

function describeMap(program: Program, value: Value, key: Type, type: Type): string {
  if (!(value instanceof MapValue)) throw new Error("not a map");
  const entries = [...value.entries.values()].map(
    (entry) => `${describe(program, entry.key, key)} => ${describe(program, entry.value, type)}`,
  );
  return `{${entries.join(", ")}}`;
}

/** The written objects; the other owned frames hold zeros. */
function describePool(program: Program, value: Value, type: Type): string {
  if (!(value instanceof PoolValue)) throw new Error("not a pool");
  const frames = [...value.owned().members.values()].map(asInteger);
  const objects = frames
    .filter((frame) => value.at(frame) !== value.blank)
    .map((frame) => `${frame} => ${describe(program, value.at(frame), type)}`);
  const owned = `frames {${frames.join(", ")}}`;
  return objects.length === 0 ? owned : `${owned} with ${objects.join(", ")}`;
}

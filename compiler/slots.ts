/**
 * Slots: how a value lies in WebAssembly locals instead of memory.
 *
 * Owns        the flattening of scalars, small records and small unions into i32 and i64 slots.
 * Invariants  a scalar has one slot. Integers of up to 32 bits, booleans and enums are i32, sign- or zero-extended
 *             from their own width; u64 and i64 are i64. The first slot of a union is its tag, the number of the
 *             variant; the variants share the slots behind it.
 * Not here    memory (layout.ts).
 */
import binaryen from "binaryen";
import type { Field, IntegerName, Program, Type } from "../language/ir.ts";
import { bits } from "../language/build.ts";
import { fieldsOf, isScalar } from "../language/types.ts";

/** Aggregates with more slots than this live in memory. */
const MOST_SLOTS = 8;

/** The machine integer type with the same values and representation. */
export function representation(program: Program, type: Type): IntegerName {
  switch (type.kind) {
    case "bool":
      return "u8";
    case "integer":
      return type.name;
    case "enum": {
      const declaration = program.enums.get(type.name);
      if (!declaration) throw new Error(`no enum ${type.name}`);
      return declaration.representation;
    }
    default:
      throw new Error(`a ${type.kind} is no machine scalar`);
  }
}

export function slotType(name: IntegerName): binaryen.Type {
  return bits(name) === 64 ? binaryen.i64 : binaryen.i32;
}

/** The slots of a value; undefined where it lives in memory. */
export function slotsOf(program: Program, type: Type): readonly binaryen.Type[] | undefined {
  if (type.kind === "void") return [];
  if (isScalar(type)) return [slotType(representation(program, type))];
  const slots = aggregateSlots(program, type);
  return slots && slots.length <= MOST_SLOTS ? slots : undefined;
}

function aggregateSlots(program: Program, type: Type): readonly binaryen.Type[] | undefined {
  if (type.kind === "record") return fieldsSlots(program, program.records.get(type.name)?.fields ?? []);
  if (type.kind !== "union") return undefined;
  const variants = program.unions.get(type.name)?.variants ?? [];
  let words = 0;
  let doubles = 0;
  for (const { fields } of variants) {
    const slots = fieldsSlots(program, fields);
    if (!slots) return undefined;
    words = Math.max(words, count(slots, binaryen.i32));
    doubles = Math.max(doubles, count(slots, binaryen.i64));
  }
  return [
    binaryen.i32,
    ...Array<number>(words).fill(binaryen.i32),
    ...Array<number>(doubles).fill(binaryen.i64),
  ];
}

function count(slots: readonly binaryen.Type[], type: binaryen.Type): number {
  return slots.filter((slot) => slot === type).length;
}

function fieldsSlots(program: Program, fields: readonly Field[]): readonly binaryen.Type[] | undefined {
  const all: binaryen.Type[] = [];
  for (const field of fields) {
    if (field.ghost) continue;
    const slots = slotsOf(program, field.type);
    if (!slots) return undefined;
    all.push(...slots);
  }
  return all;
}

/** Which of the aggregate's slots are those of the field. */
export function fieldSlots(program: Program, type: Type, name: string, variant?: string): readonly number[] {
  const all = slotsOf(program, type);
  if (!all) throw new Error(`a ${type.kind} in memory has no slots`);
  const free = { i32: slotNumbers(all, binaryen.i32), i64: slotNumbers(all, binaryen.i64) };
  if (type.kind === "union") free.i32.shift();
  const inOrder = type.kind === "record";
  let next = 0;
  for (const field of declaredFields(program, type, variant)) {
    if (field.ghost) continue;
    const slots = slotsOf(program, field.type) ?? [];
    const numbers = slots.map((slot) =>
      inOrder ? next++ : takeFirst(slot === binaryen.i32 ? free.i32 : free.i64),
    );
    if (field.name === name) return numbers;
  }
  throw new Error(`no field ${name} in slots`);
}

function slotNumbers(slots: readonly binaryen.Type[], type: binaryen.Type): number[] {
  return [...slots.keys()].filter((index) => slots[index] === type);
}

function takeFirst(numbers: number[]): number {
  const first = numbers.shift();
  if (first === undefined) throw new Error("a variant has more slots than its union");
  return first;
}

/** The fields of a record, or of one variant of a union. */
export function declaredFields(program: Program, type: Type, variant?: string): readonly Field[] {
  const fields = fieldsOf(program, type, variant);
  if (!fields) throw new Error(`a ${type.kind} has no fields`);
  return fields;
}

/** The number of the variant: the value of the tag. */
export function tagOf(program: Program, type: Type, variant: string): number {
  const variants = type.kind === "union" ? program.unions.get(type.name)?.variants : undefined;
  const index = variants?.findIndex(({ tag }) => tag === variant) ?? -1;
  if (index < 0) throw new Error(`no variant ${variant}`);
  return index;
}

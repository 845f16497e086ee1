/**
 * The initial bytes of module state.
 *
 * Owns        from initial values, which the interpreter computes, to bytes as layout.ts places them. Little-endian.
 * Invariants  what is all zero gets no bytes: WebAssembly memory begins as zeros.
 */
import { Interpreter } from "../language/interpreter/interpreter.ts";
import {
  asArray,
  asRecord,
  UnionValue,
  type RecordValue,
  type Value,
} from "../language/interpreter/value.ts";
import type { GlobalDeclaration, Program, Type } from "../language/ir.ts";
import { isScalar } from "../language/types.ts";
import { takesMemory, type Layout } from "./layout.ts";
import { declaredFields, tagOf } from "./slots.ts";

export interface InitialData {
  readonly address: number;
  readonly bytes: Uint8Array;
}

export function initialData(program: Program, layout: Layout): readonly InitialData[] {
  const globals = new Map([...program.globals].filter(([, global]) => isInitialised(global)));
  const state = new Interpreter({ ...program, globals });
  return [...globals.values()].flatMap(({ name, type }) => {
    const address = layout.globals.get(name);
    if (address === undefined) throw new Error(`no address for the module state ${name}`);
    const bytes = new Uint8Array(layout.extent(type).size);
    fill(program, layout, bytes, state.global(name), type);
    return bytes.some((byte) => byte !== 0) ? [{ address, bytes }] : [];
  });
}

function isInitialised(global: GlobalDeclaration): boolean {
  return takesMemory(global) && global.initial.kind !== "zero";
}

function fill(program: Program, layout: Layout, bytes: Uint8Array, value: Value, type: Type): void {
  if (isScalar(type)) {
    fillScalar(bytes, value, layout.extent(type).size);
    return;
  }
  switch (type.kind) {
    case "record":
      fillFields(program, layout, bytes, asRecord(value), type, undefined);
      return;
    case "union":
      if (!(value instanceof UnionValue)) throw new Error("a union whose value is none");
      bytes[0] = tagOf(program, type, value.tag);
      fillFields(program, layout, bytes, value.fields, type, value.tag);
      return;
    case "array": {
      const { size } = layout.extent(type.element);
      for (const [index, element] of asArray(value).entries()) {
        fill(program, layout, bytes.subarray(index * size), element, type.element);
      }
      return;
    }
    default:
      throw new Error(`module state of type ${type.kind}`);
  }
}

function fillFields(
  program: Program,
  layout: Layout,
  bytes: Uint8Array,
  values: RecordValue,
  type: Type,
  variant: string | undefined,
): void {
  for (const field of declaredFields(program, type, variant)) {
    if (field.ghost) continue;
    const value = values[field.name];
    if (value === undefined) throw new Error(`no initial value of the field ${field.name}`);
    fill(program, layout, bytes.subarray(layout.fieldOffset(type, field.name, variant)), value, field.type);
  }
}

function fillScalar(bytes: Uint8Array, value: Value, size: number): void {
  if (typeof value !== "bigint" && typeof value !== "boolean") throw new Error("a scalar that is none");
  const whole = BigInt(value);
  for (let index = 0; index < size; index++) bytes[index] = Number((whole >> BigInt(8 * index)) & 0xffn);
}

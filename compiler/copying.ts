/**
 * Copying: values from storage to storage, in locals and in memory.
 *
 * Owns        field by field between locals and memory, words or bulk operations between memory and memory; zeroing.
 * Invariants  the two are the same storage, or do not overlap.
 */
import type binaryen from "binaryen";
import type { Field, Type } from "../language/ir.ts";
import { isScalar } from "../language/types.ts";
import type { FunctionBuilder } from "./function.ts";
import { constant, load, MEMORY, store as storeBytes } from "./integers.ts";
import { declaredFields, slotType } from "./slots.ts";
import * as at from "./storage.ts";
import type { MemoryStorage, Storage } from "./storage.ts";

type Ref = binaryen.ExpressionRef;

/** Larger values are copied and zeroed by the engine's bulk operations. */
const MOST_BYTES_BY_WORD = 32;

export function copy(f: FunctionBuilder, target: Storage, source: Storage, type: Type, out: Ref[]): void {
  if (isScalar(type)) {
    out.push(at.storeScalar(f, target, type, at.loadScalar(f, source, type)));
    return;
  }
  if (target.kind === "memory" && source.kind === "memory") {
    copyBytes(f, target, source, type, out);
    return;
  }
  const into = at.pin(f, target, out);
  const from = at.pin(f, source, out);
  if (type.kind === "union") {
    copyUnion(f, into, from, type, out);
    return;
  }
  copyFields(f, into, from, type, undefined, out);
}

function copyUnion(f: FunctionBuilder, target: Storage, source: Storage, type: Type, out: Ref[]): void {
  if (type.kind !== "union") throw new Error(`a ${type.kind} is no union`);
  const tag = { kind: "integer", name: "u8" } as const;
  copy(f, at.tagStorage(target), at.tagStorage(source), tag, out);
  if (target.kind === "locals" && source.kind === "locals") {
    copySlots(f, target, source, out);
    return;
  }
  for (const [number, { tag: variant, fields }] of (
    f.program.unions.get(type.name)?.variants ?? []
  ).entries()) {
    if (!fields.some((field) => !field.ghost)) continue;
    const body: Ref[] = [];
    copyFields(f, target, source, type, variant, body);
    out.push(f.m.if(f.m.i32.eq(at.loadTag(f, source), f.m.i32.const(number)), f.sequence(body)));
  }
}

function copySlots(f: FunctionBuilder, target: at.LocalsStorage, source: at.LocalsStorage, out: Ref[]): void {
  target.locals.forEach((local, slot) => {
    const from = source.locals[slot];
    if (from === undefined) throw new Error("storage of one type with different slots");
    out.push(f.m.local.set(local, f.m.local.get(from, f.localType(from))));
  });
}

function copyFields(
  f: FunctionBuilder,
  target: Storage,
  source: Storage,
  type: Type,
  variant: string | undefined,
  out: Ref[],
): void {
  for (const field of declaredFields(f.program, type, variant).filter(isExecutable)) {
    const part = (whole: Storage) => at.fieldOf(f, whole, type, field.name, variant);
    copy(f, part(target), part(source), field.type, out);
  }
}

function isExecutable(field: Field): boolean {
  return !field.ghost;
}

function copyBytes(
  f: FunctionBuilder,
  target: MemoryStorage,
  source: MemoryStorage,
  type: Type,
  out: Ref[],
): void {
  const { size } = f.layout.extent(type);
  if (size > MOST_BYTES_BY_WORD) {
    const length = f.m.i32.const(size);
    out.push(f.m.memory.copy(at.addressOf(f, target), at.addressOf(f, source), length, MEMORY, MEMORY));
    return;
  }
  const into = pinned(f, target, out);
  const from = pinned(f, source, out);
  for (const { name, offset } of words(f, type)) {
    const word = load(f.m, name, from.offset + offset, at.pointerOf(f, from));
    out.push(storeBytes(f.m, name, into.offset + offset, at.pointerOf(f, into), word));
  }
}

function pinned(f: FunctionBuilder, storage: MemoryStorage, out: Ref[]): MemoryStorage {
  const result = at.pin(f, storage, out);
  if (result.kind === "locals") throw new Error("pinning moved storage");
  return result;
}

/** The value's bytes as aligned words, as wide as its alignment allows. */
function words(f: FunctionBuilder, type: Type) {
  const { size, alignment } = f.layout.extent(type);
  const name = ({ 1: "u8", 2: "u16", 4: "u32", 8: "u64" } as const)[alignment];
  if (name === undefined) throw new Error(`no word of ${alignment} bytes`);
  return Array.from({ length: size / alignment }, (_, word) => ({ name, offset: word * alignment }));
}

export function zero(f: FunctionBuilder, target: Storage, type: Type, out: Ref[]): void {
  if (target.kind === "locals") {
    for (const local of target.locals) {
      const name = f.localType(local) === slotType("u64") ? "u64" : "u32";
      out.push(f.m.local.set(local, constant(f.m, name, 0n)));
    }
    return;
  }
  const { size } = f.layout.extent(type);
  if (size > MOST_BYTES_BY_WORD) {
    out.push(f.m.memory.fill(at.addressOf(f, target), f.m.i32.const(0), f.m.i32.const(size), MEMORY));
    return;
  }
  for (const { name, offset } of words(f, type)) {
    out.push(storeBytes(f.m, name, target.offset + offset, at.pointerOf(f, target), constant(f.m, name, 0n)));
  }
}

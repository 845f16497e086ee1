/**
 * Storage: where a value lies while a function runs, in WebAssembly locals or in memory.
 *
 * Owns        the two forms of storage, their parts, loading and storing one scalar.
 * States      a pointer expression of memory storage may be used once; pinned storage may be used again and again.
 * Invariants  the address of memory storage is pointer + offset, exactly: nothing wraps around.
 * Not here    which storage a place has (places.ts), copying of aggregates (aggregates.ts).
 */
import binaryen from "binaryen";
import type { Type } from "../language/ir.ts";
import type { FunctionBuilder } from "./function.ts";
import { load, store } from "./integers.ts";
import { fieldSlots, representation, slotsOf } from "./slots.ts";

type Ref = binaryen.ExpressionRef;

/** The dynamic part of an address: none, held in a local, or an expression yet to be placed. */
export type Pointer =
  | { readonly kind: "none" }
  | { readonly kind: "local"; readonly local: number }
  | { readonly kind: "expression"; readonly expression: Ref };

export interface MemoryStorage {
  readonly kind: "memory";
  readonly pointer: Pointer;
  readonly offset: number;
}

export interface LocalsStorage {
  readonly kind: "locals";
  /** One for each slot of the type. */
  readonly locals: readonly number[];
}

export type Storage = LocalsStorage | MemoryStorage;

/** The same storage, usable again and again; what must run before goes to `out`. */
export function pin(f: FunctionBuilder, storage: Storage, out: Ref[]): Storage {
  if (storage.kind === "locals" || storage.pointer.kind !== "expression") return storage;
  const local = f.newLocal(binaryen.i32);
  out.push(f.m.local.set(local, storage.pointer.expression));
  return { kind: "memory", pointer: { kind: "local", local }, offset: storage.offset };
}

/** The dynamic part of the address as an operand. */
export function pointerOf(f: FunctionBuilder, { pointer }: MemoryStorage): Ref {
  switch (pointer.kind) {
    case "none":
      return f.m.i32.const(0);
    case "local":
      return f.m.local.get(pointer.local, binaryen.i32);
    case "expression":
      return pointer.expression;
  }
}

/** The whole address as a value. */
export function addressOf(f: FunctionBuilder, storage: Storage): Ref {
  if (storage.kind === "locals") throw new Error("a value in locals has no address");
  if (storage.pointer.kind === "none") return f.m.i32.const(storage.offset);
  const pointer = pointerOf(f, storage);
  return storage.offset === 0 ? pointer : f.m.i32.add(pointer, f.m.i32.const(storage.offset));
}

/** The field of a record, or with `variant` of a union. */
export function fieldOf(
  f: FunctionBuilder,
  base: Storage,
  type: Type,
  field: string,
  variant?: string,
): Storage {
  if (base.kind === "memory") return displaced(base, f.layout.fieldOffset(type, field, variant));
  const numbers = fieldSlots(f.program, type, field, variant);
  return { kind: "locals", locals: numbers.map((number) => localAt(base, number)) };
}

export function displaced(base: MemoryStorage, bytes: number): MemoryStorage {
  return { ...base, offset: base.offset + bytes };
}

function localAt(storage: LocalsStorage, slot: number): number {
  const local = storage.locals[slot];
  if (local === undefined) throw new Error(`no slot ${slot}`);
  return local;
}

/** The tag of a union, a u8. */
export function tagStorage(base: Storage): Storage {
  return base.kind === "memory" ? base : { kind: "locals", locals: [localAt(base, 0)] };
}

const TAG: Type = { kind: "integer", name: "u8" };

export function loadTag(f: FunctionBuilder, union: Storage): Ref {
  return loadScalar(f, tagStorage(union), TAG);
}

export function storeTag(f: FunctionBuilder, union: Storage, tag: number): Ref {
  return storeScalar(f, tagStorage(union), TAG, f.m.i32.const(tag));
}

export function loadScalar(f: FunctionBuilder, storage: Storage, type: Type): Ref {
  const name = representation(f.program, type);
  if (storage.kind === "memory") return load(f.m, name, storage.offset, pointerOf(f, storage));
  return f.m.local.get(localAt(storage, 0), scalarSlot(f, type));
}

export function storeScalar(f: FunctionBuilder, storage: Storage, type: Type, value: Ref): Ref {
  const name = representation(f.program, type);
  if (storage.kind === "memory") return store(f.m, name, storage.offset, pointerOf(f, storage), value);
  return f.m.local.set(localAt(storage, 0), value);
}

function scalarSlot(f: FunctionBuilder, type: Type): binaryen.Type {
  const slot = slotsOf(f.program, type)?.[0];
  if (slot === undefined) throw new Error(`a ${type.kind} has no slot`);
  return slot;
}

/** The storage of an element; `index` is an in-range u32. */
export function elementOf(f: FunctionBuilder, base: Storage, size: number, index: Ref): MemoryStorage {
  if (base.kind === "locals") throw new Error("arrays live in memory");
  const scaled = size === 1 ? index : f.m.i32.mul(index, f.m.i32.const(size));
  const expression = base.pointer.kind === "none" ? scaled : f.m.i32.add(pointerOf(f, base), scaled);
  return { kind: "memory", pointer: { kind: "expression", expression }, offset: base.offset };
}

/**
 * Places: from a variable, field, index or frame to the storage that it names.
 *
 * Owns        addresses: constant parts fold into offsets, so that a load or store adds them for nothing.
 * Invariants  pointer and offset are not negative and their exact sum is the address, so nothing wraps around.
 *             Of verified code that is proved (indices are in range); checked code tests each index first.
 * Not here    reading and writing (storage.ts, aggregates.ts).
 */
import type binaryen from "binaryen";
import type { Expression, IntegerName, Type } from "../language/ir.ts";
import { bits, signed } from "../language/build.ts";
import { FRAME_BYTES } from "../language/extents.ts";
import { testBounds, testVariant } from "./checks.ts";
import { materialise } from "./aggregates.ts";
import type { FunctionBuilder } from "./function.ts";
import { convertFitting } from "./integers.ts";
import { displaced, elementOf, fieldOf, type MemoryStorage, type Storage } from "./storage.ts";
import { value } from "./expressions.ts";
import { intIndex, notExecutable } from "./conditions.ts";

type Ref = binaryen.ExpressionRef;

/** The storage of a place; of another aggregate expression, that of its value. What must run before goes to `out`. */
export function storageOf(f: FunctionBuilder, e: Expression, out: Ref[]): Storage {
  if (!hasStorage(e.type)) throw notExecutable(e);
  switch (e.kind) {
    case "variable":
      return variableStorage(f, e);
    case "global":
      return { kind: "memory", pointer: { kind: "none" }, offset: globalAddress(f, e.name) };
    case "field": {
      const base = testVariant(f, e, storageOf(f, e.base, out), out);
      return fieldOf(f, base, e.base.type, e.field, e.variant);
    }
    case "index":
      return element(f, e, storageOf(f, e.base, out));
    case "at":
      return frameObject(f, e);
    default:
      return materialise(f, e, out);
  }
}

function hasStorage({ kind }: Type): boolean {
  return ["bool", "integer", "enum", "record", "union", "array"].includes(kind);
}

function variableStorage(f: FunctionBuilder, e: Expression & { readonly kind: "variable" }): Storage {
  const storage = f.variables.get(e.name);
  if (storage === undefined) throw notExecutable(e);
  return storage;
}

function globalAddress(f: FunctionBuilder, name: string): number {
  const address = f.layout.globals.get(name);
  if (address === undefined) throw new Error(`no address for the module state ${name}`);
  return address;
}

function element(
  f: FunctionBuilder,
  e: Expression & { readonly kind: "index" },
  base: Storage,
): MemoryStorage {
  const { size } = f.layout.extent(e.type);
  if (base.kind === "locals") throw new Error("arrays live in memory");
  const { dynamic, constant } = splitIndex(f, e, base, size);
  const moved = displaced(base, constant * size);
  if (dynamic === undefined) return moved;
  return elementOf(f, moved, size, indexValue(f, e, dynamic));
}

/**
 * `i + 3` as `i` and 3, `i - 3` as `i` and -3. Only where `i * size` cannot wrap: `i` is unsigned, `i + 3` proved to
 * be in range; `i` exceeds `i - 3`, also in range, by 3 only. Constants the front end has found in range.
 */
function splitIndex(
  f: FunctionBuilder,
  { index, base }: Expression & { readonly kind: "index" },
  { pointer, offset }: MemoryStorage,
  size: number,
): { readonly dynamic?: Expression; readonly constant: number } {
  const whole = { dynamic: index, constant: 0 };
  if (f.failure !== undefined || index.type.kind !== "integer" || base.type.kind !== "array") return whole;
  if (index.kind === "literal") return { constant: Number(index.value) };
  const unsigned32 = !signed(index.type.name) && bits(index.type.name) <= 32;
  if (index.kind !== "binary" || index.right.kind !== "literal" || !unsigned32) return whole;
  const constant = Number(index.right.value);
  if (index.operator === "add") return { dynamic: index.left, constant };
  const fits = pointer.kind === "none" && offset >= constant * size;
  const wraps = (base.type.length + constant) * size >= 2 ** 32;
  return index.operator === "sub" && fits && !wraps ? { dynamic: index.left, constant: -constant } : whole;
}

/** The index as an i32. */
function indexValue(f: FunctionBuilder, e: Expression & { readonly kind: "index" }, index: Expression): Ref {
  if (index.type.kind === "int") return intIndex(f, e);
  if (index.type.kind !== "integer") throw new Error(`an index of type ${index.type.kind}`);
  const name: IntegerName = index.type.name;
  return convertFitting(f.m, name, "u32", testBounds(f, e, name, value(f, index)));
}

/** Never in a checked function: which pool owns a frame is ghost, so nothing could be tested. */
function frameObject(f: FunctionBuilder, e: Expression & { readonly kind: "at" }): MemoryStorage {
  const base: MemoryStorage = { kind: "memory", pointer: { kind: "none" }, offset: f.layout.frames.start };
  return elementOf(f, base, FRAME_BYTES, value(f, e.frame));
}

/**
 * Values of the model and of WebAssembly, as the interpreter's values.
 *
 * Owns        reading of scalars that cross the border, of memory by the compiler's layout, of the model's objects.
 * Not here    the layout (compiler/layout.ts).
 */
import { bits, signed } from "../../language/build.ts";
import type { RecordValue, Value } from "../../language/interpreter/value.ts";
import { UnionValue, lookup } from "../../language/interpreter/value.ts";
import type { Field, Program, Type } from "../../language/ir.ts";
import type { Layout } from "../layout.ts";

/** What the model has for a value of this type. */
export function fromModel(program: Program, found: unknown, type: Type): Value {
  switch (type.kind) {
    case "array":
      return (found as readonly unknown[]).map((element) => fromModel(program, element, type.element));
    case "record":
      return fieldsOfModel(program, found, lookup(program.records, type.name).fields);
    case "union": {
      const { kind } = found as { readonly kind: string };
      const variant = lookup(program.unions, type.name).variants.find(({ tag }) => tag === kind);
      return new UnionValue(kind, fieldsOfModel(program, found, variant?.fields ?? []));
    }
    default:
      return found as Value;
  }
}

function fieldsOfModel(program: Program, found: unknown, fields: readonly Field[]): RecordValue {
  const parts = found as Readonly<Record<string, unknown>>;
  return Object.fromEntries(fields.map(({ name, type }) => [name, fromModel(program, parts[name], type)]));
}

/** A scalar as WebAssembly takes it. */
export function toWasm(value: bigint | boolean, type: Type): number | bigint {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (type.kind === "integer" && bits(type.name) === 64) return BigInt.asIntN(64, value);
  return Number(BigInt.asIntN(32, value));
}

/** A scalar as WebAssembly gives it: narrow types must come extended to 32 bits. */
export function fromWasm(found: unknown, type: Type): Value | undefined {
  if (type.kind === "void") return undefined;
  if (typeof found === "bigint")
    return type.kind === "integer" && signed(type.name) ? found : BigInt.asUintN(64, found);
  if (type.kind === "bool" && (found === 0 || found === 1)) return found === 1;
  const integer = BigInt(found as number);
  return type.kind === "integer" && signed(type.name) ? integer : BigInt.asUintN(32, integer);
}

/** The value at an address. */
export function fromMemory(
  program: Program,
  layout: Layout,
  memory: DataView,
  address: number,
  type: Type,
): Value {
  const fields = (declared: readonly Field[], variant?: string): RecordValue =>
    Object.fromEntries(
      declared.map(({ name, type: part }) => [
        name,
        fromMemory(program, layout, memory, address + layout.fieldOffset(type, name, variant), part),
      ]),
    );
  switch (type.kind) {
    case "bool":
      return memory.getUint8(address) !== 0;
    case "integer":
      return integerAt(memory, address, bits(type.name), signed(type.name));
    case "enum":
      return integerAt(memory, address, bits(lookup(program.enums, type.name).representation), false);
    case "record":
      return fields(lookup(program.records, type.name).fields);
    case "union": {
      const variant = lookup(program.unions, type.name).variants[memory.getUint8(address)];
      if (!variant) throw new Error(`no variant ${memory.getUint8(address)} of ${type.name}`);
      return new UnionValue(variant.tag, fields(variant.fields, variant.tag));
    }
    case "array": {
      const { size } = layout.extent(type.element);
      return Array.from({ length: type.length }, (_, i) =>
        fromMemory(program, layout, memory, address + i * size, type.element),
      );
    }
    default:
      throw new Error(`${type.kind} is not in memory`);
  }
}

function integerAt(memory: DataView, address: number, width: number, isSigned: boolean): bigint {
  if (width === 64) return isSigned ? memory.getBigInt64(address, true) : memory.getBigUint64(address, true);
  if (width === 32)
    return BigInt(isSigned ? memory.getInt32(address, true) : memory.getUint32(address, true));
  if (width === 16)
    return BigInt(isSigned ? memory.getInt16(address, true) : memory.getUint16(address, true));
  return BigInt(isSigned ? memory.getInt8(address) : memory.getUint8(address));
}

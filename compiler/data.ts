/**
 * The initial bytes of module state.
 *
 * Owns        the evaluation of constant initialisers into bytes, as layout.ts places them. Little-endian.
 * Invariants  what is all zero gets no bytes: WebAssembly memory begins as zeros.
 */
import type { Expression, GlobalDeclaration, Program } from "../language/ir.ts";
import { takesMemory, type Layout } from "./layout.ts";
import { declaredFields, isScalar, tagOf } from "./slots.ts";

export interface InitialData {
  readonly address: number;
  readonly bytes: Uint8Array;
}

export function initialData(program: Program, layout: Layout): readonly InitialData[] {
  return [...program.globals.values()].filter(takesMemory).flatMap((global) => {
    const bytes = initialBytes(program, layout, global);
    const address = layout.globals.get(global.name);
    if (address === undefined) throw new Error(`no address for the module state ${global.name}`);
    return bytes.some((byte) => byte !== 0) ? [{ address, bytes }] : [];
  });
}

function initialBytes(program: Program, layout: Layout, global: GlobalDeclaration): Uint8Array {
  const bytes = new Uint8Array(layout.extent(global.type).size);
  fill(program, layout, bytes, global.initial);
  return bytes;
}

function fill(program: Program, layout: Layout, bytes: Uint8Array, e: Expression): void {
  if (e.kind === "zero") return;
  if (isScalar(e.type)) {
    fillScalar(bytes, constantValue(e), layout.extent(e.type).size);
    return;
  }
  switch (e.kind) {
    case "construct":
      fillFields(program, layout, bytes, e);
      return;
    case "elements":
      e.elements.forEach((element, index) => {
        const { size } = layout.extent(element.type);
        fill(program, layout, bytes.subarray(index * size), element);
      });
      return;
    default:
      throw new Error(`${e.kind} in the initial value of module state`);
  }
}

function fillFields(
  program: Program,
  layout: Layout,
  bytes: Uint8Array,
  e: Expression & { readonly kind: "construct" },
): void {
  if (e.variant !== undefined) bytes[0] = tagOf(program, e.type, e.variant);
  for (const field of declaredFields(program, e.type, e.variant)) {
    const given = e.fields.find(({ name }) => name === field.name);
    if (field.ghost || !given) continue;
    fill(program, layout, bytes.subarray(layout.fieldOffset(e.type, field.name, e.variant)), given.value);
  }
}

function constantValue(e: Expression): bigint {
  if (e.kind === "literal") return BigInt(e.value);
  if (e.kind === "convert" && e.mode === "exact") return constantValue(e.operand);
  throw new Error(`${e.kind} in the initial value of module state`);
}

function fillScalar(bytes: Uint8Array, value: bigint, size: number): void {
  for (let index = 0; index < size; index++) bytes[index] = Number((value >> BigInt(8 * index)) & 0xffn);
}

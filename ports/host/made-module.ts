/**
 * Modules that the port makes itself.
 *
 * Owns        how their sections are written, and some of their instructions; whole modules of a simple kind.
 * Source      WebAssembly 2.0, sections 5.4 (instructions) and 5.5 (modules).
 */
import { Opcode } from "./rewriter/opcodes.ts";
import { VOID_BLOCK } from "./rewriter/payment.ts";
import { type FunctionTypes, I32 } from "./rewriter/types.ts";
import { Writer, written } from "./rewriter/writer.ts";

export const PREAMBLE = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
export const SECTION = {
  type: 1,
  import: 2,
  function: 3,
  memory: 5,
  global: 6,
  export: 7,
  code: 10,
} as const;
export const FUNCTION_KIND = 0;
export const MEMORY_KIND = 2;
export const GLOBAL_KIND = 3;

export function section(to: Writer, number: number, write: (content: Writer) => void): void {
  const content = new Writer();
  write(content);
  to.byte(number);
  to.part(content);
}

export function vector<T>(
  to: Writer,
  number: number,
  items: readonly T[],
  write: (content: Writer, item: T, index: number) => void,
): void {
  section(to, number, (content) => {
    content.u32(items.length);
    for (const [index, item] of items.entries()) write(content, item, index);
  });
}

// --- Instructions --------------------------------------------------------------------------------------------

/** The bytes of instructions. */
export type Code = readonly number[];

/** Functions and locals of these modules have indices below 128: one byte. */
export const get = (local: number): Code => [Opcode.localGet, local];
export const set = (local: number, to: Code): Code => [...to, Opcode.localSet, local];
export const call = (index: number, ...operands: readonly Code[]): Code => [
  ...operands.flat(),
  Opcode.call,
  index,
];
export const getGlobal = (index: number): Code => [Opcode.globalGet, index];
export const setGlobal = (index: number, to: Code): Code => [...to, Opcode.globalSet, index];
export const i32 = (value: number): Code => [Opcode.i32Const, ...written((to) => to.s32(value))];
export const equal = (one: Code, other: Code): Code => [...one, ...other, Opcode.i32Eq];
export const when = (condition: Code, then: Code): Code => [
  ...condition,
  Opcode.if,
  VOID_BLOCK,
  ...then,
  Opcode.end,
];

/** A function without locals but its parameters, and so many i32 besides. */
export function functionOf(code: Code, locals = 0): Writer {
  const to = new Writer();
  to.bytes(locals > 0 ? [1, locals, I32] : [0]);
  to.bytes(code);
  to.byte(Opcode.end);
  return to;
}

// --- Whole modules -------------------------------------------------------------------------------------------

/** What a module imports: a function of this type, a mutable i32, or a memory of whatever size. */
export interface Import {
  readonly name: string;
  readonly kind: number;
  readonly type?: number;
}

export interface MadeFunction {
  readonly name: string;
  readonly type: number;
  readonly code: Code;
  /** So many i32 behind the parameters. */
  readonly locals?: number;
}

const MUTABLE = 1;

/** What follows the kind of an import. */
const described = ({ kind, type }: Import): Code =>
  kind === FUNCTION_KIND ? [type!] : kind === GLOBAL_KIND ? [I32, MUTABLE] : [0, 0];

/** A module that imports all from one other, its functions first, and exports all its own functions. */
export function moduleOf(
  types: FunctionTypes,
  {
    from,
    imports,
    functions,
  }: { from: string; imports: readonly Import[]; functions: readonly MadeFunction[] },
): Uint8Array<ArrayBuffer> {
  const first = imports.filter(({ kind }) => kind === FUNCTION_KIND).length;
  const to = new Writer();
  to.bytes(PREAMBLE);
  section(to, SECTION.type, (content) => types.write(content));
  vector(to, SECTION.import, imports, (content, each) => {
    content.name(from);
    content.name(each.name);
    content.bytes([each.kind, ...described(each)]);
  });
  vector(to, SECTION.function, functions, (content, { type }) => content.u32(type));
  vector(to, SECTION.export, functions, (content, { name }, index) => {
    content.name(name);
    content.byte(FUNCTION_KIND);
    content.u32(first + index);
  });
  vector(to, SECTION.code, functions, (content, { code, locals }) => content.part(functionOf(code, locals)));
  return to.written;
}

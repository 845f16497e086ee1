/**
 * The module of byte functions: they reach a memory that is memory 0 of the module, so that this never leaves WebAssembly.
 *
 * Owns        the bytes of that module, and the names of the functions.
 * Not here    who is given them (byte-functions.ts), which memory it is (image.ts).
 */
import { FUNCTION_KIND, PREAMBLE, section, SECTION, vector } from "./made-module.ts";
import { Bulk, Opcode, Prefix } from "./rewriter/opcodes.ts";
import { instruction } from "./rewriter/payment.ts";
import { FunctionTypes, I32, I64 } from "./rewriter/types.ts";
import { Writer } from "./rewriter/writer.ts";

interface ByteFunction {
  readonly parameters: readonly number[];
  readonly results: readonly number[];
  /** What follows the parameters, which are on the stack. */
  readonly code: readonly number[];
}

/** Alignment 0, offset 0: any address. */
const ANYWHERE = [0, 0];

const load = (opcode: number, result: number): ByteFunction => ({
  parameters: [I32],
  results: [result],
  code: [opcode, ...ANYWHERE],
});

const store = (opcode: number, value: number): ByteFunction => ({
  parameters: [I32, value],
  results: [],
  code: [opcode, ...ANYWHERE],
});

const bulk = (...code: readonly number[]): ByteFunction => ({
  parameters: [I32, I32, I32],
  results: [],
  code: [Prefix.bulk, ...code],
});

const FUNCTIONS: Readonly<Record<string, ByteFunction>> = {
  size: { parameters: [], results: [I32], code: [Opcode.memorySize, 0] },
  grow: { parameters: [I32], results: [I32], code: [Opcode.memoryGrow, 0] },
  load8: load(Opcode.i32Load8U, I32),
  load16: load(Opcode.i32Load16U, I32),
  load32: load(Opcode.i32Load, I32),
  load64: load(Opcode.i64Load, I64),
  store8: store(Opcode.i32Store8, I32),
  store16: store(Opcode.i32Store16, I32),
  store32: store(Opcode.i32Store, I32),
  store64: store(Opcode.i64Store, I64),
  fill: bulk(Bulk.memoryFill, 0),
  copy: bulk(Bulk.memoryCopy, 0, 0),
};

export const BYTE_FUNCTIONS: readonly string[] = Object.keys(FUNCTIONS);

/** Kinds of limits: with a maximum, of a shared memory. */
const SHARED = 3;
const MOST_PAGES = 1 << 16;

/** Limits that any memory meets: none but of a shared one, which must have a maximum. */
const limits = (shared: boolean): readonly number[] => (shared ? [SHARED, 0, MOST_PAGES] : [0, 0]);

/** The module for a memory that is shared or not. */
export function byteModule(shared: boolean): Uint8Array<ArrayBuffer> {
  const types = new FunctionTypes();
  const functions = Object.entries(FUNCTIONS).map(([name, { parameters, results, code }]) => ({
    name,
    type: types.add(parameters, results),
    body: bodyOf(parameters.length, code),
  }));
  const to = new Writer();
  to.bytes(PREAMBLE);
  section(to, SECTION.type, (content) => types.write(content));
  vector(to, SECTION.function, functions, (content, { type }) => content.u32(type));
  vector(to, SECTION.memory, [limits(shared)], (content, numbers) => {
    for (const number of numbers) content.u32(number);
  });
  vector(to, SECTION.export, functions, (content, { name }, index) => {
    content.name(name);
    content.byte(FUNCTION_KIND);
    content.u32(index);
  });
  vector(to, SECTION.code, functions, (content, { body }) => content.part(body));
  return to.written;
}

function bodyOf(parameters: number, code: readonly number[]): Writer {
  const to = new Writer();
  to.byte(0);
  for (let parameter = 0; parameter < parameters; parameter += 1) instruction(to, Opcode.localGet, parameter);
  to.bytes([...code, Opcode.end]);
  return to;
}

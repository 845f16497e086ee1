/**
 * Constant expressions: initial values of globals, offsets and entries of segments.
 *
 * Owns        copying one with the indices of functions and globals shifted.
 * Invariants  only the instructions of WebAssembly 2.0 and of extended constant expressions pass.
 */
import { RewriteError } from "./error.ts";
import { Opcode, Prefix } from "./opcodes.ts";
import type { Reader } from "./reader.ts";
import type { Shape } from "./shape.ts";
import { readReferenceType } from "./types.ts";
import type { Writer } from "./writer.ts";

const VECTOR_CONSTANT = 0x0c;

export function writeConstantExpression(reader: Reader, to: Writer, shape: Shape): void {
  for (;;) {
    const start = reader.position;
    const opcode = reader.byte();
    if (opcode === Opcode.refFunc || opcode === Opcode.globalGet) {
      const index = reader.u32();
      const isFunction = opcode === Opcode.refFunc;
      to.byte(opcode);
      to.u32(isFunction ? shape.referenceIndex(index, start) : shape.globalIndex(index, start));
      continue;
    }
    passOver(reader, opcode);
    to.copy(reader.bytes, start, reader.position);
    if (opcode === Opcode.end) return;
  }
}

function passOver(reader: Reader, opcode: number): void {
  const offset = reader.position - 1;
  switch (opcode) {
    case Opcode.i32Const:
      return reader.skipNumber(5);
    case Opcode.i64Const:
      return reader.skipNumber(10);
    case Opcode.f32Const:
      return reader.skip(4);
    case Opcode.f64Const:
      return reader.skip(8);
    case Opcode.refNull:
      readReferenceType(reader);
      return;
    case Prefix.vector:
      if (reader.u32() === VECTOR_CONSTANT) return reader.skip(16);
      break;
    case Opcode.i32Add:
    case Opcode.i32Sub:
    case Opcode.i32Mul:
    case Opcode.i64Add:
    case Opcode.i64Sub:
    case Opcode.i64Mul:
    case Opcode.end:
      return;
  }
  throw new RewriteError(
    "unsupported",
    offset,
    `opcode 0x${opcode.toString(16).padStart(2, "0")} in a constant expression`,
  );
}

/**
 * Data and element segments.
 *
 * Owns        copying them with the indices of functions shifted, and counting what the engine will keep of them.
 * Source      WebAssembly 2.0, sections 5.5.12 (elements) and 5.5.14 (data).
 */
import { writeConstantExpression } from "./constant.ts";
import { RewriteError } from "./error.ts";
import { Opcode } from "./opcodes.ts";
import type { Reader } from "./reader.ts";
import type { Shape } from "./shape.ts";
import { readReferenceType } from "./types.ts";
import type { Writer } from "./writer.ts";

/** The bits of an element segment's kind. */
const NOT_ACTIVE = 1;
const TABLE_OR_DECLARED = 2;
const EXPRESSIONS = 4;

const DATA_PASSIVE = 1;
const DATA_WITH_MEMORY = 2;

export function rewriteElements(reader: Reader, to: Writer, shape: Shape): void {
  const count = reader.count();
  to.u32(count);
  for (let index = 0; index < count; index += 1) rewriteElement(reader, to, shape);
  reader.finish("element section");
}

function rewriteElement(reader: Reader, to: Writer, shape: Shape): void {
  const offset = reader.position;
  const kind = reader.u32();
  if (kind > 7) throw new RewriteError("unsupported", offset, `element segment of kind ${kind}`);
  to.u32(kind);
  if (!(kind & NOT_ACTIVE)) {
    if (kind & TABLE_OR_DECLARED) to.u32(reader.u32());
    writeConstantExpression(reader, to, shape);
  }
  if (kind & (NOT_ACTIVE | TABLE_OR_DECLARED))
    to.byte(kind & EXPRESSIONS ? readReferenceType(reader) : reader.byte());
  const count = reader.count();
  to.u32(count);
  for (let index = 0; index < count; index += 1) {
    if (kind & EXPRESSIONS) writeConstantExpression(reader, to, shape);
    else to.u32(shape.referenceIndex(reader.u32(), reader.position));
  }
  shape.elementEntries += count;
}

/** The value of the expression that follows, if it is one constant of 32 bits. */
function constantAt(reader: Reader): number | undefined {
  const { position } = reader;
  const value = reader.byte() === Opcode.i32Const ? reader.s33() >>> 0 : undefined;
  const isAll = value !== undefined && reader.byte() === Opcode.end;
  reader.position = position;
  return isAll ? value : undefined;
}

export function rewriteData(reader: Reader, to: Writer, shape: Shape): void {
  const count = reader.count();
  to.u32(count);
  for (let index = 0; index < count; index += 1) {
    const offset = reader.position;
    const kind = reader.u32();
    if (kind > DATA_WITH_MEMORY)
      throw new RewriteError("unsupported", offset, `data segment of kind ${kind}`);
    to.u32(kind);
    const memory = kind === DATA_WITH_MEMORY ? reader.u32() : 0;
    if (kind === DATA_WITH_MEMORY) to.u32(memory);
    const from = kind === DATA_PASSIVE ? undefined : constantAt(reader);
    if (kind !== DATA_PASSIVE) writeConstantExpression(reader, to, shape);
    const bytes = reader.part();
    const length = bytes.end - bytes.position;
    to.u32(length);
    to.copy(bytes.bytes, bytes.position, bytes.end);
    if (from !== undefined) shape.writes(memory, { from, to: from + length });
    shape.dataBytes += length;
  }
  reader.finish("data section");
}

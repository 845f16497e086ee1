/**
 * What follows an opcode.
 *
 * Owns        the length of each kind of immediate that is copied as it is; accesses of memories.
 * Not here    immediates that change or steer control (code.ts).
 */
import { Immediate } from "./opcodes.ts";
import type { Reader } from "./reader.ts";
import { readReferenceType, skipValueTypes } from "./types.ts";
import type { Writer } from "./writer.ts";

/** Set in an alignment when a memory's index follows. */
const HAS_MEMORY = 0x40;

/** Where a load or store goes to. */
export interface Access {
  readonly memory: number;
  /** Bytes. */
  readonly offset: number;
}

export function readAccess(reader: Reader): Access {
  const alignment = reader.u32();
  const memory = alignment & HAS_MEMORY ? reader.u32() : 0;
  return { memory, offset: reader.u32() };
}

/** `alignment`: a power of two. */
export function writeAccess(to: Writer, alignment: number, { memory, offset }: Access): void {
  to.u32(memory === 0 ? alignment : alignment | HAS_MEMORY);
  if (memory !== 0) to.u32(memory);
  to.u32(offset);
}

function skipAccess(reader: Reader): void {
  if (reader.u32() & HAS_MEMORY) reader.u32();
  reader.u32();
}

export function skipImmediate(reader: Reader, kind: number): void {
  switch (kind) {
    case Immediate.none:
      return;
    case Immediate.index:
      reader.u32();
      return;
    case Immediate.typeAndTable:
    case Immediate.twoIndices:
      reader.u32();
      reader.u32();
      return;
    case Immediate.access:
      return skipAccess(reader);
    case Immediate.accessAndLane:
      skipAccess(reader);
      return reader.skip(1);
    case Immediate.lane:
    case Immediate.zero:
      return reader.skip(1);
    case Immediate.s32:
      return reader.skipNumber(5);
    case Immediate.s64:
      return reader.skipNumber(10);
    case Immediate.fourBytes:
      return reader.skip(4);
    case Immediate.eightBytes:
      return reader.skip(8);
    case Immediate.sixteenBytes:
      return reader.skip(16);
    case Immediate.heapType:
      readReferenceType(reader);
      return;
    case Immediate.valueTypes:
      skipValueTypes(reader);
      return;
    default:
      throw new Error(`immediate ${kind} is not passed over`);
  }
}

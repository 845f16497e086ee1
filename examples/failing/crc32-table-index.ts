/**
 * Twin of crc32.ts: the index into the table is not cut to a byte.
 */
import { FixedArray, u32, u8 } from "welkin";

export function next(table: FixedArray<u32, 256>, value: u32, byte: u8): u32 {
  return table[value ^ u32.from(byte)] ^ (value >> 8); // FAILS V106
}

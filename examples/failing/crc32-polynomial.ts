/**
 * Twin of crc32.ts: the polynomial in the order of the text books in a register that runs reflected.
 */
import { ensures, spec, u32 } from "welkin";

export const step = spec((c: u32): u32 => ((c & 1) === 1 ? (c >> 1) ^ 0xedb8_8320 : c >> 1));

export function computeStep(c: u32): u32 {
  ensures((result: u32) => result === step(c)); // FAILS V202
  return (c & 1) === 1 ? (c >> 1) ^ 0x04c1_1db7 : c >> 1;
}

/**
 * Twin of varint.ts: the decoder shifts by seven a byte and accepts a sixth one, where the shift leaves the width.
 */
import { FixedArray, invariant, u32, u8 } from "welkin";

export function decode(bytes: FixedArray<u8, 8>): u32 {
  let value: u32 = 0;
  let shift: u32 = 0;
  for (let i: u32 = 0; i < 6; i += 1) {
    invariant(i <= 6 && shift === 7 * i);
    value = value | (u32.from(bytes[i] & 127) << shift); // FAILS V103
    if (bytes[i] < 128) break;
    shift = shift + 7;
  }
  return value;
}

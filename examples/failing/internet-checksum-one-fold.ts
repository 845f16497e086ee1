/**
 * Twin of internet-checksum.ts: the carries are folded back once, which can carry again: 0x1FFFF folds to 0x10000.
 */
import { u16, u32 } from "welkin";

export function fold(sum: u32): u16 {
  const folded: u32 = (sum & 0xffff) + (sum >> 16);
  return u16.from(folded); // FAILS V104
}

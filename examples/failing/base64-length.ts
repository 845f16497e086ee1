/**
 * Twin of base64.ts: room for the text is computed as length * 4 / 3, which forgets the group that is not full.
 */
import { FixedArray, modifies, requires, u32, u8 } from "welkin";

export function pad(text: FixedArray<u8, 64>, length: u32): void {
  requires(0 < length && length <= 48);
  modifies(text);
  const size: u32 = (length * 4) / 3;
  text[size - 1] = 61;
  if (length % 3 === 1) text[size - 2] = 61; // FAILS V101
}

/**
 * Twin of substring-search.ts: the last start that is tried is that of the text's end, where the pattern sticks out.
 */
import { FixedArray, invariant, u32, u8 } from "welkin";

export function occursSomewhere(text: FixedArray<u8, 64>, pattern: FixedArray<u8, 4>): boolean {
  for (let i: u32 = 0; i < 64; i += 1) {
    let equal: boolean = true;
    for (let j: u32 = 0; j < 4; j += 1) {
      invariant(i < 64 && j <= 4);
      if (text[i + j] !== pattern[j]) equal = false; // FAILS V106
    }
    if (equal) return true;
  }
  return false;
}

/**
 * Twin of utf8.ts: the code points D800 to DFFF are let through, as in CESU-8.
 */
import { ensures, int, spec, u32, u8 } from "welkin";

export const threeBytes = spec(
  (a: int, b: int): boolean =>
    (a === 0xe0 && 0xa0 <= b && b <= 0xbf) ||
    (0xe1 <= a && a <= 0xec && 0x80 <= b && b <= 0xbf) ||
    (a === 0xed && 0x80 <= b && b <= 0x9f) ||
    (0xee <= a && a <= 0xef && 0x80 <= b && b <= 0xbf),
);

export function isThreeBytes(a: u8, b: u8): boolean {
  ensures((result: boolean) => result === threeBytes(a, b)); // FAILS V202
  if (a < 0xe0 || a >= 0xf0 || b < 0x80 || b >= 0xc0) return false;
  const point: u32 = u32.from(a - 0xe0) * 4096 + u32.from(b - 0x80) * 64;
  return point >= 0x800;
}

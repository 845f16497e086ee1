/**
 * Twin of utf8.ts: two-byte sequences may start with C0 and C1, which encode ASCII a second time. Servers that
 * checked paths before decoding them were attacked with such a slash (CVE-2000-0884).
 */
import { ensures, int, spec, u8 } from "welkin";

/** UTF8-2 = %xC2-DF UTF8-tail */
export const twoBytes = spec((a: int, b: int): boolean => 0xc2 <= a && a <= 0xdf && 0x80 <= b && b <= 0xbf);

export function isTwoBytes(a: u8, b: u8): boolean {
  ensures((result: boolean) => result === twoBytes(a, b)); // FAILS V202
  return a >= 0xc0 && a < 0xe0 && b >= 0x80 && b < 0xc0;
}

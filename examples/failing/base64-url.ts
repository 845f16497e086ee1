/**
 * Twin of base64.ts: the last two symbols are those of the URL-safe alphabet.
 */
import { ensures, int, requires, spec, u8 } from "welkin";

export const symbol = spec((v: int): int =>
  v < 26 ? 65 + v : v < 52 ? 71 + v : v < 62 ? v - 4 : v === 62 ? 43 : 47,
);

export function toSymbol(v: u8): u8 {
  requires(v < 64);
  ensures((result: u8) => result === symbol(v)); // FAILS V202
  if (v < 26) return v + 65;
  if (v < 52) return v + 71;
  if (v < 62) return v - 4;
  return v === 62 ? 45 : 95;
}

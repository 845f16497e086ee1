/** The same, of the powers of two that shifts multiply by: `bit.power`. */
import { assert, int, lemma, spec, u32 } from "welkin";

export const power = spec((k: int): int => -k);

export const powerIsNegative = lemma((x: u32, n: u32): void => {
  assert(x << n >= 0);
  assert(power(3) === -3);
  assert(power(3) === 8); // FAILS V205
});

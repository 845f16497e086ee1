/**
 * Twin of sha256.ts: the message schedule reads words that it has not computed yet (t - 14 for t - 15).
 */
import {
  FixedArray,
  decreases,
  ensures,
  forall,
  implies,
  int,
  invariant,
  modifies,
  requires,
  spec,
  u32,
} from "welkin";

export const schedule = spec((block: FixedArray<u32, 16>, t: int): u32 => {
  decreases(t);
  if (t < 16) return block[t];
  return u32.wrappingAdd(schedule(block, t - 15), schedule(block, t - 16));
});

export function expand(block: FixedArray<u32, 16>, words: FixedArray<u32, 64>): void {
  requires(
    forall(
      (t: int) => implies(0 <= t && t < 16, words[t] === block[t]),
      (t: int) => [words[t]],
    ),
  );
  modifies(words);
  ensures(
    forall(
      (t: int) => implies(0 <= t && t < 64, words[t] === schedule(block, t)),
      (t: int) => [words[t]],
    ),
  );
  for (let t: u32 = 16; t < 64; t += 1) {
    invariant(16 <= t && t <= 64);
    invariant(
      forall(
        (s: int) => implies(0 <= s && s < t, words[s] === schedule(block, s)),
        (s: int) => [words[s]],
      ),
    ); // FAILS V204
    words[t] = u32.wrappingAdd(words[t - 14], words[t - 16]);
  }
}

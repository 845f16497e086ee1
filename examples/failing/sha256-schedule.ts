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

/** The first n words are right. */
export const right = spec((block: FixedArray<u32, 16>, words: FixedArray<u32, 64>, n: int): boolean =>
  forall(
    (t: int) => implies(0 <= t && t < n, words[t] === schedule(block, t)),
    (t: int) => [words[t]],
  ),
);

export function expand(block: FixedArray<u32, 16>, words: FixedArray<u32, 64>): void {
  requires(right(block, words, 16));
  modifies(words);
  ensures(right(block, words, 64));
  for (let t: u32 = 16; t < 64; t += 1) {
    invariant(16 <= t && t <= 64);
    invariant(right(block, words, t)); // FAILS V204
    words[t] = u32.wrappingAdd(words[t - 14], words[t - 16]);
  }
}

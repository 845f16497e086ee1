/**
 * Random numbers that are the same in every run.
 *
 * Owns        a generator (xorshift, 32 bits) by seed.
 */

/** Gives numbers from 0 to below its argument. */
export function random(seed: number): (below: number) => number {
  let state = (seed * 0x9e3779b1) | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/**
 * The majority element, by Boyer and Moore's vote, for arrays of any length.
 *
 * Proved    if some value stands in more than half of the places, the result is that value; otherwise "none".
 * How       votes cancel in pairs: any value but the candidate has at most (seen - votes) / 2 places, the candidate at
 *           most (seen + votes) / 2. A second pass counts the candidate.
 */
import {
  FixedArray,
  assert,
  decreases,
  ensures,
  forall,
  ghost,
  int,
  invariant,
  prove,
  spec,
  u32,
} from "welkin";

export type Majority = { kind: "some"; value: u32 } | { kind: "none" };

/** How often `value` stands in the first n places. */
export const count = spec(<N extends number>(items: FixedArray<u32, N>, value: u32, n: int): int => {
  decreases(n);
  return n <= 0 ? 0 : count(items, value, n - 1) + (items[n - 1] === value ? 1 : 0);
});

/** A value that has more than half of the places, if there is one. */
export function candidate<N extends number>(items: FixedArray<u32, N>): u32 {
  ensures((result: u32) =>
    forall(
      (v: u32) => v === result || 2 * count(items, v, items.length) <= items.length,
      (v: u32) => [count(items, v, items.length)],
    ),
  );
  let leader: u32 = 0; // equivalent: 0 -> 1 because a leader without votes is none
  let votes: u32 = 0;
  for (let i: u32 = 0; i < items.length; i += 1) {
    invariant(i <= items.length && votes <= i);
    invariant(2 * count(items, leader, i) <= i + votes);
    invariant(
      forall(
        (v: u32) => v === leader || 2 * count(items, v, i) <= i - votes,
        (v: u32) => [count(items, v, i)],
      ),
    );
    const before = ghost(leader);
    const balance = ghost(votes);
    if (votes > 0) {
      votes = items[i] === leader ? votes + 1 : votes - 1;
    } else {
      assert(2 * count(items, items[i], i) <= i);
      leader = items[i];
      votes = 1;
    }
    prove((v: u32) => {
      ensures(v === leader || 2 * count(items, v, i + 1) <= i + 1 - votes);
      if (v !== before) assert(2 * count(items, v, i) <= i - balance);
      else assert(2 * count(items, v, i) <= i + balance);
    });
  }
  return leader;
}

export function majority<N extends number>(items: FixedArray<u32, N>): Majority {
  ensures(
    (result: Majority) =>
      result.kind !== "some" || 2 * count(items, result.value, items.length) > items.length,
  );
  ensures(
    (result: Majority) =>
      result.kind !== "none" ||
      forall(
        (v: u32) => 2 * count(items, v, items.length) <= items.length,
        (v: u32) => [count(items, v, items.length)],
      ),
  );
  const leader: u32 = candidate(items);
  let places: u32 = 0;
  for (let i: u32 = 0; i < items.length; i += 1) {
    invariant(i <= items.length && places <= i);
    invariant(places === count(items, leader, i));
    if (items[i] === leader) places += 1;
  }
  if (places > items.length / 2) return { kind: "some", value: leader };
  return { kind: "none" };
}

/** An instance: generic functions are proved for each length that a program uses. */
export function majorityOfNine(ballots: FixedArray<u32, 9>): Majority {
  ensures((result: Majority) => result.kind !== "some" || 2 * count(ballots, result.value, 9) > 9);
  return majority(ballots);
}

/**
 * Twin of hash-table.ts: a deleted slot becomes empty, so that the search for keys behind it ends too early.
 */
import {
  type FixedArray,
  type int,
  ensures,
  forall,
  implies,
  modifies,
  requires,
  spec,
  u32,
  zeroed,
} from "welkin";

const used: FixedArray<boolean, 64> = zeroed();
const keys: FixedArray<u32, 64> = zeroed();

const distance = spec((start: int, slot: int): int => (slot >= start ? slot - start : slot + 64 - start));

/** No slot that the search for a key passes is empty. */
const reached = spec((): boolean =>
  forall((slot: u32, passed: u32) =>
    implies(
      slot < 64 &&
        used[slot] &&
        passed < 64 &&
        distance(keys[slot] % 64, passed) < distance(keys[slot] % 64, slot),
      used[passed],
    ),
  ),
);

export function remove(slot: u32): void {
  requires(slot < 64 && used[slot]);
  requires(reached());
  modifies(used);
  ensures(reached()); // FAILS V202
  used[slot] = false;
}

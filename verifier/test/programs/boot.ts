/** Invariants at boot: V213. */
import {
  forall,
  frames,
  implies,
  invariant,
  opaque,
  pool,
  spec,
  u32,
  zeroed,
  type FixedArray,
  type int,
} from "welkin";
import { size } from "./boot/lower.ts";

class Frame {
  word: u32 = 0;
}
class Thread {
  state: u32 = 0;
}

const table: FixedArray<u32, 8> = zeroed();
let limit: u32 = 8;
const free = frames<Frame>(64);
const threads = pool<Thread>();

const clean = spec((): boolean => forall((i: int) => implies(0 <= i && i < 8, table[i] === 0)));

const hidden = opaque((): boolean => clean());
const twice = opaque((): boolean => limit === 16);

invariant(clean());
invariant(hidden());
invariant(twice()); // FAILS V213
invariant(limit === 8 && limit > 8); // FAILS V213
invariant(size() === 2);
invariant(size() === 3); // FAILS V213
invariant(free.owned().has(63));
invariant(free.owned().has(64)); // FAILS V213
invariant(forall((f: u32) => implies(threads.owned().has(f), threads.at(f).state === 7)));
invariant(!threads.owned().has(0));

// A counter with ghost code of every kind; test/programs/plain/counter.ts is the same without.
import {
  Seq,
  assert,
  assertBits,
  decreases,
  ensures,
  ghost,
  int,
  invariant,
  lemma,
  modifies,
  old,
  prove,
  requires,
  spec,
  u32,
} from "welkin";

class Cell {
  value: u32 = 3;
  history: Seq<u32> = Seq.empty();
}

const cell = new Cell();
let log: Seq<u32> = Seq.empty();

invariant(cell.value <= 1000);

export const double = spec((x: int): int => 2 * x);

export const doubling = lemma((x: int): void => {
  requires(x >= 0);
  ensures(double(x) >= x);
});

export function count(times: u32): u32 {
  requires(times <= 100);
  modifies(cell, log);
  ensures((result: u32) => result <= times);
  const before = ghost(cell.value);
  let steps: int = 0;
  let done: u32 = 0;
  while (done < times && cell.value < 1000) {
    invariant(done <= times && cell.value <= 1000);
    decreases(times - done);
    cell.value += 1;
    cell.history = cell.history.push(cell.value);
    log = log.push(cell.value);
    steps = steps + 1;
    done += 1;
    assert(done > 0);
  }
  doubling(steps);
  assertBits((done & 1) <= 1);
  prove((x: int) => {
    requires(x > 5);
    ensures(x > 4);
  });
  if (before > 10) {
    steps = 0;
  }
  return done;
}

/** The right to change: V207. */
import {
  ensures,
  forall,
  implies,
  invariant,
  modifies,
  old,
  requires,
  u32,
  type FixedArray,
  type int,
} from "welkin";

class Point {
  x: u32 = 0;
  y: u32 = 0;
}

let ticks: u32 = 0;
let other: u32 = 0;

export function moveX(point: Point, x: u32): void {
  modifies(point.x);
  point.x = x;
}

export function moveBoth(point: Point, x: u32): void {
  modifies(point.x);
  point.x = x;
  point.y = x; // FAILS V207
}

export function callerKnowsTheRest(point: Point): void {
  modifies(point);
  ensures(point.y === old(point.y));
  moveX(point, 3);
}

export function calleeChangesMore(point: Point): void {
  modifies(point.y);
  moveX(point, 3); // FAILS V207
}

export function tick(): void {
  requires(ticks < 1000);
  modifies(ticks);
  ensures(ticks === old(ticks) + 1);
  ticks += 1;
}

export function tickKeepsOther(): u32 {
  requires(ticks < 1000);
  modifies(ticks);
  ensures((result: u32) => result === other);
  const before = other;
  tick();
  return before;
}

export function setAt(table: FixedArray<u32, 8>, at: u32): void {
  requires(at < 7);
  modifies(table[at]);
  ensures(table[at] === 1);
  table[at] = 1;
}

/** The neighbour is not named. */
export function setBehind(table: FixedArray<u32, 8>, at: u32): void {
  requires(at < 7);
  modifies(table[at]);
  const behind = at + 1;
  table[behind] = 1; // FAILS V207
}

export function setAtKeepsTheRest(table: FixedArray<u32, 8>): void {
  modifies(table);
  ensures(forall((i: int) => implies(0 <= i && i < 8 && i !== 3, table[i] === old(table[i]))));
  setAt(table, 3);
}

export function setAtKeepsAll(table: FixedArray<u32, 8>): void {
  modifies(table);
  ensures(table[3] === old(table[3]));
  setAt(table, 3);
} // FAILS V202

/** A loop that changes state only through a call has changed it. */
export function loopThroughCall(): u32 {
  requires(ticks === 0);
  modifies(ticks);
  ensures((result: u32) => result === 0);
  let i: u32 = 0;
  while (i < 3) {
    invariant(i <= 3 && ticks <= i);
    tick();
    i += 1;
  }
  return ticks; // FAILS V202
}

export function loopThroughReference(point: Point): u32 {
  requires(point.x === 0);
  modifies(point.x);
  ensures((result: u32) => result === 0);
  let i: u32 = 0;
  while (i < 3) {
    moveX(point, i);
    i += 1;
  }
  return point.x; // FAILS V202
}

/** Only `x` is lost in the loop. */
export function loopKeepsOtherField(point: Point): void {
  modifies(point);
  ensures(point.y === old(point.y));
  let i: u32 = 0;
  while (i < 3) {
    moveX(point, i);
    i += 1;
  }
}

export function tickSilently(): void {
  requires(ticks < 1000);
  tick(); // FAILS V207
}

/** To change and restore is to change: somebody may look in between. */
export function changeAndRestore(): void {
  const held = other;
  other = 7; // FAILS V207
  other = held;
}

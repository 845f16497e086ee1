// Aggregates in every role: nested, by reference, returned, narrowed, copied, in methods and generics.
import {
  FixedArray,
  checked,
  copy,
  ensures,
  machine,
  modifies,
  old,
  requires,
  unreachable,
  u8,
  u16,
  u32,
  u64,
  i32,
  zeroed,
} from "welkin";

enum Color {
  Red,
  Green = 5,
  Blue,
}

class Point {
  x: i32 = 1;
  y: i32 = 2;
}

function add(to: Point, other: Point): void {
  requires(to.x < 1000 && to.y < 1000 && other.x < 1000 && other.y < 1000);
  requires(to.x > -1000 && to.y > -1000 && other.x > -1000 && other.y > -1000);
  modifies(to);
  to.x += other.x;
  to.y += other.y;
}

class Cell {
  color: Color = Color.Red;
  corner: Point = new Point();
  counts: FixedArray<u16, 3> = zeroed();
}

type Found = { kind: "at"; index: u32; exact: boolean } | { kind: "nowhere"; tried: u64 };

const cells: FixedArray<FixedArray<Cell, 2>, 3> = zeroed();
const needles: FixedArray<u32, 8> = zeroed();

function setCount(cell: Cell, index: u32, count: u16): void {
  requires(index < 3);
  modifies(cell.counts[index]);
  cell.counts[index] = count;
}

function sumOf(counts: FixedArray<u16, 3>): u32 {
  requires(counts[0] <= 1000 && counts[1] <= 1000 && counts[2] <= 1000);
  return u32.from(counts[0]) + u32.from(counts[1]) + u32.from(counts[2]);
}

export function nested(i: u32, j: u32): u32 {
  requires(i < 3 && j < 2);
  modifies(cells);
  const cell = cells[i][j];
  setCount(cell, 0, 7);
  setCount(cells[i][j], 2, 30);
  const before = copy(cell);
  setCount(cell, 2, 900);
  return sumOf(before.counts) * 10000 + sumOf(cell.counts);
}

function moved(from: Point, dx: i32): Point {
  requires(from.x < 1000 && from.x > -1000 && dx < 1000 && dx > -1000);
  ensures((result: Point) => result.x === from.x + dx && result.y === from.y);
  return { ...from, x: from.x + dx };
}

export function points(dx: i32): i32 {
  requires(dx < 100 && dx > -100);
  let p = new Point();
  p = moved(p, dx);
  const q = new Point();
  const step: Point = { x: 10, y: 20 };
  add(q, p);
  add(q, step);
  return q.x * 1000 + q.y;
}

function find(value: u32): Found {
  for (let i: u32 = 0; i < 8; i += 1) {
    if (needles[i] >= value) {
      return { kind: "at", index: i, exact: needles[i] === value };
    }
  }
  return { kind: "nowhere", tried: 8 };
}

export function search(value: u32): u32 {
  modifies(needles);
  for (let i: u32 = 0; i < 8; i += 1) {
    needles[i] = 10 * i;
  }
  const found = find(value);
  if (found.kind === "at") {
    return found.exact ? found.index : 100 + found.index;
  }
  return 1000 + u32.wrap(found.tried);
}

export function paint(number: u8): u32 {
  const color = number === 0 ? Color.Red : number === 1 ? Color.Green : Color.Blue;
  switch (color) {
    case Color.Red:
      return 1;
    case Color.Green:
    case Color.Blue: {
      const twice = 2 * u32.from(color);
      return twice;
    }
    default:
      return 0;
  }
}

class Stack<N extends number> {
  values: FixedArray<u32, N> = zeroed();
  count: u32 = 0;

  push(value: u32): void {
    modifies(this);
    checked();
    this.values[this.count] = value;
    this.count += 1;
  }
}

const small = new Stack<3>();

/** Traps when it overflows. */
export function pushes(count: u32): u32 {
  modifies(small);
  for (let i: u32 = 0; i < count; i += 1) {
    small.push(i + 5);
  }
  return small.values[0] + small.values[2];
}

export const ask = machine("ask", (question: u64): u32 => {
  requires(question < 100);
  unreachable();
});

export function asks(question: u64): u32 {
  ensures((result: u32) => result <= 50);
  checked();
  return ask(question * 2);
}

let total: u64 = 40;

export function grow(by: u64): u64 {
  modifies(total);
  ensures(total === old(total) + by);
  ensures((result: u64) => result === old(total));
  checked();
  const before = total;
  total += by;
  return before;
}

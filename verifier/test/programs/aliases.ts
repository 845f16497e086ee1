/** References that could be one place: V210. */
import { ensures, modifies, old, requires, u32, zeroed, type FixedArray } from "welkin";

class Cell {
  value: u32 = 0;
  next: u32 = 0;
}

class Pair {
  left: Cell = new Cell();
  right: Cell = new Cell();
}

const cells: FixedArray<Cell, 4> = zeroed();
const single: Cell = zeroed();

function transfer(from: Cell, to: Cell): void {
  requires(from.value + to.value <= u32.MAX);
  modifies(from.value, to.value);
  ensures(to.value === old(from.value) + old(to.value));
  ensures(from.value === 0);
  to.value += from.value;
  from.value = 0;
}

export function transferWithin(i: u32, j: u32): void {
  requires(i < 4 && j < 4 && i !== j);
  requires(cells[i].value + cells[j].value < 100);
  modifies(cells);
  ensures(cells[j].value === old(cells[i].value) + old(cells[j].value));
  transfer(cells[i], cells[j]);
}

export function transferToItself(i: u32, j: u32): void {
  requires(i < 4 && j < 4);
  requires(cells[i].value + cells[j].value < 100);
  modifies(cells);
  transfer(cells[i], cells[j]); // FAILS V210
}

export function transferInPair(pair: Pair): void {
  requires(pair.left.value + pair.right.value < 100);
  modifies(pair);
  ensures(pair.left.value === 0);
  transfer(pair.left, pair.right);
}

function sum(a: Cell, b: Cell): u32 {
  requires(a.value + b.value < 100);
  ensures((result: u32) => result === a.value + b.value);
  return a.value + b.value;
}

export function readTwice(i: u32): u32 {
  requires(i < 4 && cells[i].value < 10);
  return sum(cells[i], cells[i]);
}

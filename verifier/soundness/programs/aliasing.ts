/** Two names for one object: what is changed through one is changed under the other. */
import {
  FixedArray,
  assert,
  copy,
  ensures,
  modifies,
  old,
  pool,
  Pool,
  frames,
  requires,
  u32,
  zeroed,
} from "welkin";

class Cell {
  value: u32 = 0;
  other: u32 = 0;

  /** Moves the value of `from` here. */
  take(from: Cell): void {
    modifies(this.value, from.value);
    ensures(this.value === old(from.value) && from.value === 0);
    this.value = from.value;
    from.value = 0;
  }
}

const state: Cell = new Cell();
const cells: FixedArray<Cell, 8> = zeroed();
const memory: Pool<Cell> = frames(16);
const spare: Pool<Cell> = pool();

function transfer(from: Cell, to: Cell): void {
  requires(from.value <= 100 && to.value <= 100);
  modifies(from.value, to.value);
  ensures(to.value === old(to.value) + old(from.value) && from.value === 0);
  to.value += from.value;
  from.value = 0;
}

export function sameElement(i: u32, j: u32): void {
  requires(i < 8 && j < 8 && cells[i].value <= 100 && cells[j].value <= 100);
  modifies(cells);
  transfer(cells[i], cells[j]); // FAILS V210
}

export function differentElements(i: u32, j: u32): void {
  requires(i < 8 && j < 8 && i !== j && cells[i].value <= 100 && cells[j].value <= 100);
  modifies(cells);
  transfer(cells[i], cells[j]);
}

export function sameFrame(f: u32, g: u32): void {
  requires(memory.owned().has(f) && memory.owned().has(g));
  requires(memory.at(f).value <= 100 && memory.at(g).value <= 100);
  modifies(memory);
  transfer(memory.at(f), memory.at(g)); // FAILS V210
}

export function receiverAndArgument(i: u32, j: u32): void {
  requires(i < 8 && j < 8);
  modifies(cells);
  cells[i].take(cells[j]); // FAILS V210
}

/** An index that changes does not change what the name means. */
export function nameOfPlace(): void {
  modifies(cells);
  let i: u32 = 0;
  const place = cells[i];
  i = 1;
  place.value = 5;
  assert(cells[0].value === 5);
  assert(cells[1].value === 5); // FAILS V205
}

/** Storing through one name is seen through the other. */
export function seenThroughOtherName(): void {
  requires(cells[3].value === 1);
  modifies(cells);
  const place = cells[3];
  cells[3].value = 2;
  assert(place.value === 2);
  assert(place.value === 1); // FAILS V205
}

/** With equal indices, one store is seen in the other. */
export function storesOverlap(i: u32, j: u32): void {
  requires(i < 8 && j < 8);
  modifies(cells);
  cells[i].value = 1;
  cells[j].value = 2;
  assert(cells[i].value === 1); // FAILS V205
}

/** A copy stays as it was. */
export function copied(): void {
  modifies(state);
  state.value = 1;
  const before: Cell = copy(state);
  state.value = 2;
  assert(before.value === 1);
  assert(before.value === 2); // FAILS V205
}

/** Naming one field does not allow to change another. */
export function siblingField(c: Cell): void {
  modifies(c.value);
  c.other = 1; // FAILS V207
}

/** Naming one element does not allow to change another. */
export function siblingElement(i: u32): void {
  requires(i < 7);
  modifies(cells[i]);
  cells[i + 1].value = 1; // FAILS V207
}

/** Indices in `modifies` are evaluated at entry. */
export function indexAtEntry(table: FixedArray<u32, 4>, cursor: FixedArray<u32, 1>): void {
  requires(cursor[0] === 0);
  modifies(table[cursor[0]], cursor);
  cursor[0] = 1;
  table[1] = 9; // FAILS V207
}

/** A callee that changes all of a record changes the field that the caller does not name. */
export function wholeForPart(c: Cell): void {
  modifies(c.value);
  clear(c); // FAILS V207
}

function clear(c: Cell): void {
  modifies(c);
  c.value = 0;
}

/** The frame condition holds at return only, and for all elements. */
export function undone(c: Cell): void {
  modifies(c.value);
  const before: u32 = c.value;
  c.value = 7;
  c.value = before;
}

/** A frame that another pool owns is not to be touched. */
export function foreignFrame(f: u32): u32 {
  requires(spare.owned().has(f));
  return memory.at(f).value; // FAILS V107
}

/** Values at entry, of places that locals lead to. */
import { FixedArray, assert, modifies, old, requires, u32, zeroed } from "welkin";

class Cell {
  value: u32 = 0;
}

const cells: FixedArray<Cell, 4> = zeroed();
let cursor: u32 = 0;

export function localIndex(): void {
  requires(cells[1].value === 0);
  modifies(cells);
  const i: u32 = 1;
  cells[i].value = 4;
  assert(old(cells[i].value) === 0);
  assert(old(cells[i].value) === 4); // FAILS V205
}

/** The name means the place that it was given, not the place that its index would now lead to. */
export function throughName(): void {
  requires(cursor === 0 && cells[0].value === 0 && cells[1].value === 5);
  modifies(cells, cursor);
  const cell = cells[cursor];
  cursor = 1;
  cell.value = 4;
  assert(old(cell.value) === 0 && old(cells)[cursor].value === 5);
  assert(old(cells[cursor].value) === 5); // FAILS V205
}

export function inLoop(): void {
  requires(cells[0].value === 7 && cells[1].value === 7);
  modifies(cells);
  for (let i: u32 = 0; i < 2; i += 1) {
    const at: u32 = i;
    cells[at].value = i;
    assert(old(cells[at].value) === 7);
    assert(old(cells[at].value) === i); // FAILS V205
  }
}

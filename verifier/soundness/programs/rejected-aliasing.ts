/** Stores that would make two names for one object in TypeScript, but not in memory. */
import { FixedArray, modifies, requires, u32, zeroed } from "welkin";

class Cell {
  value: u32 = 0;
}

class Pair {
  first: Cell = new Cell();
  second: Cell = new Cell();
}

const cells: FixedArray<Cell, 4> = zeroed();

export function storedElement(i: u32, j: u32): void {
  requires(i < 4 && j < 4);
  modifies(cells);
  cells[i] = cells[j]; // FAILS K701
}

export function storedParameter(c: Cell): void {
  modifies(cells);
  cells[0] = c; // FAILS K701
}

export function returnedPlace(): Cell {
  return cells[0]; // FAILS K701
}

export function placeInLiteral(c: Cell): Pair {
  return { first: c, second: c }; // FAILS K701
}

export function reboundName(i: u32): void {
  requires(i < 4);
  modifies(cells);
  let c: Cell = cells[0]; // FAILS K703
  c = cells[i];
  c.value = 1;
}

export function comparedByIdentity(a: Cell, b: Cell): boolean {
  return a === b; // FAILS K340
}

/** False claims that a careless encoding would prove. */
import {
  assert,
  copy,
  decreases,
  ensures,
  forall,
  frames,
  ghost,
  implies,
  invariant,
  lemma,
  modifies,
  old,
  pool,
  prove,
  requires,
  retype,
  spec,
  u32,
  zeroed,
  type FixedArray,
  type int,
} from "welkin";

class Cell {
  value: u32 = 0;
  next: u32 = 0;

  set(value: u32): void {
    modifies(this.value);
    ensures(this.value === value);
    this.value = value;
  }

  setBoth(other: Cell, value: u32): void {
    modifies(this.value, other.value);
    ensures(this.value === value && other.value === 0);
    this.value = value;
    other.value = 0;
  }
}

class Page {
  word: u32 = 0;
}

class Row {
  cells: FixedArray<Cell, 4> = zeroed();
  length: u32 = 0;
}

let total: u32 = 0;
const cells: FixedArray<Cell, 4> = zeroed();
const row: Row = zeroed();
const free = frames<Page>(64);
const threads = pool<Cell>();

const totalIsZero = spec((): boolean => total === 0);

function setTotal(value: u32): void {
  modifies(total);
  ensures(total === value);
  total = value;
}

const knowsTotal = lemma((): void => {
  requires(total === 0);
  ensures(totalIsZero());
});

/** What a lemma said was of the state then. */
export function staleLemma(): void {
  requires(total === 0);
  modifies(total);
  knowsTotal();
  setTotal(1);
  assert(!totalIsZero());
  assert(totalIsZero()); // FAILS V205
}

/** So was what a proof said. */
export function staleProof(): void {
  requires(total === 0);
  modifies(total);
  prove((k: int) => {
    ensures(implies(k === total, k === 0));
  });
  setTotal(1);
  assert(forall((k: int) => implies(k === total, k === 0))); // FAILS V205
}

export function oldIsEntry(cell: Cell): void {
  requires(cell.value === 1);
  modifies(cell.value);
  ensures(cell.value === old(cell.value)); // of entry, not of the last call
  cell.set(2);
  cell.set(3);
} // FAILS V202

/** The contract of a callee means the state before its call with `old`, not that of the caller's entry. */
function bump(): void {
  requires(total < 100);
  modifies(total);
  ensures(total === old(total) + 1);
  total += 1;
}

export function oldOfCallee(): void {
  requires(total === 0);
  modifies(total);
  ensures(total === 1);
  bump();
  bump();
} // FAILS V202

export function setSelfAndOther(i: u32): void {
  requires(i < 4);
  modifies(cells);
  cells[i].setBoth(cells[0], 7); // FAILS V210
}

/** A name of a place stays a name of that place. */
export function aliasKeepsIndex(): u32 {
  modifies(cells);
  ensures((result: u32) => result === 5);
  let i: u32 = 0;
  const cell = cells[i];
  i = 1;
  cell.value = 5;
  cells[i].value = 6;
  return cells[0].value;
}

export function aliasFollowsStore(): u32 {
  modifies(cells);
  ensures((result: u32) => result === 1);
  const cell = cells[0];
  cell.value = 1;
  cells[0].value = 2;
  return cell.value; // FAILS V202
}

export function copyIsApart(): u32 {
  modifies(cells);
  ensures((result: u32) => result === 1);
  cells[0].value = 1;
  const cell = copy(cells[0]);
  cells[0].value = 2;
  return cell.value;
}

export function loopThroughMethod(): u32 {
  requires(cells[2].value === 0);
  modifies(cells);
  ensures((result: u32) => result === 0);
  let i: u32 = 0;
  while (i < 4) {
    invariant(i <= 4);
    cells[i].set(9);
    i += 1;
  }
  return cells[2].value; // FAILS V202
}

/** Deep in a record: everything on the way to the place is another value after the loop. */
export function loopDeep(): u32 {
  requires(row.cells[2].next === 0 && row.length === 3);
  modifies(row);
  ensures((result: u32) => result === 3);
  let i: u32 = 0;
  while (i < 4) {
    row.cells[i].next = 1;
    i += 1;
  }
  assert(row.cells[2].next === 0); // FAILS V205
  return row.length;
}

function release(f: u32): void {
  requires(threads.owned().has(f));
  modifies(free, threads);
  retype(threads, f, free);
}

export function loopReleasesThroughCall(f: u32): u32 {
  requires(threads.owned().has(f));
  modifies(free, threads);
  let i: u32 = 0;
  while (i < 2) {
    if (i === 1 && f === 3) {
      if (threads.at(f).value === 7) release(f); // FAILS V107
    }
    i += 1;
  }
  return threads.at(f).value; // FAILS V107
}

export function ping(x: u32): u32 {
  ensures((result: u32) => result === 77);
  decreases(x);
  return pong(x); // FAILS V209
}

export function pong(x: u32): u32 {
  ensures((result: u32) => result === 77);
  decreases(x);
  return ping(x); // FAILS V209
}

export function countdown(x: u32): u32 {
  ensures((result: u32) => result === 0);
  decreases(x);
  if (x === 0) return x;
  return countdown(x - 1);
}

export function endlessLoop(): u32 {
  ensures((result: u32) => result === 77);
  let i: u32 = 0;
  while (true) {
    decreases(7); // FAILS V208
    if (i === 100) return 77;
    i = 0;
  }
}

/** A measure below zero does not count. */
export function measureBelowZero(n: u32): void {
  let i: u32 = 0;
  while (n > 3) {
    decreases(3 - i); // FAILS V208
    if (i > 1000) return;
    i += 1;
  }
}

/** `&&` does not evaluate what stands right of a false left side; `||` neither of a true one. */
export function lazy(i: u32, divisor: u32): boolean {
  const table: FixedArray<u32, 4> = zeroed();
  return (i < 4 && table[i] === 0) || divisor === 0 || 10 / divisor > i;
}

export function notLazy(i: u32): boolean {
  const table: FixedArray<u32, 4> = zeroed();
  return i < 4 || table[i] === 0; // FAILS V106
}

/** A branch that is not taken says nothing. */
export function branches(a: boolean, x: u32): u32 {
  requires(x < 100);
  ensures((result: u32) => result > x);
  let y = x;
  if (a) {
    y = x + 1;
  } else {
    y = x;
  }
  return y; // FAILS V202
}

/** Overflow that cannot happen in this branch does not make the other one contradictory. */
export function branchesWithOverflow(x: u32): u32 {
  ensures((result: u32) => result < u32.MAX);
  let y: u32 = 0;
  if (x < 10) y = x + 1;
  return x; // FAILS V202
}

export function nested(a: boolean, b: boolean): u32 {
  ensures((result: u32) => result === (a ? (b ? 1 : 2) : 3));
  let y: u32 = 0;
  if (a) {
    if (b) y = 1;
    else y = 2;
  } else y = 3;
  return y;
}

export function nestedWrong(a: boolean, b: boolean): u32 {
  ensures((result: u32) => result === (a ? (b ? 1 : 2) : 3));
  let y: u32 = 0;
  if (a) {
    if (b) y = 1;
    else y = 3;
  } else y = 3;
  return y; // FAILS V202
}

export function breakFromSwitch(x: u32): u32 {
  ensures((result: u32) => result <= 2);
  let y: u32 = 0;
  let i: u32 = 0;
  while (i < x) {
    invariant(y <= 2);
    i += 1;
    switch (i) {
      case 3:
        y = 1;
        break;
      case 4:
        y = 2;
        continue;
      case 5:
        return 3; // FAILS V202
      default:
        y = 0;
    }
  }
  return y;
}

/** Ghost state is state. */
let count = ghost<int>(0);

export function ghostState(): void {
  requires(count === 0);
  modifies(count);
  ensures(count === 0);
  count = 1;
} // FAILS V202

export function ghostStateSilently(): void {
  count = 1; // FAILS V207
}

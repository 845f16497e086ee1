/** The order of evaluation is that of TypeScript, also where calls change what stands beside them. */
import {
  FixedArray,
  assert,
  decreases,
  ensures,
  invariant,
  modifies,
  old,
  requires,
  u32,
  zeroed,
} from "welkin";

let cursor: u32 = 0;
const cells: FixedArray<u32, 4> = zeroed();

/** Moves the cursor and returns where it was. */
function advance(): u32 {
  requires(cursor < 3);
  modifies(cursor);
  ensures((result: u32) => result === old(cursor) && cursor === old(cursor) + 1);
  cursor += 1;
  return cursor - 1;
}

/** The index is evaluated before the value. */
export function indexFirst(): u32 {
  modifies(cursor, cells);
  ensures((result: u32) => result === 7);
  cursor = 0;
  cells[0] = 0;
  cells[1] = 0;
  cells[cursor] = advance() + 7;
  return cells[0];
}

export function indexNotLast(): u32 {
  modifies(cursor, cells);
  ensures((result: u32) => result === 7); // FAILS V202
  cursor = 0;
  cells[0] = 0;
  cells[1] = 0;
  cells[cursor] = advance() + 7;
  return cells[1];
}

/** The left operand is read before the right one is called. */
export function leftFirst(): u32 {
  modifies(cursor);
  ensures((result: u32) => result === 20);
  cursor = 2;
  return cursor * 10 + advance() - 2;
}

export function leftNotAfterwards(): u32 {
  modifies(cursor);
  ensures((result: u32) => result === 30); // FAILS V202
  cursor = 2;
  return cursor * 10 + advance() - 2;
}

/** `x += f()` reads x before the call. */
export function compoundReadsFirst(): u32 {
  modifies(cursor);
  ensures((result: u32) => result === 3);
  cursor = 2;
  cursor += advance() - 1;
  return cursor;
}

export function compoundReadsNotLast(): u32 {
  modifies(cursor);
  ensures((result: u32) => result === 4); // FAILS V202
  cursor = 2;
  cursor += advance() - 1;
  return cursor;
}

/** Only the chosen side is evaluated. */
export function chosenSide(x: u32): u32 {
  modifies(cursor);
  ensures((result: u32) => result === (x > 5 ? 1 : 0));
  cursor = 0;
  const chosen: u32 = x > 5 ? advance() : 9;
  assert(chosen === (x > 5 ? 0 : 9));
  return cursor;
}

export function lazySide(x: boolean): u32 {
  modifies(cursor);
  ensures((result: u32) => result === (x ? 1 : 2));
  cursor = 0;
  const both: boolean = (x || advance() === 0) && advance() === 0;
  assert(both === x);
  return cursor;
}

/** The condition of a loop is called in each round, the last included. */
export function conditionCalls(): u32 {
  modifies(cursor);
  ensures((result: u32) => result === 3);
  cursor = 0;
  let left: u32 = 2;
  while (advance() < 2) {
    invariant(cursor + left === 2);
    decreases(left);
    left -= 1;
  }
  return cursor;
}

/** An argument is read before a later one is called. */
export function argumentFirst(): u32 {
  modifies(cursor);
  ensures((result: u32) => result === 10);
  cursor = 1;
  return pair(cursor, advance()) - 1;
}

function pair(a: u32, b: u32): u32 {
  requires(a < 10 && b < 10);
  ensures((result: u32) => result === 10 * a + b);
  return 10 * a + b;
}

/** An inner name hides an outer one, and gives it back. */
export function innerName(): u32 {
  ensures((result: u32) => result === 2); // FAILS V202
  const x: u32 = 1;
  if (x === 1) {
    const x: u32 = 2;
    assert(x === 2);
  }
  return x;
}

/** `continue` in a do loop goes to the condition. */
export function continueInDo(x: u32): u32 {
  ensures((result: u32) => result === (x > 5 ? 1 : 100));
  let i: u32 = 0;
  do {
    invariant(i === 0);
    i = i + 1;
    if (x > 5) continue;
    i = 100;
  } while (i < 1);
  return i;
}

/** A `break` in a switch leaves the switch, not the loop around it. */
export function breakInSwitch(): u32 {
  ensures((result: u32) => result === 3);
  let i: u32 = 0;
  while (i < 3) {
    invariant(i <= 3);
    switch (i) {
      case 1:
        i = i + 1;
        break;
      default:
        i = i + 1;
        break;
    }
  }
  return i;
}

/** What the header of a loop knows: it forgets what rounds assign that come back to it, and nothing else. */
import {
  type FixedArray,
  assert,
  decreases,
  ensures,
  ghost,
  invariant,
  modifies,
  old,
  pool,
  requires,
  retype,
  u32,
  zeroed,
} from "welkin";

class Cell {
  value: u32 = 0;
}

const table: FixedArray<u32, 8> = zeroed();
const here = pool<Cell>();
const there = pool<Cell>();
let hits: u32 = 0;

function hit(): void {
  modifies(hits);
  hits = 7;
}

// --- assigned on the way out alone

export function assignedBeforeReturn(key: u32): boolean {
  requires(hits === 0);
  modifies(hits, table);
  ensures((result: boolean) => hits === (result ? 1 : 0));
  for (let i: u32 = 0; i < 8; i += 1) {
    if (table[i] === key) {
      hits = 1;
      table[i] = 0;
      return true;
    }
  }
  return false;
}

export function assignedBeforeBreak(key: u32): u32 {
  ensures((result: u32) => result <= 8 && (result === 8 || table[result] === key));
  let found: u32 = 8;
  for (let i: u32 = 0; i < 8; i += 1) {
    assert(found === 8);
    if (table[i] === key) {
      found = i;
      break;
    }
  }
  return found;
}

export function assignedBeforeUnreachable(n: u32): u32 {
  ensures((result: u32) => result === 3);
  let x: u32 = 3;
  for (let i: u32 = 0; i < n; i += 1) {
    if (i >= n) {
      x = 4;
      assert(false);
      return x;
    }
  }
  return x;
}

export function calledBeforeReturn(n: u32): void {
  requires(hits === 0);
  modifies(hits);
  for (let i: u32 = 0; i < n; i += 1) {
    assert(hits === 0);
    if (i >= 5) {
      hit();
      return;
    }
  }
}

export function retypedBeforeBreak(n: u32): void {
  requires(here.owned().has(1));
  modifies(here, there);
  for (let i: u32 = 0; i < n; i += 1) {
    assert(here.owned().has(1));
    if (i >= 5) {
      retype(here, 1, there);
      break;
    }
  }
}

export function leftFromWithin(n: u32): u32 {
  ensures((result: u32) => result <= 1);
  let x: u32 = 0;
  outer: for (let i: u32 = 0; i < n; i += 1) {
    assert(x === 0);
    for (let j: u32 = 0; j < n; j += 1) {
      assert(x === 0);
      if (j >= 3) {
        x = 1;
        break outer;
      }
    }
  }
  return x;
}

/** The inner loop is on the way out alone, and so are all of its rounds. */
export function loopsBeforeReturn(n: u32): u32 {
  ensures((result: u32) => result === 0 || result === n);
  let x: u32 = 0;
  for (let i: u32 = 0; i < n; i += 1) {
    assert(x === 0);
    if (i >= 5) {
      while (x < n) {
        invariant(x <= n);
        x += 1;
      }
      return x;
    }
  }
  return x;
}

export function leftFromSwitchAndBlock(n: u32): u32 {
  ensures((result: u32) => result < 3);
  let x: u32 = 0;
  all: for (let i: u32 = 0; i < n; i += 1) {
    assert(x === 0);
    switch (i % 8) {
      case 3:
        x = 1;
        break all;
      case 4:
        break;
      default:
        part: {
          if (i < 9) break part;
          x = 2;
          return x;
        }
    }
  }
  return x;
}

export function ghostBeforeBreak(n: u32): void {
  let seen = ghost(0);
  for (let i: u32 = 0; i < n; i += 1) {
    assert(seen === 0);
    if (i >= 5) {
      seen = 1;
      break;
    }
  }
}

// --- assigned on the way back too

export function assignedBeforeContinue(n: u32): u32 {
  ensures((result: u32) => result === 0);
  let x: u32 = 0;
  for (let i: u32 = 0; i < n; i += 1) {
    if (i >= 5) {
      x = 1;
      continue;
    }
  }
  return x; // FAILS V202
}

export function assignedBeforeAMaybe(n: u32): u32 {
  ensures((result: u32) => result === 0);
  let x: u32 = 0;
  for (let i: u32 = 0; i < n; i += 1) {
    x = 1;
    if (i >= 5) break;
    if (i >= 6) return 0;
  }
  return x; // FAILS V202
}

export function assignedInStep(n: u32): u32 {
  let x: u32 = 0;
  for (let i: u32 = 0; i < n; x = 1) {
    assert(x === 0); // FAILS V205
    i += 1;
    if (i >= 5) break;
  }
  return x;
}

export function calledBeforeContinue(n: u32): void {
  requires(hits === 0);
  modifies(hits);
  for (let i: u32 = 0; i < n; i += 1) {
    assert(hits === 0); // FAILS V205
    if (i >= 5) {
      hit();
      continue;
    }
    if (i >= 6) return;
  }
}

export function retypedInARound(n: u32): void {
  requires(here.owned().has(1));
  modifies(here, there);
  let moved = false;
  for (let i: u32 = 0; i < n; i += 1) {
    invariant(moved || here.owned().has(1));
    assert(here.owned().has(1)); // FAILS V205
    if (!moved) {
      retype(here, 1, there);
      moved = true;
    }
  }
}

/** Behind the inner loop the outer one goes on. */
export function brokenOutOfInner(n: u32): u32 {
  ensures((result: u32) => result === 0);
  let x: u32 = 0;
  for (let i: u32 = 0; i < n; i += 1) {
    for (let j: u32 = 0; j < n; j += 1) {
      assert(x === 0); // FAILS V205
      if (j >= 3) {
        x = 1;
        break;
      }
    }
  }
  return x; // FAILS V202
}

/** What the inner loop changes on its way to the next round of the outer one, the inner header sees as well. */
export function continuedFromWithin(n: u32): u32 {
  let x: u32 = 0;
  outer: for (let i: u32 = 0; i < n; i += 1) {
    assert(x === 0); // FAILS V205
    for (let j: u32 = 0; j < n; j += 1) {
      if (j >= 3) {
        x = 1;
        continue outer;
      }
    }
    if (i >= 9) return 4;
  }
  return x;
}

/** An inner round reaches the outer header by way of later inner rounds. */
export function changedSomeRoundsBefore(n: u32): u32 {
  let x: u32 = 0;
  for (let i: u32 = 0; i < n; i += 1) {
    assert(x === 0); // FAILS V205
    for (let j: u32 = 0; true; j += 1) {
      invariant(j <= 5);
      decreases(5 - j);
      if (j >= 5) break;
      x = 1;
    }
  }
  return x;
}

export function brokenOutOfSwitchAndBlock(n: u32): u32 {
  let x: u32 = 0;
  let y: u32 = 0;
  for (let i: u32 = 0; i < n; i += 1) {
    assert(x === 0); // FAILS V205
    assert(y === 0); // FAILS V205
    switch (i % 8) {
      case 3:
        x = 1;
        break;
      case 4:
        return x;
      default:
        part: {
          y = 1;
          if (i < 9) break part;
          return y;
        }
    }
  }
  return x;
}

export function ghostBeforeContinue(n: u32): void {
  let seen = ghost(0);
  for (let i: u32 = 0; i < n; i += 1) {
    assert(seen === 0); // FAILS V205
    if (i >= 5) seen = 1;
  }
}

/** The loop's own `break` is a way back for the loop around it. */
export function brokenButAgain(n: u32): u32 {
  let x: u32 = 0;
  for (let i: u32 = 0; i < n; i += 1) {
    const before = x;
    for (let j: u32 = 0; j < 4; j += 1) {
      assert(x === before);
      assert(x === 0); // FAILS V205
      if (j >= 2) {
        x = 1;
        break;
      }
    }
  }
  return x;
}

export function oldIsKept(): void {
  modifies(table);
  ensures(table[0] === old(table)[0] || table[0] === 1);
  for (let i: u32 = 0; i < 8; i += 1) {
    if (i >= 5) {
      table[0] = 1;
      return;
    }
  }
}

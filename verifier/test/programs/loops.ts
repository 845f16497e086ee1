/** Loops: V203, V204, V208, and what is known behind them. */
import {
  decreases,
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

export function count(n: u32): u32 {
  ensures((result: u32) => result === n);
  let i: u32 = 0;
  while (i < n) {
    invariant(i <= n);
    i += 1;
  }
  return i;
}

export function countWithout(n: u32): u32 {
  ensures((result: u32) => result === n);
  let i: u32 = 0;
  while (i < n) {
    i += 1;
  }
  return i; // FAILS V202
}

export function notBefore(n: u32): u32 {
  let i: u32 = 0;
  while (i < n) {
    invariant(i > 0); // FAILS V203
    i += 1;
  }
  return i;
}

export function notAfter(n: u32): u32 {
  let i: u32 = 0;
  while (i < n) {
    invariant(i === 0); // FAILS V204
    i += 1;
  }
  return i;
}

export function forEver(n: u32): u32 {
  let i: u32 = 0;
  while (i < n) {
    decreases(n - i); // FAILS V208
    if (n > 5) i += 1;
  }
  return i;
}

export function skips(n: u32): u32 {
  let i: u32 = 0;
  let odd: u32 = 0;
  for (i = 0; i < n; i += 1) {
    invariant(i <= n && odd <= i);
    if (i % 2 === 0) continue;
    odd += 1;
  }
  return odd;
}

export function continueBreaksInvariant(n: u32): u32 {
  let odd: u32 = 0;
  for (let i: u32 = 0; i < n; i += 1) {
    invariant(odd <= i); // FAILS V204
    if (i % 3 === 0) {
      odd = 7;
      continue;
    }
    odd = 0;
  }
  return odd;
}

export function binarySearch(table: FixedArray<u32, 64>, key: u32): u32 {
  requires(forall((i: int, j: int) => implies(0 <= i && i < j && j < 64, table[i] <= table[j])));
  ensures((result: u32) => result <= 64);
  ensures((result: u32) => implies(result < 64, table[result] === key));
  ensures((result: u32) =>
    implies(
      result === 64,
      forall((i: int) => implies(0 <= i && i < 64, table[i] !== key)),
    ),
  );
  let low: u32 = 0;
  let high: u32 = 64;
  while (low < high) {
    invariant(low <= high && high <= 64);
    invariant(forall((i: int) => implies(0 <= i && i < low, table[i] < key)));
    invariant(forall((i: int) => implies(high <= i && i < 64, key < table[i])));
    const middle = low + (high - low) / 2;
    if (table[middle] === key) return middle;
    if (table[middle] < key) low = middle + 1;
    else high = middle;
  }
  return 64;
}

export function binarySearchOffByOne(table: FixedArray<u32, 64>, key: u32): u32 {
  requires(forall((i: int, j: int) => implies(0 <= i && i < j && j < 64, table[i] <= table[j])));
  ensures((result: u32) =>
    implies(
      result === 64,
      forall((i: int) => implies(0 <= i && i < 64, table[i] !== key)),
    ),
  );
  let low: u32 = 0;
  let high: u32 = 64;
  while (low < high) {
    invariant(low <= high && high <= 64); // FAILS V204
    invariant(forall((i: int) => implies(0 <= i && i < low, table[i] < key)));
    invariant(forall((i: int) => implies(high <= i && i < 64, key < table[i]))); // FAILS V204
    const middle = low + (high - low) / 2;
    if (table[middle] === key) return middle;
    if (table[middle] < key) low = middle + 1;
    else if (middle > 0) high = middle - 1;
    else high = 0;
  }
  return 64;
}

export function fill(table: FixedArray<u32, 16>, value: u32): void {
  modifies(table);
  ensures(forall((i: int) => implies(0 <= i && i < 16, table[i] === value)));
  for (let at: u32 = 0; at < 16; at += 1) {
    invariant(at <= 16);
    invariant(forall((i: int) => implies(0 <= i && i < at, table[i] === value)));
    table[at] = value;
  }
}

/** What the loop does not store to keeps its value; what `modifies` does not name too. */
export function clearOne(table: FixedArray<u32, 16>, other: u32, at: u32): void {
  requires(at < 16);
  modifies(table[at]);
  ensures(table[at] <= old(table[at]));
  let rounds: u32 = 0;
  while (table[at] > 0) {
    invariant(table[at] <= old(table[at]));
    invariant(forall((i: int) => implies(0 <= i && i < 16 && i !== at, table[i] === old(table[i]))));
    decreases(table[at]);
    table[at] -= 1;
    rounds = other;
  }
}

/** Labels: `break` of the outer loop comes from where the inner one was. */
export function find(table: FixedArray<u32, 64>, key: u32): boolean {
  ensures((result: boolean) => implies(result, key === table[5]));
  let found = false;
  let row: u32 = 0;
  outer: while (row < 8) {
    invariant(row <= 8 && !found);
    let column: u32 = 0;
    while (column < 8) {
      invariant(column <= 8 && row < 8 && !found);
      if (row * 8 + column === 5 && table[row * 8 + column] === key) {
        found = true;
        break outer;
      }
      column += 1;
    }
    row += 1;
  }
  return found;
}

/** Behind the loop nothing is known of what a round before a `break` assigned. */
export function breakLeaks(n: u32): u32 {
  ensures((result: u32) => result === 0);
  let x: u32 = 0;
  let i: u32 = 0;
  while (i < n) {
    invariant(x === 0);
    i += 1;
    if (i === 7) {
      x = 1;
      break;
    }
  }
  return x; // FAILS V202
}

export function returnInside(n: u32): u32 {
  ensures((result: u32) => result <= n);
  let i: u32 = 0;
  while (i < n) {
    invariant(i <= n);
    if (i > 8) return i + 1;
    if (i > 6) return i + 10; // FAILS V202
    i += 1;
  }
  return i;
}

/** Contracts of calls: V201, V202, V211, and what a caller knows after a call. */
import { ensures, modifies, old, requires, u32, unreachable, type FixedArray } from "welkin";

class Counter {
  count: u32 = 0;
  limit: u32 = 100;
}

function half(x: u32): u32 {
  requires(x % 2 === 0);
  ensures((result: u32) => result + result === x);
  return x / 2;
}

export function callHalf(x: u32): u32 {
  requires(x < 1000);
  ensures((result: u32) => result === x);
  return half(x + x);
}

export function callHalfOfOdd(x: u32): u32 {
  requires(x < 1000);
  return half(x); // FAILS V201
}

export function wrongHalf(x: u32): u32 {
  ensures((result: u32) => result + result === x);
  return x / 2; // FAILS V202
}

export function oneWrongReturn(x: u32): u32 {
  ensures((result: u32) => result > x);
  if (x < 10) return 10;
  if (x < 100) return 99; // FAILS V202
  if (x === u32.MAX) return x; // FAILS V202
  return x + 1;
}

export function increment(counter: Counter): void {
  requires(counter.count < counter.limit);
  modifies(counter.count);
  ensures(counter.count === old(counter.count) + 1);
  counter.count += 1;
}

export function incrementTwice(counter: Counter): void {
  requires(counter.count + 1 < counter.limit);
  modifies(counter.count);
  ensures(counter.count === old(counter.count) + 2);
  ensures(counter.limit === old(counter.limit)); // FAILS V303
  increment(counter);
  increment(counter);
}

export function incrementTooOften(counter: Counter): void {
  requires(counter.count + 1 < counter.limit);
  modifies(counter.count);
  increment(counter);
  increment(counter);
  increment(counter); // FAILS V201
}

export function forgetful(counter: Counter): u32 {
  requires(counter.count + 1 < counter.limit);
  modifies(counter);
  ensures((result: u32) => result === old(counter.count));
  const before = counter.count;
  increment(counter);
  return before;
}

export function confused(counter: Counter): u32 {
  requires(counter.count + 1 < counter.limit);
  modifies(counter);
  ensures((result: u32) => result === old(counter.count));
  increment(counter);
  return counter.count; // FAILS V202
}

export function impossible(x: u32): u32 {
  requires(x < 3);
  ensures((result: u32) => result === x);
  switch (x) {
    case 0:
      return 0;
    case 1:
      return 1;
    case 2:
      return 2;
    default:
      return unreachable();
  }
}

export function possible(x: u32): u32 {
  requires(x <= 3);
  switch (x) {
    case 0:
    case 1:
      return 0;
    case 2:
      return 2;
    default:
      return unreachable(); // FAILS V211
  }
}

export function swap(table: FixedArray<u32, 8>, i: u32, j: u32): void {
  requires(i < 8 && j < 8);
  modifies(table[i], table[j]);
  ensures(table[i] === old(table[j]) && table[j] === old(table[i]));
  const held = table[i];
  table[i] = table[j];
  table[j] = held;
}

export function callSwap(table: FixedArray<u32, 8>): void {
  modifies(table);
  ensures(table[5] === old(table[5]));
  ensures(table[0] === old(table[2]));
  swap(table, 0, 1);
  swap(table, 2, 0);
}

/** Contracts at calls: what the caller owes, and no more than the callee promises. */
import { assert, ensures, modifies, old, requires, u32 } from "welkin";

let counter: u32 = 0;

function positive(x: u32): u32 {
  requires(x > 0);
  ensures((result: u32) => result < x);
  return x - 1;
}

export function forgetsToCheck(x: u32): u32 {
  return positive(x); // FAILS V201
}

export function knowsOnlyTheContract(): void {
  const r: u32 = positive(5);
  assert(r === 4); // FAILS V205
}

function bump(): u32 {
  requires(counter < 100);
  modifies(counter);
  ensures((result: u32) => result === old(counter) && counter === old(counter) + 1);
  counter += 1;
  return counter - 1;
}

export function stateIsNotKept(): void {
  requires(counter === 7);
  modifies(counter);
  bump();
  assert(counter === 7); // FAILS V205
}

export function argumentsFromLeftToRight(): void {
  requires(counter === 0);
  modifies(counter);
  const difference: u32 = subtract(bump(), bump()); // FAILS V201
  assert(difference === 0);
}

function subtract(a: u32, b: u32): u32 {
  requires(a >= b);
  ensures((result: u32) => result === a - b);
  return a - b;
}

export function lazyCall(x: u32): boolean {
  requires(counter === 0);
  modifies(counter);
  const both: boolean = x > 5 && bump() === 0;
  assert(counter === 1); // FAILS V205
  return both;
}

export function earlyReturn(x: u32): u32 {
  ensures((result: u32) => result > 0); // FAILS V202
  if (x === 0) return x;
  return 1;
}

export function conjunct(x: u32): u32 {
  requires(x < 10);
  ensures((result: u32) => result > x && result > 5); // FAILS V202
  return x + 1;
}

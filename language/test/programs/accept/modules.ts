// Modules, views, generics.

// --- layers and views
import { append, first, order } from "./queue.ts";
export function start(thread: u32): u32 {
  requires(!order().contains(thread) && order().length < 4);
  modifies(order);
  append(thread);
  return first();
}
// @file queue.ts
const CAPACITY = 4;
const items: FixedArray<u32, typeof CAPACITY> = zeroed();
let length: u32 = 0;
let sequence: Seq<u32> = Seq.empty();
invariant(length <= CAPACITY && sequence.length === length);
invariant(forall((i: int) => implies(0 <= i && i < length, items[i] === sequence[i])));
export const order = opaque((): Seq<u32> => sequence);
export const size = spec((): int => order().length);
export function append(x: u32): void {
  requires(order().length < CAPACITY);
  modifies(order, items, length);
  ensures(order() === old(order()).push(x));
  items[length] = x;
  length += 1;
  sequence = sequence.push(x);
}
export function first(): u32 {
  requires(order().length > 0);
  ensures((r: u32) => r === order()[0]);
  return items[0];
}

// --- views of views
import { bump, value } from "./low.ts";
let mirror: u32 = 0;
invariant(mirror === value());
export const both = spec((): int => mirror + value());
const derived = spec((): int => both() + 1);
export function f(): void {
  requires(derived() < 10 && value() < 5);
  modifies(both);
  bump();
  mirror += 1;
}
// @file low.ts
let state: u32 = 0;
export const value = spec((): u32 => state);
export function bump(): void {
  requires(value() < 100);
  modifies(value);
  ensures(value() === old(value()) + 1);
  state += 1;
}

// --- views with parameters
import { isOpen, open } from "./doors.ts";
export function f(): void {
  requires(!isOpen(3));
  modifies(isOpen);
  open(3);
}
// @file doors.ts
const doors: FixedArray<boolean, 8> = zeroed();
export const isOpen = spec((door: u32): boolean => door < 8 && doors[door]);
export function open(door: u32): void {
  requires(door < 8);
  modifies(isOpen);
  ensures(forall((other: u32) => isOpen(other) === (other === door || old(isOpen(other)))));
  doors[door] = true;
}

// --- shared types and constants
import { Color, SIZE, type Entry, make, sorted } from "./types.js";
const table: FixedArray<Entry, typeof SIZE> = zeroed();
export function f(i: u32): Color {
  requires(i < SIZE && sorted(3));
  modifies(table);
  table[i] = make(Color.Green);
  return table[i].color;
}
// @file types.ts
export const SIZE = 8;
export enum Color {
  Red,
  Green,
}
class Entry {
  color: Color = Color.Red;
}
export type { Entry };
export function make(color: Color): Entry {
  return { color };
}
const sorted = spec((x: int): boolean => x > 2);
export { sorted };

// --- generic functions
function largest<T, N extends number>(t: FixedArray<T, N>, less: T): u32 {
  return t.length;
}
function identity<T>(x: T): T {
  return x;
}
function make<T>(): T {
  return zeroed<T>();
}
class Box<T> {
  value: T = zeroed();
  get(): T {
    return this.value;
  }
  set(x: T): void {
    modifies(this.value);
    this.value = x;
  }
}
const box: Box<u32> = new Box<u32>();
function f(t: FixedArray<u64, 8>, b: Box<boolean>): u32 {
  modifies(b, box);
  const a: u32 = identity(3);
  const c = identity(t[0]);
  const d = make<u8>();
  b.set(a === 3);
  box.set(box.get());
  return largest(t, 5) + identity<u32>(4);
}

// --- generic specifications
type Result<T> = { kind: "ok"; value: T } | { kind: "error" };
const has = spec(<T>(s: Seq<T>, x: T): boolean => exists((i: int) => 0 <= i && i < s.length && s[i] === x));
const pushed = lemma(<T>(s: Seq<T>, x: T): void => {
  ensures(has(s.push(x), x));
});
const hidden = opaque(<T>(x: T): T => x);
function f(t: FixedArray<u32, 4>): Result<u32> {
  pushed(Seq.from(t), 3);
  pushed<boolean>(Seq.empty(), true);
  reveal(hidden<u32>);
  assert(hidden(t[0]) === t[0] && has(Seq.of(true), true));
  return { kind: "ok", value: t[0] };
}

// --- generic classes of any length
class Stack<T, N extends number> {
  items: FixedArray<T, N> = zeroed();
  size: u32 = 0;
  push(x: T): void {
    requires(this.size < this.items.length);
    modifies(this);
    this.items[this.size] = x;
    this.size += 1;
  }
}
const DEPTH = 16;
const small: Stack<u8, 4> = new Stack<u8, 4>();
const large: Stack<u64, typeof DEPTH> = new Stack<u64, typeof DEPTH>();
export function f(): void {
  requires(small.size === 0 && large.size === 0);
  modifies(small, large);
  small.push(1);
  large.push(2);
}

// Programs that are rejected for their modules. Each line that fails is marked with its code.

// --- type error
export function f(a: u32): u32 {
  return a;
}
export function g(): boolean {
  return f(true) === 1; // FAILS K300
}
export function h(a: u32): u32 { // FAILS K101
  if (a === 1) return a;
}

// --- missing file and foreign import
import { a } from "./nowhere.ts"; // FAILS K102
import { b } from "fs"; // FAILS K103
export function f(): void {}

// --- import cycle
import { b } from "./b.ts"; // FAILS K104
export function a(): void {
  b();
}
// @file b.ts
import { a } from "./main.ts";
export function b(): void {
  a();
}

// --- statement at the top
let count: u32 = 0;
count += 1; // FAILS K105
if (true) { // FAILS K105
}
export function f(): u32 {
  return count;
}

// --- exported state
export let count: u32 = 0; // FAILS K106
let other: u32 = 1; // FAILS K106
export { other };

// --- import forms
import * as everything from "./b.ts"; // FAILS K108
import "./b.ts"; // FAILS K108
export { g } from "./b.ts"; // FAILS K109
export * from "./b.ts"; // FAILS K109
function h(): void {}
export { h as renamed }; // FAILS K109
// @file b.ts
export function g(): void {}

// --- constants
const RATE: u32 = f(); // FAILS K111
const TABLE = "text"; // FAILS K322
const A: u32 = B + 1; // FAILS K113
const B: u32 = A;
let start: u32 = count; // FAILS K111
let count: u32 = 0;
function f(): u32 {
  return 1;
}

// --- initial values
let count: u32 = 0;
const view = spec((): Seq<u32> => Seq.of(count));
let trace: Seq<u32> = view(); // FAILS K111

// --- constants have scalar types
type Answer = { kind: "yes" } | { kind: "no" };
class C {
  x: u32 = 0;
}
const table: FixedArray<C, 2> = zeroed();
const LIST = Seq.of(1, 2); // FAILS K607
const S = table[0]; // FAILS K111
const D = true ? new C() : new C(); // FAILS K112
class E {
  x: u32 = new E().x; // FAILS K368
}
const e = new E();

// --- state that is reassigned
class C {
  x: u32 = 0;
}
let record: C = new C(); // FAILS K114
const good: C = new C();

// --- pools
class C {
  x: u32 = 0;
}
class Large {
  bytes: FixedArray<u8, 4097> = zeroed();
}
class Odd {
  kind: Kind = Kind.One;
}
enum Kind {
  One = 1,
}
const a: Pool<C> = zeroed(); // FAILS K115
const b: Pool<C> = frames(0); // FAILS K116
const e: Pool<u32> = pool(); // FAILS K211
const g: Pool<Odd> = pool(); // FAILS K370

// --- pools of the whole program
class C {
  x: u32 = 0;
}
class Large {
  bytes: FixedArray<u8, 4096> = zeroed();
  more: u8 = 0;
}
const a: Pool<C> = frames(16);
const b: Pool<C> = frames(8); // FAILS K119
const c: Pool<Large> = pool(); // FAILS K120

// --- names
export default function (): void {} // FAILS K117

// --- file name
import { f } from "./a.b.ts";
export function g(): void {
  f();
}
// @file a.b.ts
export function f(): void {} // FAILS K118

// --- file name that the solver would have to quote
import { f } from "./a|b.ts";
import { h } from "./a\\b.ts";
export function g(): void {
  f();
  h();
}
// @file a|b.ts
export function f(): void {} // FAILS K118
// @file a\b.ts
export function h(): void {} // FAILS K118

// --- exported state of another module
import { count } from "./b.ts";
export function f(): u32 {
  return count; // FAILS K107
}
// @file b.ts
export let count: u32 = 0; // FAILS K106

// --- hidden state of another module
import { visible } from "./b.ts";
export function f(): void {
  ensures(visible() === hidden); // FAILS K335
}
// @file b.ts
let hidden: u32 = 0;
export const visible = spec((): u32 => hidden);

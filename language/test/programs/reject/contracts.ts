// Programs that are rejected for their contracts, specification functions and proof steps.

// --- clauses
class C {
  x: u32 = 0;
}
function a(x: u32): u32 {
  const y = x;
  requires(x > 0); // FAILS K500
  return y;
}
function b(x: u32): u32 {
  ensures(x > 0);
  requires(x > 0); // FAILS K502
  return x;
}
function c(c: C): void {
  modifies(c);
  modifies(c); // FAILS K503
}
function d(): void {
  trusted(""); // FAILS K501
}
const e = lemma((x: int): void => {
  checked(); // FAILS K504
});
const f = lemma((x: int): u32 => { // FAILS K510
  return 1;
});
function g(x: u32): u32 {
  ensures((r: u64) => r > 0); // FAILS K506
  return x;
}
function h(x: u32): u32 {
  ensures((r) => r > 0); // FAILS K507
  return x;
}
function i(x: u32): u32 {
  ensures((r: u32) => { // FAILS K505
    return r > 0;
  });
  return x;
}
function j(x: boolean): void {
  decreases(x); // FAILS K511
}
function k(x: u32 = 1): void {} // FAILS K508
function l(x: u32) {} // FAILS K509

// --- machine functions
const read = machine("read", (a: u32): u32 => {
  return a; // FAILS K805
});
const write = machine("", (a: u32): void => {}); // FAILS K501

// --- modifies
let count: u32 = 0;
const view = spec((): u32 => count);
const partial = spec((x: u32): u32 => x + count); // FAILS K306
const generic = spec(<T>(x: T): u32 => count);
const constant = spec((): u32 => 1);
function a(): void {
  modifies(generic); // FAILS K512
}
function b(): void {
  modifies(count + 1); // FAILS K513
}
function c(x: u32): void {
  modifies(x); // FAILS K514
}
function g(x: u32): void {
  modifies(1); // FAILS K513
}

// --- modifies of what has no state
const constant = spec((): u32 => 1);
function d(): void {
  modifies(constant); // FAILS K519
}

// --- old
let count: u32 = 0;
const bad = spec((): u32 => old(count)); // FAILS K516
function a(t: FixedArray<u32, 4>): u32 {
  requires(old(count) === 0); // FAILS K516
  ensures((r: u32) => old(old(r)) === r); // FAILS K518
  ensures(old(old(count)) === count); // FAILS K517
  let i: u32 = 0;
  i = 1;
  assert(old(t[i]) === t[i]); // FAILS K515
  const own: FixedArray<FixedArray<u32, 2>, 2> = zeroed();
  const row = own[0];
  assert(old(row[1]) === 0); // FAILS K515
  return 0;
}

// --- specification functions
const a = spec((x: int): void => { // FAILS K520
  return;
});
const b = spec((x: int): int => {
  ensures(x > 0); // FAILS K521
  return x;
});
const c = spec((x: int): int => { // FAILS K101
  if (x > 0) return x; // FAILS K522
});
const d = spec((x: int): int => {
  while (x > 0) { // FAILS K523
  }
  return x;
});
const e = spec((x: int): int => {
  return x;
  return x; // FAILS K420
});

// --- quantifiers
function f(t: FixedArray<u32, 4>): void {
  requires(forall(() => true)); // FAILS K530
  requires(forall((i: int) => t[i] > 0, (i: int) => t[i])); // FAILS K531
  requires(forall((i: int) => t[i] > 0, (j: int, k: int) => [t[j]])); // FAILS K532
  requires(forall((i) => i > 0)); // FAILS K507
  requires(Seq.build(4, (i: u32) => i).length === 4); // FAILS K533
}

// --- proof steps
const visible = spec((x: int): int => x);
const hidden = opaque((x: int): int => x);
function f(x: u32): void {
  assert(true, (y: u32) => {}); // FAILS K540
  reveal(visible); // FAILS K541
  reveal(f); // FAILS K542
  reveal(hidden);
  prove((y: int) => y > 0); // FAILS K543
  prove((y: int) => { // FAILS K543
    requires(y > 0);
  });
}

// --- definitions
let moving = spec((x: int): int => x); // FAILS K544
const named = spec(moving); // FAILS K544
function f(): void {
  const local = lemma((x: int): void => {}); // FAILS K544
}

// --- recursion
function even(n: u32): boolean { // FAILS K550
  return n === 0 ? true : odd(n - 1);
}
function odd(n: u32): boolean { // FAILS K550
  return n === 0 ? false : even(n - 1);
}
const forever = spec((x: int): int => forever(x)); // FAILS K551
const induction = lemma((n: int): void => { // FAILS K550
  induction(n);
});

// --- checked functions
let total: Seq<u32> = Seq.empty();
const sum = spec((x: u32): int => x);
class C {
  x: u32 = 0;
  seen: int = 0;
}
type Result = { kind: "ok"; seen: int } | { kind: "error" };
function verified(t: FixedArray<u32, 4>): void {
  requires(forall((i: int) => t[i] > 0));
}
function a(t: FixedArray<u32, 4>): void {
  requires(forall((i: int) => t[i] > 0)); // FAILS K560
  checked();
  verified(t); // FAILS K561
}
function r(result: Result): void {
  requires(result.kind === "ok" && result.seen > 0); // FAILS K560
  checked();
}
function b(x: u32, c: C): void {
  requires(sum(x) > 0); // FAILS K560
  requires(c.seen > 0); // FAILS K560
  ensures(total.length > 0); // FAILS K560
  ensures(old(c) === c); // FAILS K560
  ensures(old(c.x) === c.x);
  checked();
  assert(total === Seq.empty()); // FAILS K560
}

// --- pools in checked functions
class Thread {
  state: u32 = 0;
}
const free: Pool<Thread> = frames(4);
const threads: Pool<Thread> = pool();
function reset(thread: Thread): void {
  modifies(thread);
  thread.state = 0;
}
function idle(f: u32): void {
  requires(threads.at(f).state === 0);
}
function all(f: u32): void {
  requires(threads.at(f).state === 0); // FAILS K560
  modifies(free, threads);
  checked();
  retype(free, f, threads); // FAILS K563
  threads.at(f).state += 1; // FAILS K563
  reset(threads.at(f)); // FAILS K563
  if (threads.at(f).state === 1) idle(f); // FAILS K561 K563
}

// --- an invariant that a checked function cannot test
const table: FixedArray<u32, 4> = zeroed();
invariant(forall((i: int) => implies(0 <= i && i < 4, table[i] === 0)));
export function first(): u32 {
  ensures((result: u32) => result === 0);
  return table[0];
}
function fill(): u32 {
  modifies(table);
  checked();
  table[0] = 5;
  return first(); // FAILS K562
}

// --- a method of a class that is not exported
import { makeCell } from "./cells.ts";
export function f(): void {
  const cell = makeCell();
  cell.set(); // FAILS K571
}
// @file cells.ts
class Cell {
  value: u32 = 0;
  set(): void {
    modifies(this);
    this.value = 1;
  }
}
export function makeCell(): Cell {
  return new Cell();
}

// --- a view that an invariant mentions
import { set, value } from "./low.ts";
import { check } from "./middle.ts";
export function f(): void {
  modifies(value);
  set(1); // FAILS K570
  check();
}
// @file middle.ts
import { set, value } from "./low.ts";
let copyOfValue: u32 = 0;
invariant(value() === copyOfValue);
export function check(): void {}
export function both(x: u32): void {
  modifies(value, copyOfValue);
  set(x);
  copyOfValue = x;
}
// @file low.ts
let state: u32 = 0;
export const value = spec((): u32 => state);
export function set(x: u32): void {
  modifies(value);
  ensures(value() === x);
  state = x;
}

// --- frames
class C {
  x: u32 = 0;
  y: u32 = 0;
}
let count: u32 = 0;
const view = spec((): u32 => count);
function a(): void {
  checked();
  count = 1; // FAILS K573
}
function b(c: C): void {
  c.x = 1; // FAILS K572
}
function c(c: C): void {
  modifies(c.x);
  checked();
  c.x = 1;
  c.y = 1; // FAILS K573
}
function d(t: FixedArray<u32, 4>, i: u32, j: u32): void {
  modifies(t[i]);
  checked();
  t[i] = 1;
  t[j] = 1; // FAILS K573
}
function e(c: C): void {
  setX(c); // FAILS K712
}
function setX(c: C): void {
  modifies(c.x);
  c.x = 1;
}
function g(): void {
  checked();
  h(); // FAILS K573
}
function h(): void {
  modifies(view);
  count = 2;
}
function i(c: C): void {
  modifies(c.y);
  checked();
  setX(c); // FAILS K573
}

// --- groups of views
let count: u32 = 0;
const view = spec((): u32 => count);
const table = spec((x: u32): int => count + x);
const generic = spec(<T>(x: T): u32 => count);
const odd = views(count); // FAILS K524
const unknown = views(view, generic); // FAILS K512
const tables = views(table);
function a(): void {
  modifies(tables);
  ensures(unchanged(tables)); // FAILS K525
  count = 1;
}
function b(): void {
  requires(unchanged(view)); // FAILS K516
  const group = views(view); // FAILS K544
}
function c(): void {
  ensures(unchanged(1)); // FAILS K513
  ensures(old(unchanged(view)) === true); // FAILS K517
}

// --- marked triggers
const positive = spec((i: int): boolean => i > 0);
const all = spec((): boolean => forall((i: int) => implies(trigger(positive(i)), i > 0), (i: int) => [positive(i)])); // FAILS K534
const alone = spec((): boolean => trigger(positive(1))); // FAILS K535

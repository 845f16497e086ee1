// Modules: imports, constants, state, views, invariants, pools.

// --- state is hidden
import { read, seen } from "./clock.ts"; // TWIN import { now, seen } from "./clock.ts"; // FAILS K101
export function twice(): u32 {
  requires(seen() < 100);
  return read() * 2; // TWIN return now * 2; // FAILS K335
}
// @file clock.ts
let now: u32 = 0;
export const seen = spec((): int => now);
export function read(): u32 {
  ensures((result: u32) => result === seen());
  return now;
}

// --- state is not exported
let now: u32 = 0; // TWIN export let now: u32 = 0; // FAILS K106
export function read(): u32 {
  return now;
}

// --- a view shows what the contracts say of it
import { seen, tick } from "./clock.ts";
export function advance(): void {
  requires(seen() < 100);
  modifies(seen);
  ensures(seen() === old(seen()) + 1); // FAILS V202
  tick();
}
// @file clock.ts
let now: u32 = 0;
export const seen = spec((): int => now);
export function tick(): void {
  requires(seen() < 1000);
  modifies(seen);
  ensures(seen() === old(seen()) + 1); // TWIN ensures(seen() > old(seen()));
  now += 1;
}

// --- the body of a view is invisible outside
import { isOdd, read } from "./clock.ts";
export function odd(): boolean {
  requires(isOdd());
  ensures((result: boolean) => result); // FAILS V202
  return read() % 2 === 1;
}
// @file clock.ts
let now: u32 = 1;
export const isOdd = spec((): boolean => now % 2 === 1);
export function read(): u32 {
  ensures((result: u32) => isOdd() === (result % 2 === 1)); // TWIN ensures((result: u32) => result >= (isOdd() ? 1 : 0));
  return now;
}

// --- other views keep their values
import { first, second, setFirst } from "./pair.ts";
export function set(): void {
  modifies(first); // TWIN modifies(first, second);
  ensures(first() === 1);
  setFirst(1);
  // TWIN assert(second() === old(second())); // FAILS V205
}
// @file pair.ts
let a: u32 = 0;
let b: u32 = 0;
export const first = spec((): int => a);
export const second = spec((): int => b);
export function setFirst(x: u32): void {
  modifies(first); // TWIN modifies(first, second);
  ensures(first() === x);
  a = x;
  // TWIN b = x;
}

// --- a view that is not named keeps its value
let a: u32 = 0;
let b: u32 = 0;
export const first = spec((): int => a);
export const sum = spec((): int => a + b);
export function setFirst(x: u32): void {
  modifies(first, sum); // TWIN modifies(first);
  ensures(first() === x);
  a = x; // TWIN a = x;
} // FAILS V207

// --- a view of a lower module is changed by its functions
import { seen, tick } from "./clock.ts";
export function advance(): void {
  modifies(seen); // TWIN
  tick(); // FAILS V207
}
// @file clock.ts
let now: u32 = 0;
export const seen = spec((): int => now);
export function tick(): void {
  modifies(seen);
  now = 1;
}

// --- a modified view has no type parameters
const row: FixedArray<u32, 4> = zeroed();
export const all = spec((): Seq<u32> => Seq.from(row));
const at = spec(<T>(value: T): int => row[0]);
export function clear(): void {
  modifies(all, row); // TWIN modifies(at); // FAILS K512
  row[0] = 0;
}

// --- a modified view reads state
let now: u32 = 0;
export const seen = spec((): int => now); // TWIN export const seen = spec((): int => 1);
export function tick(): void {
  modifies(seen); // FAILS K519
  now = 1;
}

// --- an invariant holds at boot
let used: u32 = 8; // TWIN let used: u32 = 9;
invariant(used <= 8); // FAILS V213
export function look(): u32 {
  ensures((result: u32) => result <= 8);
  return used;
}

// --- an invariant holds at return
let used: u32 = 0;
invariant(used <= 8); // FAILS V212
export function take(): void {
  modifies(used);
  if (used < 8) used += 1; // TWIN if (used <= 8) used += 1;
}

// --- an invariant is known at entry
let used: u32 = 0;
invariant(used <= 8); // TWIN invariant(used <= 9);
export function left(): u32 {
  ensures((result: u32) => result === 8 - used);
  return 8 - used; // FAILS V101
}

// --- an invariant is not known in functions that are not exported
let used: u32 = 0;
invariant(used <= 8);
function left(): u32 {
  requires(used <= 8); // TWIN
  return 8 - used; // FAILS V101
}
export function free(): u32 {
  return left();
}

// --- an invariant holds before an own exported function is called
let used: u32 = 0;
let total: u32 = 0;
invariant(used === total);
export function look(): u32 {
  ensures((result: u32) => result === total);
  return used;
}
export function take(): u32 {
  requires(used < 10);
  modifies(used, total);
  used += 1;
  total += 1; // TWIN
  const seen = look(); // FAILS V212
  // TWIN total += 1;
  return seen;
}

// --- an invariant of a lower module is not known, its lemma is
import { bounded, used } from "./slots.ts";
export function check(): void {
  bounded(); // TWIN
  assert(used() <= 8); // FAILS V205
}
// @file slots.ts
let count: u32 = 0;
invariant(count <= 8);
export const used = spec((): int => count);
export const bounded = lemma((): void => {
  ensures(used() <= 8);
});

// --- a lemma that is not exported knows no invariant
let count: u32 = 0;
invariant(count <= 8);
export const used = spec((): int => count);
export const bounded = lemma((): void => { // TWIN const bounded = lemma((): void => {
  ensures(used() <= 8); // FAILS V202
});

// --- an invariant over a lower view
import { seen, tick } from "./clock.ts";
let mine: u32 = 0;
invariant(mine === seen()); // FAILS V212
export function both(): void {
  requires(mine < 100);
  modifies(mine, seen);
  tick();
  mine += 1; // TWIN
}
// @file clock.ts
let now: u32 = 0;
export const seen = spec((): int => now);
export function tick(): void {
  requires(seen() < 1000);
  modifies(seen);
  ensures(seen() === old(seen()) + 1);
  now += 1;
}

// --- a view that an invariant mentions is not changed from elsewhere
import { both, copied } from "./middle.ts";
import { seen, tick } from "./clock.ts";
export function advance(): void {
  requires(seen() < 100);
  modifies(seen, copied);
  both(); // TWIN tick(); // FAILS K570
}
// @file middle.ts
import { seen, tick } from "./clock.ts";
let mine: u32 = 0;
invariant(mine === seen());
export const copied = spec((): int => mine);
export function both(): void {
  requires(seen() < 100);
  modifies(seen, copied);
  tick();
  mine += 1;
}
// @file clock.ts
let now: u32 = 0;
export const seen = spec((): int => now);
export function tick(): void {
  requires(seen() < 1000);
  modifies(seen);
  ensures(seen() === old(seen()) + 1);
  now += 1;
}

// --- imports are acyclic
import { low } from "./low.ts"; // TWIN import { low } from "./low.ts"; // FAILS K104
export function high(): u32 {
  return low();
}
// @file low.ts
// TWIN import { high } from "./main.ts";
export function low(): u32 {
  return 1; // TWIN return high();
}

// --- imports are relative
import { low } from "./low.ts"; // TWIN import { low } from "low"; // FAILS K103
export function high(): u32 {
  return low(); // TWIN return 1;
}
// @file low.ts
export function low(): u32 {
  return 1;
}

// --- imported files exist
import { low } from "./low.ts"; // TWIN import { low } from "./lower.ts"; // FAILS K102
export function high(): u32 {
  return low(); // TWIN return 1;
}
// @file low.ts
export function low(): u32 {
  return 1;
}

// --- imports are named
import { low } from "./low.ts"; // TWIN import * as lower from "./low.ts"; // FAILS K108
export function high(): u32 {
  return low(); // TWIN return 1;
}
// @file low.ts
export function low(): u32 {
  return 1;
}

// --- exports are of what is declared here
import { low } from "./low.ts";
function high(): u32 {
  return low();
}
export { high }; // TWIN export * from "./low.ts"; // FAILS K109
// @file low.ts
export function low(): u32 {
  return 1;
}

// --- nothing runs at the top
let now: u32 = 1;
// TWIN now += 1; // FAILS K105
export function read(): u32 {
  return now;
}

// --- constants are known before anything runs
function size(): u32 {
  return 8;
}
const SIZE: u32 = 8; // TWIN const SIZE: u32 = size(); // FAILS K111
export function isFull(): boolean {
  return size() === SIZE;
}

// --- constants do not depend on themselves
const A: u32 = 1; // TWIN const A: u32 = B; // FAILS K113
const B: u32 = A + 1;
export function two(): u32 {
  return B;
}

// --- an untyped constant takes the type of its context
const SIZE = 200; // TWIN const SIZE = 300;
export function sizes(): u64 {
  const small: u8 = SIZE; // FAILS K304
  const large: u64 = SIZE;
  return large + u64.from(small);
}

// --- a typed constant has its type
const SIZE: u8 = 200;
export function size(): u64 {
  return u64.from(SIZE); // TWIN return SIZE; // FAILS K306
}

// --- constants are computed exactly
const PAGE = 1 << 12;
const LAST = 16 * PAGE - 1; // TWIN const LAST = 16 * PAGE;
export function last(): u16 {
  ensures((result: u16) => result === 0xffff);
  return LAST; // FAILS K304
}

// --- state of record type is a const
class Counter {
  count: u32 = 0;
}
const counter: Counter = new Counter(); // TWIN let counter: Counter = new Counter(); // FAILS K114
export function count(): u32 {
  return counter.count;
}

// --- a declaration has a name
export function one(): u32 { // TWIN export default function (): u32 { // FAILS K117
  return 1;
}

// --- names are declared
const LIMIT = 5;
export function limit(): u32 {
  return LIMIT; // TWIN return LIMITS; // FAILS K335
}

// --- a frame is in the pool that is asked
class Thread {
  state: u32 = 0;
}
const threads: Pool<Thread> = pool();
export function state(f: u32): u32 {
  requires(threads.owned().has(f)); // TWIN
  return threads.at(f).state; // FAILS V107
}

// --- a frame moves from the pool that owns it
class Page {
  word: u32 = 0;
}
class Thread {
  state: u32 = 0;
}
const free: Pool<Page> = frames(64);
const threads: Pool<Thread> = pool();
export function create(f: u32): void {
  requires(free.owned().has(f)); // TWIN requires(f < 64);
  modifies(free, threads);
  ensures(threads.owned().has(f));
  retype(free, f, threads); // FAILS V107
}

// --- a frame that moved is zero
class Page {
  word: u32 = 0;
}
class Thread {
  state: u32 = 7;
}
const free: Pool<Page> = frames(64);
const threads: Pool<Thread> = pool();
export function create(f: u32): void {
  requires(free.owned().has(f));
  modifies(free, threads);
  ensures(threads.at(f).state === 0); // TWIN ensures(threads.at(f).state === 7); // FAILS V202
  retype(free, f, threads);
}

// --- a frame is in one pool
class Page {
  word: u32 = 0;
}
const free: Pool<Page> = frames(64);
const used: Pool<Page> = pool();
export function take(f: u32, g: u32): void {
  requires(free.owned().has(f) && used.owned().has(g));
  modifies(free, used);
  ensures(!free.owned().has(f) && used.owned().has(g)); // TWIN ensures(free.owned().has(f)); // FAILS V202
  retype(free, f, used);
}

// --- both pools of a retype may be modified
class Page {
  word: u32 = 0;
}
const free: Pool<Page> = frames(64);
const used: Pool<Page> = pool();
export function take(f: u32): void {
  requires(free.owned().has(f));
  modifies(free, used); // TWIN modifies(free);
  retype(free, f, used); // FAILS V207
}

// --- the frames at boot
class Page {
  word: u32 = 0;
}
const free: Pool<Page> = frames(64);
invariant(forall((f: u32) => implies(f < 64, free.owned().has(f)))); // TWIN invariant(forall((f: u32) => implies(f <= 64, free.owned().has(f)))); // FAILS V213
export function first(): u32 {
  return free.at(0).word;
}

// --- a number of frames
class Page {
  word: u32 = 0;
}
const free: Pool<Page> = frames(64); // TWIN const free: Pool<Page> = frames(0); // FAILS K116
export function size(): u32 {
  return 64;
}

// --- state and frames fit a memory
class Page {
  word: u32 = 0;
}
const row: FixedArray<u64, 262144> = zeroed();
const free: Pool<Page> = frames(1048000); // TWIN const free: Pool<Page> = frames(1048576); // FAILS K123
export function first(): u64 {
  return row[0];
}

// --- one pool owns all frames at boot
class Page {
  word: u32 = 0;
}
const free: Pool<Page> = frames(64);
const used: Pool<Page> = pool(); // TWIN const used: Pool<Page> = frames(8); // FAILS K119
export function size(): u32 {
  return 64;
}

// --- an object fits its frame
class Page {
  bytes: FixedArray<u8, 4096> = zeroed(); // TWIN bytes: FixedArray<u8, 4097> = zeroed();
}
const free: Pool<Page> = frames(64); // FAILS K120
export function size(): u32 {
  return 64;
}

// --- pools hold records
class Page {
  word: u32 = 0;
}
const free: Pool<Page> = frames(64); // TWIN const free: Pool<u32> = frames(64); // FAILS K211
export function size(): u32 {
  return 64;
}

// --- pools have makers
class Page {
  word: u32 = 0;
}
const free: Pool<Page> = pool(); // TWIN const free: Pool<Page> = zeroed(); // FAILS K115
export function size(): u32 {
  return 64;
}

// --- pools are module state
class Page {
  word: u32 = 0;
}
class Table {
  pages: FixedArray<u32, 4> = zeroed(); // TWIN pages: Pool<Page> = pool(); // FAILS K213
}
const free: Pool<Page> = frames(64);
export function first(table: Table): u32 {
  return 64;
}

// --- a pool is passed to a function
class Page {
  word: u32 = 0;
}
class Thread {
  state: u32 = 7;
}
const free: Pool<Page> = frames(64);
const threads: Pool<Thread> = pool();
function take(f: u32, to: Pool<Thread>): void {
  requires(free.owned().has(f));
  modifies(free, to);
  ensures(to.owned().has(f) && to.at(f).state === 0); // TWIN ensures(to.owned().has(f));
  retype(free, f, to);
}
export function create(f: u32): void {
  requires(free.owned().has(f));
  modifies(free, threads);
  ensures(threads.at(f).state === 0); // FAILS V202
  take(f, threads);
}

// --- a function names the pool that it is passed
class Page {
  word: u32 = 0;
}
const free: Pool<Page> = frames(64);
const used: Pool<Page> = pool();
function take(f: u32, to: Pool<Page>): void {
  requires(free.owned().has(f));
  modifies(free, to); // TWIN modifies(free);
  retype(free, f, to); // FAILS K572
}
export function use(f: u32): void {
  requires(free.owned().has(f));
  modifies(free, used);
  take(f, used);
}

// --- two pools in a call are two
class Page {
  word: u32 = 0;
}
const free: Pool<Page> = frames(64);
const used: Pool<Page> = pool();
function move(f: u32, from: Pool<Page>, to: Pool<Page>): void {
  requires(from.owned().has(f));
  modifies(from, to);
  ensures(to.owned().has(f) && !from.owned().has(f));
  retype(from, f, to);
}
export function use(f: u32): void {
  requires(free.owned().has(f));
  modifies(free, used);
  move(f, free, used); // TWIN move(f, free, free); // FAILS K710
}

// --- retype takes pools
class Page {
  word: u32 = 0;
}
const free: Pool<Page> = frames(64);
const used: Pool<Page> = pool();
const page: Page = new Page();
export function take(f: u32): void {
  requires(free.owned().has(f));
  modifies(free, used);
  retype(free, f, used); // TWIN retype(free, f, page); // FAILS K415
}

// --- a view with parameters changes for all of them
import { at, put } from "./row.ts";
export function set(): void {
  requires(at(2) === 5);
  modifies(at);
  ensures(at(2) === 5); // FAILS V202
  put(1, 7);
}
// @file row.ts
const row: FixedArray<u32, 4> = zeroed();
export const at = spec((i: int): int => row[i]);
export function put(i: u32, x: u32): void {
  requires(i < 4);
  modifies(at);
  ensures(at(i) === x);
  ensures(forall((j: int) => implies(0 <= j && j < 4 && j !== i, at(j) === old(at(j))))); // TWIN
  row[i] = x;
}

// --- methods are exported with their class
import { make } from "./counter.ts";
export function use(): u32 {
  const counter = make();
  return counter.read(); // FAILS K571
}
// @file counter.ts
export class Counter { // TWIN class Counter {
  count: u32 = 0;
  read(): u32 {
    return this.count;
  }
}
export function make(): Counter {
  return new Counter();
}

// --- methods of an exported class keep the invariants
let total: u32 = 0;
invariant(total <= 100); // FAILS V212
export class Counter {
  count: u32 = 0;
  add(): void {
    modifies(total);
    if (total < 100) total += 1; // TWIN if (total <= 100) total += 1;
  }
}

// --- opaque functions are revealed at boot
const limit = opaque((): int => 8); // TWIN const limit = opaque((): int => -1);
let used: u32 = 0;
invariant(used <= limit()); // FAILS V213
export function isEmpty(): boolean {
  return used === 0;
}

// --- a view has no type parameters
import { row } from "./low.ts";
export function first(): void {
  assert(row(0) === row(0)); // TWIN assert(row(true) === row(true));
}
// @file low.ts
let total: u32 = 0;
export const row = spec((at: int): int => total + at); // TWIN export const row = spec(<T>(at: T): int => total); // FAILS K574

// Ghost code, checked functions, generics, empty proofs.

// --- code does not read ghost variables
export function id(a: u32): u32 {
  ensures((result: u32) => result === a);
  const before = ghost(a);
  assert(before === a);
  return a; // TWIN return before; // FAILS K601
}

// --- code does not call specification functions
const half = spec((a: u32): int => a / 2);
export function halved(a: u32): u32 {
  ensures((result: u32) => result === half(a));
  return a / 2; // TWIN return u32.from(half(a)); // FAILS K604
}

// --- code has no quantifiers
export function isEmpty(row: FixedArray<u8, 2>): boolean {
  ensures((result: boolean) => result === forall((i: int) => implies(0 <= i && i < 2, row[i] === 0)));
  return row[0] === 0 && row[1] === 0; // TWIN return forall((i: int) => implies(0 <= i && i < 2, row[i] === 0)); // FAILS K607
}

// --- code does not decide by ghost values
export function id(a: u32, n: int): u32 {
  let result: u32 = a;
  if (a > 3) result = 3; // TWIN if (n > 3) result = 3; // FAILS K611
  return result;
}

// --- ghost code does not return
export function id(a: u32, n: int): u32 {
  if (n > 3) assert(n > 2); // TWIN if (n > 3) return 3; // FAILS K610
  return a;
}

// --- ghost code does not leave a loop
export function rounds(a: u32, n: int): u32 {
  let i: u32 = 0;
  while (i < a) {
    i += 1;
    if (n > 3) assert(n > 2); // TWIN if (n > 3) break; // FAILS K610
  }
  return i;
}

// --- ghost fields of records
class Queue {
  head: u32 = 0;
  items: Seq<u32> = Seq.empty();
}
export function head(queue: Queue): u32 {
  requires(queue.items.length === queue.head);
  ensures((result: u32) => result === queue.items.length);
  return queue.head; // TWIN return u32.from(queue.items.length); // FAILS K602
}

// --- ghost fields are changed by code that names them
class Queue {
  head: u32 = 0;
  items: Seq<u32> = Seq.empty();
}
export function push(queue: Queue, x: u32): void {
  requires(queue.head < 100 && queue.items.length === queue.head);
  modifies(queue);
  ensures(queue.items.length === queue.head); // FAILS V202
  queue.head += 1;
  queue.items = queue.items.push(x); // TWIN
}

// --- ghost state
let total: int = 0;
let low: u8 = 0;
invariant(low === total % 256); // FAILS V212
invariant(total >= 0);
export function tick(): void {
  modifies(total, low);
  ensures(total === old(total) + 1);
  low = u8.wrappingAdd(low, 1); // TWIN
  total = total + 1;
}

// --- ghost variables follow a loop
export function rounds(n: u32): void {
  let seen: Seq<u32> = Seq.empty();
  for (let i: u32 = 0; i < n; i += 1) {
    invariant(seen.length === i); // FAILS V204
    seen = seen.push(i); // TWIN if (i > 5) seen = seen.push(i);
  }
}

// --- a ghost loop has a measure
export function counted(n: int): void {
  let i: int = 0;
  while (i < n) {
    decreases(n - i); // TWIN decreases(n); // FAILS V208
    i = i + 1;
  }
}

// --- ghost collections are no results
export function first(row: FixedArray<u32, 4>): u32 { // TWIN export function first(row: FixedArray<u32, 4>): Seq<u32> { // FAILS K608
  return row[0]; // TWIN return Seq.from(row);
}

// --- ghost gives a variable its value
export function id(a: u32): u32 {
  const b = ghost(a);
  assert(b === a);
  let c: u32 = 0;
  c = a; // TWIN c = ghost(a); // FAILS K606
  return c;
}

// --- exact arithmetic in ghost code
export function next(a: u32): void {
  let b: int = 0;
  b = a + 1; // TWIN let c: u32 = ghost(a);
  // TWIN c += 1; // FAILS K409
  assert(b > a); // TWIN
}

// --- memory is not retyped by ghost code
class Page {
  word: u32 = 0;
}
const free: Pool<Page> = frames(4);
const used: Pool<Page> = pool();
export function take(f: u32, n: int): void {
  requires(free.owned().has(f));
  modifies(free, used);
  retype(free, f, used); // TWIN if (n > 0) retype(free, f, used); // FAILS K609
}

// --- specification types are not in memory
class Log {
  entries: Seq<u32> = Seq.empty(); // TWIN entries: FixedArray<int, 4> = zeroed(); // FAILS K212
  used: u32 = 0;
}
export function used(log: Log): u32 {
  return log.used;
}

// --- a checked function owes no proof
export function ratio(a: u32, b: u32): u32 {
  checked(); // TWIN
  return a / b; // FAILS V102
}

// --- callers rely on what a checked function tests
function ratio(a: u32, b: u32): u32 {
  ensures((result: u32) => result <= a); // TWIN
  checked();
  return a / b;
}
export function use(): u32 {
  ensures((result: u32) => result <= 10); // FAILS V202
  return ratio(10, 2);
}

// --- a verified caller proves the precondition of a checked function
function ratio(a: u32, b: u32): u32 {
  requires(b !== 0);
  checked();
  return a / b;
}
export function use(b: u32): u32 {
  requires(b > 0); // TWIN
  return ratio(10, b); // FAILS V201
}

// --- the contract of a checked function is executable
export function first(row: FixedArray<u8, 2>): u8 {
  requires(row[0] > 0 && row[1] > 0); // TWIN requires(forall((i: int) => row[i] > 0)); // FAILS K560
  checked();
  return row[0];
}

// --- so is what it calls
function first(row: FixedArray<u8, 2>): u8 {
  requires(row[0] > 0); // TWIN requires(forall((i: int) => row[i] > 0));
  return row[0];
}
export function use(row: FixedArray<u8, 2>): u8 {
  checked();
  return first(row); // FAILS K561
}

// --- nor is there a test of the frames that a pool owns
class Thread {
  state: u32 = 0;
}
const threads: Pool<Thread> = frames(4);
export function state(f: u32): u32 {
  requires(threads.owned().has(f)); // TWIN
  // TWIN checked();
  return threads.at(f).state; // FAILS K563
}

// --- a checked function names what it changes
let now: u32 = 0;
export function tick(): void {
  modifies(now); // TWIN
  checked();
  now += 1; // FAILS K573
}

// --- also through what it calls, in its own names
const row: FixedArray<u32, 8> = zeroed();
function clear(i: u32): void {
  requires(i < 8);
  modifies(row[i]);
  row[i] = 0;
}
export function clearThis(i: u32): void {
  requires(i < 7);
  modifies(row[i]);
  checked();
  clear(i); // TWIN clear(i + 1); // FAILS K573
}

// --- a checked function may not end
export function spin(a: u32): u32 {
  checked(); // TWIN
  let i: u32 = a;
  while (i !== 0) { // FAILS K433
    i = i / 2;
  }
  return i;
}

// --- a generic function is proved for each length
function last<N extends number>(row: FixedArray<u8, N>): u8 {
  return row[3]; // FAILS V106
}
export function use(a: FixedArray<u8, 4>, b: FixedArray<u8, 8>): u8 { // TWIN export function use(a: FixedArray<u8, 3>, b: FixedArray<u8, 8>): u8 {
  return last(a) > 0 ? last(a) : last(b);
}

// --- the length is a value
function last<N extends number>(row: FixedArray<u8, N>): u8 {
  ensures((result: u8) => result === row[row.length - 1]); // TWIN ensures((result: u8) => result === row[0]); // FAILS V202
  return row[row.length - 1];
}
export function use(a: FixedArray<u8, 4>): u8 {
  return last(a);
}

// --- a length is no type
function first<N extends number>(row: FixedArray<u8, N>, i: u32): u8 { // TWIN function first<N extends number>(row: FixedArray<u8, N>, i: N): u8 { // FAILS K209
  return row[0];
}
export function use(a: FixedArray<u8, 4>): u8 {
  return first(a, 1); // TWIN return first(a, 4);
}

// --- generic classes
class Box<T> {
  value: T = zeroed();
  full: boolean = false;
}
export function open(box: Box<u32>): u32 { // TWIN export function open(box: Box): u32 { // FAILS K210
  ensures((result: u32) => result === box.value); // TWIN
  return box.value; // TWIN return 0;
}

// --- generic records keep their types
type Pair<A, B> = { first: A; second: B };
export function second(pair: Pair<u32, u8>): u8 {
  return pair.second; // TWIN return pair.first; // FAILS K306
}

// --- generic methods
class Box<T> {
  value: T = zeroed();
  put(value: T): void {
    modifies(this);
    ensures(this.value === value); // TWIN
    this.value = value;
  }
}
export function fill(box: Box<u32>): u32 {
  modifies(box);
  ensures((result: u32) => result === 4); // FAILS V202
  box.put(4);
  return box.value;
}

// --- generic specification functions
const same = spec(<T>(a: T, b: T): boolean => a === b);
export function use(a: u32): void {
  requires(a < 10);
  assert(same<u32>(a, a)); // TWIN assert(same<u32>(a, 9)); // FAILS V205
}

// --- type arguments are inferred from arguments or given
function make<T>(): T {
  return zeroed<T>();
}
export function use(): u32 {
  const a = make<u32>(); // TWIN const a = make(); // FAILS K801
  return a; // TWIN return 0;
}

// --- instances end
type Wrap<T> = { value: T };
function endless<T>(n: u32): u32 {
  decreases(n);
  return n === 0 ? 0 : endless<T>(n - 1); // TWIN return n === 0 ? 0 : endless<Wrap<T>>(n - 1); // FAILS K802
}
export function use(): u32 {
  return endless<u8>(3);
}

// --- preconditions can hold together
export function few(a: u32): u32 {
  requires(a > 3); // FAILS V301
  requires(a < 10); // TWIN requires(a < 3);
  return a;
}

// --- branches can be reached
export function grade(a: u32): u32 {
  requires(a <= 100);
  if (a > 90) return 1; // TWIN if (a > 100) return 1; // FAILS V302
  return 2;
}

// --- a case that cannot be is said to be unreachable
enum Mode {
  Read,
  Write,
}
export function bits(mode: Mode): u32 {
  if (mode === Mode.Read) return 4;
  if (mode === Mode.Write) return 2;
  unreachable(); // TWIN return 0; // FAILS V302
}

// --- a contradiction in a trusted contract is noticed
function magic(a: u32): u32 {
  ensures((result: u32) => result > a); // TWIN ensures((result: u32) => result > a && result < a); // FAILS V301
  trusted("measured");
  return a;
}
export function use(): u32 {
  const b = magic(1); // FAILS V302
  return b;
}

// --- a postcondition says something
export function capped(a: u32): u32 {
  ensures((result: u32) => result <= 100); // TWIN ensures((result: u32) => result >= 0); // FAILS V303
  return a > 100 ? 100 : a;
}

// --- a postcondition about what is not changed says nothing
let now: u32 = 0;
let other: u32 = 0;
export function tick(): void {
  modifies(now);
  ensures(now === old(other)); // TWIN ensures(other === old(other)); // FAILS V303
  now = other;
}

// --- a checked function names the views that it changes
import { set, view } from "./low.ts";
export function tick(): void {
  modifies(view); // TWIN
  checked();
  set(1); // FAILS K573
}
// @file low.ts
let total: u32 = 0;
export const view = spec((): u32 => total);
export function set(value: u32): void {
  modifies(total);
  ensures(view() === value);
  total = value;
}

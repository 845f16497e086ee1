// Contracts, calls, places and references.

// --- a caller owes the precondition
function half(a: u32): u32 {
  requires(a % 2 === 0);
  ensures((result: u32) => result * 2 === a);
  return a / 2;
}
export function quarter(a: u32): u32 {
  requires(a % 4 === 0); // TWIN requires(a % 2 === 0);
  ensures((result: u32) => result * 4 === a); // TWIN ensures((result: u32) => result * 4 <= a);
  return half(half(a)); // FAILS V201
}

// --- a caller knows the contract, not the body
function next(a: u32): u32 {
  requires(a < 100);
  ensures((result: u32) => result === a + 1); // TWIN ensures((result: u32) => result > a);
  return a + 1;
}
export function two(): u32 {
  ensures((result: u32) => result === 2); // FAILS V202
  return next(1);
}

// --- each return owes the postcondition
export function clamp(a: i32): i32 {
  ensures((result: i32) => 0 <= result && result <= 100);
  if (a < 0) return 0;
  if (a > 100) return 100; // TWIN if (a > 101) return 100;
  return a; // FAILS V202
}

// --- conjuncts are reported one by one
export function clamp(a: i32): i32 {
  ensures((result: i32) => 0 <= result); // TWIN ensures((result: i32) => 0 < result); // FAILS V202
  ensures((result: i32) => result <= 100);
  if (a < 0) return 0;
  if (a > 100) return 100;
  return a;
}

// --- arguments are evaluated left to right
let clock: u32 = 0;
function tick(): u32 {
  requires(clock < 1000);
  modifies(clock);
  ensures((result: u32) => result === old(clock) && clock === old(clock) + 1);
  clock += 1;
  return clock - 1;
}
function difference(a: u32, b: u32): u32 {
  requires(a <= b); // TWIN requires(b <= a); // FAILS V201
  ensures((result: u32) => result === b - a); // TWIN ensures((result: u32) => result === a - b);
  return b - a; // TWIN return a - b;
}
export function step(): u32 {
  requires(clock < 500);
  modifies(clock);
  return difference(tick(), tick());
}

// --- a call behind && may not happen
let calls: u32 = 0;
function count(): boolean {
  requires(calls < 10);
  modifies(calls);
  ensures((result: boolean) => result && calls === old(calls) + 1);
  calls += 1;
  return true;
}
export function both(a: boolean): boolean {
  requires(calls === 0);
  modifies(calls);
  ensures((result: boolean) => calls === (a ? 1 : 0)); // TWIN ensures((result: boolean) => calls === 1); // FAILS V202
  return a && count();
}

// --- what modifies does not name is unchanged
let clock: u32 = 0;
let other: u32 = 0;
function tick(): void {
  requires(clock < 1000);
  modifies(clock); // TWIN modifies(clock, other);
  clock += 1;
}
export function kept(): u32 {
  requires(clock < 1000 && other === 7);
  modifies(clock); // TWIN modifies(clock, other);
  ensures((result: u32) => result === 7); // FAILS V202
  tick();
  return other;
}

// --- state is changed where modifies names it
let clock: u32 = 0;
let other: u32 = 0;
export function reset(): void {
  modifies(clock, other); // TWIN modifies(clock);
  clock = 0;
  other = 0; // FAILS V207
}

// --- a field is changed where modifies names it
class Point {
  x: u32 = 0;
  y: u32 = 0;
}
export function reset(point: Point): void {
  modifies(point.x, point.y); // TWIN modifies(point.x);
  point.x = 0;
  point.y = 0; // FAILS V207
}

// --- an element is changed where modifies names it
export function reset(row: FixedArray<u32, 8>, i: u32): void {
  requires(i < 7);
  modifies(row[i]); // TWIN modifies(row[i + 1]);
  row[i] = 0; // FAILS V207
}

// --- indices in modifies are evaluated at entry
let cursor: u32 = 0;
const row: FixedArray<u32, 8> = zeroed();
export function push(value: u32): void {
  requires(cursor < 7);
  modifies(cursor, row[cursor]);
  row[cursor] = value; // TWIN
  cursor += 1;
  // TWIN row[cursor] = value; // FAILS V207
}

// --- what a callee changes is changed
class Point {
  x: u32 = 0;
  y: u32 = 0;
}
function setX(point: Point): void {
  modifies(point.x);
  point.x = 1;
}
export function call(point: Point): void {
  modifies(point.x); // TWIN modifies(point.y);
  setX(point); // FAILS V207
}

// --- a reference that modifies does not name is unchangeable
class Point {
  x: u32 = 0;
}
function setX(point: Point): void {
  modifies(point.x);
  point.x = 1;
}
export function call(point: Point): void {
  modifies(point); // TWIN
  setX(point); // FAILS K712
}

// --- old is the value at entry
let clock: u32 = 0;
export function tick(): u32 {
  requires(clock < 1000);
  modifies(clock);
  ensures((result: u32) => result === old(clock)); // TWIN ensures((result: u32) => result === clock); // FAILS V202
  clock += 1;
  return clock - 1;
}

// --- old of an element at an index that changes
let cursor: u32 = 0;
const row: FixedArray<u32, 8> = zeroed();
export function pop(): u32 {
  requires(cursor < 7);
  modifies(cursor);
  ensures((result: u32) => result === row[old(cursor)]); // TWIN ensures((result: u32) => result === row[cursor]); // FAILS V202
  cursor += 1;
  return row[cursor - 1];
}

// --- old has no meaning in requires
let clock: u32 = 0;
export function late(): boolean {
  requires(clock > 5); // TWIN requires(old(clock) > 5); // FAILS K516
  ensures((result: boolean) => result);
  return clock > 3;
}

// --- old in a loop invariant is the value at entry
let clock: u32 = 0;
export function advance(n: u32): void {
  requires(clock < 1000 && n < 1000);
  modifies(clock);
  ensures(clock === old(clock) + n);
  for (let i: u32 = 0; i < n; i += 1) {
    invariant(i <= n && clock === old(clock) + i); // TWIN invariant(i <= n && clock === old(clock) + n); // FAILS V203
    clock += 1; // TWIN
  }
}

// --- a local that changes did not exist at entry
export function bump(row: FixedArray<u32, 4>): void {
  requires(row[0] < 10);
  modifies(row);
  let i: u32 = 1;
  i = 0;
  row[0] += 1;
  assert(row[i] === old(row)[i] + 1); // TWIN assert(row[i] === old(row[i]) + 1); // FAILS K515
}

// --- the result did not exist at entry
let clock: u32 = 0;
export function read(): u32 {
  ensures((result: u32) => result === old(clock)); // TWIN ensures((result: u32) => old(result === clock)); // FAILS K518
  return clock;
}

// --- old does not nest
let clock: u32 = 0;
export function read(): u32 {
  ensures((result: u32) => result === old(clock)); // TWIN ensures((result: u32) => result === old(old(clock))); // FAILS K517
  return clock;
}

// --- a recursion ends
export function depth(n: u32): u32 {
  ensures((result: u32) => result === 0);
  decreases(n);
  if (n === 0) return 0;
  return depth(n - 1); // TWIN return depth(n); // FAILS V209
}

// --- a recursion has a measure
export function depth(n: u32): u32 { // TWIN export function depth(n: u32): u32 { // FAILS K550
  ensures((result: u32) => result === 0);
  decreases(n); // TWIN
  if (n === 0) return 0;
  return depth(n - 1);
}

// --- a recursion through another function ends
export function isEven(n: u32): boolean {
  ensures((result: boolean) => result === (n % 2 === 0));
  decreases(n);
  return n === 0 ? true : isOdd(n - 1); // TWIN return isOdd(n); // FAILS V209
}
function isOdd(n: u32): boolean {
  ensures((result: boolean) => result === (n % 2 === 1));
  decreases(n);
  return n === 0 ? false : isEven(n - 1);
}

// --- a lexicographic measure
export function ackermann(m: u8, n: u8): u32 {
  ensures((result: u32) => result <= 1);
  decreases(m, n); // TWIN decreases(n, m);
  if (m === 0) return 1;
  if (n === 0) return ackermann(m - 1, 255); // FAILS V209
  return ackermann(m, n - 1);
}

// --- a measure is an integer
export function depth(n: u32, last: boolean): u32 {
  decreases(n); // TWIN decreases(last); // FAILS K511
  if (n === 0 || last) return 0;
  return depth(n - 1, last);
}

// --- a trusted contract is believed
function magic(a: u32): u32 {
  ensures((result: u32) => result === a); // TWIN ensures((result: u32) => result <= a);
  trusted("measured");
  return a ^ 0;
}
export function use(): u32 {
  ensures((result: u32) => result === 9); // FAILS V202
  return magic(9);
}

// --- trusted has a reason
function magic(a: u32): u32 {
  ensures((result: u32) => result === a);
  trusted("measured"); // TWIN trusted(""); // FAILS K501
  return a;
}
export function use(): u32 {
  return magic(9);
}

// --- a machine function's contract is an axiom
export const readPort = machine("read_port", (port: u16): u32 => {
  requires(port < 1024);
  ensures((result: u32) => result <= 255);
  unreachable();
});
export function status(port: u16): u8 {
  requires(port < 1024); // TWIN requires(port <= 1024);
  return u8.from(readPort(port)); // FAILS V201
}

// --- what a machine function does not promise is not known
export const readPort = machine("read_port", (port: u16): u32 => {
  ensures((result: u32) => result <= 255); // TWIN ensures((result: u32) => result <= 256);
  unreachable();
});
export function status(port: u16): u8 {
  return u8.from(readPort(port)); // FAILS V104
}

// --- a machine function has no body
export const readPort = machine("read_port", (port: u16): u32 => {
  unreachable(); // TWIN return 0; // FAILS K805
});
export function status(): u32 {
  return readPort(3);
}

// --- a machine function has one result
class Reply {
  value: u32 = 0;
}
const ask = machine("ask", (reply: Reply): void => { // TWIN const ask = machine("ask", (): Reply => { // FAILS K806
  modifies(reply); // TWIN
  unreachable(); // TWIN unreachable();
});
export function status(): u32 {
  const reply = new Reply(); // TWIN const reply = ask();
  ask(reply); // TWIN
  return reply.value;
}

// --- a clause stands at the head
export function half(a: u32): u32 {
  requires(a % 2 === 0); // TWIN const b = a / 2;
  ensures((result: u32) => result * 2 === a); // TWIN requires(a % 2 === 0); // FAILS K500
  return a / 2;
}

// --- clauses have an order
export function half(a: u32): u32 {
  requires(a % 2 === 0); // TWIN ensures((result: u32) => result <= a);
  ensures((result: u32) => result <= a); // TWIN requires(a % 2 === 0); // FAILS K502
  return a / 2;
}

// --- modifies stands once
let clock: u32 = 0;
let other: u32 = 0;
export function reset(): void {
  modifies(clock, other); // TWIN modifies(clock);
  // TWIN modifies(other); // FAILS K503
  clock = 0;
  other = 0;
}

// --- the parameter of ensures has the result's type
export function one(): u32 {
  ensures((result: u32) => result === 1); // TWIN ensures((result: u64) => result === 1); // FAILS K506
  return 1;
}

// --- the parameter of ensures has a type
export function one(): u32 {
  ensures((result: u32) => result === 1); // TWIN ensures((result) => result === 1); // FAILS K507
  return 1;
}

// --- ensures takes an expression
export function one(): u32 {
  ensures((result: u32) => result === 1); // TWIN ensures((result: u32) => { return result === 1; }); // FAILS K505
  return 1;
}

// --- a function has a result type
export function one(): u32 { // TWIN export function one() { // FAILS K509
  return 1;
}

// --- parameters have no default
export function one(a: u32): u32 { // TWIN export function one(a: u32 = 1): u32 { // FAILS K508
  return a;
}

// --- modifies names places
let clock: u32 = 0;
export function reset(): void {
  modifies(clock); // TWIN modifies(clock + 1); // FAILS K513
  clock = 0;
}

// --- modifies names no values
class Point {
  x: u32 = 0;
}
export function set(point: Point, x: u32): void {
  modifies(point); // TWIN modifies(point, x); // FAILS K514
  point.x = x;
}

// --- a name of a place
class Entry {
  key: u32 = 0;
}
const table: FixedArray<Entry, 4> = zeroed();
export function set(i: u32): u32 {
  requires(i < 4);
  modifies(table[i]);
  ensures((result: u32) => result === 5); // FAILS V202
  const entry = table[i]; // TWIN const entry = copy(table[i]);
  entry.key = 5;
  return table[i].key;
}

// --- the index of a name is evaluated once
const table: FixedArray<FixedArray<u32, 2>, 4> = zeroed();
export function set(): u32 {
  modifies(table);
  ensures((result: u32) => result === 5); // FAILS V202
  let i: u32 = 1;
  const entry = table[i];
  i = 2;
  entry[0] = 5;
  return table[1][0]; // TWIN return table[i][0];
}

// --- a record is stored by copy
class Entry {
  key: u32 = 0;
}
const table: FixedArray<Entry, 4> = zeroed();
export function move(): void {
  modifies(table);
  ensures(table[0] === old(table[1]));
  table[0] = copy(table[1]); // TWIN table[0] = table[1]; // FAILS K701
}

// --- a copy does not change with its source
class Entry {
  key: u32 = 0;
}
export function saved(entry: Entry): u32 {
  requires(entry.key === 3);
  modifies(entry);
  ensures((result: u32) => result === 3); // FAILS V202
  const before = copy(entry); // TWIN const before = entry;
  entry.key = 4;
  return before.key;
}

// --- a parameter is not returned
class Entry {
  key: u32 = 0;
}
export function same(entry: Entry): Entry {
  ensures((result: Entry) => result === entry);
  return copy(entry); // TWIN return entry; // FAILS K701
}

// --- a name of a place does not move
class Entry {
  key: u32 = 0;
}
const table: FixedArray<Entry, 4> = zeroed();
export function key(): u32 {
  const entry = table[0]; // TWIN let entry = table[0]; // FAILS K703
  return entry.key;
}

// --- a name stands for one place
class Entry {
  key: u32 = 0;
}
const table: FixedArray<Entry, 4> = zeroed();
export function key(second: boolean): u32 {
  const entry = copy(table[second ? u32.from(1) : u32.from(0)]); // TWIN const entry = second ? table[1] : table[0]; // FAILS K701
  return entry.key;
}

// --- the place is assigned, not its name
class Entry {
  key: u32 = 0;
}
const table: FixedArray<Entry, 4> = zeroed();
export function clear(): void {
  modifies(table);
  ensures(table[0].key === 0);
  const entry = table[0];
  entry.key = 0; // TWIN entry = new Entry(); // FAILS K705
}

// --- two references do not overlap
class Cell {
  value: u32 = 0;
}
const cells: FixedArray<Cell, 4> = zeroed();
function move(from: Cell, to: Cell): void {
  modifies(to);
  ensures(to.value === from.value);
  to.value = from.value;
}
export function shift(): void {
  modifies(cells);
  ensures(cells[1] === cells[0]); // TWIN
  move(cells[0], cells[1]); // TWIN move(cells[1], cells[1]); // FAILS K710
}

// --- that elements are apart is proved
class Cell {
  value: u32 = 0;
}
const cells: FixedArray<Cell, 4> = zeroed();
function move(from: Cell, to: Cell): void {
  modifies(to);
  ensures(to.value === from.value);
  to.value = from.value;
}
export function shift(i: u32): void {
  requires(0 < i && i < 4); // TWIN requires(i < 4);
  modifies(cells);
  move(cells[i], cells[0]); // FAILS V210
}

// --- a reference does not overlap state that the callee uses
class Cell {
  value: u32 = 0;
}
const cells: FixedArray<Cell, 4> = zeroed();
function fill(cell: Cell): void {
  requires(cells[1].value < 100);
  modifies(cell);
  cell.value = cells[1].value + 1;
}
export function fillOther(): void {
  requires(cells[1].value < 100);
  modifies(cells);
  const cell = new Cell();
  fill(cell); // TWIN fill(cells[1]); // FAILS K711
  cells[0] = copy(cell);
}

// --- a function that changes state takes no reference into it
let total: u32 = 0;
const row: FixedArray<u32, 4> = zeroed();
function clear(values: FixedArray<u32, 4>): u32 {
  modifies(row);
  row[0] = 0;
  return values[0];
}
export function use(): u32 {
  modifies(row);
  const values = copy(row);
  return clear(values); // TWIN return clear(row); // FAILS K711
}

// --- the number of arguments
function sum(a: u8, b: u8): u16 {
  return u16.from(a) + u16.from(b);
}
export function use(): u16 {
  return sum(1, 2); // TWIN return sum(1); // FAILS K380
}

// --- no spreads of arguments
function sum(a: u8, b: u8): u16 {
  return u16.from(a) + u16.from(b);
}
export function use(pair: FixedArray<u8, 2>): u16 {
  return sum(pair[0], pair[1]); // TWIN return sum(...pair); // FAILS K372
}

// --- a void call has no value
function touch(): void {}
export function use(): u32 {
  touch(); // TWIN const a = touch(); // FAILS K383
  return 1;
}

// --- functions are no values
function one(): u32 {
  return 1;
}
export function use(): u32 {
  return one(); // TWIN const f = one; // FAILS K326
  // TWIN return 1;
}

// --- no arrows
function one(): u32 {
  return 1;
}
export function use(): u32 {
  return one(); // TWIN const f = (): u32 => 1; // FAILS K326
  // TWIN return 1;
}

// --- a group of views in modifies
let count: u32 = 0;
let total: u32 = 0;
export const counted = spec((): u32 => count);
export const totalled = spec((): u32 => total);
const both = views(counted, totalled); // TWIN const both = views(counted);
export function reset(): void {
  modifies(both);
  ensures(counted() === 0 && totalled() === 0);
  count = 0;
  total = 0; // FAILS V207
}

// --- a group of groups
let count: u32 = 0;
export const counted = spec((): u32 => count);
const one = views(counted); // TWIN const one = views(more); // FAILS K524
const more = views(one); // TWIN const more = views(counted);
export function reset(): void {
  modifies(more);
  count = 0;
}

// --- what is unchanged
let count: u32 = 0;
let total: u32 = 0;
export const counted = spec((): u32 => count);
export const totalled = spec((): u32 => total);
const both = views(counted, totalled);
export function reset(wanted: boolean): void {
  modifies(both);
  ensures(wanted ? counted() === 0 : unchanged(both)); // FAILS V202
  if (wanted) count = 0; // TWIN count = 0;
}

// --- a marked trigger
const even = spec((n: int): boolean => n % 2 === 0);
export function halve(n: u32): u32 {
  requires(forall((i: int) => implies(trigger(even(i)), i < 100))); // TWIN requires(forall((i: int) => implies(even(i), i < 100)) && trigger(even(2))); // FAILS K535
  requires(n % 2 === 0);
  ensures((result: u32) => result < 50);
  assert(even(n));
  return n / 2;
}

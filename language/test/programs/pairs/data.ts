// Data: booleans, enums, records, unions, arrays, fresh values.

// --- fields of a class have their initial values
class Timer {
  left: u32 = 10; // TWIN   left: u32 = 11;
  running: boolean = true;
}
export function start(): u32 {
  ensures((result: u32) => result === 10); // FAILS V202
  const timer = new Timer();
  return timer.running ? timer.left : 0;
}

// --- an object literal gives every field
class Point {
  x: u32 = 0;
  y: u32 = 0;
}
export function diagonal(a: u32): Point {
  ensures((result: Point) => result.x === a && result.y === a);
  return { x: a, y: a }; // TWIN return { x: a }; // FAILS K363
}

// --- an object literal gives no more than the fields
type Pair = { low: u32; high: u32 };
export function pair(a: u32): Pair {
  return { low: a, high: a }; // TWIN return { low: a, high: a, middle: a }; // FAILS K345
}

// --- an interface is a record
interface Span {
  from: u32;
  to: u32;
}
export function empty(at: u32): Span {
  ensures((result: Span) => result.from === result.to); // TWIN ensures((result: Span) => result.from < result.to); // FAILS V202
  return { from: at, to: at };
}

// --- interfaces have no optional fields
interface Span {
  from: u32;
  to: u32; // TWIN to?: u32; // FAILS K221
}
export function begin(span: Span): u32 {
  return span.from;
}

// --- an update of a copy keeps the other fields
class Point {
  x: u32 = 0;
  y: u32 = 0;
}
export function moved(point: Point, x: u32): Point {
  ensures((result: Point) => result.x === x && result.y === point.y); // TWIN ensures((result: Point) => result.x === point.x); // FAILS V202
  return { ...point, x };
}

// --- zeroed is zero all over
class Entry {
  key: u32 = 7;
  used: boolean = true;
}
export function blank(): Entry {
  ensures((result: Entry) => result.key === 0 && !result.used); // TWIN ensures((result: Entry) => result.key === 7); // FAILS V202
  return zeroed();
}

// --- an enum in zeroed has a member 0
enum State {
  Free = 0, // TWIN Free = 1,
  Used = 2,
}
class Slot {
  state: State = State.Free;
}
export function blank(): Slot {
  return zeroed(); // TWIN return zeroed(); // FAILS K370
}

// --- zeroed knows its type from its context
export function blank(): u32 {
  const row: FixedArray<u32, 4> = zeroed(); // TWIN const row = zeroed(); // FAILS K369
  return row[1]; // TWIN return 0;
}

// --- arrayOf gives every element
export function third(): u8 {
  ensures((result: u8) => result === 30);
  const row: FixedArray<u8, 3> = arrayOf(10, 20, 30); // TWIN const row: FixedArray<u8, 3> = arrayOf(10, 20); // FAILS K371
  return row[2];
}

// --- the elements of arrayOf are in order
export function second(): u8 {
  ensures((result: u8) => result === 20); // FAILS V202
  const row: FixedArray<u8, 3> = arrayOf(10, 20, 30); // TWIN const row: FixedArray<u8, 3> = arrayOf(20, 10, 30);
  return row[1];
}

// --- no array literals
export function first(): u8 {
  const row: FixedArray<u8, 2> = arrayOf(1, 2); // TWIN const row: FixedArray<u8, 2> = [1, 2]; // FAILS K321
  return row[0];
}

// --- new takes no arguments
class Point {
  x: u32 = 0;
}
export function at(x: u32): Point {
  ensures((result: Point) => result.x === x);
  const point = new Point(); // TWIN const point = new Point(x); // FAILS K367
  point.x = x;
  return point;
}

// --- new is for classes of the program
class Point {
  x: u32 = 0;
}
export function origin(): u32 {
  const point = new Point(); // TWIN const point = new Date(); // FAILS K366
  return point.x; // TWIN return 0;
}

// --- an index is in bounds
export function element(row: FixedArray<u32, 8>, i: u32): u32 {
  requires(i < 8); // TWIN requires(i <= 8);
  ensures((result: u32) => result === row[i]);
  return row[i]; // FAILS V106
}

// --- a signed index is not negative
export function element(row: FixedArray<u32, 8>, i: i32): u32 {
  requires(0 <= i && i < 8); // TWIN requires(i < 8);
  return row[i]; // FAILS V106
}

// --- any machine integer is an index
export function element(row: FixedArray<u32, 256>, i: u8): u32 {
  return row[i]; // TWIN return row[u16.from(i) + 1]; // FAILS V106
}

// --- a boolean is no index
export function element(row: FixedArray<u32, 2>, second: boolean): u32 {
  return row[second ? u32.from(1) : u32.from(0)]; // TWIN return row[second]; // FAILS K347
}

// --- a constant index too
export function last(row: FixedArray<u32, 4>): u32 {
  return row[3]; // TWIN return row[4]; // FAILS V106
}

// --- an assignment obliges its index
export function clear(row: FixedArray<u32, 4>, i: u32): void {
  requires(i < 4); // TWIN requires(i < 5);
  modifies(row);
  ensures(row[i] === 0);
  row[i] = 0; // FAILS V106
}

// --- an assignment changes one element
export function set(row: FixedArray<u32, 4>, i: u32, j: u32): void {
  requires(i < 4 && j < 4);
  requires(i !== j); // TWIN
  modifies(row);
  ensures(row[i] === 1 && row[j] === 2); // FAILS V202
  row[i] = 1;
  row[j] = 2;
}

// --- nested arrays
const grid: FixedArray<FixedArray<u8, 3>, 2> = zeroed();
export function put(row: u32, column: u32): void {
  requires(row < 2 && column < 3); // TWIN requires(row < 3 && column < 2);
  modifies(grid[row][column]);
  ensures(grid[row][column] === 9);
  grid[row][column] = 9; // FAILS V106
}

// --- the length is a constant
export function length(row: FixedArray<u32, 12>): u32 {
  ensures((result: u32) => result === 12); // TWIN ensures((result: u32) => result === 48); // FAILS V202
  return row.length;
}

// --- a length is a number
const SIZE = 4;
export function first(row: FixedArray<u32, typeof SIZE>): u32 { // TWIN export function first(row: FixedArray<u32, u32>): u32 { // FAILS K214
  return row[0];
}

// --- a length is at least 1
export function first(row: FixedArray<u32, 1>): u32 { // TWIN export function first(row: FixedArray<u32, 0>): u32 { // FAILS K215
  return row[0];
}

// --- an array has a length in its type
export function first(row: FixedArray<u32, 4>): u32 { // TWIN export function first(row: u32[]): u32 { // FAILS K204
  return row[0];
}

// --- members of an enum are told by name
enum Color {
  Red,
  Green,
}
export function isRed(color: Color): boolean {
  ensures((result: boolean) => result === (color === Color.Red)); // TWIN ensures((result: boolean) => result === (color === Color.Green)); // FAILS V202
  return color === Color.Red;
}

// --- a number is no member
enum Color {
  Red,
  Green,
}
export function initial(): Color {
  return Color.Red; // TWIN return 0; // FAILS K305
}

// --- members have values
enum Level {
  Low = 3,
  High,
}
export function high(): u32 {
  ensures((result: u32) => result === 4); // TWIN ensures((result: u32) => result === 1); // FAILS V202
  return u32.from(Level.High);
}

// --- members of an enum are ordered
enum Level {
  Low,
  Middle,
  High,
}
export function isUrgent(level: Level): boolean {
  ensures((result: boolean) => result === (level !== Level.Low)); // FAILS V202
  return level > Level.Low; // TWIN return level > Level.Middle;
}

// --- conversion to an enum
enum Code {
  None = 0,
  Some = 4,
}
export function code(word: u32): Code {
  requires(word === 0 || word === 4); // TWIN requires(word <= 4);
  ensures((result: Code) => u32.from(result) === word);
  return enumFrom<Code>(word); // FAILS V105
}

// --- enumFrom is for enums
enum Code {
  None,
  Some,
}
export function code(word: u32): u32 {
  requires(word < 2);
  return u32.from(enumFrom<Code>(word)); // TWIN return enumFrom<u32>(word); // FAILS K382
}

// --- an enum is converted to a type that holds its members
enum Port {
  Data = 0x60,
  Control = 0x164,
}
export function number(port: Port): u16 {
  ensures((result: u16) => result <= 0x164);
  return u16.from(port); // TWIN return u16.from(u8.from(port)); // FAILS V104
}

// --- members have values of their own
enum Color {
  Red = 1,
  Green = 2, // TWIN Green = 1, // FAILS K228
}
export function red(): Color {
  return Color.Red;
}

// --- members are not negative
enum Color {
  Red = 0, // TWIN Red = -1, // FAILS K227
  Green = 2,
}
export function green(): Color {
  return Color.Green;
}

// --- a variant is read behind its test
type Result = { kind: "ok"; value: u32 } | { kind: "error" };
export function valueOr(result: Result, otherwise: u32): u32 {
  ensures((r: u32) => implies(result.kind === "error", r === otherwise));
  if (result.kind === "ok") return result.value; // TWIN if (result.kind === "error") return result.value; // FAILS K345
  return otherwise;
}

// --- early return narrows
type Result = { kind: "ok"; value: u32 } | { kind: "error" };
export function valueOr(result: Result, otherwise: u32): u32 {
  if (result.kind === "error") return otherwise; // TWIN if (result.kind === "error") assert(otherwise >= 0);
  return result.value; // FAILS K101
}

// --- a change of a union makes what was narrowed unknown
type Slot = { kind: "free" } | { kind: "used"; owner: u32 };
class Holder {
  slot: Slot = { kind: "free" };
}
function release(holder: Holder): void {
  modifies(holder.slot);
  ensures(holder.slot.kind === "free");
  holder.slot = { kind: "free" };
}
export function owner(holder: Holder): u32 {
  modifies(holder.slot);
  if (holder.slot.kind === "used") {
    // TWIN release(holder);
    return holder.slot.owner; // FAILS V108
  }
  return 0;
}

// --- a tag is compared
type Result = { kind: "ok"; value: u32 } | { kind: "error" };
export function isOk(result: Result): boolean {
  ensures((r: boolean) => r === (result.kind === "ok"));
  return result.kind === "ok"; // TWIN return result.kind === "fine"; // FAILS K348
}

// --- a tag is no value
type Result = { kind: "ok"; value: u32 } | { kind: "error" };
export function isSame(a: Result, b: Result): boolean {
  return a.kind === "ok" && b.kind === "ok"; // TWIN return a.kind === b.kind && b.kind === "ok";
}
export function look(a: Result): void {
  const ok = a.kind === "ok"; // TWIN const ok = a.kind; // FAILS K349
}

// --- a literal of a union gives the fields of its variant
type Result = { kind: "ok"; value: u32 } | { kind: "error" };
export function success(value: u32): Result {
  ensures((r: Result) => r.kind === "ok" && r.value === value);
  return { kind: "ok", value: value }; // TWIN return { kind: "ok" }; // FAILS K363
}

// --- a literal of a union has a tag
type Result = { kind: "ok"; value: u32 } | { kind: "error" };
export function success(value: u32): Result {
  ensures((r: Result) => r.kind === "ok");
  return { kind: "ok", value: value }; // TWIN return { value: value }; // FAILS K364
}

// --- variants have tags of their own
type Word = { kind: "byte"; low: u8 } | { kind: "half"; low: u16 }; // TWIN type Word = { kind: "byte"; low: u8 } | { kind: "byte"; low: u16 }; // FAILS K225
export function isByte(word: Word): boolean {
  return word.kind === "byte"; // TWIN return true;
}

// --- unions have tags
type Word = { kind: "byte"; low: u8 } | { kind: "half"; high: u16 }; // TWIN type Word = { low: u8 } | { high: u16 }; // FAILS K206
export function count(word: Word): u32 {
  return 1;
}

// --- a field of several variants is read behind a test
type Word = { kind: "byte"; low: u8 } | { kind: "half"; low: u16 } | { kind: "none" };
export function low(word: Word): u16 {
  if (word.kind === "half") return word.low; // TWIN if (word.kind !== "none") return u16.from(word.low); // FAILS K350
  return 0;
}

// --- equality of records is for specifications
class Point {
  x: u32 = 0;
  y: u32 = 0;
}
export function isSame(a: Point, b: Point): boolean {
  ensures((result: boolean) => result === (a === b));
  return a.x === b.x && a.y === b.y; // TWIN return a === b; // FAILS K340
}

// --- records are equal by their fields
class Point {
  x: u32 = 0;
  y: u32 = 0;
}
export function isSame(a: Point, b: Point): boolean {
  ensures((result: boolean) => result === (a === b)); // FAILS V202
  return a.x === b.x && a.y === b.y; // TWIN return a.x === b.x;
}

// --- arrays are equal by their elements
export function agree(a: FixedArray<u8, 2>, b: FixedArray<u8, 2>): boolean {
  ensures((result: boolean) => result === (a === b)); // FAILS V202
  return a[0] === b[0] && a[1] === b[1]; // TWIN return a[0] === b[0];
}

// --- unions are equal by variant and fields
type Result = { kind: "ok"; value: u32 } | { kind: "error" };
export function same(a: Result, b: Result): void {
  requires(a.kind === "ok" && b.kind === "ok");
  requires(a.kind === "ok" && b.kind === "ok" && a.value === b.value); // TWIN
  assert(a === b); // FAILS V205
}

// --- methods change this where modifies says so
class Counter {
  count: u32 = 0;
  increment(): void {
    requires(this.count < 100);
    modifies(this.count); // TWIN
    ensures(this.count === old(this.count) + 1); // TWIN
    this.count += 1; // FAILS K572
  }
}
export function two(counter: Counter): void {
  requires(counter.count === 0);
  modifies(counter);
  ensures(counter.count === 2); // TWIN
  counter.increment();
  counter.increment();
}

// --- this is for methods
class Box {
  x: u32 = 0;
  value(): u32 {
    return this.x;
  }
}
export function value(box: Box): u32 {
  return box.value(); // TWIN return this.x; // FAILS K336
}

// --- no inheritance
class Base {
  x: u32 = 0;
}
class Point { // TWIN class Point extends Base { // FAILS K217
  y: u32 = 0;
}
export function y(point: Point): u32 {
  return point.y;
}

// --- no constructors
class Point {
  x: u32 = 0;
  // TWIN constructor() {} // FAILS K219
}
export function x(point: Point): u32 {
  return point.x;
}

// --- no static members
class Point {
  readonly x: u32 = 0; // TWIN static x: u32 = 0; // FAILS K220
  y: u32 = 0;
}
export function y(point: Point): u32 {
  return point.y;
}

// --- fields have initial values
class Point {
  x: u32 = 0; // TWIN x: u32; // FAILS K223
}
export function x(point: Point): u32 {
  return point.x;
}

// --- fields have types
class Point {
  x: u32 = 0; // TWIN x = 0; // FAILS K224
}
export function x(point: Point): u32 { // TWIN export function x(point: Point): void {
  return point.x; // TWIN
}

// --- records have fields
class Nothing { // TWIN class Nothing { // FAILS K218
  x: u8 = 0; // TWIN
}
export function take(nothing: Nothing): void {}

// --- a record does not contain itself
class Node {
  next: u32 = 0; // TWIN next: Node = zeroed(); // FAILS K216
}
export function next(node: Node): u32 { // TWIN export function next(node: Node): void {
  return node.next; // TWIN
}

// --- a record has the fields that it has
class Point {
  x: u32 = 0;
}
export function x(point: Point): u32 {
  return point.x; // TWIN return point.y; // FAILS K345
}

// --- only arrays have elements
class Point {
  x: u32 = 0;
}
export function x(point: Point): u32 {
  return point.x; // TWIN return point[0]; // FAILS K346
}

// --- plain numbers have no width
export function half(a: u32): u32 { // TWIN export function half(a: number): u32 { // FAILS K201
  return a / 2; // TWIN return 2;
}

// --- the type of the result is kept
export function isSmall(a: u32): boolean {
  return a < 10; // TWIN return a; // FAILS K300
}

// --- readonly is accepted and kept by TypeScript
class Point {
  readonly x: u32 = 0;
  y: u32 = 0;
}
export function clear(point: Point): void {
  modifies(point);
  point.y = 0; // TWIN point.x = 0; // FAILS K101
}

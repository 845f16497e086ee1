// What is outside the subset, beside what is written instead.

// --- no bigint
export function large(): u64 { // TWIN export function large(): bigint { // FAILS K202
  return 1; // TWIN return large();
}

// --- no strings
enum Name {
  First,
}
export function name(): Name { // TWIN export function name(): string { // FAILS K203
  return Name.First; // TWIN return name();
}

// --- no text values
export function code(): u8 {
  const letter: u8 = 0x41; // TWIN const letter = "A"; // FAILS K322
  return letter; // TWIN return 0;
}

// --- no templates
export function code(): u8 {
  const letter: u8 = 0x41; // TWIN const letter = `A`; // FAILS K323
  return letter; // TWIN return 0;
}

// --- no any
export function id(a: u32): u32 { // TWIN export function id(a: any): u32 { // FAILS K200
  return a; // TWIN return 0;
}

// --- no unions with undefined
type Found = { kind: "at"; index: u32 } | { kind: "nowhere" };
export function find(): Found { // TWIN export function find(): u32 | undefined { // FAILS K206
  return { kind: "nowhere" }; // TWIN return undefined;
}

// --- no tuples
type Pair = { a: u32; b: u32 };
export function first(pair: Pair): u32 { // TWIN export function first(pair: [u32, u32]): u32 { // FAILS K208
  return pair.a; // TWIN return 0;
}

// --- no functions as parameters
export function twice(a: u8): u16 { // TWIN export function twice(a: (x: u8) => u16): u16 { // FAILS K207
  return u16.from(a) * 2; // TWIN return 0;
}

// --- no null
export function none(): u32 {
  const a: u32 = 0; // TWIN const a = null; // FAILS K327
  return a; // TWIN return 0;
}

// --- no type assertions
export function byte(a: u32): u8 {
  return u8.wrap(a); // TWIN return a as number as u8; // FAILS K325
}

// --- no typeof on values
export function isNumber(a: u32): boolean {
  return a >= 0; // TWIN return typeof a === typeof 1; // FAILS K328
}

// --- no async
export function wait(): void { // TWIN export async function wait(): Promise<void> { // FAILS K329
}

// --- no generators
export function count(): void { // TWIN export function* count(): Generator<u32> { // FAILS K803
}

// --- no delete
type Options = { depth: u32 };
export function clear(options: Options): void {
  modifies(options);
  options.depth = 0; // TWIN delete (options as { depth?: u32 }).depth; // FAILS K330
}

// --- no void operator
function one(): u32 {
  return 1;
}
export function call(): void {
  one(); // TWIN void one(); // FAILS K331
}

// --- no regular expressions
export function isDigit(letter: u8): boolean {
  return 48 <= letter && letter <= 57; // TWIN return /\d/.test("1"); // FAILS K332
}

// --- no class expressions
class Point {
  x: u32 = 0;
}
export function x(): u32 {
  const point = new Point(); // TWIN const point = class { x: u32 = 0; }; // FAILS K333
  return point.x; // TWIN return 0;
}

// --- no optional chaining
class Point {
  x: u32 = 0;
}
export function x(point: Point): u32 {
  return point.x; // TWIN return point?.x; // FAILS K343
}

// --- the vocabulary is called
export function size(): u32 {
  return u32.MAX; // TWIN const width = u32; // FAILS K334
  // TWIN return 0;
}

// --- statements of the vocabulary have no value
export function check(a: u32): u32 {
  assert(a >= 0); // TWIN const b = assert(a >= 0); // FAILS K381
  return a;
}

// --- objects have known types
type Pair = { a: u32; b: u32 };
export function first(): u32 {
  const pair: Pair = { a: 1, b: 2 }; // TWIN const pair = { a: 1, b: 2 }; // FAILS K360
  return pair.a; // TWIN return 1;
}

// --- objects are records
type Pair = { a: u32; b: u32 };
export function first(): u32 {
  const pair: Pair = { a: 1, b: 2 }; // TWIN const pair: u32 = { a: 1, b: 2 }; // FAILS K361
  return pair.a; // TWIN return 1;
}

// --- objects have no methods of their own
type Pair = { a: u32; b: u32 };
export function first(): u32 {
  const pair: Pair = { a: 1, b: 2 }; // TWIN const pair: Pair = { a: 1, b() {} }; // FAILS K362
  return pair.a;
}

// --- only records are spread
type Pair = { a: u32; b: u32 };
export function first(pair: Pair, c: u32): u32 {
  const other: Pair = { ...pair, b: 2 }; // TWIN const other: Pair = { ...c, b: 2 }; // FAILS K365
  return other.a;
}

// --- no private fields
class Point {
  x: u32 = 0; // TWIN private x: u32 = 0; // FAILS K220
}
export function x(point: Point): u32 {
  return 0;
}

// --- fields are named by identifiers
class Point {
  x: u32 = 0; // TWIN "the x": u32 = 0; // FAILS K222
}
export function x(point: Point): u32 {
  return 0;
}

// --- an enum has a member
enum Mode { // TWIN enum Mode { // FAILS K226
  Read, // TWIN
}
export function mode(a: Mode): u32 {
  return 0;
}

// --- functions have bodies
export function one(): u32 { // TWIN export function one(): u32; // FAILS K804
  return 1; // TWIN export function one(): u32 { return 1;
}

// --- a call of a specification function is no statement
const double = spec((a: int): int => a * 2);
export function use(a: u8): void {
  assert(double(a) >= a); // TWIN double(a); // FAILS K414
}

// --- import.meta is outside the subset
export function one(): u32 {
  const a: u32 = 1; // TWIN const a = import.meta; // FAILS K339
  return a; // TWIN return 1;
}

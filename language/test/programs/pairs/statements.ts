// Statements and loops.

// --- an if keeps what both branches know
export function larger(a: u32, b: u32): u32 {
  ensures((result: u32) => result >= a && result >= b); // FAILS V202
  let result = a;
  if (b > a) result = b; // TWIN if (b < a) result = b;
  return result;
}

// --- an if without else keeps the old value
export function capped(a: u32): u32 {
  ensures((result: u32) => result <= 100 && (a > 100 || result === a)); // FAILS V202
  let result = a;
  if (a > 100) result = 100; // TWIN if (a > 101) result = 100;
  return result;
}

// --- a loop invariant holds before the first round
export function count(n: u32): u32 {
  requires(n > 0);
  ensures((result: u32) => result === n);
  let i: u32 = 1; // TWIN let i: u32 = 0;
  while (i < n) {
    invariant(1 <= i && i <= n); // FAILS V203
    i += 1;
  }
  return i;
}

// --- a loop invariant holds after each round
export function even(n: u32): u32 {
  requires(n < 1000);
  ensures((result: u32) => result % 2 === 0);
  let i: u32 = 0;
  while (i < n) {
    invariant(i % 2 === 0); // FAILS V204
    invariant(i < 1002);
    i += 2; // TWIN i += 1;
  }
  return i;
}

// --- only its invariants are known of what a loop assigns
export function sum(n: u32): u32 {
  requires(n <= 100);
  ensures((result: u32) => result === n * 3);
  let total: u32 = 0;
  for (let i: u32 = 0; i < n; i += 1) {
    invariant(i <= n && total === i * 3); // TWIN invariant(i <= n);
    total += 3; // FAILS V101
  }
  return total; // FAILS V202
}

// --- what a loop does not assign keeps its value
export function kept(n: u32): u32 {
  ensures((result: u32) => result === 5);
  let other: u32 = 5;
  let i: u32 = 0;
  while (i < n) {
    i += 1;
    // TWIN other = other / 1;
  }
  return other; // FAILS V202
}

// --- continue goes to the invariant too
export function odd(n: u32): u32 {
  requires(n <= 100);
  ensures((result: u32) => result <= n);
  let found: u32 = 0;
  for (let i: u32 = 0; i < n; i += 1) {
    invariant(found <= i && i <= n); // FAILS V204
    if (i % 2 === 0) continue; // TWIN if (i % 2 === 0) { found += 2; continue; }
    found += 1;
  }
  return found;
}

// --- a break leaves with what holds there
export function search(row: FixedArray<u32, 8>, value: u32): u32 {
  ensures((result: u32) => result === 8 || (result < 8 && row[result] === value)); // FAILS V202
  let i: u32 = 0;
  while (i < 8) {
    invariant(i <= 8);
    if (row[i] === value) break; // TWIN if (row[i] >= value) break;
    i += 1;
  }
  return i;
}

// --- break with a label
export function pairs(n: u32): u32 {
  requires(n <= 100);
  ensures((result: u32) => result <= 1); // FAILS V202
  let found: u32 = 0;
  outer: for (let i: u32 = 0; i < n; i += 1) {
    invariant(i <= n && found === 0); // TWIN invariant(i <= n && found <= i);
    for (let j: u32 = 0; j < n; j += 1) {
      invariant(j <= n && found === 0); // TWIN invariant(j <= n && found <= i);
      if (i * j === 12) {
        found += 1;
        break outer; // TWIN break;
      }
    }
  }
  return found;
}

// --- continue with a label
export function rows(n: u32): u32 {
  requires(n <= 10);
  ensures((result: u32) => result === 0);
  let full: u32 = 0;
  outer: for (let i: u32 = 0; i < n; i += 1) {
    invariant(full === 0); // FAILS V204
    for (let j: u32 = 0; j < i; j += 1) {
      invariant(full === 0 && j <= 2);
      if (j >= 2) continue outer; // TWIN if (j >= 2) break;
    }
    full = i > 2 ? 1 : 0;
  }
  return full;
}

// --- jumps have a target
export function jump(n: u32): void {
  for (let i: u32 = 0; i < n; i += 1) {
    if (i > 3) break; // TWIN
  }
  // TWIN if (n > 3) break; // FAILS K418
}

// --- a while loop ends
export function halvings(n: u32): u32 {
  ensures((result: u32) => result === 0);
  let left = n;
  while (left > 0) { // FAILS V208
    left = left / 2; // TWIN left = left / 2 + left % 2;
  }
  return left;
}

// --- a measure is bounded
export function down(n: i32): void {
  requires(n >= 0);
  let left = n;
  while (left !== 0) {
    invariant(left >= 0); // TWIN invariant(left <= n);
    decreases(left); // FAILS V208
    if (left > i32.MIN) left = left - 1;
  }
}

// --- a measure of a loop falls in each round
export function gap(a: u32, b: u32): void {
  let low = a;
  let high = b;
  while (low < high) { // FAILS V208
    if (low % 2 === 0) low += 1;
    else high -= 1; // TWIN else high = low + 1;
  }
}

// --- a lexicographic measure
export function both(a: u32, b: u32): void {
  let outer = a;
  let inner = b;
  while (outer > 0) {
    decreases(outer, inner); // TWIN decreases(inner, outer); // FAILS V208
    if (inner > 0) inner = inner - 1;
    else {
      outer -= 1;
      inner = 10;
    }
  }
}

// --- a loop without a condition has a measure
export function spin(n: u32): u32 {
  ensures((result: u32) => result === 0);
  let left = n;
  while (true) { // TWIN while (true) { // FAILS K432
    decreases(left); // TWIN
    if (left === 0) return left;
    left = left - 1;
  }
}

// --- a measure is taken from an order only
export function down(n: u32): void {
  let left = n;
  while (left > 0) { // TWIN while (left !== 0) { // FAILS K433
    left = left - 1;
  }
}

// --- with a measure, the condition is free
export function down(n: u32): void {
  let left = n;
  while (left !== 0) {
    decreases(left); // TWIN decreases(n); // FAILS V208
    left = left - 1;
  }
}

// --- do-while runs at least once
export function once(n: u32): u32 {
  requires(n < 100);
  ensures((result: u32) => result >= 1); // TWIN ensures((result: u32) => result === n); // FAILS V202
  let i: u32 = 0;
  do {
    invariant(i <= n);
    i += 1;
  } while (i < n);
  return i;
}

// --- the step of a for loop is part of the round
export function total(row: FixedArray<u8, 16>): u32 {
  let sum: u32 = 0;
  for (let i: u32 = 0; i < 16; i += 1) { // TWIN for (let i: u32 = 0; i <= 16; i += 1) {
    invariant(sum <= i * 255);
    sum += u32.from(row[i]); // FAILS V106
  }
  return sum;
}

// --- the head of a for loop declares, tests and steps
function touch(): void {}
export function rounds(n: u32): void {
  for (let i: u32 = 0; i < n; i += 1) { // TWIN for (let i: u32 = 0; i < n; touch()) { // FAILS K431
    touch();
  }
}

// --- no for-of
export function visit(row: FixedArray<u8, 16>): void {
  for (let i: u32 = 0; i < 16; i += 1) { // TWIN for (const x of row) { // FAILS K410
    assert(row[i] <= 255); // TWIN
  }
}

// --- an invariant stands at the head
export function rounds(n: u32): void {
  for (let i: u32 = 0; i < n; i += 1) {
    invariant(i <= n); // TWIN const next = i + 1;
    const next = i + 1; // TWIN invariant(next <= n); // FAILS K430
  }
}

// --- a switch on an integer
export function digits(base: u32): u32 {
  ensures((result: u32) => implies(base === 16, result === 4)); // FAILS V202
  switch (base) {
    case 2:
      return 1;
    case 16: // TWIN case 15:
      return 4;
    default:
      return 0;
  }
}

// --- empty cases share the next body
export function kind(byte: u8): u32 {
  ensures((result: u32) => (result === 1) === (byte === 32 || byte === 9)); // FAILS V202
  let result: u32 = 0;
  switch (byte) {
    case 32: // TWIN case 33:
    case 9:
      result = 1;
      break;
  }
  return result;
}

// --- a case does not fall through
export function kind(byte: u8): u32 {
  let result: u32 = 0;
  switch (byte) {
    case 32: // TWIN case 32: // FAILS K440
      result = 1;
      break; // TWIN
    case 9:
      result = 2;
      break;
  }
  return result;
}

// --- cases differ
export function kind(byte: u8): u32 {
  switch (byte) {
    case 32:
      return 1;
    case 9: // TWIN case 32: // FAILS K443
      return 2;
  }
  return 0;
}

// --- cases are constants
const SPACE = 32;
export function kind(byte: u8, space: u8): u32 {
  switch (byte) {
    case SPACE: // TWIN case space: // FAILS K111
      return 1;
  }
  return 0;
}

// --- a switch on an enum knows what is left
enum Color {
  Red,
  Green,
}
export function code(color: Color): u32 {
  ensures((result: u32) => result >= 1); // FAILS V202
  switch (color) {
    case Color.Red:
      return 1;
    case Color.Green:
      return 2; // TWIN return 0;
  }
}

// --- a member that was forgotten is found
enum Color {
  Red,
  Green,
  Blue,
}
export function code(color: Color): u32 {
  switch (color) {
    case Color.Red:
      return 1;
    case Color.Green:
      return 2;
    case Color.Blue: // TWIN
      return 3; // TWIN
    default:
      unreachable(); // FAILS V211
  }
}

// --- a switch on a tag
type Shape = { kind: "square"; side: u32 } | { kind: "line"; length: u32 };
export function size(shape: Shape): u32 {
  switch (shape.kind) {
    case "square": // TWIN case "circle": // FAILS K348
      return 1;
    default:
      return 2;
  }
}

// --- behind a switch on all tags nothing is reached
type Shape = { kind: "square"; side: u32 } | { kind: "line"; length: u32 };
export function size(shape: Shape): u32 {
  switch (shape.kind) {
    case "square":
      return 1;
    case "line":
      return 2;
  }
  // TWIN return 0; // FAILS V302
}

// --- a switch narrows
type Shape = { kind: "square"; side: u32 } | { kind: "line"; length: u32 };
export function size(shape: Shape): u32 {
  switch (shape.kind) {
    case "square":
      return shape.side; // TWIN return shape.length; // FAILS K345
    case "line":
      return shape.length;
  }
}

// --- a case of a tag is a text
type Shape = { kind: "square"; side: u32 } | { kind: "line"; length: u32 };
export function isLine(shape: Shape): boolean {
  switch (shape.kind) {
    case "line": // TWIN case 1: // FAILS K444
      return true;
  }
  return false;
}

// --- no switch on booleans
export function number(a: boolean, b: u32): u32 {
  switch (b) { // TWIN switch (a) { // FAILS K441
    case 1: // TWIN case true:
      return 1;
  }
  return 0;
}

// --- unreachable points are not reached
export function third(n: u32): u32 {
  requires(n < 3); // TWIN requires(n <= 3);
  ensures((result: u32) => result === n * 10);
  if (n === 0) return 0;
  if (n < 2) return 10;
  if (n < 3) return 20;
  unreachable(); // FAILS V211
}

// --- a local has a value from the start
export function zero(): u32 {
  let a: u32 = 0; // TWIN let a: u32; // FAILS K404
  a = 0;
  return a;
}

// --- no var
export function zero(): u32 {
  let a: u32 = 0; // TWIN var a: u32 = 0; // FAILS K402
  a = 0;
  return a;
}

// --- no destructuring
class Point {
  x: u32 = 0;
}
export function x(point: Point): u32 {
  const x = point.x; // TWIN const { x } = point; // FAILS K403
  return x;
}

// --- no destructuring assignment
export function swap(row: FixedArray<u32, 2>): void {
  modifies(row);
  const first = row[0];
  row[0] = row[1]; // TWIN [row[0], row[1]] = [row[1], row[0]]; // FAILS K405
  row[1] = first;
}

// --- a parameter keeps its value
export function capped(a: u8): u8 {
  let b = a;
  if (b > 100) b = 100; // TWIN if (b > 100) a = 100; // FAILS K407
  return b;
}

// --- a call makes a record of its own
class Point {
  x: u32 = 0;
}
function make(): Point {
  return new Point();
}
export function set(): u32 {
  ensures((result: u32) => result === 2); // FAILS V202
  const point = make();
  const other = make();
  point.x = 2; // TWIN other.x = 2;
  return point.x;
}

// --- what is assigned is a place
type Word = { kind: "byte"; low: u8 } | { kind: "signed"; low: u8 };
class Register {
  word: Word = { kind: "byte", low: 0 };
}
export function set(register: Register): void {
  modifies(register);
  register.word = { kind: "byte", low: 1 }; // TWIN if (register.word.kind === "byte") register.word.low = 1; // FAILS K713
}

// --- a function returns on every path
export function sign(a: i32): u32 { // TWIN export function sign(a: i32): u32 { // FAILS K101
  if (a < 0) return 1;
  return 0; // TWIN
}

// --- a function with a result returns a value
export function sign(a: i32): u32 {
  if (a < 0) return 1; // TWIN if (a < 0) return; // FAILS K416
  return 0;
}

// --- a void function returns none
export function check(a: i32): void {
  if (a < 0) return; // TWIN if (a < 0) return 1; // FAILS K417
}

// --- a condition of an assignment is an error
export function check(a: boolean): u32 {
  let b = false;
  b = a; // TWIN
  if (b) return 1; // TWIN if (b = a) return 1; // FAILS K310
  return 0;
}

// --- an expression is no statement
export function check(a: u32): void {
  assert(a >= 0); // TWIN a >= 0; // FAILS K413
}

// --- no exceptions
export function check(a: u32): u32 {
  if (a > 100) return 100; // TWIN if (a > 100) throw 1; // FAILS K411
  return a;
}

// --- functions are declared at the top
function inner(a: u32): u32 {
  return a;
}
export function outer(a: u32): u32 {
  // TWIN function local(b: u32): u32 { return b; } // FAILS K412
  return inner(a);
}

// --- no debugger
export function check(a: u32): u32 {
  // TWIN debugger; // FAILS K419
  return a;
}

// --- comparison by === takes the variable for never
export function skip(a: u32): u32 {
  let i = a;
  if (i === 7) return 7;
  if (i > 0) i = i - 1; // TWIN if (i > 0) i -= 1; // FAILS K121
  return i;
}

// --- behind break too
export function skip(n: u32): u32 {
  requires(n <= 100);
  let i: u32 = 0;
  while (i < n) {
    if (i === 7) break;
    i = i + 1; // TWIN i += 1; // FAILS K121
  }
  return i;
}

// --- the grammar is TypeScript's
export function skip(n: u32): u32 {
  return n; // TWIN return n +; // FAILS K100
}

// --- what is assigned on the way out alone is known in each round
export function position(row: FixedArray<u8, 8>, value: u8): u32 {
  ensures((result: u32) => result === 8 || row[result] === value);
  let found: u32 = 8;
  for (let i: u32 = 0; i < 8; i += 1) {
    assert(found === 8); // FAILS V205
    if (row[i] === value) {
      found = i;
      break; // TWIN
    }
  }
  return found; // TWIN return 8;
}

// --- a local fits the stack of records
export function last(): u8 {
  const row: FixedArray<u8, 65536> = zeroed(); // TWIN const row: FixedArray<u8, 65537> = zeroed(); // FAILS K421
  return row[65535];
}

// --- a change of a fresh value would be lost
class Point {
  x: u32 = 0;
}
function make(): Point {
  return new Point();
}
export function one(): u32 {
  const point = make(); // TWIN const point = make();
  point.x = 1; // TWIN make().x = 1; // FAILS K406
  return point.x;
}

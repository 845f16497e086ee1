// Programs that are rejected for their types.

// --- types outside the subset
function a(x: number): void {} // FAILS K201
function b(x: bigint): void {} // FAILS K202
function c(x: string): void {} // FAILS K203
function d(x: u32[]): void {} // FAILS K204
function e(x: u32 | boolean): void {} // FAILS K206
function f(x: () => void): void {} // FAILS K207
function g(x: [u32, u32]): void {} // FAILS K208
function h(x: any): void {} // FAILS K200
function i(x: unknown): void {} // FAILS K200
function j(x: null): void {} // FAILS K200

// --- lengths
function first<N extends number>(x: FixedArray<u32, N>, y: N): u32 { // FAILS K209
  return x[0];
}
function use(a: FixedArray<u32, 4>): u32 {
  return first(a, 4);
}
function plain(x: FixedArray<u32, number>): void {} // FAILS K201
function none(x: FixedArray<u32, 0>): void {} // FAILS K215
const FLAG = true;
function flag(x: FixedArray<u32, u32>): void {} // FAILS K214

// --- type arguments
class Box<T> {
  value: u32 = 0;
}
type Pair<A, B> = { a: A; b: B };
function f(x: Box): void {} // FAILS K210
function g(x: FixedArray<u32>): void {} // FAILS K210

// --- memory
class C {
  list: FixedArray<int, 4> = zeroed(); // FAILS K212
}
class D {
  threads: Pool<E> = pool(); // FAILS K213
}
class E {
  x: u32 = 0;
}
const f = lemma((p: Pool<E>): void => {}); // FAILS K213
const g = machine("g", (p: Pool<E>): void => {}); // FAILS K213

// --- a type that contains itself
class Node {
  next: Node = zeroed(); // FAILS K216
}

// --- classes
class Base {
  x: u32 = 0;
}
class Derived extends Base {} // FAILS K217
class Empty {} // FAILS K218
class WithConstructor {
  x: u32 = 0;
  constructor() {} // FAILS K219
}
class WithPrivate {
  private x: u32 = 0; // FAILS K220
}
class WithOptional {
  x?: u32 = 0; // FAILS K221
}
class WithString {
  "a b": u32 = 0; // FAILS K222
}
class WithoutValue {
  x: u32; // FAILS K223
}
class WithoutType {
  x = 0; // FAILS K224
}
class WithStatic {
  static x: u32 = 0; // FAILS K220
}

// --- unions
type Same = { kind: "a"; x: u32 } | { kind: "a"; y: u32 }; // FAILS K225
type NoTag = { x: u32 } | { y: u32 }; // FAILS K206

// --- enums
enum Empty {} // FAILS K226
enum Negative {
  A = -1, // FAILS K227
}
enum Text {
  A = "a", // FAILS K227
}
enum Equal {
  A = 1,
  B = 1, // FAILS K228
}

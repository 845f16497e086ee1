// Programs that are rejected for their expressions.

// --- literals
function a(): u32 {
  return 1.5; // FAILS K301
}
function b(): u32 {
  return 1e3; // FAILS K301
}
function c(): u8 {
  return 256; // FAILS K304
}
function d(): u32 {
  return -1; // FAILS K304
}
function e(): i8 {
  return -128;
}
function f(): u32 {
  return 5n; // FAILS K324
}
const ZERO = 1 / 0; // FAILS K302
const BIG = 1 << 64; // FAILS K303
const ONE: u8 = 1;
const WIDE: u8 = ONE << 8; // FAILS K303
function g(): void {
  const x = 5; // FAILS K401
}
function h(c: boolean): void {
  const x = c ? 1 : 2; // FAILS K307
}

// --- types of operands
enum Color {
  Red,
}
function a(x: u32, y: u64): u64 {
  return x; // FAILS K306
}
function b(x: u32, y: u64): boolean {
  return x < y; // FAILS K308
}
function c(x: boolean): u32 {
  return x; // FAILS K300
}
function d(x: u32): void {
  if (x) { // FAILS K309
  }
}
function e(): Color {
  return 0; // FAILS K305
}
function f(x: Color, y: Color): u32 {
  return x + y; // FAILS K318
}
function g(x: boolean, y: boolean): boolean {
  return x < y; // FAILS K318
}
function h(x: u32): u32 {
  return -x; // FAILS K342
}
function i(x: int): void {
  assert((x & 1) === 0); // FAILS K319
}

// --- operators outside the subset
function f(x: u32, y: u32): u32 {
  let z: u32 = 0;
  let w: u32 = (z = x); // FAILS K310
  if (x == y) z = 1; // FAILS K311
  if (x != y) z = 1; // FAILS K312
  z = x >>> y; // FAILS K313
  z = x ** y; // FAILS K314
  z = (x, y); // FAILS K315
  z = x ?? y; // FAILS K316
  z ||= 1; // FAILS K317
  z = +x; // FAILS K341
  z++; // FAILS K320
  --z; // FAILS K320
  return z;
}

// --- expressions outside the subset
class C {
  x: u32 = 0;
}
function f(c: C): u32 {
  let z: u32 = 0;
  const a: FixedArray<u32, 2> = [1, 2] as never; // FAILS K325
  const b: FixedArray<u32, 2> = [1, 2]; // FAILS K321
  const s = "text"; // FAILS K322
  const t = `text`; // FAILS K323
  const g = (x: u32) => x; // FAILS K326
  const n = null; // FAILS K327
  const u = undefined; // FAILS K327
  const y = typeof z; // FAILS K328
  const d = delete (c as { x?: u32 }).x; // FAILS K330
  const v = void 0; // FAILS K331
  const r = /a/; // FAILS K332
  const k = class {}; // FAILS K333
  const q = u32; // FAILS K334
  const o = c?.x; // FAILS K343
  const m = u32.SIZE; // FAILS K344
  const w = c.y; // FAILS K345
  const e = c[0]; // FAILS K346
  const i = import.meta; // FAILS K339
  const h = f; // FAILS K326
  return z;
}
async function g(): Promise<void> {} // FAILS K329

// --- this
function f(): u32 {
  return this.x; // FAILS K336
}

// --- an unknown name
function f(): u32 {
  return nowhere; // FAILS K335
}

// --- equality of records
class C {
  x: u32 = 0;
}
function f(a: C, b: C): boolean {
  return a === b; // FAILS K340
}

// --- indices
function f(a: FixedArray<u32, 4>, b: boolean): u32 {
  return a[b]; // FAILS K347
}

// --- unions
type Answer = { kind: "ok"; value: u32 } | { kind: "no"; code: u32 } | { kind: "late"; code: u64 };
type Three = { kind: "a"; x: u32 } | { kind: "b"; x: u32 } | { kind: "c" };
function a(r: Answer): boolean {
  return r.kind === "maybe"; // FAILS K348
}
function b(r: Answer): void {
  const k = r.kind; // FAILS K349
}
function c(r: Answer): void {
  if (r.kind === "ok") return;
  const code = r.code; // FAILS K350
}
function d(r: Three): u32 {
  return r.x; // FAILS K350
}
function e(): Answer {
  return { value: 1 }; // FAILS K364
}
function f(): Answer {
  return { kind: "ok" }; // FAILS K363
}

// --- fresh values
enum Kind {
  One = 1,
}
class C {
  x: u32 = 0;
  y: u32 = 0;
}
class Circle {
  again: Circle = new Circle(); // FAILS K216
}
function f(c: C): void {
  const a = { x: 1 }; // FAILS K360
  const b: u32 = { x: 1 }; // FAILS K361
  const d: C = { x: 1 }; // FAILS K363
  const e: C = { x: 1, y() {} }; // FAILS K362
  const g: C = { ...new C(), z: 1 }; // FAILS K345
  const h = new C(1); // FAILS K367
  const i = new Date(); // FAILS K366
  const j = zeroed(); // FAILS K369
  const k: Kind = zeroed(); // FAILS K370
  const l: FixedArray<u32, 3> = arrayOf(1, 2); // FAILS K371
  const m: FixedArray<u32, 3> = arrayOf(...l); // FAILS K371
  const n = enumFrom<u32>(1); // FAILS K382
}
function g(x: u32, t: FixedArray<u32, 2>): C {
  const c: C = { ...x }; // FAILS K365
  return copy(c);
}

// --- spreads
function f(x: u32, y: u32): void {
  const t: FixedArray<u32, 1> = arrayOf(...g()); // FAILS K372
}
function g(): FixedArray<u32, 1> {
  return arrayOf(1);
}

// --- choice of records by calls
enum Kind {
  One = 1,
}
class Odd {
  kind: Kind = Kind.One;
}
function make(): Odd {
  return new Odd();
}
function f(c: boolean): Odd {
  return c ? make() : new Odd(); // FAILS K337
}

// --- calls
function nothing(): void {}
function one(x: u32): u32 {
  return x;
}
function f(): void {
  one(); // FAILS K380
  const a = nothing(); // FAILS K383
  const b = assert(true); // FAILS K381
}

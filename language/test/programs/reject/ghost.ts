// Programs that are rejected for ghost code, places and generics.

// --- ghost values in code
class C {
  x: u32 = 0;
  seen: Seq<u32> = Seq.empty();
}
const double = spec((x: u32): u32 => x);
const fact = lemma((x: int): void => {});
function f(c: C, n: int): u32 {
  const g = ghost(c.x);
  const a: u32 = g; // FAILS K601
  const b: u32 = double(a); // FAILS K604
  const d: u32 = c.x + double(c.x); // FAILS K604
  const e = c.seen;
  let h: u32 = 0;
  h = ghost(1); // FAILS K606
  if (c.x === u32.from(n)) h = 1; // FAILS K611
  const k: boolean = fact(1); // FAILS K605
  return u32.from(n); // FAILS K601
}
function ghostField(c: C): boolean {
  const t: FixedArray<u32, 2> = zeroed();
  return t[c.seen.length] === 1; // FAILS K602
}
function quantified(c: C): boolean {
  return forall((i: int) => i === i); // FAILS K607
}

// --- code in specifications
function get(): u32 {
  return 1;
}
function f(): void {
  ensures(get() === 1); // FAILS K603
}
function g(): int { // FAILS K608
  return 1;
}

// --- ghost code cannot change what runs
class C {
  x: u32 = 0;
}
const objects: Pool<C> = frames(4);
const other: Pool<C> = pool();
function f(n: int): u32 {
  modifies(objects, other);
  let x: u32 = 0;
  if (n > 0) {
    x = 1; // FAILS K611
    return 1; // FAILS K610
  }
  while (x < 3) {
    x += 1;
    if (n > 0) break; // FAILS K610
  }
  if (n > 0) retype(objects, 1, other); // FAILS K609
  return x;
}

// --- storage
class C {
  x: u32 = 0;
}
class D {
  c: C = new C();
}
const table: FixedArray<C, 4> = zeroed();
function a(d: D, i: u32): void {
  modifies(table, d);
  table[0] = table[1]; // FAILS K701
  d.c = table[0]; // FAILS K701
  d.c = copy(table[0]);
  let e = table[0]; // FAILS K703
  const c = table[1];
  c.x = 1;
}
function b(): C {
  return table[0]; // FAILS K701
}
function c(p: boolean): void {
  const e = p ? table[0] : table[1]; // FAILS K701
}
function d(c: C): void {
  const e = c;
  let f = new C();
  f = new C();
}

// --- overlapping references
class C {
  x: u32 = 0;
}
class Pair {
  a: C = new C();
  b: C = new C();
}
let count: u32 = 0;
const table: FixedArray<C, 4> = zeroed();
function move(from: C, to: C): void {
  modifies(to);
  to.x = from.x;
}
function look(from: C, to: C): u32 {
  return from.x;
}
function a(p: Pair, i: u32, j: u32): void {
  modifies(p, table);
  move(p.a, p.b);
  move(p.a, p.a); // FAILS K710
  look(p.a, p.a);
  move(table[0], table[1]);
  move(table[i], table[j]);
  move(table[i], table[i]); // FAILS K710
  touch(table[0]); // FAILS K711
  read(table[0]); // FAILS K711
  move(table[0], new C());
}
function touch(c: C): void {
  modifies(table[1]);
  table[1].x = 1;
}
function read(c: C): void {
  modifies(c);
  c.x = table[1].x;
}

// --- places
class C {
  x: u32 = 0;
}
type Word = { kind: "a"; c: C } | { kind: "b"; c: C };
function take(c: C): void {}
function f(w: Word): void {
  take(w.c); // FAILS K702
  const c = w.c; // FAILS K704
}

// --- unions are values
class C {
  x: u32 = 0;
}
type Word = { kind: "a"; x: u32; c: C } | { kind: "b" };
let word: Word = { kind: "b" };
function change(c: C): void {
  modifies(c);
  c.x = 1;
}
function f(w: Word): u32 {
  modifies(word);
  if (w.kind === "b" || word.kind === "b") return 0;
  w.x = 1; // FAILS K713
  word.x = 2; // FAILS K713
  change(w.c); // FAILS K713
  const c = w.c;
  c.x = 1; // FAILS K713
  return w.c.x + c.x;
}
function h(w: Word): void {
  w = word; // FAILS K407
}
const g = lemma((c: C): void => {
  c.x = 1; // FAILS K407
});

// --- assignment to an alias
class C {
  x: u32 = 0;
}
class D {
  c: C = new C();
}
function f(d: D): void {
  modifies(d);
  let x: u32 = 0;
  const c = d.c;
  c = new C(); // FAILS K705
}

// --- generics
function zero<T>(x: u32): T {
  return zeroed<T>();
}
function endless<T>(x: u32): void {
  endless<Wrap<T>>(x); // FAILS K802
}
type Wrap<T> = { value: T };
function f(): void {
  zero(1); // FAILS K801
  const a: u32 = zero(1);
  const b = zero<u32>(1);
}
function start(): void {
  endless<u32>(1);
}
function* generator(): void {} // FAILS K803
declare function nothing(): void; // FAILS K220
function overloaded(x: u32): void; // FAILS K804
function overloaded(x: u32): void {}

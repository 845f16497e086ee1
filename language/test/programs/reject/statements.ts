// Programs that are rejected for their statements.

// --- declarations
function f(): void {
  var a: u32 = 0; // FAILS K402
  const { x } = { x: 1 }; // FAILS K403
  let b: u32; // FAILS K404
}

// --- assignments
class C {
  x: u32 = 0;
}
function f(p: u32, t: FixedArray<u32, 2>): void {
  modifies(t);
  p = 1; // FAILS K407
  [t[0], t[1]] = [1, 2]; // FAILS K405
  let s: Seq<u32> = Seq.empty();
  const copied = s;
}
function g(): C {
  g().x = 1; // FAILS K406
  make() = 2; // FAILS K326
  return new C();
}

// --- assignments to values
class C {
  x: u32 = 0;
}
type Word = { kind: "a"; x: u32 } | { kind: "b"; x: u32 };
function f(w: Word): void {
  let v = w;
  v.x = 1; // FAILS K406
}

// --- statements outside the subset
function f(t: FixedArray<u32, 2>): void {
  for (const x of t) { // FAILS K410
  }
  for (const x in t) { // FAILS K410
  }
  try { // FAILS K411
  } finally {
  }
  throw 1; // FAILS K411
}
function g(): void {
  function inner(): void {} // FAILS K412
  type T = u32; // FAILS K412
  debugger; // FAILS K419
  g; // FAILS K326
  1 === 1; // FAILS K413
}

// --- values that are not used
const double = spec((x: int): int => x * 2);
function f(): void {
  double(1); // FAILS K414
  copy(1); // FAILS K414
}

// --- returns and jumps
function a(): u32 {
  return; // FAILS K416
}
function b(): void {
  return 1; // FAILS K417
}
function c(): void {
  break; // FAILS K418
}
function d(): void {
  continue; // FAILS K418
}

// --- loops
function a(n: u32): void {
  while (true) { // FAILS K432
  }
}
function b(n: u32): void {
  let i = n;
  while (i !== 0) { // FAILS K433
    i -= 1; // FAILS K121
  }
}
function c(n: u32): void {
  decreases(n);
  for (let i: u32 = 0; i < n; i++) { // FAILS K320
  }
  for (let i: u32 = 0; i < n; c(1)) { // FAILS K431
  }
}
function d(n: u32): void {
  requires(n > 0);
  assert(n > 0);
  invariant(n > 0); // FAILS K430
}

// --- switch
enum Color {
  Red,
  Green,
}
type Answer = { kind: "ok" } | { kind: "no" };
function a(c: Color): u32 {
  let x: u32 = 0;
  switch (c) {
    case Color.Red: // FAILS K440
      x = 1;
    case Color.Green:
      x = 2;
  }
  return x;
}
function b(c: boolean): void {
  switch (
    c // FAILS K441
  ) {
    case true:
      break;
  }
}
function c(x: u32, y: u32): void {
  switch (x) {
    case y: // FAILS K111
      break;
  }
}
function d(x: u32): void {
  switch (x) {
    case 1:
      break;
    case 1: // FAILS K443
      break;
  }
}
function e(r: Answer): void {
  switch (r.kind) {
    case 1: // FAILS K444
      break;
  }
}

// --- retype
class C {
  x: u32 = 0;
}
const free: Pool<C> = frames(4);
function f(c: C): void {
  modifies(free);
  retype(free, 1, c); // FAILS K415
}

// --- sequences are values
function f(): void {
  let s: Seq<u32> = Seq.of<u32>(1, 2);
  s[0] = 3; // FAILS K408
}

// --- compound assignment in ghost code
function f(x: u32): void {
  let g: u32 = ghost(x);
  g += 1; // FAILS K409
}

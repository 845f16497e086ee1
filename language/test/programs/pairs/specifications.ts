// Specification functions, lemmas, quantifiers, proof steps.

// --- arithmetic is exact
export function isRoom(a: u32, b: u32): boolean {
  ensures((result: boolean) => result === a + b <= u32.MAX); // TWIN ensures((result: boolean) => result === u32.wrappingAdd(a, b) <= u32.MAX); // FAILS V202
  return a <= u32.MAX - b;
}

// --- differences may be negative
export function distance(a: u8, b: u8): u8 {
  ensures((result: u8) => result === a - b || result === b - a); // TWIN ensures((result: u8) => a - b >= 0 && result === a - b); // FAILS V202
  return a > b ? a - b : b - a;
}

// --- integers of different types compare
export function isBelow(a: u8, b: i32): boolean {
  requires(b >= 0); // TWIN
  ensures((result: boolean) => result === a < b); // FAILS V202
  return u32.from(a) < u32.wrap(b);
}

// --- equality of different types is by conversion
export function widened(a: u8): u32 {
  ensures((result: u32) => result === u32.from(a)); // TWIN ensures((result: u32) => result === a); // FAILS K122
  return u32.from(a);
}

// --- wrap means what it means in code
export function low(a: u32): u8 {
  ensures((result: u8) => result === u8.wrap(a)); // TWIN ensures((result: u8) => result === u8.wrap(a + 1)); // FAILS V202
  return u8.wrap(a);
}

// --- a quotient by zero is some value
export const quotient = lemma((a: int): void => {
  ensures(a / 1 === a); // TWIN ensures(a / 0 === 0); // FAILS V202
});

// --- bits need a width
export const masks = lemma((a: u32): void => {
  ensures((a & 1) <= 1); // TWIN ensures(((a + 1) & 1) <= 1); // FAILS K319
});

// --- a specification function is its body
const double = spec((a: int): int => a * 2); // TWIN const double = spec((a: int): int => a + 2);
export function twice(a: u8): u16 {
  ensures((result: u16) => result === double(a)); // FAILS V202
  return u16.from(a) * 2;
}

// --- a block of a specification function
const clamp = spec((a: int): int => {
  const limit = 100; // TWIN const limit = 99;
  if (a > limit) return limit;
  return a;
});
export function clamped(a: u32): u32 {
  ensures((result: u32) => result === clamp(a)); // FAILS V202
  return a > 100 ? 100 : a;
}

// --- every path has a value
const clamp = spec((a: int): int => { // TWIN const clamp = spec((a: int): int => { // FAILS K101
  if (a > 100) return 100; // TWIN if (a > 100) return 100; // FAILS K522
  return a; // TWIN
});
export const small = lemma((a: int): void => {
  ensures(clamp(a) <= 100); // TWIN
});

// --- only const, if and return
const clamp = spec((a: int): int => {
  const limit = 100; // TWIN let limit = 100; // FAILS K523
  return a > limit ? limit : a;
});
export const small = lemma((a: int): void => {
  ensures(clamp(a) <= 100);
});

// --- a definition holds where its requires does
const part = spec((a: int, b: int): int => {
  requires(b > 0); // TWIN requires(b > 1);
  return a / b;
});
export const whole = lemma((a: int): void => {
  ensures(part(a, 1) === a); // FAILS V202
});

// --- a recursive definition is well-founded
const triangle = spec((n: int): int => {
  decreases(n);
  return n <= 0 ? 0 : n + triangle(n - 1); // TWIN return n === 0 ? 0 : n + triangle(n - 1); // FAILS V209
});
export const three = lemma((): void => {
  ensures(triangle(0) === 0);
});

// --- a recursive definition has a measure
const triangle = spec((n: int): int => { // TWIN const triangle = spec((n: int): int => { // FAILS K551
  decreases(n); // TWIN
  return n <= 0 ? 0 : n + triangle(n - 1);
});
export const three = lemma((): void => {
  ensures(triangle(0) === 0);
});

// --- a definition without end would prove anything
const odd = spec((n: int): boolean => {
  decreases(n);
  return n <= 0 ? false : !odd(n - 1); // TWIN return !odd(n); // FAILS V209
});
export const one = lemma((): void => {
  ensures(!odd(0));
});

// --- a specification function returns a value
const fact = spec((n: int): boolean => n >= 0); // TWIN const fact = spec((n: int): void => {}); // FAILS K520
export const zero = lemma((): void => {
  ensures(fact(0)); // TWIN
});

// --- a specification function has no postcondition
const double = spec((a: int): int => {
  requires(a >= 0); // TWIN ensures((result: int) => result >= 0); // FAILS K521
  return a * 2;
});
export const zero = lemma((): void => {
  ensures(double(0) === 0);
});

// --- definitions stand at the top
const double = spec((a: int): int => a * 2);
export function use(a: u8): void {
  assert(double(a) === a * 2); // TWIN const local = spec((b: int): int => b * 2); // FAILS K544
}

// --- an opaque body is used where it is revealed
const secret = opaque((a: int): int => a * 2);
export function use(a: u8): void {
  reveal(secret); // TWIN
  assert(secret(a) === a + a); // FAILS V205
}

// --- an opaque function is still a function
const secret = opaque((a: int): int => a * 2);
export const same = lemma((a: int, b: int): void => {
  requires(a === b); // TWIN requires(a <= b);
  ensures(secret(a) === secret(b)); // FAILS V202
});

// --- reveal reaches to the end of its block
const secret = opaque((a: int): int => a * 2);
export function use(a: u8): void {
  { // TWIN {
    reveal(secret);
    assert(secret(a) === a * 2);
  }
  assert(secret(a) === a * 2 || a > 5 || a <= 5); // TWIN assert(secret(a + 1) === a * 2 + 2); // FAILS V205
}

// --- only opaque functions are revealed
const open = spec((a: int): int => a * 2);
const secret = opaque((a: int): int => a * 2);
export function use(a: u8): void {
  reveal(secret); // TWIN reveal(open); // FAILS K541
  assert(secret(a) === open(a)); // TWIN
}

// --- reveal names specification functions
const secret = opaque((a: int): int => a * 2);
export function use(a: u8): void {
  reveal(secret); // TWIN reveal(use); // FAILS K542
  assert(secret(a) === a * 2); // TWIN
}

// --- a lemma is proved
export const product = lemma((a: int, b: int): void => {
  requires(a >= 0 && b >= 0); // TWIN requires(a >= 0);
  ensures(a * b >= 0); // FAILS V202
});

// --- a lemma is known where it is called
const power = spec((n: int): int => {
  decreases(n);
  return n <= 0 ? 1 : 2 * power(n - 1);
});
const positive = lemma((n: int): void => {
  ensures(power(n) >= 1);
  decreases(n);
  if (n > 0) positive(n - 1);
});
export function use(n: u8): void {
  positive(n); // TWIN
  assert(power(n) > 0); // FAILS V205
}

// --- a call of a lemma obliges
const positive = lemma((a: int): void => {
  requires(a > 0);
  ensures(a * a >= a);
});
export function use(a: u8): void {
  requires(a > 0); // TWIN
  positive(a); // FAILS V201
}

// --- induction
const triangle = spec((n: int): int => {
  decreases(n);
  return n <= 0 ? 0 : n + triangle(n - 1);
});
export const closed = lemma((n: int): void => {
  requires(n >= 0);
  ensures(triangle(n) * 2 === n * (n + 1)); // FAILS V202
  decreases(n);
  if (n > 0) closed(n - 1); // TWIN
});

// --- an induction ends
const triangle = spec((n: int): int => {
  decreases(n);
  return n <= 0 ? 0 : n + triangle(n - 1);
});
export const closed = lemma((n: int): void => {
  requires(n >= 0);
  ensures(triangle(n) * 2 === n * (n + 1));
  decreases(n);
  if (n > 0) closed(n - 1); // TWIN if (n > 0) closed(n); // FAILS V209
});

// --- a lemma that recurs has a measure
export const small = lemma((n: int): void => { // TWIN export const small = lemma((n: int): void => { // FAILS K550
  requires(n >= 0);
  ensures(n + 1 > 0);
  decreases(n); // TWIN
  if (n > 0) small(n - 1);
});

// --- a lemma returns nothing
export const fact = lemma((n: int): void => { // TWIN export const fact = lemma((n: int): boolean => { // FAILS K510
  ensures(n * 0 === 0);
  // TWIN return true;
});

// --- a lemma is no value
const fact = lemma((n: int): void => {
  ensures(n * 0 === 0);
});
export function use(a: u8): void {
  fact(a); // TWIN const b = ghost(fact(a)); // FAILS K605
}

// --- a lemma is not checked
export const fact = lemma((n: int): void => {
  ensures(n * 0 === 0);
  // TWIN checked(); // FAILS K504
});

// --- for all
export function isZero(row: FixedArray<u8, 4>): void {
  requires(forall((i: int) => implies(0 <= i && i < 4, row[i] === 0))); // TWIN requires(forall((i: int) => implies(0 <= i && i < 3, row[i] === 0)));
  assert(row[3] === 0); // FAILS V205
}

// --- for some
export function hasZero(row: FixedArray<u8, 4>): void {
  requires(row[2] === 0);
  assert(exists((i: int) => 0 <= i && i < 4 && row[i] === 0)); // TWIN assert(exists((i: int) => 0 <= i && i < 2 && row[i] === 0)); // FAILS V205
}

// --- the witness of an existence is some value
export function hasZero(row: FixedArray<u8, 4>): void {
  requires(exists((i: int) => 0 <= i && i < 4 && row[i] === 0));
  assert(!forall((i: int) => implies(0 <= i && i < 4, row[i] > 0))); // TWIN assert(row[0] === 0); // FAILS V205
}

// --- several variables
export function ascending(row: FixedArray<u8, 4>): void {
  requires(forall((i: int, j: int) => implies(0 <= i && i < j && j < 4, row[i] < row[j])));
  assert(row[0] < row[3]); // TWIN assert(row[0] + 1 === row[1]); // FAILS V205
}

// --- a quantifier over machine integers knows their range
export const range = lemma((): void => {
  ensures(forall((x: u8) => x <= 255)); // TWIN ensures(forall((x: u16) => x <= 255)); // FAILS V202
});

// --- a quantifier over int does not
export const range = lemma((): void => {
  ensures(forall((x: u8) => x >= 0)); // TWIN ensures(forall((x: int) => x >= 0)); // FAILS V202
});

// --- triggers say where a fact is used
const f = opaque((x: int): int => x);
const g = opaque((x: int): int => x);
export function use(a: u8): void {
  requires(forall((x: int) => f(x) === g(x), (x: int) => [f(x)]));
  assert(f(a) === g(a)); // TWIN assert(exists((x: int) => f(x) !== g(x))); // FAILS V205
}

// --- triggers are a list
const f = opaque((x: int): int => x);
export function use(a: u8): void {
  requires(forall((x: int) => f(x) >= 0, (x: int) => [f(x)])); // TWIN requires(forall((x: int) => f(x) >= 0, (x: int) => f(x))); // FAILS K531
  assert(f(a) >= 0);
}

// --- triggers have the quantifier's variables
const f = opaque((x: int): int => x);
export function use(a: u8): void {
  requires(forall((x: int) => f(x) >= 0, (x: int) => [f(x)])); // TWIN requires(forall((x: int) => f(x) >= 0, (x: int, y: int) => [f(y)])); // FAILS K532
  assert(f(a) >= 0);
}

// --- a quantifier binds variables
export const range = lemma((): void => {
  ensures(forall((x: u8) => x >= 0)); // TWIN ensures(forall(() => true)); // FAILS K530
});

// --- implies is lazy in its meaning only
export function use(a: u8): void {
  assert(implies(a > 3, a > 2)); // TWIN assert(implies(a > 2, a > 3)); // FAILS V205
}

// --- an assertion is proved
export function use(a: u8): void {
  requires(a < 10);
  assert(a * a < 100); // TWIN assert(a * a < 81); // FAILS V205
}

// --- an assertion is known afterwards
export function use(a: u8, b: u8): u8 {
  requires(a > 0 && b > 0 && a * b < 100);
  assert(a + b <= 100); // TWIN assert(a + b <= 99); // FAILS V205
  return a;
}

// --- the steps of a proof are proved
export function use(a: u8): void {
  requires(a < 10);
  assert(a * a <= 81, () => {
    assert(a <= 9); // TWIN assert(a <= 8); // FAILS V205
  });
}

// --- the steps of a proof stay in it
const secret = opaque((a: int): int => a * 2);
export function use(a: u8): void {
  assert(secret(a) >= 0, () => {
    reveal(secret);
  });
  assert(secret(a) >= 0); // TWIN assert(secret(a) === a * 2); // FAILS V205
}

// --- the proof of an assertion is a block
export function use(a: u8): void {
  assert(a >= 0, () => { // TWIN assert(a >= 0, (b: u8) => { // FAILS K540
    assert(a <= 255);
  });
}

// --- assertBits is about all bits
export function use(a: u32): void {
  assertBits((a & 0xf0) >> 4 <= 15); // TWIN assertBits((a & 0x1f0) >> 4 <= 15); // FAILS V206
}

// --- assertBits knows nothing else
export function use(a: u32): void {
  requires(a < 16);
  assertBits(implies(a < 16, (a | 3) < 16)); // TWIN assertBits((a | 3) < 16); // FAILS V206
}

// --- sums in assertBits are exact
export function use(a: u8, b: u8): void {
  assertBits((a & b) + (a | b) === a + b); // TWIN assertBits((a ^ b) + (a | b) === a + b); // FAILS V206
}

// --- prove
const secret = opaque((a: int): int => a * 2);
export function use(a: u8): void {
  prove((x: int) => {
    requires(x >= 0); // TWIN requires(x >= -1);
    ensures(secret(x) >= 0); // FAILS V214
    reveal(secret);
  });
  assert(secret(a) >= 0);
}

// --- the premise of prove stays
export function use(a: u8): void {
  prove((x: u8) => {
    requires(x < 10);
    ensures(x * x < 100);
  });
  requiresLess(a); // TWIN assert(a * a < 100); // FAILS V205
}
function requiresLess(a: u8): void {}

// --- prove begins with its statement
export function use(a: u8): void {
  prove((x: u8) => { // TWIN prove((x: u8) => { // FAILS K543
    requires(x < 10);
    ensures(x * x < 100); // TWIN
  });
}

// --- what is assumed is known
export function use(a: u8): void {
  assume(a < 10, "measured"); // TWIN
  assert(a < 11); // FAILS V205
}

// --- an assumption has a reason
export function use(a: u8): void {
  assume(a < 10, "measured"); // TWIN assume(a < 10, ""); // FAILS K501
}

// --- executable functions are not called in specifications
function half(a: u32): u32 {
  return a / 2;
}
const halved = spec((a: u32): int => a / 2);
export function use(a: u32): u32 {
  ensures((result: u32) => result === halved(a)); // TWIN ensures((result: u32) => result === half(a)); // FAILS K603
  return a / 2;
}

// --- a specification has a boolean
export function use(a: u32): void {
  assert(a >= 0); // TWIN assert(a); // FAILS K309
}

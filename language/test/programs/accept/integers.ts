// Integers: literals, operators, conversions, constants.

// --- literals take the type of their context
const SIZE = 16;
const MASK = SIZE - 1;
const LARGEST: u64 = 0xffff_ffff_ffff_ffff;
const DOUBLE: u32 = SIZE * 2;
function f(a: u8): u64 {
  const b = a + 1;
  const c: u64 = MASK;
  const d = u64.from(b) + 0b101;
  return d + c + LARGEST - 1_000;
}

// --- negative literals
function f(a: i32): i64 {
  const low: i8 = -128;
  if (a > -5) return i64.from(low);
  return -i64.from(a);
}

// --- arithmetic
function f(a: u32, b: u32): u32 {
  requires(b !== 0 && a >= b);
  return ((a - b) * 2 + a / b) % (b + 1);
}

// --- bits
function f(a: u32, shift: u32): u32 {
  requires(shift < 32);
  const low = a & ~7;
  return (low | 1) ^ (a << shift) ^ (a >> 3);
}

// --- compound assignment
class C {
  x: u32 = 0;
}
function f(c: C, a: u32): void {
  modifies(c);
  c.x += a;
  c.x -= 1;
  c.x *= 2;
  c.x /= 3;
  c.x %= 5;
  c.x &= 7;
  c.x |= 8;
  c.x ^= a;
  c.x <<= 2;
  c.x >>= 1;
}

// --- conversions
enum Color {
  Red,
  Green = 300,
}
function f(a: u64, b: i32): u32 {
  const c = u8.wrap(a);
  const d = u32.from(a) + u32.from(c);
  const e = u32.wrap(b);
  const g = u32.from(Color.Green);
  const h = enumFrom<Color>(e);
  const i = u8.wrap(0x1ff);
  return h === Color.Red ? u32.wrappingAdd(d, e) : u32.wrappingMul(g, u32.wrappingSub(0, 1)) + u32.from(i);
}

// --- limits
function f(a: u16): boolean {
  return a < u16.MAX && i8.MIN < 0 && u16.BITS - 1 > 14 && a <= u16.MAX - 1;
}

// --- specifications are exact
function f(a: u32, b: u8, c: i64): void {
  requires(a + b <= u32.MAX);
  requires(a * a === c && b < a);
  requires(-a < c % 5);
  requires((a & 0xff) === 3 && a >> 2 === a / 4);
  requires(u32.wrap(a + b) === u32.wrappingAdd(a, u32.from(b)));
  requires(u32.from(a + 1) === a && a > -1 && b < 256 && u8.from(0 - 1) === b);
}

// --- enums
enum Small {
  A,
  B,
}
enum Large {
  A = 1,
  B = 0xffff_ffff,
}
function f(a: Small, b: Large): boolean {
  return a === Small.B || b < Large.B;
}

// --- booleans
function f(a: boolean, b: boolean): boolean {
  requires(a === b || a !== b);
  return !a || (b && a === b) ? true : !b;
}

// Machine integers: what each operator obliges to, at several widths.

// --- a sum of u8 fits
export function next(a: u8): u8 {
  requires(a < u8.MAX); // TWIN requires(a <= u8.MAX);
  ensures((result: u8) => result === a + 1);
  return a + 1; // FAILS V101
}

// --- a sum of u64 fits
export function sum(a: u64, b: u64): u64 {
  requires(a + b <= u64.MAX); // TWIN requires(a <= u64.MAX && b <= u64.MAX);
  ensures((result: u64) => result === a + b);
  return a + b; // FAILS V101
}

// --- a sum of i16 fits at both ends
export function sum(a: i16, b: i16): i16 {
  requires(a >= 0 !== b >= 0); // TWIN requires(a <= 0 || b <= 0);
  ensures((result: i16) => result === a + b);
  return a + b; // FAILS V101
}

// --- what is added in between must fit too
export function average(a: u32, b: u32): u32 {
  requires(a <= b);
  ensures((result: u32) => a <= result && result <= b);
  return a + (b - a) / 2; // TWIN return (a + b) / 2; // FAILS V101
}

// --- a difference of unsigned integers is not negative
export function distance(a: u16, b: u16): u16 {
  ensures((result: u16) => result === (a > b ? a - b : b - a));
  return a > b ? a - b : b - a; // TWIN return a - b; // FAILS V101
}

// --- a difference of i8 fits
export function difference(a: i8, b: i8): i8 {
  requires(a >= 0 && b >= 0); // TWIN requires(a >= 0);
  ensures((result: i8) => result === a - b);
  return a - b; // FAILS V101
}

// --- a product of u16 fits
export function area(width: u16, height: u16): u16 {
  requires(width < 256 && height < 256); // TWIN requires(width <= 256 && height <= 256);
  ensures((result: u16) => result === width * height);
  return width * height; // FAILS V101
}

// --- a product of u32 fits u64
export function product(a: u32, b: u32): u64 {
  ensures((result: u64) => result === a * b);
  return u64.from(a) * u64.from(b); // TWIN return u64.from(a * b); // FAILS V101
}

// --- a product of i32 fits
export function square(a: i32): i32 {
  requires(-46340 <= a && a <= 46340); // TWIN requires(-46341 <= a && a <= 46340);
  ensures((result: i32) => result === a * a);
  return a * a; // FAILS V101
}

// --- a divisor is not zero
export function ratio(a: u32, b: u32): u32 {
  requires(b > 0); // TWIN requires(b >= 0);
  ensures((result: u32) => result === a / b);
  return a / b; // FAILS V102
}

// --- the divisor of a remainder is not zero
export function slot(hash: u32, size: u32): u32 {
  requires(size !== 0); // TWIN
  ensures((result: u32) => result === hash % size);
  return hash % size; // FAILS V102
}

// --- the least i64 over -1 does not fit
export function divide(a: i64, b: i64): i64 {
  requires(b !== 0);
  requires(a > i64.MIN); // TWIN requires(a >= i64.MIN);
  ensures((result: i64) => result === a / b);
  return a / b; // FAILS V101
}

// --- a remainder needs no such bound
export function remainder(a: i64, b: i64): i64 {
  requires(b !== 0);
  ensures((result: i64) => result === a % b);
  return a % b; // TWIN return a / b; // FAILS V101 V202
}

// --- a quotient is truncated toward zero
export function half(): i32 {
  ensures((result: i32) => result === -3); // TWIN ensures((result: i32) => result === -4); // FAILS V202
  const seven: i32 = -7;
  return seven / 2;
}

// --- a quotient of positive integers is the floor
export function half(a: u32): u32 {
  ensures((result: u32) => result * 2 <= a && a < result * 2 + 2); // TWIN ensures((result: u32) => result * 2 === a); // FAILS V202
  return a / 2;
}

// --- a remainder has the sign of the dividend
export function remainder(a: i32): i32 {
  requires(a <= 0);
  ensures((result: i32) => -8 < result && result <= 0); // TWIN ensures((result: i32) => 0 <= result && result < 8); // FAILS V202
  return a % 8;
}

// --- a quotient and a remainder make up the dividend
export function splits(a: i16, b: i16): i16 {
  requires(b > 0);
  ensures((result: i16) => (a / b) * b + result === a); // TWIN ensures((result: i16) => (a / b + 1) * b + result === a); // FAILS V202
  return a % b;
}

// --- the least i32 has no negation
export function magnitude(a: i32): i32 {
  requires(a !== i32.MIN); // TWIN
  ensures((result: i32) => result === a || result === -a);
  return a < 0 ? -a : a; // FAILS V101
}

// --- unsigned integers have no negation
export function opposite(a: u32): u32 {
  ensures((result: u32) => implies(a > 0, result === u32.MAX - a + 1));
  return u32.wrappingSub(0, a); // TWIN return -a; // FAILS K342
}

// --- wrapping addition is modular
export function tick(a: u32): u32 {
  ensures((result: u32) => result === (a + 1) % 4294967296); // TWIN ensures((result: u32) => result === a + 1); // FAILS V202
  return u32.wrappingAdd(a, 1);
}

// --- wrapping subtraction is modular
export function elapsed(from: u8, to: u8): u8 {
  ensures((result: u8) => result === (to - from + 256) % 256); // TWIN ensures((result: u8) => result === (from - to + 256) % 256); // FAILS V202
  return u8.wrappingSub(to, from);
}

// --- wrapping multiplication of signed integers
export function triple(a: i8): i8 {
  ensures((result: i8) => result === i8.wrap(a * 3)); // TWIN ensures((result: i8) => result === a * 3); // FAILS V202
  return i8.wrappingMul(a, 3);
}

// --- a shift count is below the width
export function bit(index: u32): u32 {
  requires(index < 32); // TWIN requires(index <= 32);
  ensures((result: u32) => result === u32.from(1) << index);
  return u32.from(1) << index; // FAILS V103
}

// --- a shift count of u8 is below 8
export function high(a: u8, count: u8): u8 {
  requires(count < 8); // TWIN requires(count < 32);
  ensures((result: u8) => result === a >> count);
  return a >> count; // FAILS V103
}

// --- a signed shift count is not negative
export function scaled(a: i64, count: i64): i64 {
  requires(0 <= count && count < 64); // TWIN requires(count < 64);
  ensures((result: i64) => result === a << count);
  return a << count; // FAILS V103
}

// --- a masked shift count needs no bound
export function bit(index: u32): u32 {
  ensures((result: u32) => result === u32.from(1) << (index & 31)); // TWIN ensures((result: u32) => result === u32.from(1) << (index & 63));
  return u32.from(1) << (index & 31); // TWIN return u32.from(1) << (index & 63); // FAILS V103
}

// --- bits that are shifted out are dropped
export function upper(a: u8): u8 {
  ensures((result: u8) => result === (a * 16) % 256); // TWIN ensures((result: u8) => result === a * 16); // FAILS V202
  return a << 4;
}

// --- a right shift of a signed integer keeps the sign
export function halved(a: i8): i8 {
  requires(a < 0);
  ensures((result: i8) => result < 0); // TWIN ensures((result: i8) => result >= 0); // FAILS V202
  return a >> 1;
}

// --- a right shift of an unsigned integer shifts zeros in
export function top(a: u64): u64 {
  ensures((result: u64) => result <= 1); // TWIN ensures((result: u64) => result < 1); // FAILS V202
  return a >> 63;
}

// --- a mask bounds
export function low(a: u32): u32 {
  ensures((result: u32) => result === a % 256); // TWIN ensures((result: u32) => result === a % 512); // FAILS V202
  return a & 0xff;
}

// --- a union of bits
export function tagged(a: u8): u8 {
  ensures((result: u8) => result >= 128);
  assertBits((a | 0x80) >= 128); // TWIN assertBits((a ^ 0x80) >= 128); // FAILS V206
  return a | 0x80;
}

// --- exclusive or undoes itself
export function twice(a: u16, key: u16): u16 {
  ensures((result: u16) => result === a);
  assertBits((a ^ key ^ key) === a); // TWIN assertBits((a ^ key | key) === a); // FAILS V206
  return a ^ key ^ key; // TWIN return a;
}

// --- complement
export function inverse(a: u8): u8 {
  ensures((result: u8) => result === 255 - a); // TWIN ensures((result: u8) => result === 256 - a); // FAILS V202
  return ~a;
}

// --- complement of a signed integer
export function inverse(a: i32): i32 {
  ensures((result: i32) => result === -a - 1); // TWIN ensures((result: i32) => result === -a); // FAILS V202
  return ~a;
}

// --- comparison of signed integers
export function isNegative(a: i8): boolean {
  ensures((result: boolean) => result === a < 0);
  return a < 0; // TWIN return u8.wrap(a) < 0; // FAILS V202
}

// --- conversion to a narrower type
export function truncated(a: u32): u8 {
  requires(a < 256); // TWIN requires(a <= 256);
  ensures((result: u8) => u32.from(result) === a);
  return u8.from(a); // FAILS V104
}

// --- conversion to a wider type obliges to nothing
export function widened(a: u8): u64 {
  ensures((result: u64) => result === u64.from(a));
  return u64.from(a); // TWIN return u64.from(i8.from(a)); // FAILS V104
}

// --- conversion between signs
export function unsigned(a: i32): u32 {
  requires(a >= 0); // TWIN requires(a >= -1);
  ensures((result: u32) => i32.from(result) === a);
  return u32.from(a); // FAILS V104
}

// --- conversion of an unsigned value to a signed type
export function signed(a: u64): i64 {
  requires(a <= 0x7fff_ffff_ffff_ffff); // TWIN requires(a <= 0x8000_0000_0000_0000);
  ensures((result: i64) => u64.from(result) === a);
  return i64.from(a); // FAILS V104
}

// --- wrapping keeps the low bits
export function lowByte(a: u32): u8 {
  ensures((result: u8) => result === a % 256); // TWIN ensures((result: u8) => u32.from(result) === a); // FAILS V202
  return u8.wrap(a);
}

// --- wrapping to a signed type is two's complement
export function signed(a: u8): i8 {
  ensures((result: i8) => result === (a < 128 ? a : a - 256)); // TWIN ensures((result: i8) => result === a - 128); // FAILS V202
  return i8.wrap(a);
}

// --- widths do not mix
export function sum(a: u32, b: u8): u64 {
  ensures((result: u64) => result === a + b);
  return u64.from(a) + u64.from(b); // TWIN return u64.from(a) + b; // FAILS K308
}

// --- signs do not mix
export function isLess(a: u32, b: i32): boolean {
  ensures((result: boolean) => result === a < b);
  return i64.from(a) < i64.from(b); // TWIN return a < b; // FAILS K308
}

// --- no implicit conversion of a result
export function widened(a: u32): u64 {
  ensures((result: u64) => result === u64.from(a));
  return u64.from(a); // TWIN return a; // FAILS K306
}

// --- no implicit conversion of an argument
function twice(a: u64): u64 {
  requires(a < 100);
  return a * 2;
}
export function four(a: u32): u64 {
  requires(a < 10);
  return twice(u64.from(a)); // TWIN return twice(a); // FAILS K306
}

// --- compound assignment obliges as its operator does
export function total(a: u32, b: u32): u32 {
  requires(a < 1000 && b < 1000); // TWIN requires(a < 1000);
  ensures((result: u32) => result === a + b * 2);
  let sum = a;
  sum += b; // FAILS V101
  sum += b; // FAILS V101
  return sum;
}

// --- all compound assignments
export function mixed(a: u32, b: u32): u32 {
  requires(0 < a && a < 100 && b < 32); // TWIN requires(a < 100 && b < 32);
  ensures((result: u32) => result <= 255);
  let x: u32 = 1000;
  x -= a;
  x *= 2;
  x /= a; // FAILS V102
  x %= 500;
  x <<= b;
  x >>= 1;
  x |= 1;
  x ^= 3;
  x &= 0xff;
  return x;
}

// --- literals are as large as the type
export function all(): u64 {
  ensures((result: u64) => result === u64.MAX); // TWIN ensures((result: u64) => result === u64.MAX - 1); // FAILS V202
  return 0xffff_ffff_ffff_ffff;
}

// --- a literal fits its type
export function bytes(): u8 {
  return 0b1111_1111; // TWIN return 0b1_0000_0000; // FAILS K304
}

// --- a negative literal where the context is signed
export function low(): i8 {
  ensures((result: i8) => result === i8.MIN);
  return -128; // TWIN return -129; // FAILS K304
}

// --- a negative literal where the context is unsigned
export function previous(a: i16): i16 {
  requires(a > i16.MIN);
  ensures((result: i16) => result < a);
  return a + -1;
}
export function limit(): u16 {
  return 1; // TWIN return -1; // FAILS K304
}

// --- a literal takes the type of the other operand
export function isByte(a: u16): boolean {
  ensures((result: boolean) => result === a <= 255);
  return 255 >= a; // TWIN return 65536 >= a; // FAILS K304
}

// --- a literal without a context has no type
export function one(): u32 {
  ensures((result: u32) => result === 1);
  const value: u32 = 1; // TWIN const value = 1; // FAILS K401
  return value;
}

// --- literals alone have no type in a condition of choice
export function pick(first: boolean): u32 {
  ensures((result: u32) => result >= 1);
  const value: u32 = first ? 1 : 2; // TWIN const value = first ? 1 : 2; // FAILS K307
  return value;
}

// --- no fractions
export function half(): u32 {
  return 5; // TWIN return 0.5; // FAILS K301
}

// --- no bigint literals
export function large(): u64 {
  return 0xffff_ffff_ffff; // TWIN return 0xffff_ffff_ffffn; // FAILS K324
}

// --- bounds and widths are constants of the type
export function isFull(a: u16): boolean {
  ensures((result: boolean) => result === (a === 65535));
  return a === u16.MAX; // TWIN return a === u16.LIMIT; // FAILS K344
}

// --- the number of bits
export function width(): u32 {
  ensures((result: u32) => result === 64); // TWIN ensures((result: u32) => result === 32); // FAILS V202
  return u64.BITS;
}

// --- && guards what stands behind it
export function divides(a: u32, b: u32): boolean {
  ensures((result: boolean) => implies(result, a % b === 0));
  return b !== 0 && a % b === 0; // TWIN return a % b === 0 && b !== 0; // FAILS V102
}

// --- || guards what stands behind it
export function atMostHalf(a: u32, b: u32): boolean {
  ensures((result: boolean) => implies(b > 0, result === a <= b / 2));
  return b === 0 || a <= b / 2; // TWIN return b === 1 || a <= 100 / b; // FAILS V102 V202
}

// --- ?: guards its branches
export function ratio(a: u32, b: u32): u32 {
  ensures((result: u32) => implies(b > 0, result === a / b));
  return b > 0 ? a / b : 0; // TWIN return b >= 0 ? a / b : 0; // FAILS V102
}

// --- only integers are added
enum Level {
  Low,
  High,
}
export function sum(a: Level, b: Level): u32 {
  ensures((result: u32) => result <= 2);
  return u32.from(a) + u32.from(b); // TWIN return a + b; // FAILS K318
}

// --- booleans are not ordered
export function implied(a: boolean, b: boolean): boolean {
  ensures((result: boolean) => result === implies(a, b));
  return !a || b; // TWIN return a <= b; // FAILS K318
}

// --- a number is no condition
export function isZero(a: u32): boolean {
  ensures((result: boolean) => result === (a === 0));
  if (a !== 0) return false; // TWIN if (a) return false; // FAILS K309
  return true;
}

// --- == is outside the subset
export function isSame(a: u32, b: u32): boolean {
  return a === b; // TWIN return a == b; // FAILS K311
}

// --- != is outside the subset
export function isOther(a: u32, b: u32): boolean {
  return a !== b; // TWIN return a != b; // FAILS K312
}

// --- >>> is outside the subset
export function half(a: u32): u32 {
  ensures((result: u32) => result === a / 2);
  return a >> 1; // TWIN return a >>> 1; // FAILS K313
}

// --- ** is outside the subset
export function square(a: u8): u16 {
  return u16.from(a) * u16.from(a); // TWIN return u16.from(a) ** 2; // FAILS K314
}

// --- the comma operator is outside the subset
export function second(a: u32, b: u32): u32 {
  return b; // TWIN return (a, b); // FAILS K315
}

// --- ?? is outside the subset
export function first(a: u32, b: u32): u32 {
  return a !== 0 ? a : b; // TWIN return a ?? b; // FAILS K316
}

// --- logical assignment is outside the subset
export function set(a: boolean, b: boolean): boolean {
  let c = a;
  c = c || b; // TWIN c ||= b; // FAILS K317
  return c;
}

// --- ++ is outside the subset
export function three(): u32 {
  let a: u32 = 2;
  a += 1; // TWIN a++; // FAILS K320
  return a;
}

// --- unary plus is outside the subset
export function same(a: u32): u32 {
  return a; // TWIN return +a; // FAILS K341
}

// --- an assignment is no expression
export function both(a: u32): u32 {
  let b: u32 = 0;
  b = a; // TWIN
  const c: u32 = b; // TWIN const c: u32 = (b = a); // FAILS K310
  return c;
}

// --- constants are not divided by zero
const RATE = 100 / 4; // TWIN const RATE = 100 / 0; // FAILS K302
export function rate(): u32 {
  return RATE;
}

// --- constants are shifted by less than 64
const LARGE: u64 = 1 << 63; // TWIN const LARGE: u64 = 1 << 64; // FAILS K303
export function large(): u64 {
  return LARGE;
}

// --- a constant with a type is shifted by less than its width
const HIGH: u8 = 1;
const SHIFTED: u8 = HIGH << 7; // TWIN const SHIFTED: u8 = HIGH << 8; // FAILS K303
export function high(): u8 {
  return SHIFTED;
}

/**
 * CRC-32 (the reflected polynomial 0xEDB88320 of Ethernet, gzip and PNG), bit by bit and by table.
 *
 * State     the table, made by `prepare`: entry i is eight steps of the register that holds i.
 * Proved    both functions compute the recursive definition `crc`, hence the same.
 * How       a step is linear over exclusive or, so eight steps of a register are those of its low byte, exclusive or
 *           the rest shifted by eight.
 */
import {
  FixedArray,
  assert,
  assertBits,
  decreases,
  ensures,
  forall,
  implies,
  int,
  invariant,
  lemma,
  modifies,
  requires,
  spec,
  u32,
  u8,
  zeroed,
} from "welkin";

const CAPACITY = 256;

/** One bit: shift right, and subtract the polynomial if the bit that falls out is one. */
export const step = spec((c: u32): u32 => ((c & 1) === 1 ? (c >> 1) ^ 0xedb8_8320 : c >> 1));

export const steps = spec((c: u32, n: int): u32 => {
  decreases(n);
  return n <= 0 ? c : step(steps(c, n - 1));
});

/** The register after the first n bytes. */
export const register = spec((data: FixedArray<u8, typeof CAPACITY>, n: int): u32 => {
  decreases(n);
  return n <= 0 ? 0xffff_ffff : steps(register(data, n - 1) ^ u32.from(data[n - 1]), 8);
});

export const crc = spec(
  (data: FixedArray<u8, typeof CAPACITY>, n: int): u32 => register(data, n) ^ 0xffff_ffff,
);

const table: FixedArray<u32, 256> = zeroed();
let prepared: boolean = false;

/** The table is ready. */
export const ready = spec((): boolean => prepared);

invariant(
  implies(
    prepared,
    forall(
      (i: u32) => implies(i < 256, table[i] === steps(i, 8)),
      (i: u32) => [table[i]],
    ),
  ),
);

/** A step is linear. */
export const stepLinear = lemma((a: u32, b: u32): void => {
  ensures(step(a ^ b) === (step(a) ^ step(b)));
  assertBits(
    (((a ^ b) & 1) === 1 ? ((a ^ b) >> 1) ^ 0xedb8_8320 : (a ^ b) >> 1) ===
      (((a & 1) === 1 ? (a >> 1) ^ 0xedb8_8320 : a >> 1) ^ ((b & 1) === 1 ? (b >> 1) ^ 0xedb8_8320 : b >> 1)),
  );
});

export const stepsLinear = lemma((a: u32, b: u32, n: int): void => {
  requires(n >= 0);
  ensures(steps(a ^ b, n) === (steps(a, n) ^ steps(b, n)));
  decreases(n);
  if (n > 0) {
    stepsLinear(a, b, n - 1);
    stepLinear(steps(a, n - 1), steps(b, n - 1));
  }
});

/** Eight steps of a register whose low byte is zero only shift it. */
export const stepsOfHigh = lemma((c: u32): void => {
  ensures(steps(c & 0xffff_ff00, 8) === c >> 8);
  const h: u32 = c & 0xffff_ff00;
  assertBits((c & 0xffff_ff00 & 1) === 0 && (((c & 0xffff_ff00) >> 1) & 1) === 0);
  assertBits((((c & 0xffff_ff00) >> 2) & 1) === 0 && (((c & 0xffff_ff00) >> 3) & 1) === 0);
  assertBits((((c & 0xffff_ff00) >> 4) & 1) === 0 && (((c & 0xffff_ff00) >> 5) & 1) === 0);
  assertBits((((c & 0xffff_ff00) >> 6) & 1) === 0 && (((c & 0xffff_ff00) >> 7) & 1) === 0);
  assertBits((c & 0xffff_ff00) >> 8 === c >> 8);
  assert(steps(h, 0) === h);
  assert(steps(h, 1) === h >> 1);
  assert(steps(h, 2) === h >> 2);
  assert(steps(h, 3) === h >> 3);
  assert(steps(h, 4) === h >> 4);
  assert(steps(h, 5) === h >> 5);
  assert(steps(h, 6) === h >> 6);
  assert(steps(h, 7) === h >> 7);
  assert(steps(h, 8) === h >> 8);
});

/** What the table is for. */
export const byTable = lemma((c: u32): void => {
  ensures(steps(c, 8) === (steps(c & 0xff, 8) ^ (c >> 8)));
  assertBits(c === ((c & 0xff) ^ (c & 0xffff_ff00)));
  stepsLinear(c & 0xff, c & 0xffff_ff00, 8);
  stepsOfHigh(c);
});

/** The register after eight steps, computed. */
function eightSteps(c: u32): u32 {
  ensures((result: u32) => result === steps(c, 8));
  let value: u32 = c;
  for (let i: u32 = 0; i < 8; i += 1) {
    invariant(i <= 8);
    invariant(value === steps(c, i));
    if ((value & 1) === 1) {
      value = (value >> 1) ^ 0xedb8_8320;
    } else {
      value = value >> 1;
    }
  }
  return value;
}

export function crc32Bitwise(data: FixedArray<u8, typeof CAPACITY>, length: u32): u32 {
  requires(length <= CAPACITY);
  ensures((result: u32) => result === crc(data, length));
  let value: u32 = 0xffff_ffff;
  for (let i: u32 = 0; i < length; i += 1) {
    invariant(i <= length);
    invariant(value === register(data, i));
    value = eightSteps(value ^ u32.from(data[i]));
  }
  return value ^ 0xffff_ffff;
}

/** Fills the table. */
export function prepare(): void {
  modifies(ready, table);
  ensures(ready());
  for (let i: u32 = 0; i < 256; i += 1) {
    invariant(i <= 256);
    invariant(
      forall(
        (k: u32) => implies(k < i, table[k] === steps(k, 8)),
        (k: u32) => [table[k]],
      ),
    );
    table[i] = eightSteps(i);
  }
  prepared = true;
}

export function crc32(data: FixedArray<u8, typeof CAPACITY>, length: u32): u32 {
  requires(ready() && length <= CAPACITY);
  ensures((result: u32) => result === crc(data, length));
  let value: u32 = 0xffff_ffff;
  for (let i: u32 = 0; i < length; i += 1) {
    invariant(i <= length);
    invariant(value === register(data, i));
    const mixed: u32 = value ^ u32.from(data[i]);
    byTable(mixed);
    value = table[mixed & 0xff] ^ (mixed >> 8);
  }
  return value ^ 0xffff_ffff;
}

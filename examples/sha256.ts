/**
 * SHA-256 (FIPS 180-4).
 *
 * Proved    `sha256` computes what the standard defines: padding (section 5.1.1), message schedule and compression
 *           (6.2.2), word by word. No overflow, no access out of bounds.
 * How       the standard's recurrences are recursive specification functions; the loops run them forwards.
 */
import {
  FixedArray,
  arrayOf,
  copy,
  decreases,
  ensures,
  forall,
  implies,
  int,
  invariant,
  modifies,
  opaque,
  requires,
  reveal,
  spec,
  u32,
  u8,
  zeroed,
} from "welkin";

/** Longest message, in bytes. */
const CAPACITY = 1024;
export type Message = FixedArray<u8, typeof CAPACITY>;
type Schedule = FixedArray<u32, 64>;

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes (4.2.2). Never changed. */
const K: FixedArray<u32, 64> = arrayOf(
  0x428a2f98,
  0x71374491,
  0xb5c0fbcf,
  0xe9b5dba5,
  0x3956c25b,
  0x59f111f1,
  0x923f82a4,
  0xab1c5ed5,
  0xd807aa98,
  0x12835b01,
  0x243185be,
  0x550c7dc3,
  0x72be5d74,
  0x80deb1fe,
  0x9bdc06a7,
  0xc19bf174,
  0xe49b69c1,
  0xefbe4786,
  0x0fc19dc6,
  0x240ca1cc,
  0x2de92c6f,
  0x4a7484aa,
  0x5cb0a9dc,
  0x76f988da,
  0x983e5152,
  0xa831c66d,
  0xb00327c8,
  0xbf597fc7,
  0xc6e00bf3,
  0xd5a79147,
  0x06ca6351,
  0x14292967,
  0x27b70a85,
  0x2e1b2138,
  0x4d2c6dfc,
  0x53380d13,
  0x650a7354,
  0x766a0abb,
  0x81c2c92e,
  0x92722c85,
  0xa2bfe8a1,
  0xa81a664b,
  0xc24b8b70,
  0xc76c51a3,
  0xd192e819,
  0xd6990624,
  0xf40e3585,
  0x106aa070,
  0x19a4c116,
  0x1e376c08,
  0x2748774c,
  0x34b0bcb5,
  0x391c0cb3,
  0x4ed8aa4a,
  0x5b9cca4f,
  0x682e6ff3,
  0x748f82ee,
  0x78a5636f,
  0x84c87814,
  0x8cc70208,
  0x90befffa,
  0xa4506ceb,
  0xbef9a3f7,
  0xc67178f2,
);

/** The working variables. */
export class Working {
  a: u32 = 0;
  b: u32 = 0;
  c: u32 = 0;
  d: u32 = 0;
  e: u32 = 0;
  f: u32 = 0;
  g: u32 = 0;
  h: u32 = 0;
}

// --- The functions of section 4.1.2 ---------------------------------------------------------------------------

export const choose = opaque((x: u32, y: u32, z: u32): u32 => (x & y) ^ (~x & z));
export const majority = opaque((x: u32, y: u32, z: u32): u32 => (x & y) ^ (x & z) ^ (y & z));
export const bigSigma0 = opaque(
  (x: u32): u32 => ((x >> 2) | (x << 30)) ^ ((x >> 13) | (x << 19)) ^ ((x >> 22) | (x << 10)),
);
export const bigSigma1 = opaque(
  (x: u32): u32 => ((x >> 6) | (x << 26)) ^ ((x >> 11) | (x << 21)) ^ ((x >> 25) | (x << 7)),
);
export const smallSigma0 = opaque(
  (x: u32): u32 => ((x >> 7) | (x << 25)) ^ ((x >> 18) | (x << 14)) ^ (x >> 3),
);
export const smallSigma1 = opaque(
  (x: u32): u32 => ((x >> 17) | (x << 15)) ^ ((x >> 19) | (x << 13)) ^ (x >> 10),
);

function computeChoose(x: u32, y: u32, z: u32): u32 {
  ensures((result: u32) => result === choose(x, y, z));
  reveal(choose);
  return (x & y) ^ (~x & z);
}

function computeMajority(x: u32, y: u32, z: u32): u32 {
  ensures((result: u32) => result === majority(x, y, z));
  reveal(majority);
  return (x & y) ^ (x & z) ^ (y & z);
}

function computeBigSigma0(x: u32): u32 {
  ensures((result: u32) => result === bigSigma0(x));
  reveal(bigSigma0);
  return ((x >> 2) | (x << 30)) ^ ((x >> 13) | (x << 19)) ^ ((x >> 22) | (x << 10));
}

function computeBigSigma1(x: u32): u32 {
  ensures((result: u32) => result === bigSigma1(x));
  reveal(bigSigma1);
  return ((x >> 6) | (x << 26)) ^ ((x >> 11) | (x << 21)) ^ ((x >> 25) | (x << 7));
}

function computeSmallSigma0(x: u32): u32 {
  ensures((result: u32) => result === smallSigma0(x));
  reveal(smallSigma0);
  return ((x >> 7) | (x << 25)) ^ ((x >> 18) | (x << 14)) ^ (x >> 3);
}

function computeSmallSigma1(x: u32): u32 {
  ensures((result: u32) => result === smallSigma1(x));
  reveal(smallSigma1);
  return ((x >> 17) | (x << 15)) ^ ((x >> 19) | (x << 13)) ^ (x >> 10);
}

// --- The padded message (5.1.1) -------------------------------------------------------------------------------

/** Blocks of 64 bytes: the message, 0x80, zeros, the length in bits in the last eight bytes. */
export const blocks = spec((length: int): int => (length + 72) / 64);

/** Byte i of the padded message. */
export const paddedByte = spec((message: Message, length: int, i: int): int => {
  if (i < length) return message[i];
  if (i === length) return 0x80;
  if (i === 64 * blocks(length) - 2) return (length * 8) / 256;
  if (i === 64 * blocks(length) - 1) return (length * 8) % 256;
  return 0;
});

/** Word t of block n, big endian. */
export const word = spec(
  (message: Message, length: int, n: int, t: int): int =>
    paddedByte(message, length, 64 * n + 4 * t) * 0x100_0000 +
    paddedByte(message, length, 64 * n + 4 * t + 1) * 0x1_0000 +
    paddedByte(message, length, 64 * n + 4 * t + 2) * 0x100 +
    paddedByte(message, length, 64 * n + 4 * t + 3),
);

// --- The hash (6.2.2) -----------------------------------------------------------------------------------------

/** W_t of block n. */
export const schedule = spec((message: Message, length: int, n: int, t: int): u32 => {
  decreases(t);
  if (t < 16) return u32.from(word(message, length, n, t));
  return u32.wrappingAdd(
    u32.wrappingAdd(smallSigma1(schedule(message, length, n, t - 2)), schedule(message, length, n, t - 7)),
    u32.wrappingAdd(smallSigma0(schedule(message, length, n, t - 15)), schedule(message, length, n, t - 16)),
  );
});

/** T_1 of a round with constant `k` and word `w`. */
export const firstSum = spec((v: Working, k: u32, w: u32): u32 =>
  u32.wrappingAdd(
    u32.wrappingAdd(u32.wrappingAdd(v.h, bigSigma1(v.e)), u32.wrappingAdd(choose(v.e, v.f, v.g), k)),
    w,
  ),
);

/** One round. */
export const round = spec((v: Working, k: u32, w: u32): Working => ({
  a: u32.wrappingAdd(firstSum(v, k, w), u32.wrappingAdd(bigSigma0(v.a), majority(v.a, v.b, v.c))),
  b: v.a,
  c: v.b,
  d: v.c,
  e: u32.wrappingAdd(v.d, firstSum(v, k, w)),
  f: v.e,
  g: v.f,
  h: v.g,
}));

/** The working variables of block n after t rounds from `start`. */
export const rounds = spec((start: Working, message: Message, length: int, n: int, t: int): Working => {
  decreases(t);
  if (t <= 0) return start;
  return round(rounds(start, message, length, n, t - 1), K[t - 1], schedule(message, length, n, t - 1));
});

/** Sums of the eight variables. */
export const sums = spec((x: Working, y: Working): Working => ({
  a: u32.wrappingAdd(x.a, y.a),
  b: u32.wrappingAdd(x.b, y.b),
  c: u32.wrappingAdd(x.c, y.c),
  d: u32.wrappingAdd(x.d, y.d),
  e: u32.wrappingAdd(x.e, y.e),
  f: u32.wrappingAdd(x.f, y.f),
  g: u32.wrappingAdd(x.g, y.g),
  h: u32.wrappingAdd(x.h, y.h),
}));

/** The first 32 bits of the fractional parts of the square roots of the first eight primes (5.3.3). */
export const initialHash = spec((): Working => ({
  a: 0x6a09e667,
  b: 0xbb67ae85,
  c: 0x3c6ef372,
  d: 0xa54ff53a,
  e: 0x510e527f,
  f: 0x9b05688c,
  g: 0x1f83d9ab,
  h: 0x5be0cd19,
}));

/** The hash value after n blocks. */
export const hash = spec((message: Message, length: int, n: int): Working => {
  decreases(n);
  if (n <= 0) return initialHash();
  return sums(hash(message, length, n - 1), rounds(hash(message, length, n - 1), message, length, n - 1, 64));
});

// --- The program ----------------------------------------------------------------------------------------------

/** Byte i of the padded message, computed. */
function padded(message: Message, length: u32, i: u32): u32 {
  requires(length <= CAPACITY && i < 64 * blocks(length));
  ensures((result: u32) => result === paddedByte(message, length, i) && result < 256);
  const end: u32 = ((length + 72) / 64) * 64;
  if (i < length) return u32.from(message[i]);
  if (i === length) return 0x80;
  if (i + 2 === end) return (length * 8) / 256;
  if (i + 1 === end) return (length * 8) % 256;
  return 0;
}

/** The message schedule of block n. */
function expand(message: Message, length: u32, n: u32, words: Schedule): void {
  requires(length <= CAPACITY && n < blocks(length));
  modifies(words);
  ensures(
    forall(
      (t: int) => implies(0 <= t && t < 64, words[t] === schedule(message, length, n, t)),
      (t: int) => [words[t]],
    ),
  );
  for (let t: u32 = 0; t < 64; t += 1) {
    invariant(t <= 64);
    invariant(
      forall(
        (s: int) => implies(0 <= s && s < t, words[s] === schedule(message, length, n, s)),
        (s: int) => [words[s]],
      ),
    );
    if (t < 16) {
      const at: u32 = 64 * n + 4 * t;
      words[t] =
        padded(message, length, at) * 0x100_0000 +
        padded(message, length, at + 1) * 0x1_0000 +
        padded(message, length, at + 2) * 0x100 +
        padded(message, length, at + 3);
    } else {
      words[t] = u32.wrappingAdd(
        u32.wrappingAdd(computeSmallSigma1(words[t - 2]), words[t - 7]),
        u32.wrappingAdd(computeSmallSigma0(words[t - 15]), words[t - 16]),
      );
    }
  }
}

/** One round. */
function computeRound(v: Working, k: u32, w: u32): Working {
  ensures((result: Working) => result === round(v, k, w));
  const t1: u32 = u32.wrappingAdd(
    u32.wrappingAdd(
      u32.wrappingAdd(v.h, computeBigSigma1(v.e)),
      u32.wrappingAdd(computeChoose(v.e, v.f, v.g), k),
    ),
    w,
  );
  const t2: u32 = u32.wrappingAdd(computeBigSigma0(v.a), computeMajority(v.a, v.b, v.c));
  return {
    a: u32.wrappingAdd(t1, t2),
    b: v.a,
    c: v.b,
    d: v.c,
    e: u32.wrappingAdd(v.d, t1),
    f: v.e,
    g: v.f,
    h: v.g,
  };
}

/** Adds block n to the hash value. */
function compress(state: Working, message: Message, length: u32, n: u32): Working {
  requires(length <= CAPACITY && n < blocks(length));
  ensures((result: Working) => result === sums(state, rounds(state, message, length, n, 64)));
  const words: Schedule = zeroed();
  expand(message, length, n, words);
  let v: Working = copy(state);
  for (let t: u32 = 0; t < 64; t += 1) {
    invariant(t <= 64);
    invariant(v === rounds(state, message, length, n, t));
    v = computeRound(v, K[t], words[t]);
  }
  return {
    a: u32.wrappingAdd(state.a, v.a),
    b: u32.wrappingAdd(state.b, v.b),
    c: u32.wrappingAdd(state.c, v.c),
    d: u32.wrappingAdd(state.d, v.d),
    e: u32.wrappingAdd(state.e, v.e),
    f: u32.wrappingAdd(state.f, v.f),
    g: u32.wrappingAdd(state.g, v.g),
    h: u32.wrappingAdd(state.h, v.h),
  };
}

/** The hash of the first `length` bytes, as eight words. */
export function sha256(message: Message, length: u32): Working {
  requires(length <= CAPACITY);
  ensures((result: Working) => result === hash(message, length, blocks(length)));
  const count: u32 = (length + 72) / 64;
  let state: Working = {
    a: 0x6a09e667,
    b: 0xbb67ae85,
    c: 0x3c6ef372,
    d: 0xa54ff53a,
    e: 0x510e527f,
    f: 0x9b05688c,
    g: 0x1f83d9ab,
    h: 0x5be0cd19,
  };
  for (let n: u32 = 0; n < count; n += 1) {
    invariant(n <= count);
    invariant(state === hash(message, length, n));
    state = compress(state, message, length, n);
  }
  return copy(state);
}

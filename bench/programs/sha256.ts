// SHA-256 of a mebibyte, without padding: the compression function over 16384 blocks.
import { FixedArray, arrayOf, ensures, invariant, modifies, requires, u32, zeroed } from "welkin";

const BLOCKS = 16384;
const WORDS = 262144;

const message: FixedArray<u32, typeof WORDS> = zeroed();
const schedule: FixedArray<u32, 64> = zeroed();
const state: FixedArray<u32, 8> = zeroed();
const constants: FixedArray<u32, 64> = arrayOf(
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

export function prepare(seed: u32): void {
  modifies(message);
  let next: u32 = seed;
  for (let i: u32 = 0; i < WORDS; i += 1) {
    next = u32.wrappingAdd(u32.wrappingMul(next, 1664525), 1013904223);
    message[i] = next;
  }
}

function begin(): void {
  modifies(state);
  state[0] = 0x6a09e667;
  state[1] = 0xbb67ae85;
  state[2] = 0x3c6ef372;
  state[3] = 0xa54ff53a;
  state[4] = 0x510e527f;
  state[5] = 0x9b05688c;
  state[6] = 0x1f83d9ab;
  state[7] = 0x5be0cd19;
}

function rotated(x: u32, count: u32): u32 {
  requires(count > 0 && count < 32);
  return (x >> count) | (x << (32 - count));
}

/** Spreads the 16 words of a block over the 64 rounds. */
function expand(block: u32): void {
  requires(block < BLOCKS);
  modifies(schedule);
  for (let i: u32 = 0; i < 16; i += 1) {
    schedule[i] = message[16 * block + i];
  }
  for (let i: u32 = 16; i < 64; i += 1) {
    invariant(i >= 16);
    const early = schedule[i - 15];
    const late = schedule[i - 2];
    const s0 = rotated(early, 7) ^ rotated(early, 18) ^ (early >> 3);
    const s1 = rotated(late, 17) ^ rotated(late, 19) ^ (late >> 10);
    schedule[i] = u32.wrappingAdd(
      u32.wrappingAdd(schedule[i - 16], s0),
      u32.wrappingAdd(schedule[i - 7], s1),
    );
  }
}

function compress(): void {
  modifies(state);
  let a: u32 = state[0];
  let b: u32 = state[1];
  let c: u32 = state[2];
  let d: u32 = state[3];
  let e: u32 = state[4];
  let f: u32 = state[5];
  let g: u32 = state[6];
  let h: u32 = state[7];
  for (let i: u32 = 0; i < 64; i += 1) {
    const s1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const choice = (e & f) ^ (~e & g);
    const word = u32.wrappingAdd(constants[i], schedule[i]);
    const t1 = u32.wrappingAdd(u32.wrappingAdd(h, s1), u32.wrappingAdd(choice, word));
    const s0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const t2 = u32.wrappingAdd(s0, majority);
    h = g;
    g = f;
    f = e;
    e = u32.wrappingAdd(d, t1);
    d = c;
    c = b;
    b = a;
    a = u32.wrappingAdd(t1, t2);
  }
  state[0] = u32.wrappingAdd(state[0], a);
  state[1] = u32.wrappingAdd(state[1], b);
  state[2] = u32.wrappingAdd(state[2], c);
  state[3] = u32.wrappingAdd(state[3], d);
  state[4] = u32.wrappingAdd(state[4], e);
  state[5] = u32.wrappingAdd(state[5], f);
  state[6] = u32.wrappingAdd(state[6], g);
  state[7] = u32.wrappingAdd(state[7], h);
}

export function run(): u32 {
  modifies(schedule, state);
  begin();
  for (let block: u32 = 0; block < BLOCKS; block += 1) {
    expand(block);
    compress();
  }
  return state[0] ^ state[7];
}

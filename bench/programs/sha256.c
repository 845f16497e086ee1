typedef unsigned int u32;

enum { BLOCKS = 16384, WORDS = 262144 };

static u32 message[WORDS];
static u32 schedule[64];
static u32 state[8];
static const u32 constants[64] = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

__attribute__((export_name("prepare"))) void prepare(u32 seed) {
  u32 next = seed;
  for (u32 i = 0; i < WORDS; i += 1) {
    next = next * 1664525 + 1013904223;
    message[i] = next;
  }
}

static void begin(void) {
  state[0] = 0x6a09e667;
  state[1] = 0xbb67ae85;
  state[2] = 0x3c6ef372;
  state[3] = 0xa54ff53a;
  state[4] = 0x510e527f;
  state[5] = 0x9b05688c;
  state[6] = 0x1f83d9ab;
  state[7] = 0x5be0cd19;
}

static u32 rotated(u32 x, u32 count) { return (x >> count) | (x << (32 - count)); }

static void expand(u32 block) {
  for (u32 i = 0; i < 16; i += 1) schedule[i] = message[16 * block + i];
  for (u32 i = 16; i < 64; i += 1) {
    u32 early = schedule[i - 15];
    u32 late = schedule[i - 2];
    u32 s0 = rotated(early, 7) ^ rotated(early, 18) ^ (early >> 3);
    u32 s1 = rotated(late, 17) ^ rotated(late, 19) ^ (late >> 10);
    schedule[i] = schedule[i - 16] + s0 + schedule[i - 7] + s1;
  }
}

static void compress(void) {
  u32 a = state[0], b = state[1], c = state[2], d = state[3];
  u32 e = state[4], f = state[5], g = state[6], h = state[7];
  for (u32 i = 0; i < 64; i += 1) {
    u32 s1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    u32 choice = (e & f) ^ (~e & g);
    u32 t1 = h + s1 + choice + constants[i] + schedule[i];
    u32 s0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    u32 majority = (a & b) ^ (a & c) ^ (b & c);
    u32 t2 = s0 + majority;
    h = g;
    g = f;
    f = e;
    e = d + t1;
    d = c;
    c = b;
    b = a;
    a = t1 + t2;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

__attribute__((export_name("run"))) u32 run(void) {
  begin();
  for (u32 block = 0; block < BLOCKS; block += 1) {
    expand(block);
    compress();
  }
  return state[0] ^ state[7];
}

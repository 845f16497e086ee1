typedef unsigned char u8;
typedef unsigned int u32;

enum { LIMIT = 1000000, ROOT = 1000 };

static u32 first = 2;
static u8 composite[LIMIT];

static void clear(void) {
  for (u32 i = 0; i < LIMIT; i += 1) composite[i] = 0;
}

static void strike(u32 prime) {
  for (u32 multiple = prime * prime; multiple < LIMIT; multiple += prime) composite[multiple] = 1;
}

__attribute__((export_name("prepare"))) void prepare(u32 seed) { first = 2 + seed % 8; }

__attribute__((export_name("run"))) u32 run(void) {
  clear();
  for (u32 i = first; i < ROOT; i += 1) {
    if (composite[i] == 0) strike(i);
  }
  u32 primes = 0;
  for (u32 i = first; i < LIMIT; i += 1) {
    if (composite[i] == 0) primes += 1;
  }
  return primes;
}

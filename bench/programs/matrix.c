typedef unsigned int u32;

enum { SIZE = 256 };

static u32 left[SIZE][SIZE];
static u32 right[SIZE][SIZE];
static u32 product[SIZE][SIZE];

__attribute__((export_name("prepare"))) void prepare(u32 seed) {
  u32 next = seed;
  for (u32 i = 0; i < SIZE; i += 1) {
    for (u32 j = 0; j < SIZE; j += 1) {
      next = next * 1664525 + 1013904223;
      left[i][j] = next;
      right[i][j] = next >> 7;
    }
  }
}

static u32 element(u32 i, u32 j) {
  u32 sum = 0;
  for (u32 k = 0; k < SIZE; k += 1) sum += left[i][k] * right[k][j];
  return sum;
}

static void multiply(void) {
  for (u32 i = 0; i < SIZE; i += 1) {
    for (u32 j = 0; j < SIZE; j += 1) product[i][j] = element(i, j);
  }
}

static u32 digest(void) {
  u32 sum = 0;
  for (u32 i = 0; i < SIZE; i += 1) {
    for (u32 j = 0; j < SIZE; j += 1) sum = sum * 31 + product[i][j];
  }
  return sum;
}

__attribute__((export_name("run"))) u32 run(void) {
  multiply();
  return digest();
}

typedef unsigned int u32;

enum { COUNT = 65536 };

static u32 values[COUNT];

__attribute__((export_name("prepare"))) void prepare(u32 seed) {
  u32 next = seed;
  for (u32 i = 0; i < COUNT; i += 1) {
    next = next * 1664525 + 1013904223;
    values[i] = next;
  }
}

static void sift(u32 root, u32 count) {
  u32 hole = root;
  u32 value = values[root];
  while (hole < count / 2) {
    u32 child = 2 * hole + 1;
    if (child + 1 < count && values[child + 1] > values[child]) child += 1;
    if (values[child] <= value) break;
    values[hole] = values[child];
    hole = child;
  }
  values[hole] = value;
}

static void sort(void) {
  for (u32 i = COUNT / 2; i > 0; i -= 1) sift(i - 1, COUNT);
  for (u32 end = COUNT - 1; end > 0; end -= 1) {
    u32 largest = values[0];
    values[0] = values[end];
    values[end] = largest;
    sift(0, end);
  }
}

static u32 digest(void) {
  u32 sum = 0;
  for (u32 i = 0; i < COUNT; i += 1) sum = sum * 31 + values[i];
  return sum;
}

__attribute__((export_name("run"))) u32 run(void) {
  sort();
  return digest();
}

// What is measured: the least nanoseconds that some rounds of the same work took, printed on a line.
#include <stdint.h>
#include <stdio.h>
#include <time.h>

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void measure(void (*work)(void), int rounds) {
  uint64_t least = UINT64_MAX;
  for (int round = 0; round < rounds; round++) {
    uint64_t began = now();
    work();
    uint64_t took = now() - began;
    if (took < least) least = took;
  }
  printf("%llu\n", (unsigned long long)least);
}

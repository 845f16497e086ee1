// A kernel of bench/programs, KERNEL, as a program: so many runs, the first of which have the engine optimise it.
#include "timing.h"
#include KERNEL

static void work(void) {
  for (int i = 0; i < 5; i++) run();
}

int main(void) {
  prepare(1);
  measure(work, 40);
}

/*
 * The machine functions of the native build: it has no processes, so there is nothing that they would find changed.
 *
 * Their contracts are in kernel/machine.ts.
 */
#include "kernel.h"

/* Declared here for kernels that import nothing. */
struct w2c_machine;

void w2c_machine_zero_frame(struct w2c_machine* machine, u32 frame) {
  (void)machine;
  (void)frame;
}

void w2c_machine_copy_frame(struct w2c_machine* machine, u32 from, u32 to) {
  (void)machine;
  (void)from;
  (void)to;
}

void w2c_machine_mask_line(struct w2c_machine* machine, u32 line) {
  (void)machine;
  (void)line;
}

void w2c_machine_unmask_line(struct w2c_machine* machine, u32 line) {
  (void)machine;
  (void)line;
}

/** A clock that goes on by a nanosecond each time that somebody looks. */
u64 w2c_machine_now(struct w2c_machine* machine) {
  static u64 now = 0;
  (void)machine;
  return now += 1;
}

void w2c_machine_thread_ended(struct w2c_machine* machine, u32 thread) {
  (void)machine;
  (void)thread;
}

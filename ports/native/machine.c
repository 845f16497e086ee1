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

void w2c_machine_copy_bytes(struct w2c_machine* machine, u32 from, u32 from_offset, u32 to, u32 to_offset,
                            u32 length) {
  (void)machine;
  (void)from;
  (void)from_offset;
  (void)to;
  (void)to_offset;
  (void)length;
}

void w2c_machine_translation_changed(struct w2c_machine* machine, u32 space, u64 page, u32 count, u32 before,
                                     u32 after) {
  (void)machine;
  (void)space;
  (void)page;
  (void)count;
  (void)before;
  (void)after;
}

void w2c_machine_let_reach(struct w2c_machine* machine, u32 frame, u32 device, u32 writable) {
  (void)machine;
  (void)frame;
  (void)device;
  (void)writable;
}

void w2c_machine_stop_reach(struct w2c_machine* machine, u32 frame) {
  (void)machine;
  (void)frame;
}

void w2c_machine_stop_device(struct w2c_machine* machine, u32 device) {
  (void)machine;
  (void)device;
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

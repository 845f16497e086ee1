/*
 * Processes of a program's own, for programs in C for WASI: run, wait, kill, pipe. docs/processes.md says what they do.
 *
 * All give an error of WASI's (errno), 0 for none; results are stored only if there is none.
 */
#ifndef WELKIN_PROCESS_H_
#define WELKIN_PROCESS_H_

#include <stdint.h>

#define WELKIN_PROCESS_CALL(name) __attribute__((import_module("welkin_process"), import_name(#name)))

/** Stands for no stream. */
#define WELKIN_NO_STREAM 0xffffffffu

/** How a process ended. */
enum welkin_end_kind {
  WELKIN_EXITED = 0,
  WELKIN_FAULTED = 1,
  WELKIN_KILLED = 2,
};

struct welkin_end {
  /** The code with which it exited. */
  uint32_t code;
  enum welkin_end_kind kind;
};

/** The two descriptors of a pipe. */
struct welkin_pipe {
  uint32_t read;
  uint32_t write;
};

/**
 * Runs the program at a path from a directory. `command` is the path, without a zero byte, and behind it the arguments, each
 * with a zero byte, the program's name first. The streams are descriptors of this process, or WELKIN_NO_STREAM.
 */
WELKIN_PROCESS_CALL(spawn)
uint32_t welkin_spawn(uint32_t directory, const char *command, uint32_t path_length, uint32_t arguments_length,
                      uint32_t input, uint32_t output, uint32_t errors, uint32_t *child);

/** Waits for the end of a child, which is a child no more then. */
WELKIN_PROCESS_CALL(wait) uint32_t welkin_wait(uint32_t child, struct welkin_end *end);

/** Ends a child. */
WELKIN_PROCESS_CALL(kill) uint32_t welkin_kill(uint32_t child);

/** Makes a pipe. */
WELKIN_PROCESS_CALL(pipe) uint32_t welkin_pipe(struct welkin_pipe *ends);

#endif

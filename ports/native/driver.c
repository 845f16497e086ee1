/*
 * Drives the kernel as an ordinary Linux program: reads calls from standard input, writes their results.
 *
 * Input    words of 64 bits, little-endian: the number of an export (its place in calls.h), then its arguments.
 *          Or DIGEST and a number of bytes: a word that depends on so many of the kernel's memory. Or MEASURE: the next call is made
 *          within `measured`, which a profiler can be told to look at alone. Or SYSCALL, the number of a call in the
 *          table of calls, and eight arguments: as a process on a processor would make it.
 * Output   a word for each call and each digest.
 * Exit     0; 64 for input that cannot be understood; 70 for a trap.
 */
#include <stdio.h>
#include <stdlib.h>

#include "kernel.h"

#define DIGEST UINT64_MAX
#define MEASURE (UINT64_MAX - 1)
#define SYSCALL (UINT64_MAX - 2)

struct call {
  const char* name;
  size_t parameters;
  uint64_t (*make)(w2c_kernel* kernel, const uint64_t* arguments);
};

#include "calls.h"
#include "dispatch.h"

#define CALLS (sizeof calls / sizeof calls[0])

static void malformed(const char* why) {
  fprintf(stderr, "driver: %s\n", why);
  exit(64);
}

/** The next word of the input; false at its end. */
static bool next(uint64_t* word) {
  size_t count = fread(word, 1, sizeof *word, stdin);
  if (count != 0 && count != sizeof *word) malformed("the input ends within a word");
  return count != 0;
}

static uint64_t argument(void) {
  uint64_t word;
  if (!next(&word)) malformed("arguments are missing");
  return word;
}

__attribute__((noipa)) static uint64_t measured(const struct call* call, w2c_kernel* kernel,
                                                 const uint64_t* arguments) {
  return call->make(kernel, arguments);
}

/** FNV-1a over words of 32 bits, the first `bytes` of the memory. */
static uint64_t digest(const wasm_rt_memory_t* memory, uint64_t bytes) {
  if (bytes > memory->size) malformed("the memory is not as large");
  uint32_t hash = 0x811c9dc5;
  const uint32_t* words = (const uint32_t*)memory->data;
  for (uint64_t i = 0; i < bytes / 4; i += 1) hash = (hash ^ words[i]) * 0x01000193;
  return hash;
}

static uint64_t perform(w2c_kernel* kernel, uint64_t number, bool measure) {
  uint64_t arguments[16];
  if (number >= CALLS) malformed("there is no such call");
  const struct call* call = &calls[number];
  if (call->parameters > sizeof arguments / sizeof arguments[0]) malformed("too many parameters");
  for (size_t i = 0; i < call->parameters; i += 1) arguments[i] = argument();
  return measure ? measured(call, kernel, arguments) : call->make(kernel, arguments);
}

static uint64_t system_call(w2c_kernel* kernel) {
  uint64_t registers[8];
  uint64_t number = argument();
  for (size_t i = 0; i < 8; i += 1) registers[i] = argument();
  return dispatch(kernel, number, registers);
}

static uint64_t answer(w2c_kernel* kernel, uint64_t word) {
  switch (word) {
    case DIGEST:
      return digest(w2c_kernel_memory(kernel), argument());
    case SYSCALL:
      return system_call(kernel);
    case MEASURE:
      return perform(kernel, argument(), true);
    default:
      return perform(kernel, word, false);
  }
}

int main(void) {
  w2c_kernel kernel;
  uint64_t word;
  wasm_rt_init();
  instantiate(&kernel);
  while (next(&word)) {
    uint64_t result = answer(&kernel, word);
    fwrite(&result, sizeof result, 1, stdout);
  }
  wasm2c_kernel_free(&kernel);
  return 0;
}

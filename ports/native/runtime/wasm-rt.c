/* See wasm-rt.h. */
#define _GNU_SOURCE
#include "wasm-rt.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define RESERVED_BYTES (8ull << 30)

static bool initialised = false;

static const char* const NAMES[] = {
    "none",        "access out of bounds",  "integer overflow",        "division by zero", "invalid conversion",
    "unreachable", "wrong indirect callee", "call stack is exhausted",
};

void wasm_rt_trap(wasm_rt_trap_t trap) {
  fprintf(stderr, "trap: %s\n", NAMES[trap]);
  _exit(70);
}

static void out_of_bounds(int signal) {
  static const char message[] = "trap: access out of bounds\n";
  (void)signal;
  (void)!write(STDERR_FILENO, message, sizeof message - 1);
  _exit(70);
}

void wasm_rt_init(void) {
  signal(SIGSEGV, out_of_bounds);
  signal(SIGBUS, out_of_bounds);
  initialised = true;
}

bool wasm_rt_is_initialized(void) { return initialised; }

void wasm_rt_allocate_memory(wasm_rt_memory_t* memory, uint64_t pages, uint64_t max_pages, bool is64,
                             uint32_t page_size) {
  memory->size = pages * page_size;
  memory->pages = pages;
  memory->max_pages = max_pages;
  memory->is64 = is64;
  memory->data = mmap(NULL, RESERVED_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory->data == MAP_FAILED || mprotect(memory->data, memory->size, PROT_READ | PROT_WRITE) != 0) {
    perror("memory");
    exit(70);
  }
}

void wasm_rt_free_memory(wasm_rt_memory_t* memory) { munmap(memory->data, RESERVED_BYTES); }

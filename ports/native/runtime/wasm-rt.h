/*
 * The runtime that code made by wasm2c asks for: what one module with one memory needs, and no more.
 *
 * Memory  is reserved as a whole, with 4 GiB behind the 4 GiB that an address can name, since an access may add an
 *         offset: so an access out of bounds faults, and no access is checked by instructions.
 * Traps   end the program with one line that says which.
 * Source  the interface is that of WABT 1.0.39, wasm2c/README.md.
 */
#ifndef WASM_RT_H_
#define WASM_RT_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define WASM_RT_NO_RETURN __attribute__((noreturn))
#define wasm_rt_unreachable __builtin_unreachable
#define wasm_rt_memcpy memcpy

#define WASM_RT_USE_SEGUE 0
#define WASM_RT_SEGUE_FREE_SEGMENT 0
#define WASM_RT_STACK_DEPTH_COUNT 0
#define WASM_RT_MEMCHECK_GUARD_PAGES 1

typedef enum {
  WASM_RT_TRAP_NONE,
  WASM_RT_TRAP_OOB,
  WASM_RT_TRAP_INT_OVERFLOW,
  WASM_RT_TRAP_DIV_BY_ZERO,
  WASM_RT_TRAP_INVALID_CONVERSION,
  WASM_RT_TRAP_UNREACHABLE,
  WASM_RT_TRAP_CALL_INDIRECT,
  WASM_RT_TRAP_EXHAUSTION,
} wasm_rt_trap_t;

typedef enum { WASM_RT_I32, WASM_RT_I64, WASM_RT_F32, WASM_RT_F64 } wasm_rt_type_t;

typedef const char* wasm_rt_func_type_t;
typedef void (*wasm_rt_function_ptr_t)(void);
typedef struct { void (*fn)(void**, void*, void*); } wasm_rt_tailcallee_t;

typedef struct {
  wasm_rt_func_type_t func_type;
  wasm_rt_function_ptr_t func;
  wasm_rt_tailcallee_t func_tailcallee;
  void* module_instance;
} wasm_rt_funcref_t;

#define wasm_rt_funcref_null_value ((wasm_rt_funcref_t){0})

typedef void* wasm_rt_externref_t;
#define wasm_rt_externref_null_value ((wasm_rt_externref_t)NULL)

/** Tables are declared by every module's code; this runtime has none. */
typedef struct {
  wasm_rt_funcref_t* data;
  uint32_t max_size;
  uint32_t size;
} wasm_rt_funcref_table_t;

typedef struct {
  wasm_rt_externref_t* data;
  uint32_t max_size;
  uint32_t size;
} wasm_rt_externref_table_t;

/** A memory: `size` bytes can be accessed; it never grows. */
typedef struct {
  uint8_t* data;
  uint64_t pages;
  uint64_t max_pages;
  uint64_t size;
  bool is64;
} wasm_rt_memory_t;

/** Ends the program. */
WASM_RT_NO_RETURN void wasm_rt_trap(wasm_rt_trap_t trap);

/** Makes accesses out of bounds traps. To be called once, before anything else. */
void wasm_rt_init(void);
bool wasm_rt_is_initialized(void);

/** Reserves a memory of `pages` pages, all zero. Ends the program if the system has no room for it. */
void wasm_rt_allocate_memory(wasm_rt_memory_t* memory, uint64_t pages, uint64_t max_pages, bool is64,
                             uint32_t page_size);
void wasm_rt_free_memory(wasm_rt_memory_t* memory);

#endif

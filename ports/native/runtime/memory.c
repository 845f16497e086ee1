/*
 * memset and memmove in place of the C library's, which choose among implementations by what the processor can do: so
 * instruction counts are the same on every machine. A port without a C library needs them as well.
 */
#include <stddef.h>
#include <stdint.h>

void* memset(void* to, int byte, size_t count) {
  void* at = to;
  uint64_t word = (uint8_t)byte * 0x0101010101010101ull;
  size_t words = count / 8;
  size_t bytes = count % 8;
  __asm__ volatile("rep stosq" : "+D"(at), "+c"(words) : "a"(word) : "memory");
  __asm__ volatile("rep stosb" : "+D"(at), "+c"(bytes) : "a"(word) : "memory");
  return to;
}

/** Copies from the end where the beginning would overwrite what is still to be copied. */
void* memmove(void* to, const void* from, size_t count) {
  if ((uintptr_t)to - (uintptr_t)from >= count) {
    void* at = to;
    size_t words = count / 8;
    size_t bytes = count % 8;
    __asm__ volatile("rep movsq" : "+D"(at), "+S"(from), "+c"(words) : : "memory");
    __asm__ volatile("rep movsb" : "+D"(at), "+S"(from), "+c"(bytes) : : "memory");
  } else {
    uint8_t* last = (uint8_t*)to + count - 1;
    const uint8_t* source = (const uint8_t*)from + count - 1;
    __asm__ volatile("std; rep movsb; cld" : "+D"(last), "+S"(source), "+c"(count) : : "memory");
  }
  return to;
}

void* memcpy(void* restrict to, const void* restrict from, size_t count) { return memmove(to, from, count); }

/*
 * What a program may try: descriptors that are others', lists and ranges that cannot be. It ends with 0 if all of it was refused
 * and nothing of the program was changed.
 */
#include "check.h"
#include <limits.h>

#define END ((uint8_t *)(__builtin_wasm_memory_size(0) * 65536))

static void descriptors(void) {
  __wasi_filestat_t found;
  for (unsigned fd = ROOT + 1; fd < 3000; fd++) GIVES(__WASI_ERRNO_BADF, __wasi_fd_filestat_get(fd, &found));
  for (unsigned bit = 10; bit < 32; bit++) {
    GIVES(__WASI_ERRNO_BADF, __wasi_fd_filestat_get(1u << bit, &found));
    GIVES(__WASI_ERRNO_BADF, __wasi_fd_close((1u << bit) | ROOT));
  }
  GIVES(__WASI_ERRNO_BADF, __wasi_fd_close(UINT_MAX));
}

static void lists(void) {
  static __wasi_ciovec_t list[1025];
  static uint8_t bytes[16] = "0123456789abcde";
  size_t moved = 99;
  __wasi_fd_t fd = create("file");
  for (int i = 0; i < 1025; i++) list[i] = (__wasi_ciovec_t){bytes, 1};
  GIVES(__WASI_ERRNO_INVAL, __wasi_fd_write(fd, list, 1025, &moved));
  GIVES(__WASI_ERRNO_INVAL, __wasi_fd_write(fd, list, 0xffffffff, &moved));
  GIVES(__WASI_ERRNO_INVAL, __wasi_fd_write(fd, list, 0x20000001, &moved));
  list[700].buf_len = 0xffffffff;
  GIVES(__WASI_ERRNO_FAULT, __wasi_fd_write(fd, list, 1024, &moved));
  list[700] = (__wasi_ciovec_t){END - 1, 2};
  GIVES(__WASI_ERRNO_FAULT, __wasi_fd_write(fd, list, 1024, &moved));
  list[700] = (__wasi_ciovec_t){END - 1, 1};
  OK(__wasi_fd_write(fd, list, 1024, &moved));
  CHECK(moved == 1024);
  __wasi_iovec_t itself = {(uint8_t *)&itself, sizeof itself};
  OK(__wasi_fd_pread(fd, &itself, 1, 0, &moved));
  CHECK(moved == sizeof itself && itself.buf_len == 0x30303030);
  OK(__wasi_fd_close(fd));
  OK(__wasi_path_unlink_file(ROOT, "file"));
}

static void ranges(void) {
  size_t moved = 99;
  GIVES(__WASI_ERRNO_FAULT, __wasi_random_get(END, 1));
  GIVES(__WASI_ERRNO_FAULT, __wasi_random_get(END - 10, 11));
  GIVES(__WASI_ERRNO_FAULT, __wasi_random_get((uint8_t *)16, 0xffffffff));
  GIVES(__WASI_ERRNO_FAULT, __wasi_args_get((uint8_t **)(END - 3), (uint8_t *)16));
  GIVES(__WASI_ERRNO_FAULT, __wasi_environ_sizes_get(&moved, (__wasi_size_t *)(END - 3)));
  GIVES(__WASI_ERRNO_FAULT, __wasi_fd_filestat_get(ROOT, (__wasi_filestat_t *)(END - 63)));
  GIVES(__WASI_ERRNO_FAULT, __wasi_fd_readdir(ROOT, END - 100, 101, 0, &moved));
  GIVES(__WASI_ERRNO_FAULT, __wasi_poll_oneoff((void *)(END - 47), (void *)16, 1, &moved));
  CHECK(moved == 99);
}

/* Memory that is got later may be used, too. */
static void growing(void) {
  uint8_t *end = END;
  GIVES(__WASI_ERRNO_FAULT, __wasi_random_get(end, 65536));
  CHECK(__builtin_wasm_memory_grow(0, 1) != (size_t)-1);
  OK(__wasi_random_get(end, 65536));
}

int main(void) {
  descriptors();
  lists();
  ranges();
  growing();
  return 0;
}

/* Random bytes; and what sockets are not. */
#include "check.h"

int main(void) {
  static uint8_t bytes[200000];
  int zeros = 0;
  OK(__wasi_random_get(bytes, 0));
  OK(__wasi_random_get(bytes, sizeof bytes));
  for (size_t i = 0; i < sizeof bytes; i++) zeros += bytes[i] == 0;
  CHECK(zeros > 400 && zeros < 1200);
  __wasi_fd_t accepted;
  GIVES(__WASI_ERRNO_NOTSOCK, __wasi_sock_shutdown(1, __WASI_SDFLAGS_RD));
  GIVES(__WASI_ERRNO_NOTSOCK, __wasi_sock_shutdown(ROOT, __WASI_SDFLAGS_WR));
  GIVES(__WASI_ERRNO_BADF, __wasi_sock_shutdown(ROOT + 1, __WASI_SDFLAGS_RD));
  GIVES(__WASI_ERRNO_NOTSOCK, __wasi_sock_accept(0, 0, &accepted));
  return 0;
}

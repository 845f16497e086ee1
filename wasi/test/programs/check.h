/* Checks of the programs in this folder: each ends the program with the line where it failed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wasi/api.h>

#define CHECK(condition)                                                                                               \
  do {                                                                                                                 \
    if (!(condition)) {                                                                                                \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                                                  \
      exit(1);                                                                                                         \
    }                                                                                                                  \
  } while (0)

/* The call gives this error. */
#define GIVES(expected, call)                                                                                          \
  do {                                                                                                                 \
    int error = (call);                                                                                                \
    if (error != (expected)) {                                                                                         \
      fprintf(stderr, "%s:%d: %s is %d, not %d\n", __FILE__, __LINE__, #call, error, (expected));                      \
      exit(1);                                                                                                         \
    }                                                                                                                  \
  } while (0)

#define OK(call) GIVES(0, call)

/* The directory that the program begins with. */
#define ROOT 3

#define FILE_RIGHTS                                                                                                    \
  (__WASI_RIGHTS_FD_READ | __WASI_RIGHTS_FD_WRITE | __WASI_RIGHTS_FD_SEEK | __WASI_RIGHTS_FD_TELL |                    \
   __WASI_RIGHTS_FD_ALLOCATE | __WASI_RIGHTS_FD_ADVISE | __WASI_RIGHTS_FD_FILESTAT_GET |                               \
   __WASI_RIGHTS_FD_FILESTAT_SET_SIZE | __WASI_RIGHTS_FD_FILESTAT_SET_TIMES | __WASI_RIGHTS_FD_SYNC |                  \
   __WASI_RIGHTS_FD_DATASYNC | __WASI_RIGHTS_FD_FDSTAT_SET_FLAGS | __WASI_RIGHTS_POLL_FD_READWRITE)

static inline __wasi_errno_t open_at(__wasi_fd_t dir, const char *path, int oflags, __wasi_rights_t rights,
                                     int fdflags, __wasi_fd_t *fd) {
  return __wasi_path_open(dir, 0, path, oflags, rights, 0, fdflags, fd);
}

static inline __wasi_fd_t create(const char *path) {
  __wasi_fd_t fd;
  OK(open_at(ROOT, path, __WASI_OFLAGS_CREAT, FILE_RIGHTS, 0, &fd));
  CHECK(fd > 2);
  return fd;
}

static inline void make_file(const char *path) { OK(__wasi_fd_close(create(path))); }

static inline __wasi_errno_t write_text(__wasi_fd_t fd, const char *text, size_t *written) {
  __wasi_ciovec_t list = {(const uint8_t *)text, strlen(text)};
  return __wasi_fd_write(fd, &list, 1, written);
}

/* What the file has from its offset on, at most 99 bytes. */
static inline const char *read_text(__wasi_fd_t fd) {
  static char text[100];
  size_t length;
  __wasi_iovec_t list = {(uint8_t *)text, sizeof text - 1};
  OK(__wasi_fd_read(fd, &list, 1, &length));
  text[length] = 0;
  return text;
}

static inline __wasi_filestat_t status(__wasi_fd_t fd) {
  __wasi_filestat_t found;
  OK(__wasi_fd_filestat_get(fd, &found));
  return found;
}

static inline __wasi_filestat_t status_at(const char *path, int lookup) {
  __wasi_filestat_t found;
  OK(__wasi_path_filestat_get(ROOT, lookup, path, &found));
  return found;
}

/* Times: of clocks, and of files. */
#include "check.h"

static void clocks(void) {
  __wasi_timestamp_t first, second, step;
  for (int clock = 0; clock < 2; clock++) {
    OK(__wasi_clock_res_get(clock, &step));
    CHECK(step > 0);
    OK(__wasi_clock_time_get(clock, 1, &first));
    OK(__wasi_clock_time_get(clock, 0, &second));
    CHECK(first <= second || clock == __WASI_CLOCKID_REALTIME);
  }
  GIVES(__WASI_ERRNO_INVAL, __wasi_clock_time_get(77, 0, &first));
}

static void of_descriptors(void) {
  size_t moved;
  __wasi_fd_t fd = create("file");
  __wasi_filestat_t before = status(fd);
  OK(__wasi_fd_filestat_set_times(fd, 5, before.mtim - 100, __WASI_FSTFLAGS_MTIM));
  __wasi_filestat_t after = status(fd);
  CHECK(after.mtim == before.mtim - 100 && after.atim == before.atim);
  OK(__wasi_fd_filestat_set_times(fd, 5, 6, __WASI_FSTFLAGS_ATIM));
  CHECK(status(fd).atim == 5 && status(fd).mtim == after.mtim);
  OK(__wasi_fd_filestat_set_times(fd, 0, 0, __WASI_FSTFLAGS_ATIM_NOW | __WASI_FSTFLAGS_MTIM_NOW));
  CHECK(status(fd).mtim >= before.mtim && status(fd).atim > 5);
  GIVES(__WASI_ERRNO_INVAL,
        __wasi_fd_filestat_set_times(fd, 1, 2, __WASI_FSTFLAGS_MTIM | __WASI_FSTFLAGS_MTIM_NOW));
  GIVES(__WASI_ERRNO_INVAL,
        __wasi_fd_filestat_set_times(fd, 1, 2, __WASI_FSTFLAGS_ATIM | __WASI_FSTFLAGS_ATIM_NOW));
  OK(__wasi_fd_filestat_set_times(fd, 1, 2, __WASI_FSTFLAGS_MTIM));
  OK(write_text(fd, "x", &moved));
  CHECK(status(fd).mtim >= before.mtim);
  OK(__wasi_fd_close(fd));
  OK(__wasi_path_unlink_file(ROOT, "file"));
}

static void of_paths(void) {
  make_file("file");
  OK(__wasi_path_symlink("file", ROOT, "link"));
  __wasi_timestamp_t file = status_at("file", 0).mtim, link = status_at("link", 0).mtim;
  OK(__wasi_path_filestat_set_times(ROOT, 0, "link", 0, link - 200, __WASI_FSTFLAGS_MTIM));
  CHECK(status_at("link", 0).mtim == link - 200 && status_at("file", 0).mtim == file);
  int follow = __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW;
  CHECK(status_at("link", follow).mtim == file);
  OK(__wasi_path_filestat_set_times(ROOT, follow, "link", 0, 77, __WASI_FSTFLAGS_MTIM));
  CHECK(status_at("file", 0).mtim == 77 && status_at("link", 0).mtim == link - 200);
  GIVES(__WASI_ERRNO_INVAL, __wasi_path_filestat_set_times(ROOT, 0, "file", 0, 0,
                                                           __WASI_FSTFLAGS_ATIM | __WASI_FSTFLAGS_ATIM_NOW));
  GIVES(__WASI_ERRNO_NOENT, __wasi_path_filestat_set_times(ROOT, 0, "none", 0, 0, __WASI_FSTFLAGS_ATIM));
  OK(__wasi_path_unlink_file(ROOT, "file"));
  OK(__wasi_path_unlink_file(ROOT, "link"));
}

int main(void) {
  clocks();
  of_descriptors();
  of_paths();
  return 0;
}

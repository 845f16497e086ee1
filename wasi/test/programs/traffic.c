/*
 * Uses the services that its arguments name, all of each, whatever becomes of that. Its code is how often something failed. What
 * succeeds and is wrong ends it by CHECK: no service may be mistaken, whenever it was started again.
 */
#include "check.h"
#include "welkin_process.h"
#include <unistd.h>

static int failures;

static const char child_text[] = "of a child";

/* Counts a failure; did it succeed? */
static int done(__wasi_errno_t error) {
  failures += error != 0;
  return error == 0;
}

#define TEXT "some bytes"

/* Bytes that were read are those that were written; a file that was lost meanwhile is empty. */
static void read_back(__wasi_fd_t fd) {
  uint8_t bytes[20];
  size_t length;
  __wasi_iovec_t list = {bytes, sizeof bytes};
  if (done(__wasi_fd_read(fd, &list, 1, &length)))
    CHECK(length == 0 || (length == sizeof TEXT - 1 && memcmp(bytes, TEXT, length) == 0));
}

/* What is written to another file that was open, and lost perhaps before this one could be opened, is never in this one. */
static void use_file(__wasi_fd_t directory) {
  __wasi_fd_t other, fd;
  __wasi_filestat_t found;
  size_t length;
  int has_other = done(open_at(directory, "file of before", __WASI_OFLAGS_CREAT, FILE_RIGHTS, 0, &other));
  int is_open = 0;
  for (int tries = 0; tries < 100 && !is_open; tries++) {
    if (tries > 0) usleep(1000);
    is_open = done(open_at(directory, "file", __WASI_OFLAGS_CREAT, FILE_RIGHTS, 0, &fd));
  }
  if (!is_open) return;
  if (done(write_text(fd, TEXT, &length))) CHECK(length == sizeof TEXT - 1);
  if (has_other) {
    done(write_text(other, "not this", &length));
    done(__wasi_fd_close(other));
  }
  if (done(__wasi_fd_filestat_get(fd, &found))) CHECK(found.size == 0 || found.size == sizeof TEXT - 1);
  done(__wasi_fd_sync(fd));
  done(__wasi_fd_close(fd));
  if (!done(open_at(directory, "file", 0, __WASI_RIGHTS_FD_READ, 0, &fd))) return;
  read_back(fd);
  done(__wasi_fd_close(fd));
}

static void use_names(__wasi_fd_t directory) {
  uint8_t bytes[500];
  size_t length;
  done(__wasi_path_unlink_file(directory, "file of before"));
  done(__wasi_path_create_directory(directory, "folder"));
  done(__wasi_path_rename(directory, "file", directory, "folder/file"));
  done(__wasi_path_link(directory, 0, "folder/file", directory, "other"));
  done(__wasi_path_symlink("folder/file", directory, "link"));
  if (done(__wasi_path_readlink(directory, "link", bytes, sizeof bytes, &length)))
    CHECK(length == 11 && memcmp(bytes, "folder/file", length) == 0);
  done(__wasi_fd_readdir(directory, bytes, sizeof bytes, 0, &length));
  done(__wasi_path_unlink_file(directory, "link"));
  done(__wasi_path_unlink_file(directory, "other"));
  done(__wasi_path_unlink_file(directory, "folder/file"));
  done(__wasi_path_remove_directory(directory, "folder"));
}

/* Waits until there is something to read, or an error. */
static int until_readable(__wasi_fd_t fd) {
  __wasi_subscription_t subscription = {.userdata = 1};
  __wasi_event_t event;
  size_t count;
  subscription.u.tag = __WASI_EVENTTYPE_FD_READ;
  subscription.u.u.fd_read.file_descriptor = fd;
  return done(__wasi_poll_oneoff(&subscription, &event, 1, &count)) && done(event.error);
}

static void use_pipe(void) {
  struct welkin_pipe pipe;
  size_t length;
  if (!done(welkin_pipe(&pipe))) return;
  if (done(write_text(pipe.write, TEXT, &length)) && until_readable(pipe.read)) read_back(pipe.read);
  done(__wasi_fd_close(pipe.write));
  done(__wasi_fd_close(pipe.read));
}

/* Runs this program once more, which writes to a pipe; reads that to its end. */
static void use_child(void) {
  static const char command[] = "program.wasm" "program\0child";
  struct welkin_pipe pipe;
  struct welkin_end end;
  uint32_t child;
  if (!done(welkin_pipe(&pipe))) return;
  int runs = done(welkin_spawn(ROOT, command, 12, sizeof command - 12, WELKIN_NO_STREAM, pipe.write, 2, &child));
  done(__wasi_fd_close(pipe.write));
  if (runs) {
    uint8_t bytes[20];
    size_t length = 1, all = 0;
    __wasi_iovec_t list = {bytes, sizeof bytes};
    for (; length > 0 && until_readable(pipe.read) && done(__wasi_fd_read(pipe.read, &list, 1, &length)); all += length)
      CHECK(length == 0 || (all == 0 && length == sizeof child_text - 1 && memcmp(bytes, child_text, length) == 0));
    if (done(welkin_wait(child, &end))) failures += end.kind != WELKIN_EXITED || end.code != 0 || all == 0;
  }
  done(__wasi_fd_close(pipe.read));
}

static void use_console(void) {
  size_t length;
  done(write_text(1, "output\n", &length));
  read_back(0);
  done(write_text(2, "errors\n", &length));
}

static void use_clock(void) {
  __wasi_timestamp_t time;
  for (int i = 0; i < 2; i++)
    if (done(__wasi_clock_time_get(__WASI_CLOCKID_REALTIME, 1, &time))) CHECK(time > 0);
  done(__wasi_clock_res_get(__WASI_CLOCKID_REALTIME, &time));
}

static void use_entropy(void) {
  uint8_t bytes[64] = {0};
  for (int i = 0; i < 3; i++) done(__wasi_random_get(bytes, sizeof bytes));
}

int main(int count, char **arguments) {
  size_t length;
  if (count > 1 && strcmp(arguments[1], "child") == 0) return write_text(1, child_text, &length);
  for (int i = 1; i < count; i++) {
    if (strcmp(arguments[i], "files") == 0)
      for (__wasi_fd_t directory = ROOT; directory <= ROOT + 1; directory++) {
        use_file(directory);
        use_names(directory);
      }
    if (strcmp(arguments[i], "streams") == 0) {
      use_console();
      use_pipe();
    }
    if (strcmp(arguments[i], "clock") == 0) use_clock();
    if (strcmp(arguments[i], "entropy") == 0) use_entropy();
    if (strcmp(arguments[i], "children") == 0) use_child();
  }
  return failures;
}

/*
 * Processes from a program: as `processes` it runs itself three times, joined by pipes, and checks what comes out; as `count` it
 * writes numbers, as `double` it doubles what it reads, as `sum` it adds up.
 */
#include "check.h"
#include "welkin_process.h"
#include <unistd.h>

static uint32_t run(const char *part, uint32_t input, uint32_t output) {
  char command[100];
  static const char path[] = "program.wasm";
  size_t length = sizeof path - 1;
  memcpy(command, path, length);
  size_t arguments = (size_t)snprintf(command + length, sizeof command - length, "program%c%s", 0, part) + 1;
  uint32_t child;
  OK(welkin_spawn(ROOT, command, length, arguments, input, output, 2, &child));
  return child;
}

static struct welkin_end end_of(uint32_t child) {
  struct welkin_end end;
  OK(welkin_wait(child, &end));
  return end;
}

/* Waits until a pipe can be read, and tells of how many bytes, or that its other end is closed. */
static __wasi_event_t until_readable(uint32_t fd) {
  __wasi_subscription_t subscriptions[] = {{.userdata = 1}, {.userdata = 2}};
  __wasi_event_t events[2];
  size_t count;
  subscriptions[0].u.tag = __WASI_EVENTTYPE_CLOCK;
  subscriptions[0].u.u.clock.id = __WASI_CLOCKID_MONOTONIC;
  subscriptions[0].u.u.clock.timeout = 60000000000ull;
  subscriptions[1].u.tag = __WASI_EVENTTYPE_FD_READ;
  subscriptions[1].u.u.fd_read.file_descriptor = fd;
  OK(__wasi_poll_oneoff(subscriptions, events, 2, &count));
  CHECK(count == 1 && events[0].userdata == 2 && events[0].error == 0);
  return events[0];
}

static void waiting(void) {
  struct welkin_pipe pipe;
  size_t moved;
  uint8_t byte;
  __wasi_iovec_t in = {&byte, 1};
  OK(welkin_pipe(&pipe));
  OK(__wasi_fd_fdstat_set_flags(pipe.read, __WASI_FDFLAGS_NONBLOCK));
  GIVES(__WASI_ERRNO_AGAIN, __wasi_fd_read(pipe.read, &in, 1, &moved));
  uint32_t child = run("late", WELKIN_NO_STREAM, pipe.write);
  OK(__wasi_fd_close(pipe.write));
  __wasi_event_t event = until_readable(pipe.read);
  CHECK(event.fd_readwrite.nbytes == 4);
  CHECK(strcmp(read_text(pipe.read), "late") == 0);
  event = until_readable(pipe.read);
  CHECK(event.fd_readwrite.nbytes == 0 && event.fd_readwrite.flags == __WASI_EVENTRWFLAGS_FD_READWRITE_HANGUP);
  CHECK(strcmp(read_text(pipe.read), "") == 0);
  CHECK(end_of(child).kind == WELKIN_EXITED);
  OK(__wasi_fd_close(pipe.read));
  OK(welkin_pipe(&pipe));
  OK(__wasi_fd_close(pipe.read));
  GIVES(__WASI_ERRNO_PIPE, write_text(pipe.write, "x", &moved));
  OK(__wasi_fd_close(pipe.write));
}

static int pipeline(void) {
  struct welkin_pipe pipes[3];
  struct welkin_end end;
  const char *parts[] = {"count", "double", "sum"};
  uint32_t children[3];
  for (int i = 0; i < 3; i++) OK(welkin_pipe(&pipes[i]));
  for (int i = 0; i < 3; i++) {
    children[i] = run(parts[i], i == 0 ? WELKIN_NO_STREAM : pipes[i - 1].read, pipes[i].write);
    if (i > 0) OK(__wasi_fd_close(pipes[i - 1].read));
    OK(__wasi_fd_close(pipes[i].write));
  }
  char all[100] = "";
  for (const char *text = read_text(pipes[2].read); *text; text = read_text(pipes[2].read)) strcat(all, text);
  CHECK(strcmp(all, "9900\n") == 0);
  for (int i = 0; i < 3; i++) {
    end = end_of(children[i]);
    CHECK(end.kind == WELKIN_EXITED && end.code == (uint32_t)i);
    GIVES(__WASI_ERRNO_CHILD, welkin_wait(children[i], &end));
  }
  uint32_t child = run("forever", WELKIN_NO_STREAM, WELKIN_NO_STREAM);
  OK(welkin_kill(child));
  CHECK(end_of(child).kind == WELKIN_KILLED);
  CHECK(end_of(run("trap", WELKIN_NO_STREAM, WELKIN_NO_STREAM)).kind == WELKIN_FAULTED);
  GIVES(__WASI_ERRNO_CHILD, welkin_kill(12345));
  GIVES(__WASI_ERRNO_NOENT, welkin_spawn(ROOT, "none", 4, 0, WELKIN_NO_STREAM, 1, 2, &child));
  return 0;
}

int main(int count, char **arguments) {
  int number, sum = 0;
  if (count < 2) {
    waiting();
    return pipeline();
  }
  if (strcmp(arguments[1], "late") == 0) {
    usleep(30000);
    fputs("late", stdout);
    fflush(stdout);
    usleep(30000);
    return 0;
  }
  if (strcmp(arguments[1], "forever") == 0)
    for (volatile int i = 0;; i++) {}
  if (strcmp(arguments[1], "trap") == 0) __builtin_trap();
  if (strcmp(arguments[1], "count") == 0) {
    for (int i = 0; i < 100; i++) printf("%d\n", i);
    return 0;
  }
  int doubles = strcmp(arguments[1], "double") == 0;
  while (scanf("%d", &number) == 1) {
    if (doubles) printf("%d\n", 2 * number);
    sum += number;
  }
  if (doubles) return 1;
  printf("%d\n", sum);
  return 2;
}

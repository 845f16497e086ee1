/*
 * Sockets. Its first argument says what it does with its listener, descriptor 3: `echo` gives each of so many connections back what
 * it sends; `checks` goes through all calls with a peer that knows them (ports/host/system/test/sockets.test.ts); `flood` writes
 * to a peer for as long as it takes something, and then waits; `idle` accepts so many connections, and waits; `serve` answers
 * connections until one says "quit" and has been answered, whatever fails meanwhile; `hand` has a directory as descriptor 3 and the
 * listener behind it, and gives a connection to a process that it runs, which as `copy` copies its input to its output.
 */
#include "check.h"
#include "welkin_process.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#define LISTENER 3
#define MOST 50

static __wasi_fd_t accept_one(__wasi_fdflags_t flags) {
  __wasi_fd_t fd;
  OK(__wasi_sock_accept(LISTENER, flags, &fd));
  return fd;
}

/* --- echo ------------------------------------------------------------------------------------------------------- */

/* Gives back what has come: has the connection ended? */
static int echo_some(int fd) {
  char bytes[4096];
  ssize_t length = recv(fd, bytes, sizeof bytes, 0), sent = length;
  for (ssize_t at = 0; at < length && sent > 0; at += sent) sent = send(fd, bytes + at, (size_t)(length - at), 0);
  if (sent > 0) return 0;
  CHECK(sent == 0 || errno == ECONNRESET || errno == EPIPE);
  close(fd);
  return 1;
}

static void echo(int connections) {
  struct pollfd waiting[MOST + 1] = {{.fd = LISTENER, .events = POLLRDNORM}};
  int open = 0;
  for (int ended = 0; ended < connections;) {
    waiting[0].events = open < MOST ? POLLRDNORM : 0;
    CHECK(poll(waiting, (nfds_t)open + 1, -1) > 0);
    for (int i = open; i > 0; i--)
      if (waiting[i].revents && echo_some(waiting[i].fd)) {
        waiting[i] = waiting[open--];
        ended++;
      }
    if (waiting[0].revents) {
      int fd = accept(LISTENER, NULL, NULL);
      CHECK(fd > LISTENER);
      waiting[++open] = (struct pollfd){.fd = fd, .events = POLLRDNORM};
    }
  }
}

/* --- checks ----------------------------------------------------------------------------------------------------- */

static const char *receive(__wasi_fd_t fd, size_t length, __wasi_riflags_t flags) {
  static char text[100];
  size_t received;
  __wasi_roflags_t result = 0xffff;
  __wasi_iovec_t list[] = {{(uint8_t *)text, 2}, {(uint8_t *)text + 2, length - 2}};
  OK(__wasi_sock_recv(fd, list, 2, flags, &received, &result));
  CHECK(result == 0);
  text[received] = 0;
  return text;
}

static __wasi_errno_t send_text(__wasi_fd_t fd, const char *text) {
  size_t sent;
  __wasi_ciovec_t list = {(const uint8_t *)text, strlen(text)};
  return __wasi_sock_send(fd, &list, 1, 0, &sent);
}

/* Waits until a descriptor is ready for this kind of event. */
static __wasi_event_t until_ready(__wasi_fd_t fd, __wasi_eventtype_t kind) {
  __wasi_subscription_t subscription = {.userdata = 7};
  __wasi_event_t event;
  size_t count;
  subscription.u.tag = kind;
  subscription.u.u.fd_read.file_descriptor = fd;
  OK(__wasi_poll_oneoff(&subscription, &event, 1, &count));
  CHECK(count == 1 && event.userdata == 7 && event.error == 0);
  return event;
}

static void check_listener(void) {
  __wasi_fdstat_t listener;
  __wasi_fd_t fd;
  size_t length;
  uint8_t byte;
  __wasi_iovec_t list = {&byte, 1};
  OK(__wasi_fd_fdstat_get(LISTENER, &listener));
  CHECK(listener.fs_filetype == __WASI_FILETYPE_SOCKET_STREAM);
  CHECK(listener.fs_rights_base & __WASI_RIGHTS_SOCK_ACCEPT);
  CHECK(!(listener.fs_rights_base & __WASI_RIGHTS_FD_WRITE));
  GIVES(__WASI_ERRNO_NOTCONN, __wasi_fd_read(LISTENER, &list, 1, &length));
  GIVES(__WASI_ERRNO_NOTCAPABLE, __wasi_sock_shutdown(LISTENER, __WASI_SDFLAGS_WR));
  GIVES(__WASI_ERRNO_INVAL, __wasi_sock_accept(LISTENER, __WASI_FDFLAGS_APPEND, &fd));
  GIVES(__WASI_ERRNO_NOTSOCK, __wasi_sock_accept(0, 0, &fd));
  GIVES(__WASI_ERRNO_BADF, __wasi_sock_accept(4, 0, &fd));
  OK(__wasi_fd_fdstat_set_flags(LISTENER, __WASI_FDFLAGS_NONBLOCK));
  GIVES(__WASI_ERRNO_AGAIN, __wasi_sock_accept(LISTENER, 0, &fd));
  puts("listens");
  fflush(stdout);
  CHECK(until_ready(LISTENER, __WASI_EVENTTYPE_FD_READ).error == 0);
}

/* The peer sends "hello, world", and "!" when it has got "more"; then ends what it sends. */
static void check_receiving(__wasi_fd_t fd) {
  __wasi_fdstat_t status;
  __wasi_fd_t other;
  OK(__wasi_fd_fdstat_get(fd, &status));
  CHECK(status.fs_filetype == __WASI_FILETYPE_SOCKET_STREAM && status.fs_flags == 0);
  CHECK(!(status.fs_rights_base & __WASI_RIGHTS_SOCK_ACCEPT));
  GIVES(__WASI_ERRNO_NOTCAPABLE, __wasi_sock_accept(fd, 0, &other));
  CHECK(until_ready(fd, __WASI_EVENTTYPE_FD_READ).fd_readwrite.nbytes == 12);
  CHECK(strcmp(receive(fd, 5, __WASI_RIFLAGS_RECV_PEEK), "hello") == 0);
  CHECK(strcmp(receive(fd, 12, __WASI_RIFLAGS_RECV_PEEK | __WASI_RIFLAGS_RECV_WAITALL), "hello, world") == 0);
  CHECK(strcmp(receive(fd, 5, 0), "hello") == 0);
  OK(__wasi_fd_fdstat_set_flags(fd, __WASI_FDFLAGS_NONBLOCK));
  CHECK(strcmp(receive(fd, 50, 0), ", world") == 0);
  CHECK(recv((int)fd, &status, 1, 0) == -1 && errno == EAGAIN);
  OK(__wasi_fd_fdstat_set_flags(fd, 0));
  OK(send_text(fd, "more"));
  CHECK(strcmp(receive(fd, 50, __WASI_RIFLAGS_RECV_WAITALL), "!") == 0);
  CHECK(strcmp(receive(fd, 50, 0), "") == 0);
  __wasi_event_t event = until_ready(fd, __WASI_EVENTTYPE_FD_READ);
  CHECK(event.fd_readwrite.nbytes == 0 && event.fd_readwrite.flags == __WASI_EVENTRWFLAGS_FD_READWRITE_HANGUP);
}

static void check_shutting_down(__wasi_fd_t fd) {
  size_t length;
  CHECK(until_ready(fd, __WASI_EVENTTYPE_FD_WRITE).fd_readwrite.flags == 0);
  OK(write_text(fd, "the end", &length));
  GIVES(__WASI_ERRNO_INVAL, __wasi_sock_shutdown(fd, 0));
  OK(__wasi_sock_shutdown(fd, __WASI_SDFLAGS_WR));
  GIVES(__WASI_ERRNO_PIPE, write_text(fd, "x", &length));
  GIVES(__WASI_ERRNO_PIPE, send_text(fd, "x"));
  OK(__wasi_sock_shutdown(fd, __WASI_SDFLAGS_RD));
  CHECK(strcmp(receive(fd, 50, 0), "") == 0);
  CHECK(status(fd).filetype == __WASI_FILETYPE_SOCKET_STREAM);
  OK(__wasi_fd_close(fd));
}

/* The second peer breaks its connection off. */
static void check_reset(void) {
  OK(__wasi_fd_fdstat_set_flags(LISTENER, 0));
  __wasi_fd_t fd = accept_one(__WASI_FDFLAGS_NONBLOCK);
  size_t length;
  uint8_t byte;
  __wasi_iovec_t list = {&byte, 1};
  GIVES(__WASI_ERRNO_AGAIN, __wasi_fd_read(fd, &list, 1, &length));
  OK(send_text(fd, "accepted"));
  until_ready(fd, __WASI_EVENTTYPE_FD_READ);
  GIVES(__WASI_ERRNO_CONNRESET, __wasi_fd_read(fd, &list, 1, &length));
  GIVES(__WASI_ERRNO_PIPE, send_text(fd, "x"));
  OK(__wasi_fd_close(fd));
}

static void checks(void) {
  check_listener();
  __wasi_fd_t fd = accept_one(0);
  check_receiving(fd);
  check_shutting_down(fd);
  check_reset();
}

/* --- flood, idle, serve ----------------------------------------------------------------------------------------- */

static void flood(void) {
  static uint8_t bytes[100000];
  __wasi_ciovec_t list = {bytes, sizeof bytes};
  __wasi_errno_t error = 0;
  size_t sent;
  __wasi_fd_t fd = accept_one(__WASI_FDFLAGS_NONBLOCK);
  while (!error) error = __wasi_sock_send(fd, &list, 1, 0, &sent);
  CHECK(error == __WASI_ERRNO_AGAIN);
  puts("full");
  fflush(stdout);
  until_ready(fd, __WASI_EVENTTYPE_FD_WRITE);
}

static void idle(int connections) {
  for (int i = 0; i < connections; i++) accept_one(0);
  puts("accepted");
  fflush(stdout);
  until_ready(LISTENER, __WASI_EVENTTYPE_FD_READ);
}

/* Has a connection said "quit", and been answered? */
static int answer(__wasi_fd_t fd) {
  char text[5] = "";
  size_t length = 0, sent = 0;
  __wasi_roflags_t flags;
  __wasi_iovec_t list = {(uint8_t *)text, 4};
  __wasi_ciovec_t back = {(const uint8_t *)text, 4};
  int done = __wasi_sock_recv(fd, &list, 1, __WASI_RIFLAGS_RECV_WAITALL, &length, &flags) == 0 &&
             strcmp(text, "quit") == 0 && __wasi_sock_send(fd, &back, 1, 0, &sent) == 0;
  close((int)fd);
  return done;
}

static void serve(void) {
  __wasi_subscription_t subscription = {.userdata = 7};
  __wasi_event_t event;
  __wasi_fd_t fd;
  size_t count;
  subscription.u.tag = __WASI_EVENTTYPE_FD_READ;
  subscription.u.u.fd_read.file_descriptor = LISTENER;
  for (int done = 0; !done;) {
    OK(__wasi_poll_oneoff(&subscription, &event, 1, &count));
    if (__wasi_sock_accept(LISTENER, 0, &fd) == 0) done = answer(fd);
  }
}

/* --- hand, copy ------------------------------------------------------------------------------------------------- */

static void hand(void) {
  static const char command[] = "program.wasm" "program\0copy";
  __wasi_fd_t fd;
  struct welkin_end end;
  uint32_t child;
  OK(__wasi_sock_accept(ROOT + 1, 0, &fd));
  OK(welkin_spawn(ROOT, command, 12, sizeof command - 12, fd, fd, 2, &child));
  OK(__wasi_fd_close(fd));
  OK(welkin_wait(child, &end));
  CHECK(end.kind == WELKIN_EXITED && end.code == 0);
}

static void copy(void) {
  char bytes[1000];
  for (ssize_t length = 1; length > 0;) {
    length = read(0, bytes, sizeof bytes);
    CHECK(length >= 0 && write(1, bytes, (size_t)length) == length);
  }
}

int main(int count, char **arguments) {
  const char *part = count > 1 ? arguments[1] : "";
  int number = count > 2 ? atoi(arguments[2]) : 0;
  if (strcmp(part, "echo") == 0) echo(number);
  if (strcmp(part, "checks") == 0) checks();
  if (strcmp(part, "flood") == 0) flood();
  if (strcmp(part, "idle") == 0) idle(number);
  if (strcmp(part, "serve") == 0) serve();
  if (strcmp(part, "hand") == 0) hand();
  if (strcmp(part, "copy") == 0) copy();
  return 0;
}

/* Waiting: for times, for files, for streams. Its input has ended. */
#include "check.h"

#define MILLISECOND 1000000ull

static __wasi_subscription_t time_after(uint64_t userdata, __wasi_timestamp_t after) {
  __wasi_subscription_t s = {.userdata = userdata};
  s.u.tag = __WASI_EVENTTYPE_CLOCK;
  s.u.u.clock.id = __WASI_CLOCKID_MONOTONIC;
  s.u.u.clock.timeout = after;
  return s;
}

static __wasi_subscription_t ready(uint64_t userdata, __wasi_fd_t fd, int tag) {
  __wasi_subscription_t s = {.userdata = userdata};
  s.u.tag = tag;
  s.u.u.fd_read.file_descriptor = fd;
  return s;
}

static __wasi_timestamp_t now(int clock) {
  __wasi_timestamp_t time;
  OK(__wasi_clock_time_get(clock, 0, &time));
  return time;
}

static void times(void) {
  __wasi_event_t events[2];
  size_t count;
  __wasi_timestamp_t before = now(__WASI_CLOCKID_MONOTONIC);
  __wasi_subscription_t both[] = {time_after(1, 60000 * MILLISECOND), time_after(2, 20 * MILLISECOND)};
  OK(__wasi_poll_oneoff(both, events, 2, &count));
  CHECK(count == 1 && events[0].userdata == 2 && events[0].error == 0);
  CHECK(now(__WASI_CLOCKID_MONOTONIC) - before >= 20 * MILLISECOND);
  for (int clock = 0; clock < 2; clock++) {
    __wasi_subscription_t until = time_after(3, now(clock) + 10 * MILLISECOND);
    until.u.u.clock.id = clock;
    until.u.u.clock.flags = __WASI_SUBCLOCKFLAGS_SUBSCRIPTION_CLOCK_ABSTIME;
    OK(__wasi_poll_oneoff(&until, events, 1, &count));
    CHECK(count == 1 && events[0].userdata == 3 && events[0].type == __WASI_EVENTTYPE_CLOCK);
    CHECK(now(clock) >= until.u.u.clock.timeout - MILLISECOND);
  }
}

static void streams(void) {
  __wasi_event_t events[3];
  size_t count;
  __wasi_subscription_t in[] = {time_after(1, 60000 * MILLISECOND), ready(2, 0, __WASI_EVENTTYPE_FD_READ)};
  OK(__wasi_poll_oneoff(in, events, 2, &count));
  CHECK(count == 1 && events[0].userdata == 2 && events[0].error == 0);
  __wasi_subscription_t out[] = {time_after(1, 60000 * MILLISECOND), ready(2, 1, __WASI_EVENTTYPE_FD_WRITE),
                                 ready(3, 2, __WASI_EVENTTYPE_FD_WRITE)};
  OK(__wasi_poll_oneoff(out, events, 3, &count));
  CHECK(count == 2 && events[0].userdata == 2 && events[1].userdata == 3);
}

static void files(void) {
  __wasi_event_t events[3];
  size_t count, moved;
  __wasi_fd_t fd = create("file");
  __wasi_filesize_t offset;
  OK(write_text(fd, "0123456789", &moved));
  OK(__wasi_fd_seek(fd, 4, __WASI_WHENCE_SET, &offset));
  __wasi_subscription_t in[] = {ready(1, fd, __WASI_EVENTTYPE_FD_READ), ready(2, 99, __WASI_EVENTTYPE_FD_READ),
                                ready(3, ROOT, __WASI_EVENTTYPE_FD_READ)};
  OK(__wasi_poll_oneoff(in, events, 3, &count));
  CHECK(count == 3 && events[0].fd_readwrite.nbytes == 6 && events[0].error == 0);
  CHECK(events[1].error == __WASI_ERRNO_BADF && events[2].error == __WASI_ERRNO_NOTCAPABLE);
  GIVES(__WASI_ERRNO_INVAL, __wasi_poll_oneoff(in, events, 0, &count));
  OK(__wasi_fd_close(fd));
  OK(__wasi_path_unlink_file(ROOT, "file"));
}

int main(void) {
  times();
  streams();
  files();
  OK(__wasi_sched_yield());
  return 0;
}

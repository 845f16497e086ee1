/* Files: what they are made of, where their bytes are, how large they are. */
#include "check.h"

static __wasi_filesize_t seek(__wasi_fd_t fd, __wasi_filedelta_t by, int whence) {
  __wasi_filesize_t offset;
  OK(__wasi_fd_seek(fd, by, whence, &offset));
  return offset;
}

static void bytes(void) {
  size_t moved;
  __wasi_filesize_t offset;
  __wasi_fd_t fd = create("bytes");
  OK(write_text(fd, "0123456789", &moved));
  CHECK(moved == 10);
  OK(__wasi_fd_tell(fd, &offset));
  CHECK(offset == 10);
  CHECK(seek(fd, -7, __WASI_WHENCE_CUR) == 3);
  CHECK(strcmp(read_text(fd), "3456789") == 0);
  CHECK(strcmp(read_text(fd), "") == 0);
  CHECK(seek(fd, -2, __WASI_WHENCE_END) == 8);
  CHECK(seek(fd, 1000, __WASI_WHENCE_CUR) == 1008);
  GIVES(__WASI_ERRNO_INVAL, __wasi_fd_seek(fd, -2000, __WASI_WHENCE_CUR, &offset));
  CHECK(seek(fd, 0, __WASI_WHENCE_CUR) == 1008);
  CHECK(strcmp(read_text(fd), "") == 0);
  OK(write_text(fd, "!", &moved));
  CHECK(status(fd).size == 1009);
  OK(__wasi_fd_close(fd));
  GIVES(__WASI_ERRNO_BADF, __wasi_fd_close(fd));
  OK(__wasi_path_unlink_file(ROOT, "bytes"));
}

static void vectors(void) {
  char a[3] = "", b[3] = "", c[9] = "";
  size_t moved;
  __wasi_fd_t fd = create("vectors");
  __wasi_ciovec_t out[] = {{(uint8_t *)"ab", 2}, {0, 0}, {(uint8_t *)"cdef", 4}};
  OK(__wasi_fd_pwrite(fd, out, 3, 1, &moved));
  CHECK(moved == 6);
  __wasi_iovec_t in[] = {{(uint8_t *)a, 2}, {(uint8_t *)b, 2}, {0, 0}, {(uint8_t *)c, 8}};
  OK(__wasi_fd_pread(fd, in, 4, 1, &moved));
  CHECK(moved == 6 && memcmp(a, "ab", 3) == 0 && memcmp(b, "cd", 3) == 0 && memcmp(c, "ef", 3) == 0);
  CHECK(seek(fd, 0, __WASI_WHENCE_CUR) == 0);
  OK(__wasi_fd_close(fd));
  OK(__wasi_path_unlink_file(ROOT, "vectors"));
}

static void appending(void) {
  size_t moved;
  __wasi_fdstat_t fdstat;
  __wasi_fd_t fd;
  OK(open_at(ROOT, "log", __WASI_OFLAGS_CREAT, FILE_RIGHTS, __WASI_FDFLAGS_APPEND, &fd));
  OK(__wasi_fd_fdstat_get(fd, &fdstat));
  CHECK(fdstat.fs_flags == __WASI_FDFLAGS_APPEND && fdstat.fs_filetype == __WASI_FILETYPE_REGULAR_FILE);
  OK(write_text(fd, "one ", &moved));
  CHECK(seek(fd, 0, __WASI_WHENCE_SET) == 0);
  OK(write_text(fd, "two", &moved));
  CHECK(seek(fd, 0, __WASI_WHENCE_CUR) == 7);
  OK(__wasi_fd_fdstat_set_flags(fd, 0));
  seek(fd, 0, __WASI_WHENCE_SET);
  OK(write_text(fd, "O", &moved));
  seek(fd, 0, __WASI_WHENCE_SET);
  CHECK(strcmp(read_text(fd), "One two") == 0);
  OK(__wasi_fd_close(fd));
  OK(__wasi_path_unlink_file(ROOT, "log"));
}

static void sizes(void) {
  size_t moved;
  __wasi_fd_t fd = create("sizes");
  OK(write_text(fd, "some text", &moved));
  OK(__wasi_fd_filestat_set_size(fd, 4));
  seek(fd, 0, __WASI_WHENCE_SET);
  CHECK(strcmp(read_text(fd), "some") == 0);
  OK(__wasi_fd_filestat_set_size(fd, 6));
  seek(fd, 0, __WASI_WHENCE_SET);
  CHECK(memcmp(read_text(fd), "some\0\0", 7) == 0);
  OK(__wasi_fd_allocate(fd, 2, 2));
  CHECK(status(fd).size == 6);
  OK(__wasi_fd_allocate(fd, 90, 10));
  CHECK(status(fd).size == 100);
  GIVES(__WASI_ERRNO_INVAL, __wasi_fd_allocate(fd, 90, 0));
  OK(__wasi_fd_advise(fd, 10, 50, __WASI_ADVICE_SEQUENTIAL));
  GIVES(__WASI_ERRNO_INVAL, __wasi_fd_advise(fd, 10, 50, 6));
  OK(__wasi_fd_sync(fd));
  OK(__wasi_fd_datasync(fd));
  CHECK(status(fd).size == 100);
  OK(__wasi_fd_close(fd));
  OK(open_at(ROOT, "sizes", __WASI_OFLAGS_TRUNC, __WASI_RIGHTS_FD_READ, 0, &fd));
  CHECK(status_at("sizes", 0).size == 0);
  OK(__wasi_fd_close(fd));
  OK(__wasi_path_unlink_file(ROOT, "sizes"));
}

static void opening(void) {
  __wasi_fd_t fd;
  GIVES(__WASI_ERRNO_NOENT, open_at(ROOT, "new", 0, 0, 0, &fd));
  GIVES(__WASI_ERRNO_NOENT, open_at(ROOT, "", 0, 0, 0, &fd));
  make_file("new");
  GIVES(__WASI_ERRNO_EXIST, open_at(ROOT, "new", __WASI_OFLAGS_CREAT | __WASI_OFLAGS_EXCL, 0, 0, &fd));
  GIVES(__WASI_ERRNO_NOTDIR, open_at(ROOT, "new", __WASI_OFLAGS_DIRECTORY, 0, 0, &fd));
  GIVES(__WASI_ERRNO_NOTDIR, open_at(ROOT, "new/", 0, 0, 0, &fd));
  GIVES(__WASI_ERRNO_NOTDIR, open_at(ROOT, "new/x", 0, 0, 0, &fd));
  OK(open_at(ROOT, "new", 0, 0, 0, &fd));
  __wasi_fd_t other;
  GIVES(__WASI_ERRNO_NOTDIR, open_at(fd, "x", __WASI_OFLAGS_CREAT, 0, 0, &other));
  OK(__wasi_fd_close(fd));
  OK(__wasi_path_unlink_file(ROOT, "new"));
}

/* A file that is unlinked is there for who has it open, and another of its name is another. */
static void dangling(void) {
  size_t moved;
  __wasi_fd_t fd = create("gone");
  OK(write_text(fd, "still there", &moved));
  OK(__wasi_path_unlink_file(ROOT, "gone"));
  GIVES(__WASI_ERRNO_NOENT, __wasi_path_unlink_file(ROOT, "gone"));
  __wasi_fd_t other = create("gone");
  CHECK(status(other).size == 0 && status(other).ino != status(fd).ino && status(other).dev == status(fd).dev);
  seek(fd, 0, __WASI_WHENCE_SET);
  CHECK(strcmp(read_text(fd), "still there") == 0);
  OK(__wasi_fd_close(fd));
  OK(__wasi_fd_close(other));
  OK(__wasi_path_unlink_file(ROOT, "gone"));
}

/* What one descriptor writes another reads at once. */
static void unbuffered(void) {
  size_t moved;
  __wasi_fd_t reader = create("both"), writer;
  OK(open_at(ROOT, "both", 0, __WASI_RIGHTS_FD_WRITE, 0, &writer));
  OK(write_text(writer, "x", &moved));
  CHECK(strcmp(read_text(reader), "x") == 0);
  OK(__wasi_fd_close(reader));
  OK(__wasi_fd_close(writer));
  OK(__wasi_path_unlink_file(ROOT, "both"));
}

/* More bytes than one request moves. */
static void large(void) {
  size_t length = 3000000, moved;
  char *data = malloc(length), *copy = malloc(length);
  CHECK(data && copy);
  for (size_t i = 0; i < length; i++) data[i] = (char)(i * 7 + i / 1000);
  __wasi_fd_t fd = create("large");
  __wasi_ciovec_t out = {(uint8_t *)data, length};
  OK(__wasi_fd_write(fd, &out, 1, &moved));
  CHECK(moved == length);
  __wasi_iovec_t in = {(uint8_t *)copy, length};
  OK(__wasi_fd_pread(fd, &in, 1, 0, &moved));
  CHECK(moved == length && memcmp(data, copy, length) == 0);
  OK(__wasi_fd_close(fd));
  OK(__wasi_path_unlink_file(ROOT, "large"));
}

int main(void) {
  bytes();
  vectors();
  appending();
  sizes();
  opening();
  dangling();
  unbuffered();
  large();
  return 0;
}

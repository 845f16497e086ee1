/* Descriptors: their rights, and how they change places. */
#include "check.h"

static __wasi_fdstat_t stat_of(__wasi_fd_t fd) {
  __wasi_fdstat_t found;
  OK(__wasi_fd_fdstat_get(fd, &found));
  return found;
}

static void dropping(void) {
  size_t moved;
  __wasi_filesize_t offset;
  uint8_t byte;
  __wasi_iovec_t in = {&byte, 1};
  __wasi_fd_t fd = create("file");
  __wasi_rights_t base = stat_of(fd).fs_rights_base;
  CHECK((base & __WASI_RIGHTS_FD_READ) && (base & __WASI_RIGHTS_FD_WRITE));
  OK(__wasi_fd_fdstat_set_rights(fd, base & ~__WASI_RIGHTS_FD_WRITE & ~__WASI_RIGHTS_FD_SEEK, 0));
  GIVES(__WASI_ERRNO_NOTCAPABLE, write_text(fd, "x", &moved));
  GIVES(__WASI_ERRNO_NOTCAPABLE, __wasi_fd_seek(fd, 1, __WASI_WHENCE_SET, &offset));
  GIVES(__WASI_ERRNO_NOTCAPABLE, __wasi_fd_pread(fd, &in, 1, 0, &moved));
  OK(__wasi_fd_tell(fd, &offset));
  OK(__wasi_fd_read(fd, &in, 1, &moved));
  GIVES(__WASI_ERRNO_NOTCAPABLE, __wasi_fd_fdstat_set_rights(fd, base, 0));
  OK(__wasi_fd_fdstat_set_rights(fd, 0, 0));
  GIVES(__WASI_ERRNO_NOTCAPABLE, __wasi_fd_read(fd, &in, 1, &moved));
  GIVES(__WASI_ERRNO_NOTCAPABLE, __wasi_fd_fdstat_set_flags(fd, 0));
  OK(__wasi_fd_close(fd));
  OK(__wasi_path_unlink_file(ROOT, "file"));
}

static void by_kind(void) {
  __wasi_fd_t fd;
  __wasi_filesize_t offset;
  OK(open_at(ROOT, ".", __WASI_OFLAGS_DIRECTORY, __WASI_RIGHTS_FD_SEEK, 0, &fd));
  CHECK(stat_of(fd).fs_filetype == __WASI_FILETYPE_DIRECTORY);
  CHECK((stat_of(fd).fs_rights_base & __WASI_RIGHTS_FD_SEEK) == 0);
  CHECK(__wasi_fd_seek(fd, 0, __WASI_WHENCE_CUR, &offset) != 0);
  OK(__wasi_fd_close(fd));
}

/* Rights of a directory that is opened anew are given up there alone. */
static void inheriting(void) {
  __wasi_fd_t dir, fd;
  __wasi_fdstat_t root = stat_of(ROOT);
  make_file("file");
  OK(__wasi_path_open(ROOT, 0, ".", __WASI_OFLAGS_DIRECTORY, root.fs_rights_base, root.fs_rights_inheriting, 0, &dir));
  CHECK(stat_of(dir).fs_rights_base == root.fs_rights_base);
  OK(open_at(dir, "file", __WASI_OFLAGS_TRUNC, 0, 0, &fd));
  OK(__wasi_fd_close(fd));
  __wasi_rights_t inherit = root.fs_rights_inheriting & ~__WASI_RIGHTS_FD_WRITE;
  OK(__wasi_fd_fdstat_set_rights(dir, root.fs_rights_base & ~__WASI_RIGHTS_PATH_FILESTAT_SET_SIZE, inherit));
  GIVES(__WASI_ERRNO_NOTCAPABLE, open_at(dir, "file", __WASI_OFLAGS_TRUNC, 0, 0, &fd));
  GIVES(__WASI_ERRNO_NOTCAPABLE, open_at(dir, "file", 0, __WASI_RIGHTS_FD_WRITE, 0, &fd));
  OK(open_at(dir, "file", 0, __WASI_RIGHTS_FD_READ, 0, &fd));
  OK(__wasi_fd_close(fd));
  OK(open_at(ROOT, "file", __WASI_OFLAGS_TRUNC, __WASI_RIGHTS_FD_WRITE, 0, &fd));
  OK(__wasi_fd_close(fd));
  OK(__wasi_fd_close(dir));
  OK(__wasi_path_unlink_file(ROOT, "file"));
}

static void renumbering(void) {
  __wasi_fd_t one = create("one"), two = create("two");
  __wasi_inode_t ino = status(one).ino;
  OK(__wasi_fd_renumber(one, two));
  CHECK(status(two).ino == ino);
  GIVES(__WASI_ERRNO_BADF, __wasi_fd_close(one));
  GIVES(__WASI_ERRNO_BADF, __wasi_fd_renumber(two, one));
  GIVES(__WASI_ERRNO_BADF, __wasi_fd_renumber(two, 0x7fffffff));
  OK(__wasi_fd_renumber(two, two));
  OK(__wasi_fd_close(two));
  OK(__wasi_path_unlink_file(ROOT, "one"));
  OK(__wasi_path_unlink_file(ROOT, "two"));
}

/* Standard streams and the first directory are descriptors as others. */
static void given(void) {
  __wasi_fd_t dir;
  __wasi_fdstat_t found;
  __wasi_prestat_t prestat;
  __wasi_fdstat_t root = stat_of(ROOT);
  OK(__wasi_fd_prestat_get(ROOT, &prestat));
  CHECK(prestat.tag == __WASI_PREOPENTYPE_DIR && prestat.u.dir.pr_name_len == 1);
  char name[] = "--";
  CHECK(__wasi_fd_prestat_dir_name(ROOT, (uint8_t *)name, 0) != 0);
  OK(__wasi_fd_prestat_dir_name(ROOT, (uint8_t *)name, 2));
  CHECK(memcmp(name, "/-", 2) == 0);
  GIVES(__WASI_ERRNO_BADF, __wasi_fd_prestat_get(0, &prestat));
  GIVES(__WASI_ERRNO_BADF, __wasi_fd_prestat_get(ROOT + 1, &prestat));
  OK(__wasi_path_open(ROOT, 0, ".", __WASI_OFLAGS_DIRECTORY, root.fs_rights_base, root.fs_rights_inheriting, 0, &dir));
  __wasi_inode_t ino = status(dir).ino;
  OK(__wasi_fd_renumber(dir, ROOT));
  CHECK(status(ROOT).ino == ino);
  GIVES(__WASI_ERRNO_BADF, __wasi_fd_fdstat_get(dir, &found));
  for (int stream = 0; stream < 2; stream++) {
    __wasi_fd_t fd;
    OK(open_at(ROOT, "file", __WASI_OFLAGS_CREAT, 0, 0, &fd));
    OK(__wasi_fd_renumber(stream, fd));
    OK(__wasi_fd_fdstat_get(fd, &found));
    GIVES(__WASI_ERRNO_BADF, __wasi_fd_fdstat_get(stream, &found));
    OK(__wasi_path_unlink_file(ROOT, "file"));
  }
  OK(__wasi_fd_close(ROOT));
  GIVES(__WASI_ERRNO_BADF, __wasi_fd_fdstat_get(ROOT, &found));
}

int main(void) {
  dropping();
  by_kind();
  inheriting();
  renumbering();
  given();
  return 0;
}

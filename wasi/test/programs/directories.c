/* Directories: what is in them, and what paths mean. */
#include "check.h"

#define MOST 200

struct entry {
  __wasi_dircookie_t next;
  __wasi_inode_t ino;
  int type;
  char name[32];
};

static struct entry entries[MOST];

/* All entries from a cookie on, read with a buffer of this size: how many. */
static int list(__wasi_fd_t fd, size_t room, __wasi_dircookie_t cookie) {
  static uint8_t buffer[4096];
  int count = 0;
  for (;;) {
    size_t used, at = 0;
    OK(__wasi_fd_readdir(fd, buffer, room, cookie, &used));
    CHECK(used <= room);
    while (at + sizeof(__wasi_dirent_t) <= used) {
      __wasi_dirent_t found;
      memcpy(&found, buffer + at, sizeof found);
      at += sizeof found;
      if (at + found.d_namlen > used) break;
      CHECK(count < MOST && found.d_namlen < sizeof entries[0].name);
      struct entry *entry = &entries[count++];
      entry->next = cookie = found.d_next;
      entry->ino = found.d_ino;
      entry->type = found.d_type;
      memcpy(entry->name, buffer + at, found.d_namlen);
      entry->name[found.d_namlen] = 0;
      at += found.d_namlen;
    }
    if (used < room) return count;
  }
}

static void entries_of(void) {
  __wasi_fd_t dir, fd;
  OK(__wasi_path_create_directory(ROOT, "dir"));
  GIVES(__WASI_ERRNO_EXIST, __wasi_path_create_directory(ROOT, "dir"));
  OK(__wasi_path_open(ROOT, 0, "dir", __WASI_OFLAGS_DIRECTORY,
                      __WASI_RIGHTS_FD_READDIR | __WASI_RIGHTS_FD_FILESTAT_GET | __WASI_RIGHTS_PATH_OPEN |
                          __WASI_RIGHTS_PATH_CREATE_FILE | __WASI_RIGHTS_PATH_UNLINK_FILE,
                      FILE_RIGHTS, 0, &dir));
  CHECK(list(dir, 256, 0) == 2);
  CHECK(strcmp(entries[0].name, ".") == 0 && entries[0].type == __WASI_FILETYPE_DIRECTORY);
  CHECK(strcmp(entries[1].name, "..") == 0 && entries[1].type == __WASI_FILETYPE_DIRECTORY);
  CHECK(entries[0].ino == status(dir).ino);
  OK(open_at(dir, "file", __WASI_OFLAGS_CREAT, FILE_RIGHTS, 0, &fd));
  CHECK(list(dir, 256, 0) == 3);
  CHECK(strcmp(entries[2].name, "file") == 0 && entries[2].type == __WASI_FILETYPE_REGULAR_FILE);
  CHECK(entries[2].ino == status(fd).ino);
  CHECK(list(dir, 256, entries[1].next) == 1 && strcmp(entries[0].name, "file") == 0);
  OK(__wasi_fd_close(fd));
  GIVES(__WASI_ERRNO_NOTEMPTY, __wasi_path_remove_directory(ROOT, "dir"));
  OK(__wasi_path_unlink_file(dir, "file"));
  OK(__wasi_fd_close(dir));
  OK(__wasi_path_remove_directory(ROOT, "dir"));
}

static void many(void) {
  char name[32];
  __wasi_fd_t dir;
  OK(__wasi_path_create_directory(ROOT, "many"));
  for (int i = 0; i < 100; i++) {
    snprintf(name, sizeof name, "many/file.%d", i);
    make_file(name);
  }
  OK(__wasi_path_open(ROOT, 0, "many", __WASI_OFLAGS_DIRECTORY, __WASI_RIGHTS_FD_READDIR, 0, 0, &dir));
  for (size_t room = 64; room <= 4096; room *= 4) CHECK(list(dir, room, 0) == 102);
  OK(__wasi_fd_close(dir));
  for (int i = 0; i < 100; i++) {
    snprintf(name, sizeof name, "many/file.%d", i);
    OK(__wasi_path_unlink_file(ROOT, name));
  }
  OK(__wasi_path_remove_directory(ROOT, "many"));
}

/* What cannot be done with a directory as with a file. */
static void no_file(void) {
  uint8_t byte = 0;
  size_t moved;
  __wasi_filesize_t offset;
  __wasi_iovec_t in = {&byte, 1};
  __wasi_ciovec_t out = {&byte, 1};
  __wasi_fd_t fd;
  GIVES(__WASI_ERRNO_ISDIR, __wasi_fd_read(ROOT, &in, 1, &moved));
  GIVES(__WASI_ERRNO_ISDIR, __wasi_fd_pread(ROOT, &in, 1, 0, &moved));
  GIVES(__WASI_ERRNO_ISDIR, __wasi_fd_write(ROOT, &out, 1, &moved));
  GIVES(__WASI_ERRNO_ISDIR, __wasi_fd_pwrite(ROOT, &out, 1, 0, &moved));
  GIVES(__WASI_ERRNO_ISDIR, __wasi_fd_seek(ROOT, 0, __WASI_WHENCE_CUR, &offset));
  GIVES(__WASI_ERRNO_ISDIR, __wasi_fd_tell(ROOT, &offset));
  GIVES(__WASI_ERRNO_ISDIR, __wasi_fd_allocate(ROOT, 0, 1));
  GIVES(__WASI_ERRNO_ISDIR, __wasi_fd_filestat_set_size(ROOT, 0));
  GIVES(__WASI_ERRNO_ISDIR, open_at(ROOT, ".", __WASI_OFLAGS_DIRECTORY, FILE_RIGHTS, 0, &fd));
  OK(open_at(ROOT, ".", __WASI_OFLAGS_DIRECTORY, __WASI_RIGHTS_FD_READ, 0, &fd));
  OK(__wasi_fd_close(fd));
  OK(open_at(ROOT, ".", 0, 0, __WASI_FDFLAGS_NONBLOCK, &fd));
  OK(__wasi_fd_close(fd));
  OK(__wasi_path_create_directory(ROOT, "dir"));
  GIVES(__WASI_ERRNO_ISDIR, __wasi_path_unlink_file(ROOT, "dir"));
  GIVES(__WASI_ERRNO_ISDIR, __wasi_path_unlink_file(ROOT, "dir/"));
  OK(__wasi_path_remove_directory(ROOT, "dir/"));
  make_file("file");
  GIVES(__WASI_ERRNO_NOTDIR, __wasi_path_remove_directory(ROOT, "file"));
  GIVES(__WASI_ERRNO_NOTDIR, __wasi_path_remove_directory(ROOT, "file/"));
  GIVES(__WASI_ERRNO_NOTDIR, __wasi_path_unlink_file(ROOT, "file/"));
  OK(__wasi_path_unlink_file(ROOT, "file"));
}

static void paths(void) {
  __wasi_fd_t fd;
  OK(__wasi_path_create_directory(ROOT, "a"));
  OK(__wasi_path_create_directory(ROOT, "a/b"));
  make_file("a/b/file");
  OK(open_at(ROOT, "a/.//b/../../a/b/../b///./file", 0, 0, 0, &fd));
  OK(__wasi_fd_close(fd));
  OK(open_at(ROOT, "a/b///", 0, 0, 0, &fd));
  OK(__wasi_fd_close(fd));
  GIVES(__WASI_ERRNO_PERM, open_at(ROOT, "/a/b/file", 0, 0, 0, &fd));
  GIVES(__WASI_ERRNO_PERM, open_at(ROOT, "..", 0, 0, 0, &fd));
  GIVES(__WASI_ERRNO_PERM, open_at(ROOT, "a/b/../../../a/b/file", 0, 0, 0, &fd));
  GIVES(__WASI_ERRNO_PERM, __wasi_path_create_directory(ROOT, "../outside"));
  GIVES(__WASI_ERRNO_NOENT, open_at(ROOT, "a/c/../b/file", 0, 0, 0, &fd));
  OK(__wasi_path_unlink_file(ROOT, "a/b/file"));
  OK(__wasi_path_remove_directory(ROOT, "a/b"));
  OK(__wasi_path_remove_directory(ROOT, "a"));
}

/* A directory that is removed while it is open is empty, and stays so. */
static void dangling(void) {
  __wasi_fd_t dir, fd;
  OK(__wasi_path_create_directory(ROOT, "gone"));
  OK(__wasi_path_open(ROOT, 0, "gone", __WASI_OFLAGS_DIRECTORY,
                      __WASI_RIGHTS_PATH_OPEN | __WASI_RIGHTS_PATH_CREATE_FILE, FILE_RIGHTS, 0, &dir));
  OK(__wasi_path_remove_directory(ROOT, "gone"));
  GIVES(__WASI_ERRNO_NOENT, open_at(dir, "file", __WASI_OFLAGS_CREAT, 0, 0, &fd));
  OK(__wasi_path_create_directory(ROOT, "gone"));
  OK(__wasi_fd_close(dir));
  OK(__wasi_path_remove_directory(ROOT, "gone"));
}

int main(void) {
  entries_of();
  many();
  no_file();
  paths();
  dangling();
  return 0;
}

/* Links: symbolic and hard; and renaming. */
#include "check.h"

#define FOLLOW __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW

static __wasi_errno_t open_link(const char *path, int lookup, int oflags) {
  __wasi_fd_t fd;
  __wasi_errno_t error = __wasi_path_open(ROOT, lookup, path, oflags, 0, 0, 0, &fd);
  if (error == 0) OK(__wasi_fd_close(fd));
  return error;
}

static void texts(void) {
  char text[] = "----------";
  size_t length;
  OK(__wasi_path_symlink("target", ROOT, "link"));
  OK(__wasi_path_readlink(ROOT, "link", (uint8_t *)text, strlen(text), &length));
  CHECK(length == 6 && memcmp(text, "target----", 10) == 0);
  OK(__wasi_path_readlink(ROOT, "link", (uint8_t *)text, 3, &length));
  CHECK(length == 3);
  GIVES(__WASI_ERRNO_NOENT, __wasi_path_readlink(ROOT, "target", (uint8_t *)text, 3, &length));
  make_file("target");
  GIVES(__WASI_ERRNO_INVAL, __wasi_path_readlink(ROOT, "target", (uint8_t *)text, 3, &length));
  CHECK(__wasi_path_symlink("/", ROOT, "absolute") != 0);
  OK(__wasi_path_unlink_file(ROOT, "target"));
  OK(__wasi_path_unlink_file(ROOT, "link"));
}

static void following(void) {
  OK(__wasi_path_symlink("target", ROOT, "link"));
  GIVES(__WASI_ERRNO_LOOP, open_link("link", 0, 0));
  GIVES(__WASI_ERRNO_NOENT, open_link("link", FOLLOW, 0));
  OK(__wasi_path_create_directory(ROOT, "target"));
  GIVES(__WASI_ERRNO_LOOP, open_link("link", 0, 0));
  OK(open_link("link", FOLLOW, __WASI_OFLAGS_DIRECTORY));
  CHECK(status_at("link", 0).filetype == __WASI_FILETYPE_SYMBOLIC_LINK);
  CHECK(status_at("link", FOLLOW).filetype == __WASI_FILETYPE_DIRECTORY);
  make_file("link/file");
  CHECK(status_at("target/file", 0).filetype == __WASI_FILETYPE_REGULAR_FILE);
  OK(__wasi_path_unlink_file(ROOT, "link/file"));
  OK(__wasi_path_remove_directory(ROOT, "target"));
  make_file("target");
  GIVES(__WASI_ERRNO_NOTDIR, open_link("link", FOLLOW, __WASI_OFLAGS_DIRECTORY));
  OK(__wasi_path_unlink_file(ROOT, "link"));
  OK(__wasi_path_unlink_file(ROOT, "target"));
}

static void nowhere(void) {
  OK(__wasi_path_symlink("loop", ROOT, "loop"));
  GIVES(__WASI_ERRNO_LOOP, open_link("loop", 0, 0));
  GIVES(__WASI_ERRNO_LOOP, open_link("loop", FOLLOW, 0));
  OK(__wasi_path_unlink_file(ROOT, "loop"));
  OK(__wasi_path_create_directory(ROOT, "dir"));
  OK(__wasi_path_symlink("../../outside", ROOT, "dir/link"));
  GIVES(__WASI_ERRNO_PERM, open_link("dir/link", FOLLOW, 0));
  OK(__wasi_path_unlink_file(ROOT, "dir/link"));
  OK(__wasi_path_remove_directory(ROOT, "dir"));
  GIVES(__WASI_ERRNO_NOENT, __wasi_path_symlink("source", ROOT, "target/"));
  make_file("target");
  GIVES(__WASI_ERRNO_EXIST, __wasi_path_symlink("source", ROOT, "target"));
  OK(__wasi_path_unlink_file(ROOT, "target"));
}

static void hard(void) {
  make_file("file");
  OK(__wasi_path_link(ROOT, 0, "file", ROOT, "other"));
  CHECK(status_at("file", 0).ino == status_at("other", 0).ino && status_at("file", 0).nlink == 2);
  GIVES(__WASI_ERRNO_EXIST, __wasi_path_link(ROOT, 0, "file", ROOT, "other"));
  GIVES(__WASI_ERRNO_EXIST, __wasi_path_link(ROOT, 0, "file", ROOT, "file"));
  GIVES(__WASI_ERRNO_NOENT, __wasi_path_link(ROOT, 0, "file", ROOT, "new/"));
  OK(__wasi_path_unlink_file(ROOT, "file"));
  CHECK(status_at("other", 0).nlink == 1);
  OK(__wasi_path_unlink_file(ROOT, "other"));
  OK(__wasi_path_create_directory(ROOT, "dir"));
  GIVES(__WASI_ERRNO_PERM, __wasi_path_link(ROOT, 0, "dir", ROOT, "other"));
  OK(__wasi_path_remove_directory(ROOT, "dir"));
  OK(__wasi_path_symlink("target", ROOT, "link"));
  OK(__wasi_path_link(ROOT, 0, "link", ROOT, "other"));
  CHECK(status_at("other", 0).filetype == __WASI_FILETYPE_SYMBOLIC_LINK);
  OK(__wasi_path_unlink_file(ROOT, "link"));
  OK(__wasi_path_unlink_file(ROOT, "other"));
}

static void renaming(void) {
  make_file("one");
  OK(__wasi_path_rename(ROOT, "one", ROOT, "two"));
  GIVES(__WASI_ERRNO_NOENT, open_link("one", 0, 0));
  OK(open_link("two", 0, 0));
  GIVES(__WASI_ERRNO_NOENT, __wasi_path_rename(ROOT, "one", ROOT, "two"));
  make_file("one");
  OK(__wasi_path_rename(ROOT, "one", ROOT, "two"));
  OK(__wasi_path_create_directory(ROOT, "dir"));
  GIVES(__WASI_ERRNO_ISDIR, __wasi_path_rename(ROOT, "two", ROOT, "dir"));
  GIVES(__WASI_ERRNO_NOTDIR, __wasi_path_rename(ROOT, "dir", ROOT, "two"));
  OK(__wasi_path_create_directory(ROOT, "empty"));
  OK(__wasi_path_rename(ROOT, "dir/", ROOT, "empty/"));
  OK(__wasi_path_rename(ROOT, "two", ROOT, "empty/two"));
  OK(__wasi_path_create_directory(ROOT, "dir"));
  GIVES(__WASI_ERRNO_NOTEMPTY, __wasi_path_rename(ROOT, "dir", ROOT, "empty"));
  GIVES(__WASI_ERRNO_INVAL, __wasi_path_rename(ROOT, "empty", ROOT, "empty/inside"));
  OK(__wasi_path_unlink_file(ROOT, "empty/two"));
  OK(__wasi_path_remove_directory(ROOT, "empty"));
  OK(__wasi_path_remove_directory(ROOT, "dir"));
}

int main(void) {
  texts();
  following();
  nowhere();
  hard();
  renaming();
  return 0;
}

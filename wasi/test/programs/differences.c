/*
 * So many operations on files, chosen by a seed, through the C library; writes what became of each. Every host for WASI is to
 * write the same.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILES 6
#define NAMES 9

static const char *const names[NAMES] = {"a", "b", "c", "d", "d/a", "d/b", "e", "e/a", "e/none/a"};

static int files[FILES];
static int appends[FILES];
static uint64_t state;

static uint32_t below(uint32_t bound) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(state >> 33) % bound;
}

static const char *name(void) { return names[below(NAMES)]; }

static void tell(const char *operation, long result) {
  if (result < 0)
    printf("%s: error %d\n", operation, errno);
  else
    printf("%s: %ld\n", operation, result);
}

/* A number that tells bytes apart. */
static uint32_t sum_of(const uint8_t *bytes, long length) {
  uint32_t sum = 1;
  for (long i = 0; i < length; i++) sum = sum * 31 + bytes[i];
  return sum;
}

static void tell_bytes(const char *operation, const uint8_t *bytes, long length) {
  tell(operation, length);
  if (length > 0) printf("  %u\n", sum_of(bytes, length));
}

static void open_one(int slot) {
  static const int access[] = {O_RDONLY, O_WRONLY, O_RDWR, O_RDWR};
  int flags = access[below(4)];
  if (below(2)) flags |= O_CREAT;
  if (below(8) == 0) flags |= O_EXCL;
  if (below(4) == 0 && (flags & O_WRONLY)) flags |= O_TRUNC;
  if (below(4) == 0) flags |= O_APPEND;
  const char *path = name();
  if (files[slot] >= 0) close(files[slot]);
  files[slot] = open(path, flags, 0666);
  appends[slot] = (flags & O_APPEND) != 0;
  printf("%s %x ", path, flags);
  tell("open", files[slot] < 0 ? -1 : 0);
  /* Hosts do not agree on what cannot be done with directories. */
  struct stat found;
  if (files[slot] >= 0 && fstat(files[slot], &found) == 0 && S_ISDIR(found.st_mode)) {
    close(files[slot]);
    files[slot] = -1;
  }
}

static void use(int slot) {
  uint8_t bytes[64], more[32];
  struct stat found;
  int fd = files[slot];
  uint32_t length = below(64);
  for (uint32_t i = 0; i < length; i++) bytes[i] = (uint8_t)below(256);
  struct iovec list[] = {{bytes, length / 2}, {0, 0}, {more, below(32)}};
  memset(more, 'm', sizeof more);
  switch (below(9)) {
    case 0: return tell("write", write(fd, bytes, length));
    case 1: return tell("writev", writev(fd, list, 3));
    case 2: return tell_bytes("read", bytes, read(fd, bytes, length));
    case 3: {
      long got = readv(fd, list, 3), first = (long)(length / 2);
      tell_bytes("readv", bytes, got < first ? got : first);
      if (got > first) tell_bytes("  behind", more, got - first);
      return;
    }
    case 4: return tell_bytes("pread", bytes, pread(fd, bytes, length, below(200)));
    case 5:
      if (!appends[slot]) tell("pwrite", pwrite(fd, bytes, length, below(200)));
      return;
    case 6: return tell("lseek", lseek(fd, (long)below(100) - 30, (int)below(3)));
    case 7: return tell("ftruncate", ftruncate(fd, below(150)));
    default:
      tell("fstat", fstat(fd, &found));
      printf("  %ld %d\n", (long)found.st_size, S_ISREG(found.st_mode));
  }
}

static int compare(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static void list(const char *path) {
  char *found[64];
  int count = 0;
  DIR *directory = opendir(path);
  printf("%s ", path);
  tell("opendir", directory ? 0 : -1);
  if (!directory) return;
  for (struct dirent *entry; count < 64 && (entry = readdir(directory));)
    if (entry->d_name[0] != '.') found[count++] = strdup(entry->d_name);
  closedir(directory);
  qsort(found, (size_t)count, sizeof *found, compare);
  for (int i = 0; i < count; i++) {
    printf("  %s\n", found[i]);
    free(found[i]);
  }
}

static void change(void) {
  struct stat found;
  const char *one = name(), *other = name();
  printf("%s %s ", one, other);
  switch (below(8)) {
    case 0: return tell("mkdir", mkdir(one, 0777));
    case 1: return tell("rmdir", rmdir(one));
    case 2: return tell("unlink", unlink(one));
    case 3: return tell("rename", rename(one, other));
    /* Nor on which of two wrong paths is looked at first. */
    case 4: return tell("link", link(one, other) == 0);
    case 5: return list(below(2) ? "." : one);
    default:
      tell("stat", stat(one, &found));
      if (stat(one, &found) == 0 && S_ISREG(found.st_mode)) printf("  %ld %ld\n", (long)found.st_size, (long)found.st_nlink);
  }
}

int main(int count, char **arguments) {
  if (count < 3) return 1;
  state = strtoull(arguments[1], 0, 10);
  for (int i = 0; i < FILES; i++) files[i] = -1;
  for (long i = strtol(arguments[2], 0, 10); i > 0; i--) {
    int slot = (int)below(FILES);
    uint32_t kind = below(10);
    if (files[slot] < 0 || kind == 0)
      open_one(slot);
    else if (kind < 8)
      use(slot);
    else
      change();
  }
  return 0;
}

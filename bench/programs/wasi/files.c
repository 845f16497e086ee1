// Many calls of one kind on a file: `read` and `write` of 64 KiB, `byte` to write one, `stat`.
#include "timing.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char buffer[65536];
static int file;

static void check(long result, long expected) {
  if (result != expected) abort();
}

static void read_all(void) {
  lseek(file, 0, SEEK_SET);
  for (int i = 0; i < 256; i++) check(read(file, buffer, sizeof buffer), sizeof buffer);
}

static void write_all(void) {
  lseek(file, 0, SEEK_SET);
  for (int i = 0; i < 256; i++) check(write(file, buffer, sizeof buffer), sizeof buffer);
}

static void write_bytes(void) {
  lseek(file, 0, SEEK_SET);
  for (int i = 0; i < 5000; i++) check(write(file, buffer, 1), 1);
}

static void stat_often(void) {
  struct stat status;
  for (int i = 0; i < 5000; i++) check(stat("/file", &status), 0);
}

int main(int argc, char **argv) {
  file = open("/file", O_RDWR | O_CREAT | O_TRUNC, 0600);
  write_all();
  if (argc < 2) return 1;
  if (!strcmp(argv[1], "read")) measure(read_all, 15);
  if (!strcmp(argv[1], "write")) measure(write_all, 15);
  if (!strcmp(argv[1], "byte")) measure(write_bytes, 15);
  if (!strcmp(argv[1], "stat")) measure(stat_often, 15);
}

/*
 * Processes from a program: as `processes` it runs itself three times, joined by pipes, and checks what comes out; as `count` it
 * writes numbers, as `double` it doubles what it reads, as `sum` it adds up.
 */
#include "check.h"
#include "welkin_process.h"

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
  if (count < 2) return pipeline();
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

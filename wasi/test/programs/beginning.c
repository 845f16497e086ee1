/* What a program begins with: writes its arguments and its environment, then its input; ends with the code 33. */
#include "check.h"
#include <unistd.h>

extern char **environ;

int main(int count, char **arguments) {
  char text[100];
  for (int i = 1; i < count; i++) printf("<%s>\n", arguments[i]);
  for (char **variable = environ; *variable; variable++) printf("[%s]\n", *variable);
  while (fgets(text, sizeof text, stdin)) printf("%s", text);
  CHECK(!isatty(0) && !isatty(1));
  fprintf(stderr, "errors\n");
  return 33;
}

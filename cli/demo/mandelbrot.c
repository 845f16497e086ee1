// The set of Mandelbrot, in letters. With the argument `forever` it never ends.
#include <stdio.h>
#include <string.h>

enum { WIDTH = 78, HEIGHT = 24, LIMIT = 1000 };

static int steps(double cx, double cy) {
  double x = 0, y = 0;
  int n = 0;
  while (n < LIMIT && x * x + y * y < 4) {
    double next = x * x - y * y + cx;
    y = 2 * x * y + cy;
    x = next;
    n++;
  }
  return n;
}

static void draw(void) {
  static const char shades[] = " .:-=+*%#@";
  for (int row = 0; row < HEIGHT; row++) {
    char line[WIDTH + 1] = {0};
    for (int column = 0; column < WIDTH; column++) {
      int n = steps(-2.2 + 3.2 * column / WIDTH, -1.2 + 2.4 * row / HEIGHT);
      int shade = 0;
      for (int rest = n; rest > 1 && shade < 9; rest /= 2) shade++;
      line[column] = shades[n == LIMIT ? 9 : shade];
    }
    puts(line);
  }
}

int main(int argc, char **argv) {
  volatile int forever = argc > 1 && strcmp(argv[1], "forever") == 0;
  do {
    if (!forever) draw();
  } while (forever);
  return 0;
}

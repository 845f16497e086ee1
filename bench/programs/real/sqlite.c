/* SQLite as a command: sqlite DATABASE STATEMENTS. Runs the file of statements, prints the rows that they give. */
#include <stdio.h>
#include "sqlite3.h"

static char statements[1 << 16];

static int print_row(void *unused, int columns, char **values, char **names) {
  (void)unused;
  (void)names;
  for (int column = 0; column < columns; column++)
    printf("%s%s", column ? "|" : "", values[column] ? values[column] : "NULL");
  putchar('\n');
  return 0;
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  FILE *file = fopen(arguments[2], "r");
  if (!file) return 3;
  size_t length = fread(statements, 1, sizeof statements, file);
  if (length == sizeof statements || ferror(file)) return 4;
  fclose(file);

  sqlite3 *database;
  /* WASI has no locks on files. */
  if (sqlite3_open_v2(arguments[1], &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "unix-none") != SQLITE_OK ||
      sqlite3_exec(database, statements, print_row, NULL, NULL) != SQLITE_OK) {
    printf("%s\n", sqlite3_errmsg(database));
    return 1;
  }
  return sqlite3_close(database);
}

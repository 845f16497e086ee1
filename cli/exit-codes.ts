/**
 * Exit codes: the one table of how a command can end.
 *
 * Owns      the numbers and their meaning, as `welkin --help` prints them. A program that `welkin run` runs and that exits by
 *           itself ends with its own code instead.
 */
export const EXIT = {
  success: 0,
  notProved: 1,
  usage: 2,
  notLoaded: 3,
  solver: 4,
  output: 5,
  internal: 70,
  trapped: 110,
  outOfMemory: 111,
  outOfFuel: 112,
  timedOut: 113,
  notGranted: 114,
  notWebAssembly: 115,
  component: 116,
  reactor: 117,
  noDirectory: 118,
  noProgram: 119,
  noAddress: 120,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const MEANING: Record<keyof typeof EXIT, string> = {
  success: "everything is proved; the command did what it says",
  notProved:
    "something failed, is unknown or vacuous; a mutant survived; the audit differs; the call trapped",
  usage: "wrong arguments, or a Node that is too old",
  notLoaded: "the program does not load or compile: missing files, syntax, types, the rules of the language",
  solver: "the solver cannot be run, or ended without an answer",
  output: "the output cannot be written",
  internal: "an internal error of welkin",
  trapped: "run: the program did what it must not: it has trapped",
  outOfMemory: "run: the program was refused memory beyond its limit, and failed",
  outOfFuel: "run: the program has used up its fuel",
  timedOut: "run: the program has run for longer than it may",
  notGranted: "run: the program asks for what it is not given: an import that there is not",
  notWebAssembly: "run: the file is not WebAssembly, or a module that is malformed or unsupported",
  component: "run: the file is a WebAssembly component, not a module",
  reactor: "run: the module has nothing to run: it exports no _start",
  noDirectory: "run: a directory to mount does not exist",
  noProgram: "run: the file of the program cannot be read",
  noAddress: "run: an address to listen at is taken, or cannot be listened at",
  interrupted: "interrupted (Ctrl-C)",
};

/** The table as text, one line for each code. */
export function exitCodeTable(): string {
  const names = Object.keys(EXIT) as (keyof typeof EXIT)[];
  return names.map((name) => `  ${String(EXIT[name]).padStart(3)}  ${MEANING[name]}`).join("\n");
}

/**
 * Exit codes: the one table of how a command can end.
 *
 * Owns      the numbers and their meaning, as `welkin --help` prints them.
 */
export const EXIT = {
  success: 0,
  notProved: 1,
  usage: 2,
  notLoaded: 3,
  solver: 4,
  output: 5,
  internal: 70,
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
  interrupted: "interrupted (Ctrl-C)",
};

/** The table as text, one line for each code. */
export function exitCodeTable(): string {
  const names = Object.keys(EXIT) as (keyof typeof EXIT)[];
  return names.map((name) => `  ${String(EXIT[name]).padStart(3)}  ${MEANING[name]}`).join("\n");
}

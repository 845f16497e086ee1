/**
 * The command line: picks the command, and turns every way to end into one message and one exit code.
 *
 * Owns        the list of commands, `--help`, `--version`, signals, the last resort for exceptions.
 * Invariants  no stack trace reaches the user unless WELKIN_DEBUG=1; the exit codes are those of exit-codes.ts.
 * Not here    what commands do (verify.ts, ...).
 */
import { readFileSync } from "node:fs";
import { type Command, Failure, helpOf, parseInvocation } from "./command.ts";
import { EXIT, type ExitCode, exitCodeTable } from "./exit-codes.ts";
import { type Terminal, processTerminal } from "./terminal.ts";

interface Entry {
  readonly summary: string;
  /** Imported when it is used: the compiler and the front end take long to load. */
  load(): Promise<Command>;
}

const COMMANDS: Readonly<Record<string, Entry>> = {};

/** Runs the command line of this process. */
export async function main(parameters: readonly string[]): Promise<void> {
  const terminal = processTerminal();
  const interrupt = new AbortController();
  let interrupted = 0;
  process.on("SIGINT", () => {
    // A Ctrl-C may arrive twice at once, from the terminal and from the launcher.
    if (interrupted !== 0 && performance.now() - interrupted > 500) process.exit(EXIT.interrupted);
    interrupted ||= performance.now();
    interrupt.abort();
  });
  process.stdout.on("error", () => process.exit(EXIT.output));
  const code = await run(parameters, terminal, interrupt.signal);
  process.exitCode = interrupt.signal.aborted ? EXIT.interrupted : code;
  // What is left now (workers of an interrupted solver) must not keep the process alive.
  if (interrupt.signal.aborted) process.exit();
}

/** One command, from its arguments to its exit code. */
export async function run(
  parameters: readonly string[],
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  try {
    return await dispatch(parameters, terminal, signal);
  } catch (error) {
    terminal.clearProgress();
    if (signal.aborted) {
      terminal.note("interrupted");
      return EXIT.interrupted;
    }
    if (error instanceof Failure) {
      terminal.note(`welkin: ${error.message}`);
      return error.code;
    }
    return internalError(error, terminal);
  }
}

async function dispatch(
  parameters: readonly string[],
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const [name, ...rest] = parameters;
  if (name === "--version" || name === "-v") {
    terminal.line(version());
    return EXIT.success;
  }
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    terminal.line(generalHelp());
    return EXIT.success;
  }
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!entry) throw new Failure(`no command ${JSON.stringify(name)}; see \`welkin --help\``, EXIT.usage);
  const command = await entry.load();
  const invocation = parseInvocation(command, rest, { terminal, folder: process.cwd(), signal });
  if (!invocation.help) return await command.run(invocation);
  terminal.line(helpOf(command));
  return EXIT.success;
}

function internalError(error: unknown, terminal: Terminal): ExitCode {
  const message = error instanceof Error ? error.message : String(error);
  terminal.note(
    `welkin: internal error: ${message.split("\n")[0]}; please report (WELKIN_DEBUG=1 tells more)`,
  );
  if (process.env["WELKIN_DEBUG"] === "1" && error instanceof Error) terminal.note(error.stack ?? "");
  return EXIT.internal;
}

function version(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

function generalHelp(): string {
  const rows = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(8)}${summary}`);
  return [
    "welkin COMMAND ...",
    "",
    "Commands",
    ...rows,
    "",
    "`welkin COMMAND --help` tells more; `welkin --version` prints the version.",
    "",
    "Exit codes",
    exitCodeTable(),
    "",
  ].join("\n");
}

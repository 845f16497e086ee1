/**
 * The command line: picks the command, and turns every way to end into one message and one exit code.
 *
 * Owns        the list of commands, `--help`, `--version`, signals, the last resort for exceptions.
 * Invariants  no stack trace reaches the user unless WELKIN_DEBUG=1; the exit codes are those of exit-codes.ts.
 * Not here    what commands do (verify.ts, ...).
 */
import { readFileSync } from "node:fs";
import { type Command, Failure, type Surroundings, helpOf, parseInvocation } from "./command.ts";
import { EXIT, type ExitCode, exitCodeTable } from "./exit-codes.ts";
import { type Terminal, processTerminal } from "./terminal.ts";
import type { ToolChain } from "./toolchain.ts";

interface Entry {
  readonly summary: string;
  /** Imported when it is used: the compiler and the front end take long to load. */
  load(): Promise<Command>;
}

const COMMANDS: Readonly<Record<string, Entry>> = {
  start: {
    summary: "boots the kernel, and shows processes under it",
    load: async () => (await import("./start.ts")).startCommand,
  },
  tour: {
    summary: "shows the language from end to end",
    load: async () => (await import("./tour.ts")).tourCommand(await parts()),
  },
  verify: {
    summary: "proves the functions of a program",
    load: async () => (await import("./verify.ts")).verifyCommand(await parts()),
  },
  audit: {
    summary: "tells what the proofs believe without proof",
    load: async () => (await import("./audit.ts")).auditCommand(await parts()),
  },
  mutate: {
    summary: "changes the code, and tells which changes no contract notices",
    load: async () => (await import("./mutate.ts")).mutateCommand(await parts()),
  },
  build: {
    summary: "compiles a program to WebAssembly",
    load: async () => (await import("./build.ts")).buildCommand(await parts()),
  },
  run: {
    summary: "runs a WebAssembly program with WASI under the kernel, or a function in Kernel TypeScript",
    load: async () => (await import("./run.ts")).runCommand,
  },
  print: {
    summary: "prints the typed IR of a program",
    load: async () => (await import("./print.ts")).printCommand(await parts()),
  },
};

async function parts(): Promise<ToolChain> {
  return (await import("./parts.ts")).PARTS;
}

/** Runs the command line of this process. */
export async function main(parameters: readonly string[]): Promise<void> {
  const terminal = processTerminal();
  const interrupt = new AbortController();
  let interrupted = 0;
  const onSignal = (): void => {
    // A Ctrl-C may arrive twice at once, from the terminal and from the launcher.
    if (interrupted !== 0 && performance.now() - interrupted > 500) process.exit(EXIT.interrupted);
    interrupted ||= performance.now();
    interrupt.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, onSignal);
  process.stdout.on("error", () => process.exit(EXIT.output));
  const code = await run(parameters, { terminal, folder: process.cwd(), signal: interrupt.signal });
  process.exitCode = interrupt.signal.aborted ? EXIT.interrupted : code;
  // What is left now (workers of an interrupted solver) must not keep the process alive.
  if (interrupt.signal.aborted) process.exit();
}

/** One command, from its arguments to its exit code. */
export async function run(parameters: readonly string[], surroundings: Surroundings): Promise<number> {
  const { terminal, signal } = surroundings;
  try {
    return await dispatch(parameters, surroundings);
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

async function dispatch(parameters: readonly string[], surroundings: Surroundings): Promise<number> {
  const { terminal } = surroundings;
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
  const invocation = parseInvocation(command, rest, surroundings);
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

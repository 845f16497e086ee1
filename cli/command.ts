/**
 * A command: its options, its help, and how it ends.
 *
 * Owns      what its arguments are and the text of `welkin COMMAND --help`, both from one description.
 * Not here  the form of arguments (arguments.ts), the commands (verify.ts, ...), the list of them (main.ts).
 */
import { type Arguments, readArguments } from "./arguments.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { Terminal } from "./terminal.ts";

export interface Option {
  /** What stands for the value in the help; a flag has none. */
  readonly value?: string;
  readonly short?: string;
  readonly help: string;
}

export interface Command {
  readonly name: string;
  /** What follows the name, for example `PATH...`. */
  readonly operands: string;
  /** One sentence. */
  readonly summary: string;
  /** More paragraphs for the help. */
  readonly details?: string;
  readonly options: Readonly<Record<string, Option>>;
  /** The exit code: of exit-codes.ts, unless it is that of a program which it runs. */
  run(invocation: Invocation): Promise<number>;
}

/** Where a command is used. */
export interface Surroundings {
  readonly terminal: Terminal;
  /** The folder that relative paths start from, absolute. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** One use of a command. */
export interface Invocation extends Surroundings {
  readonly operands: readonly string[];
  flag(option: string): boolean;
  /** What was given for an option last. */
  text(option: string): string | undefined;
  /** All that was given for an option. */
  texts(option: string): readonly string[];
  /** A whole number of at least `least`. */
  number(option: string, least: number): number | undefined;
}

/** An end that the user can do something about: one line and an exit code. */
export class Failure extends Error {
  readonly code: ExitCode;

  constructor(message: string, code: ExitCode) {
    super(message);
    this.code = code;
  }
}

export function usageFailure(message: string): Failure {
  return new Failure(message, EXIT.usage);
}

/** The arguments of a command, or a usage failure. `help` is true where `--help` stands among them. */
export function parseInvocation(
  command: Command,
  parameters: readonly string[],
  surroundings: Surroundings,
): Invocation & { readonly help: boolean } {
  const { values, operands } = parse(command, parameters);
  const text = (option: string): string | undefined => values.get(option)?.at(-1);
  return {
    ...surroundings,
    operands,
    help: values.has("help"),
    flag: (option) => values.has(option),
    text,
    texts: (option) => values.get(option) ?? [],
    number(option, least) {
      const value = text(option);
      if (value === undefined) return undefined;
      const number = Number(value);
      if (/^\d+$/.test(value) && Number.isSafeInteger(number) && number >= least) return number;
      throw usageFailure(`--${option} takes a whole number from ${least}, not ${JSON.stringify(value)}`);
    },
  };
}

function parse(command: Command, parameters: readonly string[]): Arguments {
  try {
    return readArguments(parameters, { ...command.options, help: { short: "h" } });
  } catch (error) {
    throw usageFailure(`${(error as Error).message} (see \`welkin ${command.name} --help\`)`);
  }
}

/** The text of `welkin COMMAND --help`. */
export function helpOf(command: Command): string {
  const rows = Object.entries(command.options).map(([name, { value, short, help }]) => {
    const left = `${short ? `-${short}, ` : ""}--${name}${value === undefined ? "" : ` ${value}`}`;
    return `  ${left.padEnd(24)}${help}`;
  });
  return [
    `welkin ${command.name} ${command.operands}`.trimEnd(),
    "",
    command.summary,
    ...(command.details === undefined ? [] : ["", command.details]),
    ...(rows.length === 0 ? [] : ["", "Options", ...rows]),
    "",
  ].join("\n");
}

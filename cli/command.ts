/**
 * A command: its options, its help, and how it ends.
 *
 * Owns      the reading of arguments and the text of `welkin COMMAND --help`, both from one description.
 * Not here  the commands (verify.ts, ...), the list of them (main.ts).
 */
import { parseArgs } from "node:util";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { Terminal } from "./terminal.ts";

export interface Option {
  /** What stands for the value in the help; a flag has none. */
  readonly value?: string;
  readonly short?: string;
  /** It may be given several times. */
  readonly several?: boolean;
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
  text(option: string): string | undefined;
  /** What was given for an option that may be given several times. */
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
  const { values, positionals } = parse(command, parameters);
  const text = (option: string): string | undefined => {
    const value = values[option];
    return typeof value === "string" ? value : undefined;
  };
  return {
    ...surroundings,
    operands: positionals,
    help: values["help"] === true,
    flag: (option) => values[option] === true,
    text,
    texts(option) {
      const value = values[option];
      return Array.isArray(value) ? value.map(String) : [];
    },
    number(option, least) {
      const value = text(option);
      if (value === undefined) return undefined;
      const number = Number(value);
      if (/^\d+$/.test(value) && Number.isSafeInteger(number) && number >= least) return number;
      throw usageFailure(`--${option} takes a whole number from ${least}, not ${JSON.stringify(value)}`);
    },
  };
}

function parse(command: Command, parameters: readonly string[]) {
  const options: Record<string, { type: "string" | "boolean"; short?: string; multiple?: boolean }> = {
    help: { type: "boolean", short: "h" },
  };
  for (const [name, { value, short, several = false }] of Object.entries(command.options))
    options[name] = {
      type: value === undefined ? "boolean" : "string",
      multiple: several,
      ...(short ? { short } : {}),
    };
  try {
    return parseArgs({ args: negativesAsOperands(parameters), options, allowPositionals: true });
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split(/\. |\n/)[0];
    throw usageFailure(`${reason} (see \`welkin ${command.name} --help\`)`);
  }
}

/** `welkin run main.ts f -5`: a negative number is an operand, and so is all that follows it. */
function negativesAsOperands(parameters: readonly string[]): string[] {
  const first = parameters.findIndex((parameter) => parameter === "--" || /^-\d/.test(parameter));
  if (first < 0 || parameters[first] === "--") return [...parameters];
  return [...parameters.slice(0, first), "--", ...parameters.slice(first)];
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

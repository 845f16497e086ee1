/**
 * Arguments of a command: options and operands in any order, `--name value`, `--name=value`, `-n value`, `-nvalue`.
 *
 * Owns      their form. Behind `--` there are operands; and so there are from a negative number on: `welkin run main.ts f -5`.
 * Not here  which options there are, what they mean (command.ts). Node has such a reader too, which takes long to load.
 */
import type { Option } from "./command.ts";

export interface Arguments {
  /** By the names of options that were given: their values; nothing of a flag. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly operands: readonly string[];
}

type Options = Readonly<Record<string, Pick<Option, "value" | "short">>>;

/** Throws an error that says what is wrong with them. */
export function readArguments(parameters: readonly string[], options: Options): Arguments {
  const values = new Map<string, readonly string[]>();
  const operands: string[] = [];
  const rest = parameters.values();
  for (const parameter of rest) {
    if (parameter === "--") operands.push(...rest);
    else if (/^-\d/.test(parameter)) operands.push(parameter, ...rest);
    else if (isOption(parameter)) {
      const [name, ...given] = readOption(parameter, rest, options);
      values.set(name, [...(values.get(name) ?? []), ...given]);
    } else operands.push(parameter);
  }
  return { values, operands };
}

const isOption = (parameter: string): boolean => parameter.length > 1 && parameter.startsWith("-");

/** The name of an option, and its value if it takes one: what is attached to it, or comes next. */
function readOption(
  parameter: string,
  rest: Iterator<string, undefined>,
  options: Options,
): readonly [name: string, ...value: readonly string[]] {
  const [key, attached] = split(parameter);
  const found = Object.entries(options).find(
    ([name, { short }]) => key === `--${name}` || key === `-${short}`,
  );
  if (!found) throw new Error(`Unknown option '${key}'`);
  const [name, { value }] = found;
  if (value === undefined) {
    if (attached !== undefined) throw new Error(`Option '${key}' takes no value`);
    return [name];
  }
  const given = attached ?? rest.next().value;
  if (given === undefined || (attached === undefined && isOption(given)))
    throw new Error(`Option '${key}' takes a value: ${value}`);
  return [name, given];
}

function split(parameter: string): readonly [key: string, attached?: string] {
  const end = parameter.startsWith("--") ? parameter.indexOf("=") : 2;
  if (end < 0 || end >= parameter.length) return [parameter];
  return [parameter.slice(0, end), parameter.slice(parameter[end] === "=" ? end + 1 : end)];
}

/**
 * The manual of the kernel's calls, made from their table.
 *
 * Owns      the layout of docs/syscalls.md.
 */
import { type Call, type Parameter, RIGHTS, STATUS, STATUSES, type StatusName } from "./call.ts";
import { CALLS, READS, type Read } from "./calls.ts";

const INTRODUCTION = `# The kernel's calls

A process asks the kernel by these calls; on the host port they are functions that it imports from the module
\`welkin\`. The caller is the thread that runs. Every call answers with a status: \`Done\`, \`Wait\`, \`More\`, or an
error; **a call that ends with an error has changed nothing**. A thread that must wait is suspended by the port, and
finds the status of its call when it goes on.

A **handle** is the number of a slot, 0 to 127, in the table of the caller's process. Who makes or copies a handle
says in which empty slot it is to be put. A handle has rights and a badge. When its object is destroyed the handle stays,
and every use of it ends with \`Destroyed\`.

This page is made from \`kernel/interface/\` by \`npm run docs\`.`;

/** The page, not yet formatted. */
export function manual(): string {
  const groups = Map.groupBy(CALLS, ({ group }) => group);
  return [
    INTRODUCTION,
    "## Statuses",
    table(["number", "status", "meaning"], statusRows()),
    "## Rights",
    table(
      ["bit", "right", "allows"],
      Object.entries(RIGHTS).map(([name, { bit, meaning }]) => [bit, name, meaning]),
    ),
    ...[...groups].flatMap(([group, calls]) => [`## ${group}`, ...calls.map(page)]),
    "## What a caller reads",
    ...READS.map(readPage),
  ].join("\n\n");
}

function statusRows(): readonly (readonly (string | number)[])[] {
  return Object.entries(STATUSES).map(([name, meaning]) => [STATUS[name as StatusName], name, meaning]);
}

function page(call: Call): string {
  const { name, summary, effect, parameters, results, errors, notes } = call;
  const parts = [
    `### ${name}`,
    `\`${signature(call)}\` ${summary}.`,
    effect,
    parameters.length === 0 ? "" : table(["argument", "type", "meaning"], parameters.map(parameterRow)),
    results ? outcomes("Answers", results) : "",
    outcomes("Errors", errors),
    notes ? `_Note:_ ${notes}` : "",
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function readPage({ name, parameters, result, meaning }: Read): string {
  return `### ${name}\n\n\`${name}(${list(parameters)}): ${result}\` is ${meaning}.`;
}

function signature({ name, parameters }: Call): string {
  return `${name}(${list(parameters)})`;
}

const list = (parameters: readonly Parameter[]): string => parameters.map(({ name }) => name).join(", ");

const parameterRow = ({ name, type, meaning }: Parameter): readonly string[] => [
  `\`${name}\``,
  type,
  meaning,
];

function outcomes(title: string, of: Readonly<Record<string, string>>): string {
  const lines = Object.entries(of).map(([status, when]) => `- \`${status}\`: ${when}`);
  return lines.length === 0 ? "" : `${title}:\n\n${lines.join("\n")}`;
}

function table(titles: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`;
  return [line(titles), line(titles.map(() => "---")), ...rows.map(line)].join("\n");
}

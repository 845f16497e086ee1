/**
 * What benchmarks have in common: times of whole processes, medians, figures and how they are printed.
 *
 * Owns      running a command to its end, one table of rows with limits.
 * Not here  what is measured; timing inside one process (generated-code.ts).
 */
import { spawnSync } from "node:child_process";

/** Runs a command and gives its wall-clock seconds and output. An exit code that is not expected is an error. */
export function timed(
  command: string,
  arguments_: readonly string[],
  options: { readonly cwd: string; readonly expected?: readonly number[] },
): { readonly seconds: number; readonly output: string } {
  const start = process.hrtime.bigint();
  const { status, stdout, stderr, error } = spawnSync(command, arguments_, {
    cwd: options.cwd,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (error) throw error;
  if (!(options.expected ?? [0]).includes(status ?? -1))
    throw new Error(
      `${command} ${arguments_.join(" ")} ended with ${status}: ${stdout.slice(-2000)}${stderr.slice(-2000)}`,
    );
  return { seconds, output: stdout };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** One measured figure. `limit`: what it should not exceed, or with `atLeast` not fall below. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly limit?: number;
  readonly atLeast?: boolean;
}

function meets(figure: Figure): boolean {
  if (figure.limit === undefined) return true;
  return figure.atLeast ? figure.value >= figure.limit : figure.value <= figure.limit;
}

/** Prints figures as a table, or with `--json` as one object. */
export function report(figures: readonly Figure[]): void {
  if (process.argv.includes("--json")) {
    console.log(JSON.stringify({ figures: figures.map((figure) => ({ ...figure, met: meets(figure) })) }));
    return;
  }
  const width = Math.max(...figures.map((figure) => figure.name.length));
  for (const figure of figures) console.log(row(figure, width));
}

function row(figure: Figure, width: number): string {
  const value = `${figure.value.toFixed(2)} ${figure.unit}`.padStart(12);
  if (figure.limit === undefined) return `${figure.name.padEnd(width)} ${value}`;
  const bound = `${figure.atLeast ? "at least" : "at most"} ${figure.limit} ${figure.unit}`;
  return `${figure.name.padEnd(width)} ${value}   ${bound}: ${meets(figure) ? "met" : "NOT MET"}`;
}

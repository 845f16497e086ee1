/**
 * `npm run fuzz -- --count 10000 [--seed N]`: many random programs, and the first on which the parts disagree.
 *
 * Owns      the arguments, progress and the report. Exit code 1 where they disagree.
 */
import { parseArgs } from "node:util";
import { fuzz } from "./search.ts";

function main(): number {
  const { values } = parseArgs({ options: { count: { type: "string" }, seed: { type: "string" } } });
  const count = number("count", values.count ?? "10000");
  const seed = number("seed", values.seed ?? "1");
  const start = Date.now();
  const report = fuzz({ count, seed, progress: (done) => showProgress(done, count) });
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  console.log(
    `${report.programs} programs, ${report.compared} calls compared (${report.failed} of them fail), ${seconds} s, seed ${seed}`,
  );
  if (!report.found) return 0;
  console.log(`\nprogram ${report.found.index}: ${report.found.text}\n\n${report.found.source}`);
  return 1;
}

function number(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`--${name} is a positive number, not ${text}`);
}

const WIDTH = 40;

/** A bar on a terminal, a line for each thousand elsewhere. */
function showProgress(done: number, count: number): void {
  if (!process.stdout.isTTY) {
    if (done % 1000 === 0) console.log(`${done} of ${count}`);
    return;
  }
  const filled = Math.round((done / count) * WIDTH);
  process.stdout.write(`\r[${"#".repeat(filled)}${"-".repeat(WIDTH - filled)}] ${done} of ${count}`);
  if (done === count) process.stdout.write("\n");
}

process.exitCode = main();

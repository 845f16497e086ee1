/**
 * `welkin run PROGRAM.wasm` as it begins in the bundle: nothing is loaded that it does not need.
 *
 * Owns        the choice between this and the whole command line (main.ts); the terminal, which writes at once.
 */
import { writeSync } from "node:fs";
import { trustKept } from "../ports/host/build.ts";
import { setRewriterVersion } from "../ports/host/rewritten.ts";
import { Failure, parseInvocation } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { runProgram } from "./run-program.ts";
import { runCommand } from "./run.ts";
import type { Terminal } from "./terminal.ts";

const terminal: Terminal = {
  line: (text = "") => void writeSync(1, `${text}\n`),
  note: (text) => void writeSync(2, `${text}\n`),
  progress: () => undefined,
  clearProgress: () => undefined,
  style: (_style, text) => text,
  interactive: false,
};

/**
 * Runs the command, whose kept modules are all current. False if it is not for this: then nothing has been done.
 * `version`: of the rewriter that the bundle has.
 */
export async function main(parameters: readonly string[], version: string): Promise<boolean> {
  const interrupt = new AbortController();
  const surroundings = { terminal, folder: process.cwd(), signal: interrupt.signal };
  try {
    const invocation = parseInvocation(runCommand, parameters.slice(1), surroundings);
    const [path] = invocation.operands;
    if (invocation.help || path === undefined || !path.endsWith(".wasm")) return false;
    trustKept();
    setRewriterVersion(version);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => interrupt.abort());
    process.exitCode = await runProgram(invocation, path);
  } catch (error) {
    if (!(error instanceof Failure) && process.env["WELKIN_DEBUG"] === "1") throw error;
    const message = error instanceof Error ? error.message.split("\n")[0] : String(error);
    const isOurs = !(error instanceof Failure);
    terminal.note(`welkin: ${isOurs ? "internal error: " : ""}${message}`);
    process.exitCode = isOurs ? EXIT.internal : error.code;
  }
  return true;
}

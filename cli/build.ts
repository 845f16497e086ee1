/**
 * `welkin build`: compiles a program to WebAssembly.
 *
 * Owns      the options of the command, the files that it writes.
 * Not here  the compiler (compiler/), proofs: what is built need not be proved.
 */
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { type Command, type Invocation, Failure, usageFailure } from "./command.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { loadMain } from "./programs.ts";
import { reportDiagnostics } from "./report.ts";
import type { ToolChain } from "./toolchain.ts";

export function buildCommand(tools: ToolChain): Command {
  return {
    name: "build",
    operands: "MAIN.ts -o OUT.wasm",
    summary: "Compiles MAIN.ts and what it imports to one WebAssembly module.",
    options: {
      output: { short: "o", value: "FILE", help: "the module to write" },
      "source-map": { help: "also write FILE.map" },
      "no-optimise": { help: "leave out the optimiser" },
    },
    run: (invocation) => runBuild(invocation, tools),
  };
}

async function runBuild(invocation: Invocation, tools: ToolChain): Promise<ExitCode> {
  const { terminal, folder, operands } = invocation;
  const output = invocation.text("output");
  if (operands.length !== 1 || output === undefined) throw usageFailure("welkin build MAIN.ts -o OUT.wasm");
  const { program, module, diagnostics } = loadMain(operands[0] as string, folder, tools);
  if (!program) return reportDiagnostics(invocation, diagnostics);
  const path = resolve(folder, output);
  const compiled = await tools.compile(program, {
    entry: module,
    optimise: !invocation.flag("no-optimise"),
    ...(invocation.flag("source-map") ? { sourceMapUrl: `${basename(path)}.map` } : {}),
  });
  if ("code" in compiled) return reportDiagnostics(invocation, [compiled]);
  const { binary, sourceMap } = compiled;
  writeOutput(path, binary);
  if (sourceMap !== undefined) writeOutput(`${path}.map`, sourceMap);
  terminal.note(`${output}: ${binary.length} bytes`);
  return EXIT.success;
}

/** Writes beside the file and renames, so that no half module is ever there. */
function writeOutput(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.new`;
  try {
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new Failure(`cannot write ${path}: ${(error as Error).message}`, EXIT.output);
  }
}

/**
 * Dumps: the stages between a function and its verdicts, as files to read.
 *
 *     DIR/FUNCTION/NN-CODE.json      the query: variables, hypotheses, goal (assertion IR)
 *     DIR/FUNCTION/NN-CODE.smt2      the script, as the solver gets it
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import type { NamedUnit } from "./programs.ts";
import type { ScriptOptions, ToolChain } from "./toolchain.ts";

export function dumpUnit(
  folder: string,
  { program, name }: NamedUnit,
  tools: ToolChain,
  options: ScriptOptions,
): void {
  const unit = tools.proofUnit(program, name);
  const into = join(folder, name.replace(/[^\w.-]/g, "_"));
  try {
    mkdirSync(into, { recursive: true });
    unit.obligations.forEach(({ code, query }, index) => {
      const file = join(into, `${String(index + 1).padStart(3, "0")}-${code}`);
      writeFileSync(`${file}.json`, JSON.stringify(query, bigintAsText, 2));
      writeFileSync(`${file}.smt2`, tools.script(program, query, options));
    });
  } catch (error) {
    if (!(error instanceof Error) || !("syscall" in error)) throw error;
    throw new Failure(`cannot write the dump: ${error.message}`, EXIT.output);
  }
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

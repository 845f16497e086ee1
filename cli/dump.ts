/**
 * Dumps: the stages between a function and its verdicts, as files to read.
 *
 *     DIR/FUNCTION/function.ir        the typed IR
 *     DIR/FUNCTION/passive.txt        the passive form, where something is proved of the body
 *     DIR/FUNCTION/NNN-CODE.query     one obligation: variables, hypotheses, goal
 *     DIR/FUNCTION/NNN-CODE.smt2      its script, as the solver gets it
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Program } from "../language/ir.ts";
import { functionText, typeText } from "../language/print.ts";
import { passiveFormOf } from "../verifier/obligations.ts";
import { printExpression, printPassive } from "../verifier/passive/print.ts";
import type { ProofObligation } from "../verifier/query.ts";
import { Failure } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import type { NamedUnit } from "./programs.ts";
import type { ScriptOptions, ToolChain } from "./toolchain.ts";

export function dumpUnit(folder: string, unit: NamedUnit, tools: ToolChain, options: ScriptOptions): void {
  const { program, name } = unit;
  const into = join(folder, name.replace(/[^\w.-]/g, "_"));
  const { obligations } = tools.proofUnit(program, name);
  const files: [string, string][] = obligations.flatMap((obligation, index) => {
    const file = `${String(index + 1).padStart(3, "0")}-${obligation.code}`;
    return [
      [`${file}.query`, queryText(obligation)],
      [`${file}.smt2`, tools.script(program, obligation.query, options)],
    ] satisfies [string, string][];
  });
  writeAll(into, [...functionStages(program, name), ...files]);
}

function functionStages(program: Program, name: string): readonly [string, string][] {
  const declaration = program.functions.get(name);
  if (!declaration) return [];
  const files: [string, string][] = [["function.ir", functionText(declaration)]];
  if (declaration.mode !== "trusted") files.push(["passive.txt", printPassive(passiveFormOf(program, name))]);
  return files;
}

function queryText({ code, text, kind, query }: ProofObligation): string {
  const { variables, hypotheses, goal, revealed, within, logic } = query;
  return [
    `${kind} ${code}: ${text}`,
    `within ${within === "program" ? within : within.module}, logic ${logic}, revealed [${revealed.join(", ")}]`,
    "",
    ...variables.map(({ name, type }) => `variable ${name}: ${typeText(type)}`),
    "",
    ...hypotheses.map((hypothesis) => `known ${printExpression(hypothesis)}`),
    "",
    `goal ${printExpression(goal)}`,
    "",
  ].join("\n");
}

function writeAll(folder: string, files: readonly (readonly [string, string])[]): void {
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
  } catch (error) {
    throw new Failure(`cannot write the dump: ${(error as Error).message}`, EXIT.output);
  }
}

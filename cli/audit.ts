/**
 * `welkin audit`: prints what a program's proofs believe without proof.
 *
 * Owns      the options of the command, the form of the report, its comparison with a committed one.
 * Not here  what counts as trust (verifier/audit.ts).
 */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Audit, type AuditEntry, audit, mergeAudits, newTrust } from "../verifier/audit.ts";
import { type Command, type Invocation, Failure } from "./command.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { loadPrograms } from "./programs.ts";
import { reportDiagnostics, shownPath } from "./report.ts";
import { sourceFiles } from "./sources.ts";
import type { ToolChain } from "./toolchain.ts";

export function auditCommand(tools: ToolChain): Command {
  return {
    name: "audit",
    operands: "PATH...",
    summary: "Prints every assumption, trusted function, machine contract and checked function.",
    details:
      "With --compare, ends with 1 when something is believed that the committed report FILE does not list.",
    options: {
      json: { help: "print one JSON object" },
      compare: { value: "FILE", help: "compare with the report in FILE" },
      update: { value: "FILE", help: "write the report to FILE" },
    },
    run: (invocation) => runAudit(invocation, tools),
  };
}

async function runAudit(invocation: Invocation, tools: ToolChain): Promise<ExitCode> {
  const { terminal, folder } = invocation;
  const loaded = loadPrograms(sourceFiles(invocation.operands, folder), folder, tools);
  if (loaded.diagnostics.length > 0) return reportDiagnostics(invocation, loaded.diagnostics);
  const found = relativeTo(mergeAudits(loaded.programs.map(audit)), folder);
  const update = invocation.text("update");
  if (update !== undefined) writeReport(resolve(folder, update), found);
  const compare = invocation.text("compare");
  const added = compare === undefined ? [] : newTrust(found, readReport(resolve(folder, compare), compare));
  if (invocation.flag("json")) {
    terminal.line(JSON.stringify(compare === undefined ? found : { ...found, added }, undefined, 2));
  } else {
    for (const kind of ["assumed", "trusted", "machine", "checked"] as const)
      printEntries(kind, found[kind], invocation);
    for (const { kind, entry } of added)
      terminal.line(`not in ${compare}: ${kind} ${entry.name} (${entry.file}:${entry.line})`);
  }
  return added.length === 0 ? EXIT.success : EXIT.notProved;
}

function printEntries(kind: string, entries: readonly AuditEntry[], { terminal }: Invocation): void {
  terminal.line(`${terminal.style("bold", kind)}: ${entries.length}`);
  for (const { name, file, line, reason, contract } of entries) {
    terminal.line(`  ${file}:${line}: ${name}${reason === "" ? "" : ` (${reason})`}`);
    for (const clause of contract) terminal.line(`      ${clause}`);
  }
}

function relativeTo(found: Audit, folder: string): Audit {
  const shorten = (entries: readonly AuditEntry[]): readonly AuditEntry[] =>
    entries.map((entry) => ({ ...entry, file: shownPath(entry.file, folder) }));
  return {
    assumed: shorten(found.assumed),
    trusted: shorten(found.trusted),
    machine: shorten(found.machine),
    checked: shorten(found.checked),
  };
}

function writeReport(path: string, found: Audit): void {
  try {
    writeFileSync(path, `${JSON.stringify(found, undefined, 2)}\n`);
  } catch (error) {
    throw new Failure(`cannot write ${path}: ${(error as Error).message}`, EXIT.output);
  }
}

function readReport(path: string, name: string): Partial<Audit> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch (error) {
    throw new Failure(`cannot read the report ${name}: ${(error as Error).message}`, EXIT.usage);
  }
  throw new Failure(`${name} is not an audit report`, EXIT.usage);
}

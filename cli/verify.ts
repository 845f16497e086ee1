/**
 * `welkin verify`: proves the functions of a program.
 *
 * Owns      the options of the command, one round of verification, rounds over seeds and on change.
 * Not here  scheduling and cache (verifier/session), printing (report.ts).
 */
import { type Task, verify } from "../verifier/session/session.ts";
import { type Stability, stability } from "../verifier/session/stability.ts";
import type { FunctionResult, Report } from "../verifier/session/verdict.ts";
import { type Command, type Invocation, Failure } from "./command.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { type NamedUnit, loadPrograms, unitsOf } from "./programs.ts";
import { type Explained, jsonReport, printFailures, printSummary, reportDiagnostics } from "./report.ts";
import { SOLVER_OPTIONS, type Settings, sessionSettings } from "./settings.ts";
import { sourceFiles } from "./sources.ts";
import type { ScriptOptions, ToolChain } from "./toolchain.ts";
import { dumpUnit } from "./dump.ts";
import { waitForChange } from "./watch.ts";

export function verifyCommand(tools: ToolChain): Command {
  return {
    name: "verify",
    operands: "PATH...",
    summary: "Proves every function of the files, of the folders' files, and of what they import.",
    options: {
      json: { help: "print one JSON object" },
      function: { value: "NAME", help: "only this function" },
      seed: { value: "N", help: "the solver's random seed (default 0)" },
      ...SOLVER_OPTIONS,
      watch: { help: "verify again whenever a file changes, until Ctrl-C" },
      stability: { value: "N", help: "verify under N seeds and tell how many functions are stable" },
      slowest: { value: "N", help: "list the N slowest functions" },
      dump: { value: "DIR", help: "write the IR, and the query and SMT-LIB script of each obligation" },
    },
    run: (invocation) => runVerify(invocation, tools),
  };
}

async function runVerify(invocation: Invocation, tools: ToolChain): Promise<ExitCode> {
  const settings = sessionSettings(invocation, tools);
  try {
    if (!invocation.flag("watch")) return await oneRound(invocation, settings, () => undefined);
    for (;;) {
      let files: readonly string[] = [];
      await attempt(invocation, () => oneRound(invocation, settings, (read) => (files = read)));
      invocation.terminal.note("waiting for a change; Ctrl-C ends");
      await waitForChange(files, invocation.operands, invocation.folder, invocation.signal);
    }
  } finally {
    await settings.close();
  }
}

/** While watching, a program that does not load is news, not the end. */
async function attempt(invocation: Invocation, round: () => Promise<ExitCode>): Promise<void> {
  try {
    await round();
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== EXIT.notLoaded) throw error;
    invocation.terminal.note(`welkin: ${error.message}`);
  }
}

/** Loads, verifies under each seed that is asked for, reports. */
async function oneRound(
  invocation: Invocation,
  settings: Settings,
  onFiles: (files: readonly string[]) => void,
): Promise<ExitCode> {
  const { terminal, folder } = invocation;
  const loaded = await loadPrograms(sourceFiles(invocation.operands, folder), folder, settings.tools);
  onFiles(loaded.files);
  if (loaded.diagnostics.length > 0) return reportDiagnostics(invocation, loaded.diagnostics);
  const units = unitsOf(loaded.programs, settings.tools, invocation.text("function"));
  const seed = invocation.number("seed", 0) ?? 0;
  const dump = invocation.text("dump");
  if (dump !== undefined)
    for (const unit of units) dumpUnit(dump, unit, settings.tools, { seed, resources: settings.resources });
  const reports: Report[] = [];
  const seeds = invocation.number("stability", 1) ?? 1;
  for (let index = 0; index < seeds; index += 1)
    reports.push(await verifyUnits(units, settings, invocation, seed + index));
  const [first] = reports as [Report];
  const stable = seeds > 1 ? stability(reports) : undefined;
  if (invocation.flag("json")) {
    terminal.line(
      JSON.stringify({
        ...jsonReport(first, settings.tools, folder),
        ...(stable ? { stability: stable } : {}),
      }),
    );
  } else {
    await printReport(first, units, settings, invocation);
    if (stable) printStability(stable, invocation);
  }
  return exitCode(reports);
}

/** One report on these units under one seed. */
export async function verifyUnits(
  units: readonly NamedUnit[],
  settings: Settings,
  { terminal, signal }: Invocation,
  seed: number,
): Promise<Report> {
  const solver = await settings.solver();
  let done = 0;
  const report = await verify(
    units.map((unit) => taskOf(unit, settings.tools, { seed, resources: settings.resources })),
    {
      solver,
      cache: settings.cache,
      jobs: settings.jobs,
      signal,
      onResult: (result) => terminal.progress(++done, units.length, result.name),
    },
  );
  terminal.clearProgress();
  return report;
}

export function taskOf({ program, name }: NamedUnit, tools: ToolChain, options: ScriptOptions): Task {
  return {
    name,
    cacheName: name,
    unit: () => tools.proofUnit(program, name),
    script: (query) => tools.script(program, query, options),
  };
}

async function printReport(
  report: Report,
  units: readonly NamedUnit[],
  { tools }: Settings,
  invocation: Invocation,
): Promise<void> {
  const { terminal, folder } = invocation;
  for (const result of report.functions) {
    if (result.status === "proved") continue;
    const unit = units.find(({ name }) => name === result.name);
    if (!unit) throw new Error(`no unit ${result.name}`);
    printFailures(await explain(result, unit, tools), tools, terminal, folder);
  }
  printSummary(report, terminal, invocation.number("slowest", 0) ?? 3);
}

/** Looks for a call that fails, for what is not proved. */
async function explain(
  { failures }: FunctionResult,
  { program, name }: NamedUnit,
  tools: ToolChain,
): Promise<readonly Explained[]> {
  const unit = tools.proofUnit(program, name);
  const explained: Explained[] = [];
  for (const failure of failures) {
    const replay = failure.obligation.kind === "proof" && failure.verdict !== "error";
    const counterexample = replay ? await tools.counterexample(program, unit, failure.obligation) : undefined;
    explained.push({ failure, counterexample });
  }
  return explained;
}

function printStability({ seeds, share, unstable }: Stability, { terminal }: Invocation): void {
  for (const { name, statuses } of unstable) terminal.line(`  unstable: ${name} (${statuses.join(", ")})`);
  terminal.line(
    `stability: ${(share * 100).toFixed(1)} % of the functions have one status under ${seeds} seeds`,
  );
}

/** A solver that did not answer outweighs a proof that failed. */
function exitCode(reports: readonly Report[]): ExitCode {
  const results = reports.flatMap((report) => report.functions);
  const errors = results.some((result) => result.failures.some(({ verdict }) => verdict === "error"));
  if (errors) return EXIT.solver;
  return results.every(({ status }) => status === "proved") ? EXIT.success : EXIT.notProved;
}

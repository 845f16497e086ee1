/**
 * `welkin verify`: proves the functions of a program.
 *
 * Owns      the options of the command, one round of verification, rounds over seeds and on change.
 * Not here  the run of a session (settings.ts), scheduling and cache (verifier/session), printing (report.ts).
 */
import { resolve } from "node:path";
import {
  type Generic,
  type Input,
  type ProvedProgram,
  consistent,
  inputsOf,
} from "../verifier/session/program-cache.ts";
import { type Stability, stability } from "../verifier/session/stability.ts";
import type { FunctionResult, Report } from "../verifier/session/verdict.ts";
import { type Command, type Invocation, Failure } from "./command.ts";
import { dumpUnit } from "./dump.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { type LoadedProgram, type NamedUnit, type Programs, loadPrograms, unitsOf } from "./programs.ts";
import {
  type Explained,
  jsonReport,
  printFailures,
  printSummary,
  printUninstantiated,
  reportDiagnostics,
} from "./report.ts";
import { SOLVER_OPTIONS, type Settings, sessionSettings, verifyUnits } from "./settings.ts";
import { projectFolder, sourceFiles } from "./sources.ts";
import type { ToolChain } from "./toolchain.ts";
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
      slowest: { value: "N", help: "list the N slowest functions (default 3)" },
      dump: { value: "DIR", help: "write the IR, the passive form, and each obligation's query and script" },
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
    settings.close();
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
  const { folder } = invocation;
  const files = sourceFiles(invocation.operands, folder);
  onFiles(files);
  const memory = provedPrograms(invocation, settings);
  const loaded = loadPrograms(files, folder, settings.tools, memory.get);
  onFiles(loaded.files);
  if (loaded.diagnostics.length > 0) return reportDiagnostics(invocation, loaded.diagnostics);
  const known = loaded.proved.flatMap(({ functions }) => functions);
  const units = unitsOf(loaded.programs, settings.tools, invocation.text("function")).filter(
    (unit) => !known.some(({ name }) => name === unit.name),
  );
  dumpUnits(units, invocation, settings);
  const seeds = invocation.number("stability", 1) ?? 1;
  const first = firstSeed(invocation);
  const reports: Report[] = [];
  for (let seed = first; seed < first + seeds; seed += 1)
    reports.push(withKnown(known, await verifyUnits(units, settings, invocation, seed)));
  if (consistent(inputsOfAll(loaded))) for (const program of loaded.loaded) memory.set(program, reports);
  const asked = invocation.text("function") === undefined ? loaded.uninstantiated : [];
  await tell(reports, asked, units, settings, invocation);
  return exitCode(reports);
}

/** A function that programs share is verified in one of them, so they must have read the same. */
function inputsOfAll({ loaded, proved }: Programs): readonly Input[] {
  return [...loaded.flatMap(({ files }) => inputsOf(files)), ...proved.flatMap(({ inputs }) => inputs)];
}

interface Memory {
  get(root: string): ProvedProgram | undefined;
  set(program: LoadedProgram, reports: readonly Report[]): void;
}

/** The programs that are known to be proved, for a run that asks for nothing but their verdicts. */
function provedPrograms(invocation: Invocation, { tools, proved, resources, solver }: Settings): Memory {
  const special = ["function", "dump", "stability"].some((option) => invocation.text(option) !== undefined);
  if (special) return { get: () => undefined, set: () => undefined };
  const project = projectFolder(invocation.folder);
  const setting = JSON.stringify([project, solver().identity, resources, firstSeed(invocation)]);
  return {
    get: (root) => proved.get(root, setting),
    set({ root, program, files, generics }, reports) {
      const results = new Map(
        reports.flatMap(({ functions }) => functions.map((result) => [result.name, result])),
      );
      const functions = tools.unitNames(program).map((name) => results.get(name));
      if (functions.every((result) => result !== undefined))
        proved.set(root, setting, files, functions, generics);
    },
  };
}

/** The report with what was known before, each function once. */
function withKnown(known: readonly FunctionResult[], report: Report): Report {
  const before = new Map(known.map((result) => [result.name, result]));
  return { ...report, functions: [...before.values(), ...report.functions] };
}

function firstSeed(invocation: Invocation): number {
  return invocation.number("seed", 0) ?? 0;
}

function dumpUnits(units: readonly NamedUnit[], invocation: Invocation, settings: Settings): void {
  const into = invocation.text("dump");
  if (into === undefined) return;
  const options = { seed: firstSeed(invocation), resources: settings.resources };
  for (const unit of units) dumpUnit(resolve(invocation.folder, into), unit, settings.tools, options);
}

/** The report of the first seed; over several seeds, their stability too. */
async function tell(
  reports: readonly Report[],
  uninstantiated: readonly Generic[],
  units: readonly NamedUnit[],
  settings: Settings,
  invocation: Invocation,
): Promise<void> {
  const { terminal, folder } = invocation;
  const [report] = reports;
  if (!report) throw new Error("no report");
  const compared = reports.length > 1 ? stability(reports) : undefined;
  if (invocation.flag("json")) {
    const more = compared === undefined ? {} : { stability: compared };
    terminal.line(JSON.stringify({ ...jsonReport(report, uninstantiated, folder), ...more }));
    return;
  }
  for (const result of report.functions)
    if (result.status !== "proved")
      printFailures(await explain(result, units, settings, firstSeed(invocation)), terminal, folder);
  printUninstantiated(uninstantiated, terminal, folder);
  printSummary(report, uninstantiated, terminal, invocation.number("slowest", 0) ?? 3);
  if (compared) printStability(compared, invocation);
}

/** Looks for a call that fails, for what is not proved. */
async function explain(
  { name, failures }: FunctionResult,
  units: readonly NamedUnit[],
  { tools, resources, solver }: Settings,
  seed: number,
): Promise<readonly Explained[]> {
  const program = units.find((unit) => unit.name === name)?.program;
  if (!program) throw new Error(`no unit ${name}`);
  const unit = tools.proofUnit(program, name);
  const explained: Explained[] = [];
  for (const failure of failures) {
    const { obligation, verdict } = failure;
    const replay = obligation.kind === "proof" && verdict !== "error";
    const options = { seed, resources, solver: solver() };
    const counterexample = replay
      ? await tools.counterexample(program, unit, obligation, options)
      : undefined;
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

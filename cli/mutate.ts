/**
 * `welkin mutate`: changes the code a little and expects the proof to fail.
 *
 * Owns      the options of the command, the run over the mutants, the report.
 * Not here  the mutants (verifier/mutation), their verification (verifier/session).
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import {
  type Mutant,
  likelyFirst,
  markedEquivalent,
  mutantsOf,
  sample,
} from "../verifier/mutation/mutate.ts";
import { type Task, verify } from "../verifier/session/session.ts";
import type { FunctionResult, Verdict } from "../verifier/session/verdict.ts";
import { type Command, type Invocation, Failure } from "./command.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { type NamedUnit, loadPrograms, unitsOf } from "./programs.ts";
import { reportDiagnostics, shown } from "./report.ts";
import { SOLVER_OPTIONS, type Settings, sessionSettings, taskOf, verifyUnits } from "./settings.ts";
import { sourceFiles } from "./sources.ts";
import type { ToolChain } from "./toolchain.ts";

/** Nearly all true obligations take less; what is wrong with most mutants shows with less. */
const QUICK_RESOURCES = 100_000;

/** A mutant that can be proved takes about as much as the original; what takes more counts as killed. */
const MUTANT_RESOURCES = 3_000_000;

export function mutateCommand(tools: ToolChain): Command {
  return {
    name: "mutate",
    operands: "PATH...",
    summary: "Makes small mistakes in these files' functions and tells which ones no contract notices.",
    details: [
      "A mutant that no contract could tell from the original is marked at the end of its line, or in comments",
      "directly above, with the change as it is printed and a reason; it is then no survivor. One reason may do for",
      "several changes:",
      "    // equivalent: < -> <=, 1 -> 0 because the loop is left before",
      "Answers are kept, so a run that was interrupted goes on where it was when it is started again.",
    ].join("\n"),
    options: {
      json: { help: "print one JSON object" },
      function: { value: "NAME", help: "only this function" },
      sample: { value: "N", help: "only N of the mutants" },
      seed: { value: "N", help: "which N (default 0)" },
      least: {
        value: "PERCENT",
        help: "be content with so many killed, of those that are not marked (default 100)",
      },
      ...SOLVER_OPTIONS,
      resources: {
        value: "N",
        help: `solver resources for one obligation of a mutant (default ${MUTANT_RESOURCES})`,
      },
    },
    run: (invocation) => runMutate(invocation, tools),
  };
}

async function runMutate(invocation: Invocation, tools: ToolChain): Promise<ExitCode> {
  const { folder } = invocation;
  const settings = sessionSettings(invocation, tools);
  try {
    const files = sourceFiles(invocation.operands, folder);
    const loaded = loadPrograms(files, folder, tools);
    if (loaded.diagnostics.length > 0) return reportDiagnostics(invocation, loaded.diagnostics);
    const units = unitsOf(loaded.programs, tools, invocation.text("function"));
    const found = units
      .flatMap(({ program, name }) => mutantsOf(program, [name]))
      .filter(({ span }) => files.includes(resolve(folder, span.file)));
    const chosen = sample(
      found,
      invocation.number("sample", 1) ?? found.length,
      invocation.number("seed", 0) ?? 0,
    );
    await requireProved(units, chosen, settings, invocation);
    const results = await runMutants(chosen, settings, invocation);
    return report(chosen, results, invocation);
  } finally {
    settings.close();
  }
}

function isMarked({ span, change }: Mutant, folder: string): boolean {
  const lines = readFileSync(resolve(folder, span.file), "utf8").split(/\r?\n/);
  return markedEquivalent(lines, span.line, change);
}

/** A mutant tells something only of a function that is proved. This also fills the memory with its answers. */
async function requireProved(
  units: readonly NamedUnit[],
  mutants: readonly Mutant[],
  settings: Settings,
  invocation: Invocation,
): Promise<void> {
  const mutated = new Set(mutants.map((mutant) => mutant.function.name));
  const originals = units.filter(({ name }) => mutated.has(name));
  const { functions } = await verifyUnits(originals, settings, invocation, 0);
  const first = functions.find(({ status }) => status !== "proved");
  if (!first) return;
  const solverFailed = first.failures.some(({ verdict }) => verdict === "error");
  throw new Failure(
    `${first.name} is ${first.status} as it stands; see \`welkin verify\``,
    solverFailed ? EXIT.solver : EXIT.notProved,
  );
}

/**
 * Asks about every mutant with few resources first, which kills nearly all: where one obligation is hard to refute,
 * another is easy. The others get all resources that a mutant has.
 */
async function runMutants(
  mutants: readonly Mutant[],
  settings: Settings,
  invocation: Invocation,
): Promise<readonly FunctionResult[]> {
  const most = invocation.number("resources", 1) ?? MUTANT_RESOURCES;
  const quick = await askMutants(mutants, Math.min(most, QUICK_RESOURCES), isFinal, settings, invocation);
  const open = mutants.filter((_, index) => !quick[index]?.failures.some(({ verdict }) => isFinal(verdict)));
  const full = await askMutants(open, most, () => true, settings, invocation);
  return mutants.map((mutant, index) => full[open.indexOf(mutant)] ?? (quick[index] as FunctionResult));
}

/** More resources would not change it. */
function isFinal(verdict: Verdict): boolean {
  return verdict !== "exhausted" && verdict !== "stopped";
}

async function askMutants(
  mutants: readonly Mutant[],
  resources: number,
  settles: (verdict: Verdict) => boolean,
  settings: Settings,
  { terminal, signal }: Invocation,
): Promise<readonly FunctionResult[]> {
  let done = 0;
  const { functions } = await verify(
    mutants.map((mutant) => mutantTask(mutant, settings, resources)),
    {
      solver: settings.solver(),
      cache: settings.cache,
      jobs: settings.jobs,
      settles,
      signal,
      onResult: ({ name }) => terminal.progress(++done, mutants.length, name),
    },
  );
  terminal.clearProgress();
  return functions;
}

function mutantTask(mutant: Mutant, { tools }: Settings, resources: number): Task {
  const { program, span, change } = mutant;
  const { name } = mutant.function;
  return {
    ...taskOf({ program, name }, tools, { seed: 0, resources }),
    cacheName: `${name} ${span.line}:${span.column} ${change}`,
    unit: () => likelyFirst(tools.proofUnit(program, name), span),
  };
}

function report(
  mutants: readonly Mutant[],
  results: readonly FunctionResult[],
  invocation: Invocation,
): ExitCode {
  const { terminal, folder, flag } = invocation;
  const proved = mutants.filter((_, index) => results[index]?.status === "proved");
  const survivors = proved.filter((mutant) => !isMarked(mutant, folder));
  const equivalent = proved.length - survivors.length;
  const unknown = results.filter(({ status }) => status === "unknown").length;
  const errors = results.some(({ failures }) => failures.some(({ verdict }) => verdict === "error"));
  const listed = survivors.map(({ span, change, function: { sourceName } }) => {
    const { file, line, column } = shown(span, folder);
    return { file, line, column, function: sourceName, change };
  });
  const killed = mutants.length - proved.length;
  if (flag("json")) {
    terminal.line(
      JSON.stringify(
        { mutants: mutants.length, killed, survivors: listed, unknown, equivalent },
        undefined,
        2,
      ),
    );
  } else {
    for (const { file, line, column, function: name, change } of listed)
      terminal.line(`${file}:${line}:${column}: survivor in ${name}: ${change}`);
    terminal.line(
      `${killed} of ${mutants.length} mutants killed (${unknown} of them by an unknown verdict), ` +
        `${survivors.length} survived, ${equivalent} marked equivalent: ${percent(killed, mutants.length - equivalent)}`,
    );
  }
  if (errors) return EXIT.solver;
  const least = invocation.number("least", 0) ?? 100;
  return killed * 100 >= (mutants.length - equivalent) * least ? EXIT.success : EXIT.notProved;
}

const percent = (part: number, whole: number): string =>
  whole === 0 ? "all" : `${((part / whole) * 100).toFixed(1)} % of the others`;

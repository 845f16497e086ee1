/**
 * Settings: what the commands that ask the solver have in common.
 *
 * Owns        their options, the cache, the solver's life, a session with these.
 * Invariants  the solver is started when it is first needed, and closed however the command ends.
 */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type VerdictCache, folderCache, memoryCache } from "../verifier/session/cache.ts";
import { NO_PROGRAM_CACHE, type ProgramCache, programCache } from "../verifier/session/program-cache.ts";
import { type Task, verify } from "../verifier/session/session.ts";
import type { Report } from "../verifier/session/verdict.ts";
import type { Invocation } from "./command.ts";
import type { NamedUnit } from "./programs.ts";
import { projectFolder } from "./sources.ts";
import type { RunningSolver, ScriptOptions, ToolChain } from "./toolchain.ts";

/** Z3's resource units for one obligation; about ten seconds on current machines. */
const DEFAULT_RESOURCES = 30_000_000;

/** More solvers than this gain nothing on one program and cost 200 MB each. */
const MOST_JOBS = 8;

export const SOLVER_OPTIONS = {
  jobs: { value: "N", help: "solvers side by side (default: the number of cores, at most 8)" },
  solver: { value: "PATH", help: "a native z3 instead of the one that npm installs" },
  resources: { value: "N", help: `solver resources for one obligation (default ${DEFAULT_RESOURCES})` },
  "no-cache": { help: "ask the solver everything again" },
} as const;

/** What stays the same over all rounds. The solver starts when it is first needed. */
export interface Settings {
  readonly tools: ToolChain;
  readonly jobs: number;
  readonly resources: number;
  readonly cache: VerdictCache;
  readonly proved: ProgramCache;
  solver(): RunningSolver;
  close(): void;
}

export function sessionSettings(invocation: Invocation, tools: ToolChain): Settings {
  const { terminal, folder } = invocation;
  const jobs = invocation.number("jobs", 1) ?? Math.min(availableParallelism(), MOST_JOBS);
  const path = invocation.text("solver");
  let running: RunningSolver | undefined;
  const kept = !invocation.flag("no-cache");
  const cacheFolder = join(projectFolder(folder), ".welkin", "cache");
  return {
    tools,
    jobs,
    resources: invocation.number("resources", 1) ?? DEFAULT_RESOURCES,
    cache: kept ? folderCache(cacheFolder, (message) => terminal.note(`welkin: ${message}`)) : memoryCache(),
    proved: kept ? programCache(join(cacheFolder, "programs")) : NO_PROGRAM_CACHE,
    solver: () => (running ??= tools.openSolver({ jobs, folder, ...(path === undefined ? {} : { path }) })),
    close: () => running?.close(),
  };
}

/** One report on these units under one seed. */
export async function verifyUnits(
  units: readonly NamedUnit[],
  settings: Settings,
  { terminal, signal }: Invocation,
  seed: number,
): Promise<Report> {
  let done = 0;
  const options = { seed, resources: settings.resources };
  const report = await verify(
    units.map((unit) => taskOf(unit, settings.tools, options)),
    {
      solver: settings.solver(),
      cache: settings.cache,
      jobs: settings.jobs,
      signal,
      onResult: ({ name }) => terminal.progress(++done, units.length, name),
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

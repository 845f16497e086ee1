/**
 * The solver of a command: a pool of Z3 processes with a name.
 *
 * Owns        the solver's identity, which is part of every cache key; the reading of its answers as verdicts.
 * Invariants  the identity is known without starting a solver, so that a run that finds all in the cache starts none.
 * Not here    the processes (verifier/solver).
 */
import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { type Answer as PoolAnswer, SolverPool } from "../verifier/solver/pool.ts";
import type { Answer } from "../verifier/session/session.ts";
import type { Verdict } from "../verifier/session/verdict.ts";
import { Failure } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import type { RunningSolver, SolverOptions } from "./toolchain.ts";

export function openSolver({ jobs, path, folder }: SolverOptions): RunningSolver {
  const native = path === undefined ? undefined : nativePath(path, folder);
  const identity = native === undefined ? builtinIdentity() : nativeIdentity(native);
  const pool = new SolverPool({ jobs, solver: native ?? "builtin" });
  return {
    identity,
    solve: async (script) => asVerdict(await pool.solve(script)),
    output: async (script) => {
      const answer = await pool.solve(script);
      return answer.status === "error" ? undefined : answer.output;
    },
    close: () => pool.close(),
  };
}

/** A path with a separator is relative to the folder; a bare name is looked up in PATH. */
function nativePath(path: string, folder: string): string {
  return path.includes("/") || path.includes("\\") ? resolve(folder, path) : path;
}

function builtinIdentity(): string {
  const manifest = createRequire(import.meta.url).resolve("z3-solver/package.json");
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  return `z3-solver ${version}`;
}

/** The version that it tells; its size and date too, since builds of one version differ. */
function nativeIdentity(path: string): string {
  try {
    const version = execFileSync(path, ["--version"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const file = statSync(path, { throwIfNoEntry: false });
    return `native ${version.trim()} ${file?.size ?? 0} ${file?.mtimeMs ?? 0}`;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new Failure(`cannot run the solver ${path}: ${reason}`, EXIT.solver);
  }
}

function asVerdict(answer: PoolAnswer): Answer {
  if (answer.status === "error") return { verdict: "error", detail: answer.message, milliseconds: 0 };
  const { status, reason, resources, milliseconds } = answer;
  return {
    verdict: status === "unknown" ? unknownVerdict(reason, resources) : status,
    detail: reason,
    milliseconds,
  };
}

/** Z3 says "canceled" or "max. resource limit exceeded" at its limit; a pool that stops it saw no resources. */
function unknownVerdict(reason: string, resources: number): Verdict {
  if (resources === 0) return "stopped";
  return /cancel|resource/.test(reason) ? "exhausted" : "undecided";
}

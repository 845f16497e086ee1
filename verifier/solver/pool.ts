/**
 * A pool of solver processes that answer scripts.
 *
 * Owns        the processes, the queue, restarts, cancellation, the safety net in wall-clock time.
 * States      waiting script -> running in a process -> answered. A process that crashes is replaced and its script
 *             tried once more; one that runs too long is killed, and the answer is unknown.
 * Invariants  each script runs in a fresh solver context; at most `jobs` run at a time; no process outlives the pool
 *             or its parent.
 * Not here    what a script says (smt/encode.ts), what output means (answer.ts), the processes' own side
 *             (worker.ts, native.ts).
 */
import type { Answer } from "./answer.ts";
import { readAnswer } from "./answer.ts";
import { BuiltinSolver } from "./builtin.ts";
import { NativeSolver } from "./native.ts";

export type { Answer } from "./answer.ts";

export interface SolverPoolOptions {
  readonly jobs: number;
  /** "builtin": Z3 in WebAssembly; else the path of a native z3. */
  readonly solver: string;
  /** Wall-clock limit of one script, in milliseconds. The limit that decides is the script's own `rlimit`. */
  readonly patience?: number;
}

/** One process, or one maker of processes: runs one script at a time. */
export interface Solver {
  /** The output. Rejects if the process ends before it has answered. */
  run(script: string): Promise<{ output: string; milliseconds: number }>;
  /** Kills the process; a running script is rejected. */
  stop(): void;
}

interface Job {
  readonly script: string;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (answer: Answer) => void;
}

const DEFAULT_PATIENCE = 120_000;

export class SolverPool {
  readonly #options: SolverPoolOptions;
  readonly #waiting: Job[] = [];
  readonly #idle: Solver[] = [];
  readonly #running = new Set<Solver>();
  #closed = false;
  readonly #kill = (): void => this.#stopAll();

  constructor(options: SolverPoolOptions) {
    this.#options = options;
    process.on("exit", this.#kill);
  }

  /** Answers the script. Aborting answers "unknown". */
  solve(script: string, signal?: AbortSignal): Promise<Answer> {
    if (this.#closed) return Promise.resolve({ status: "error", message: "the solver pool is closed" });
    return new Promise((resolve) => {
      this.#waiting.push({ script, signal, resolve });
      this.#next();
    });
  }

  /** The solver's name and version, part of the key of a cached verdict. */
  async version(): Promise<string> {
    const answer = await this.solve("(get-info :version)\n(check-sat)\n");
    if (answer.status === "error") throw new Error(answer.message);
    const version = /\(:version "([^"]*)/.exec(answer.output)?.[1];
    if (version === undefined) throw new Error(`no version in: ${answer.output}`);
    return `z3 ${version} ${this.#options.solver === "builtin" ? "builtin" : "native"}`;
  }

  close(): void {
    this.#closed = true;
    process.off("exit", this.#kill);
    for (const job of this.#waiting.splice(0)) job.resolve(stopped("closed"));
    this.#stopAll();
  }

  #next(): void {
    while (this.#waiting.length > 0 && this.#running.size < this.#options.jobs) {
      const job = this.#waiting.shift()!;
      const solver = this.#idle.pop() ?? this.#start();
      this.#running.add(solver);
      void this.#answer(job, solver).then(({ answer, alive }) => {
        this.#running.delete(alive ?? solver);
        if (alive && !this.#closed) this.#idle.push(alive);
        job.resolve(answer);
        this.#next();
      });
    }
  }

  /** The answer, and the solver if it can go on. */
  async #answer(job: Job, solver: Solver): Promise<{ answer: Answer; alive?: Solver }> {
    let current = solver;
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.#attempt(job, current);
      if (outcome.kind === "answer") return { answer: outcome.answer, alive: current };
      current.stop();
      this.#running.delete(current);
      if (outcome.kind === "stopped") return { answer: stopped(outcome.reason) };
      if (this.#closed) return { answer: stopped("closed") };
      if (attempt === 2)
        return { answer: { status: "error", message: `the solver crashed: ${outcome.reason}` } };
      current = this.#start();
      this.#running.add(current);
    }
  }

  #attempt(job: Job, solver: Solver): Promise<Outcome> {
    if (job.signal?.aborted) return Promise.resolve({ kind: "stopped", reason: "cancelled" });
    return new Promise((resolve) => {
      const patience = this.#options.patience ?? DEFAULT_PATIENCE;
      const timer = setTimeout(() => finish({ kind: "stopped", reason: "timeout" }), patience);
      const abort = (): void => finish({ kind: "stopped", reason: "cancelled" });
      const finish = (outcome: Outcome): void => {
        clearTimeout(timer);
        job.signal?.removeEventListener("abort", abort);
        resolve(outcome);
      };
      job.signal?.addEventListener("abort", abort);
      solver.run(job.script).then(
        ({ output, milliseconds }) => finish({ kind: "answer", answer: readAnswer(output, milliseconds) }),
        (error: unknown) => finish({ kind: "crash", reason: String(error) }),
      );
    });
  }

  #start(): Solver {
    return this.#options.solver === "builtin" ? new BuiltinSolver() : new NativeSolver(this.#options.solver);
  }

  #stopAll(): void {
    for (const solver of [...this.#idle.splice(0), ...this.#running]) solver.stop();
  }
}

type Outcome =
  | { readonly kind: "answer"; readonly answer: Answer }
  | { readonly kind: "stopped" | "crash"; readonly reason: string };

function stopped(reason: string): Answer {
  return { status: "unknown", reason, resources: 0, milliseconds: 0, output: "" };
}

/**
 * The built-in solver: Z3 in WebAssembly in a child process, started when needed and replaced before it grows.
 *
 * Owns        one child process (worker.ts) at a time.
 * Invariants  a process answers at most MAXIMUM_SCRIPTS and is replaced above MAXIMUM_MEMORY: the WebAssembly build
 *             cannot give memory back and ends at 2 GiB.
 */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Solver } from "./pool.ts";
import type { Request, Response } from "./worker.ts";

const MAXIMUM_SCRIPTS = 500;
/** In bytes. A process that has done little takes about 190 MB. */
const MAXIMUM_MEMORY = 900_000_000;

interface Waiting {
  readonly resolve: (result: { output: string; milliseconds: number }) => void;
  readonly reject: (error: Error) => void;
}

export class BuiltinSolver implements Solver {
  #child: ChildProcess | undefined;
  #ready: Promise<void> = Promise.resolve();
  #scripts = 0;
  #waiting: Waiting | undefined;

  async run(script: string): Promise<{ output: string; milliseconds: number }> {
    const child = (this.#child ??= this.#start());
    const answer = new Promise<{ output: string; milliseconds: number }>((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
    answer.catch(() => undefined);
    await Promise.race([this.#ready, answer]);
    this.#scripts += 1;
    const request: Request = { id: this.#scripts, script };
    child.send(request, (error) => {
      if (error) this.#waiting?.reject(error);
    });
    return answer;
  }

  stop(): void {
    this.#child?.kill("SIGKILL");
    this.#child = undefined;
  }

  #start(): ChildProcess {
    const path = fileURLToPath(new URL("./worker.ts", import.meta.url));
    const child = fork(path, [], { stdio: ["ignore", "ignore", "inherit", "ipc"], execArgv: [] });
    this.#scripts = 0;
    this.#ready = new Promise((resolve) => child.once("message", () => resolve()));
    child.on("message", (message: Response | "ready") => {
      if (message !== "ready") this.#answered(message);
    });
    child.on("error", (error) => this.#ended(child, error.message));
    child.on("exit", (code, signal) => this.#ended(child, `exit ${signal ?? code}`));
    return child;
  }

  #answered({ output, milliseconds, memory }: Response): void {
    if (this.#scripts >= MAXIMUM_SCRIPTS || memory > MAXIMUM_MEMORY) this.stop();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve({ output, milliseconds });
  }

  /** A process that was replaced or stopped on purpose may end; the present one may not. */
  #ended(child: ChildProcess, how: string): void {
    if (this.#child !== undefined && this.#child !== child) return;
    this.#child = undefined;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(new Error(how));
  }
}

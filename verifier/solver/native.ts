/**
 * A native z3: one process for each script, which it reads from standard input.
 *
 * Owns  the running process.
 */
import { type ChildProcess, spawn } from "node:child_process";
import type { Solver } from "./pool.ts";

export class NativeSolver implements Solver {
  readonly #path: string;
  #child: ChildProcess | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  run(script: string): Promise<{ output: string; milliseconds: number }> {
    const start = performance.now();
    return new Promise((resolve, reject) => {
      const child = spawn(this.#path, ["-in", "-smt2"], { stdio: ["pipe", "pipe", "inherit"] });
      this.#child = child;
      const parts: string[] = [];
      child.stdout.setEncoding("utf8").on("data", (part: string) => parts.push(part));
      child.on("error", reject);
      child.stdin.on("error", reject);
      child.on("close", (_code, signal) => {
        if (signal !== null) reject(new Error(`exit ${signal}`));
        else resolve({ output: parts.join(""), milliseconds: performance.now() - start });
      });
      child.stdin.end(script);
    });
  }

  stop(): void {
    this.#child?.kill("SIGKILL");
    this.#child = undefined;
  }
}

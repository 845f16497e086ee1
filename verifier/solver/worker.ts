/**
 * A solver process: Z3 in WebAssembly, one script after the other, each in a fresh context.
 *
 * Owns        the Z3 instance of this process.
 * Invariants  nothing is kept from one script to the next: a fresh context, and Z3's global parameters as at the start
 *             (`set-option` writes there too, and a fresh context would read it back).
 * Not here    which scripts, when to stop (pool.ts).
 *
 * Cost of a trivial query (Z3 5.1, Node 24, one core): context 0.4 ms, first command 1.1 ms, check 1.0 ms, together
 * 2.5 ms. Without `(push)` before the first assertion Z3 sets up its tactics, 7.3 ms; the package's own
 * asynchronous wrapper takes 16 ms. Starting a process: 190 ms.
 */
import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";

export interface Request {
  readonly id: number;
  readonly script: string;
}

export interface Response {
  readonly id: number;
  readonly output: string;
  readonly milliseconds: number;
  /** Resident memory of this process, in bytes. */
  readonly memory: number;
}

interface Z3Module {
  ccall(name: string, result: string, parameters: readonly string[], args: readonly unknown[]): unknown;
  _Z3_global_param_reset_all(): void;
  _Z3_mk_config(): number;
  _Z3_del_config(config: number): void;
  _Z3_mk_context(config: number): number;
  _Z3_del_context(context: number): void;
  _set_noop_error_handler(context: number): void;
}

/** Ends this process when its parent has gone, also while the solver holds the main thread. */
const WATCH = `
  const parent = process.ppid;
  setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, "SIGKILL"); }, 500);
`;

function evaluate(z3: Z3Module, script: string): string {
  z3._Z3_global_param_reset_all();
  const config = z3._Z3_mk_config();
  const context = z3._Z3_mk_context(config);
  z3._Z3_del_config(config);
  z3._set_noop_error_handler(context);
  const output = z3.ccall("Z3_eval_smtlib2_string", "string", ["number", "string"], [context, script]);
  z3._Z3_del_context(context);
  return String(output);
}

async function serve(): Promise<void> {
  new Worker(WATCH, { eval: true }).unref();
  process.on("disconnect", () => process.exit());
  const load = createRequire(import.meta.url)("z3-solver/build/z3-built.js") as () => Promise<Z3Module>;
  const z3 = await load();
  process.on("message", ({ id, script }: Request) => {
    const start = performance.now();
    const output = evaluate(z3, script);
    const milliseconds = performance.now() - start;
    const response: Response = { id, output, milliseconds, memory: process.memoryUsage.rss() };
    process.send?.(response);
  });
  process.send?.("ready");
}

if (process.send) void serve();

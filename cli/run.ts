/**
 * `welkin run`: runs a program.
 *
 * Owns      the command: its options, and which of the two kinds of programs it is given.
 * Not here  how each is run (run-program.ts, run-source.ts), which are imported when they are used.
 */
import type { Command, Invocation } from "./command.ts";
import { usageFailure } from "./command.ts";

const OPERANDS = "PROGRAM.wasm [-- ARGUMENTS...] | MAIN.ts FUNCTION ARGUMENTS...";

export const runCommand: Command = {
  name: "run",
  operands: OPERANDS,
  summary: "Runs PROGRAM.wasm under the kernel, with what it is granted and nothing else.",
  details:
    "PROGRAM.wasm is a WebAssembly module with WASI preview 1. It has no files but in the directories of --dir, no\n" +
    "variables but those of --env, no connections but those that come to --listen, and the standard streams of this\n" +
    "command. It finds the directories as descriptors from 3 on, and behind them the sockets that listen. Its exit code\n" +
    "is that of the command; `welkin --help` has the codes of other ends.\n\n" +
    "Of MAIN.ts, in Kernel TypeScript, an exported function is called, and the result printed. Arguments are integers\n" +
    "(12, -5, 0xff), true, false, or members of enums. Contracts are erased: nothing tests what a verified function\n" +
    "requires. Machine functions have no host here: a call of one fails.",
  options: {
    dir: {
      value: "HOST[:GUEST[:ro]]",
      several: true,
      help: "a directory that the program finds as GUEST (as HOST, unless given)",
    },
    listen: {
      value: "HOST:PORT",
      several: true,
      help: "an address at which it gets connections (port 0: any that is free; it is printed)",
    },
    env: { value: "NAME=VALUE", several: true, help: "a variable of its environment" },
    memory: { value: "SIZE", help: "what it may use at most: 64M, 2G (512M, unless given)" },
    cpu: { value: "SHARE", help: "the share of a processor that it may use: 20%" },
    fuel: { value: "UNITS", help: "after how many units, about one an instruction, it is ended" },
    timeout: { value: "TIME", help: "after what time it is ended: 500ms, 5s, 2m" },
    processes: { value: "N", help: "how many processes it may run at a time (none, unless given)" },
    stats: { help: "prints to standard error what it has used" },
    json: { help: "prints to standard error what has become of it, as JSON" },
  },
  run: runRun,
};

async function runRun(invocation: Invocation): Promise<number> {
  const [path] = invocation.operands;
  if (path === undefined) throw usageFailure(`welkin run ${OPERANDS}`);
  if (!/\.[cm]?[jt]s$/.test(path)) {
    const code = await (await import("./run-program.ts")).runProgram(invocation, path);
    // Next time it starts faster.
    await (await import("./bundle.ts")).makeBundle();
    return code;
  }
  const [{ runSource }, { PARTS }] = await Promise.all([import("./run-source.ts"), import("./parts.ts")]);
  return await runSource(invocation, PARTS);
}

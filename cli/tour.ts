/**
 * `welkin tour`: the language from end to end, in a few seconds.
 *
 * Owns      the script of the tour: a program is shown, proved, broken, mutated, compiled, run.
 * Not here  anything of its own: each step is a command that the reader can run again.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { auditCommand } from "./audit.ts";
import { buildCommand } from "./build.ts";
import { type Command, type Invocation, parseInvocation } from "./command.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { mutateCommand } from "./mutate.ts";
import { runCommand } from "./run.ts";
import type { ToolChain } from "./toolchain.ts";
import { verifyCommand } from "./verify.ts";

const PROGRAM = fileURLToPath(new URL("./programs/midpoint.ts", import.meta.url));
const BROKEN = fileURLToPath(new URL("./programs/midpoint-overflow.ts", import.meta.url));

interface Step {
  readonly says: string;
  readonly command: Command;
  readonly parameters: readonly string[];
  readonly expected: ExitCode;
}

export function tourCommand(tools: ToolChain): Command {
  return {
    name: "tour",
    operands: "",
    summary: "Shows the language from end to end: verify, break, mutate, compile, run.",
    options: {},
    run: (invocation) => runTour(invocation, tools),
  };
}

async function runTour(invocation: Invocation, tools: ToolChain): Promise<ExitCode> {
  const { terminal, folder } = invocation;
  const scratch = mkdtempSync(join(tmpdir(), "welkin-tour-"));
  try {
    terminal.line("A program in Kernel TypeScript: TypeScript with machine integers and contracts.\n");
    for (const line of readFileSync(PROGRAM, "utf8").trimEnd().split("\n")) terminal.line(`    ${line}`);
    for (const step of steps(folder, join(scratch, "midpoint.wasm"), tools)) {
      if ((await take(step, invocation)) === step.expected) continue;
      terminal.note("welkin: the tour did not go as it should");
      return EXIT.internal;
    }
    terminal.line("\nGo on with docs/tour.md, with the programs in examples/, or with `npx welkin --help`.");
    return EXIT.success;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function steps(folder: string, output: string, tools: ToolChain): readonly Step[] {
  const program = relative(folder, PROGRAM);
  const broken = relative(folder, BROKEN);
  return [
    {
      says: "It is proved, for all inputs: it keeps its contract, and nothing in it overflows.",
      command: verifyCommand(tools),
      parameters: [program],
      expected: EXIT.success,
    },
    {
      says: "The version that everybody writes first is not; the message says where and for which call.",
      command: verifyCommand(tools),
      parameters: [broken],
      expected: EXIT.notProved,
    },
    {
      says:
        "Is the contract strong enough? Change the code a little, everywhere, and see if the proof notices.\n" +
        "What survives keeps the contract too: it asks for something between low and high, not for the middle.",
      command: mutateCommand(tools),
      parameters: [program],
      expected: EXIT.notProved,
    },
    {
      says: "What do the proofs believe without proof? Nothing.",
      command: auditCommand(tools),
      parameters: [program],
      expected: EXIT.success,
    },
    {
      says: "Contracts cost nothing: they are gone from the WebAssembly module.",
      command: buildCommand(tools),
      parameters: [program, "-o", output],
      expected: EXIT.success,
    },
    {
      says: "And it runs.",
      command: runCommand,
      parameters: [program, "midpoint", "4294967290", "4294967294"],
      expected: EXIT.success,
    },
  ];
}

async function take({ says, command, parameters }: Step, invocation: Invocation): Promise<number> {
  const { terminal } = invocation;
  invocation.signal.throwIfAborted();
  terminal.line(`\n${says}\n`);
  terminal.line(terminal.style("bold", `$ welkin ${command.name} ${parameters.join(" ")}`));
  return await command.run(parseInvocation(command, parameters, invocation));
}

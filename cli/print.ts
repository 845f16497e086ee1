/**
 * `welkin print`: shows a program as the later stages read it.
 *
 * Not here  the text form of the IR (language/print.ts).
 */
import { programText } from "../language/print.ts";
import { type Command, usageFailure } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { loadMain } from "./programs.ts";
import { reportDiagnostics } from "./report.ts";
import type { ToolChain } from "./toolchain.ts";

export function printCommand(tools: ToolChain): Command {
  return {
    name: "print",
    operands: "MAIN.ts",
    summary: "Prints the typed IR of MAIN.ts and what it imports.",
    options: {},
    run(invocation) {
      const [main, ...others] = invocation.operands;
      if (main === undefined || others.length > 0) throw usageFailure("welkin print MAIN.ts");
      const { program, diagnostics } = loadMain(main, invocation.folder, tools);
      if (!program) return Promise.resolve(reportDiagnostics(invocation, diagnostics));
      invocation.terminal.line(programText(program));
      return Promise.resolve(EXIT.success);
    },
  };
}

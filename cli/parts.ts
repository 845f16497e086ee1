/**
 * The parts of this version of Welkin, as the commands call them.
 *
 * Owns      the wiring: each part under the interface of toolchain.ts. The compiler is imported when it is used,
 *           since Binaryen takes longer to start than most proofs take.
 */
import { loadProgram } from "../language/front/index.ts";
import { proofUnit, unitNames } from "../verifier/obligations.ts";
import { encode } from "../verifier/smt/encode.ts";
import { counterexample } from "./counterexample.ts";
import { openSolver } from "./solver.ts";
import type { ToolChain } from "./toolchain.ts";

export const PARTS: ToolChain = {
  load: (paths, root) => loadProgram(paths, { root }),
  unitNames,
  proofUnit,
  script: encode,
  openSolver,
  counterexample,
  async compile(program, options) {
    const { compile, CompileError } = await import("../compiler/compile.ts");
    try {
      return compile(program, options);
    } catch (error) {
      if (error instanceof CompileError) return error;
      throw error;
    }
  },
};

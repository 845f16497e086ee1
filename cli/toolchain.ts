/**
 * The tool chain: the parts of Welkin that the commands put together.
 *
 * Owns      how a part is called; a test puts others in their place.
 * Not here  the parts (language/, verifier/, compiler/), what is done with them (the commands).
 */
import type { Program, Span } from "../language/ir.ts";
import type { ProofObligation, ProofUnit, Query } from "../verifier/query.ts";
import type { Generic, SourceFile } from "../verifier/session/program-cache.ts";
import type { Solver } from "../verifier/session/session.ts";

export interface Diagnostic {
  readonly code: string;
  readonly span: Span;
  readonly message: string;
}

export interface Loaded {
  readonly program?: Program;
  readonly diagnostics: readonly Diagnostic[];
  /** All files that the program consists of, by absolute path. */
  readonly files: readonly SourceFile[];
  /** Only instances of generics are checked and proved. */
  readonly generics: readonly Generic[];
}

export interface SolverOptions {
  readonly jobs: number;
  /** A native Z3 instead of the one in node_modules. */
  readonly path?: string;
  /** The folder that the path starts from. */
  readonly folder: string;
}

export interface ScriptOptions {
  readonly seed: number;
  readonly resources: number;
}

export interface CompileOptions {
  /** The module whose exported functions are the exports. */
  readonly entry: string;
  readonly optimise: boolean;
  /** Asks for a source map, which the module refers to by this address. */
  readonly sourceMapUrl?: string;
}

export interface Compiled {
  readonly binary: Uint8Array;
  readonly sourceMap?: string;
}

/** A solver that has been started. */
export interface RunningSolver extends Solver {
  /** All that the solver prints, if it does answer. */
  output(script: string): Promise<string | undefined>;
  close(): void;
}

export interface ToolChain {
  load(paths: readonly string[], root: string): Loaded;
  unitNames(program: Program): readonly string[];
  proofUnit(program: Program, name: string): ProofUnit;
  script(program: Program, query: Query, options: ScriptOptions): string;
  openSolver(options: SolverOptions): RunningSolver;
  /** A call that fails on the real code, told in words, if one is found. */
  counterexample(
    program: Program,
    unit: ProofUnit,
    obligation: ProofObligation,
    options: ScriptOptions & { readonly solver: RunningSolver },
  ): Promise<string | undefined>;
  /** The module, or why there is none. */
  compile(program: Program, options: CompileOptions): Promise<Compiled | Diagnostic>;
}

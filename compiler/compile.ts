/**
 * The compiler: from typed IR to a WebAssembly module.
 *
 * Owns        the choice of optimisations and forms of output.
 * Invariants  a module that leaves here is valid; equal programs give equal bytes.
 * Not here    how programs become code (module.ts and what it imports).
 */
import binaryen from "binaryen";
import type { Program } from "../language/ir.ts";
import { setBody } from "./function.ts";
import { buildModule, type ModuleOptions } from "./module.ts";

export { CompileError } from "./error.ts";

export interface CompileOptions extends ModuleOptions {
  readonly optimise?: boolean;
  /** Asks for a source map, which the module will name by this address; implies `names`. */
  readonly sourceMapUrl?: string;
  /** Keeps the names of functions and locals in the module. */
  readonly names?: boolean;
}

export interface Compiled {
  readonly binary: Uint8Array<ArrayBuffer>;
  readonly sourceMap?: string;
  /** The module in the text format. */
  text(): string;
}

export function compile(program: Program, options: CompileOptions): Compiled {
  const names = options.names === true || options.sourceMapUrl !== undefined;
  binaryen.setDebugInfo(names);
  const m = buildModule(program, options);
  try {
    assertValid(m, program);
    if (options.optimise) optimise(m);
    else m.runPasses(["remove-unused-module-elements"]);
    return output(m, options.sourceMapUrl);
  } finally {
    m.dispose();
  }
}

function output(m: binaryen.Module, sourceMapUrl: string | undefined): Compiled {
  if (sourceMapUrl === undefined) return compiled(m.emitBinary());
  const { binary, sourceMap } = m.emitBinary(sourceMapUrl);
  if (sourceMap === null) throw new Error("Binaryen made no source map");
  return { ...compiled(binary), sourceMap };
}

function compiled(bytes: Uint8Array): Compiled {
  const binary = new Uint8Array(bytes);
  return { binary, text: () => textOf(binary) };
}

function textOf(binary: Uint8Array): string {
  const m = binaryen.readBinary(binary);
  try {
    return m.emitText();
  } finally {
    m.dispose();
  }
}

function optimise(m: binaryen.Module): void {
  binaryen.setOptimizeLevel(3);
  binaryen.setShrinkLevel(0);
  m.optimize();
}

/** An invalid module is an error of the compiler. */
function assertValid(m: binaryen.Module, program: Program): void {
  if (!m.validate())
    throw new Error(`internal error: invalid WebAssembly for the function ${culprit(m, program)}`);
}

/** The function without whose body, and those of the functions before it, the module is valid. */
function culprit(m: binaryen.Module, program: Program): string {
  for (const { name, mode } of program.functions.values()) {
    if (mode === "lemma" || mode === "machine") continue;
    setBody(m.getFunction(name), m.unreachable());
    if (m.validate()) return name;
  }
  return "(none)";
}

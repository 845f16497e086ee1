/**
 * Programs: modules that processes run, rewritten so that they can be preempted and charged.
 *
 * Owns        what a module may import and must export to be a program; its rewriting and compilation, once for all its
 *             processes.
 * Not here    instances (process.ts), what they are charged (process.ts).
 */
import { isCall, READS, WELKIN } from "./calls.ts";
import type { Description, Import } from "./rewriter/description.ts";
import { rewrite } from "./rewriter/rewrite.ts";
import { WelkinError } from "./welkin-error.ts";

/** Where a process begins: the first of these that the module exports. */
const ENTRIES = ["main", "_start"];

/** More than any container can pay for: what is within is the kernel's to say. */
const LIMITS = { maximumPages: 1 << 16, maximumEntries: 1 << 22 };

/**
 * What a call of the kernel costs its caller, in fuel: of the order of what the processor does in it, so that a process
 * which does nothing but call the kernel uses no more of the processor than its share.
 */
const CALL_COST = 2000;
/** The same of mapLarge, which asks for the zeros of 512 frames. */
const LARGE_COST = 20_000;
const READ_COST = 50;

export class Program {
  readonly module: WebAssembly.Module;
  readonly description: Description;
  /** The export that a process calls first. */
  readonly entry: string;

  private constructor(module: WebAssembly.Module, description: Description, entry: string) {
    this.module = module;
    this.description = description;
    this.entry = entry;
  }

  /**
   * A program from the bytes of a WebAssembly module. It exports `main` or `_start` and imports nothing but functions of
   * "welkin". Rejects with a RewriteError that says what in the module is refused, or a WelkinError "badProgram".
   */
  static async load(binary: Uint8Array): Promise<Program> {
    const { binary: rewritten, description } = rewrite(binary, { ...LIMITS, allows, costOf });
    const entry = ENTRIES.find((name) =>
      description.exports.some((one) => one.name === name && one.kind === "function"),
    );
    if (entry === undefined) throw new WelkinError("badProgram", "it exports neither main nor _start");
    if (description.memories.some(({ shared }) => shared))
      throw new WelkinError("badProgram", "it has shared memory, but a process has one thread");
    try {
      return new Program(await WebAssembly.compile(rewritten), description, entry);
    } catch (error) {
      if (error instanceof WebAssembly.CompileError) throw new WelkinError("badProgram", error.message);
      throw error;
    }
  }
}

function allows({ module, name, kind }: Import): boolean {
  return module === WELKIN && kind === "function" && isCall(name);
}

function costOf({ name }: Import): number {
  if (name === "mapLarge") return LARGE_COST;
  return READS.includes(name) ? READ_COST : CALL_COST;
}

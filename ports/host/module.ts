/**
 * Modules: untrusted code, rewritten so that it can be preempted and charged, and compiled once for all processes.
 *
 * Owns        how a binary becomes one; how large what it declares may be; what a call of the kernel costs its caller.
 * Not here    what a module may import and must export (program.ts, library.ts), instances (instance.ts).
 */
import { READS, WELKIN } from "./calls.ts";
import type { Description, Import } from "./rewriter/description.ts";
import { findRewritten, keepRewritten, type Rewritten } from "./rewritten.ts";
import { WelkinError } from "./welkin-error.ts";

/** The module that functions of the host are imported from, by those processes that have any. */
export const DEVICE = "device";

/** More than any container can pay for: what is within is the kernel's to say. */
const LIMITS = { maximumPages: 1 << 16, maximumEntries: 1 << 22, importsMemory: true };

/**
 * What a call of the kernel, or of a device, costs its caller, in fuel: of the order of what the processor does in it, so
 * that a process which does nothing but call the kernel uses no more of the processor than its share.
 */
const CALL_COST = 2000;
const READ_COST = 50;
/** That of `now`, which asks JavaScript. */
const CLOCK_COST = 100;

/**
 * A module of so many bytes is compiled at once: engines check it then, and compile its functions when they are called, which takes
 * less than to have another thread do it.
 */
const SMALL = 1 << 16;

export interface Module {
  readonly compiled: WebAssembly.Module;
  readonly description: Description;
}

/** Rejects with a RewriteError, if `allows` says so of an import too, or a WelkinError "badProgram". */
export async function loadModule(binary: Uint8Array, allows: (imported: Import) => boolean): Promise<Module> {
  const { binary: rewritten, description } = await rewrittenFrom(binary, allows);
  try {
    return { compiled: await compile(rewritten), description };
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) throw new WelkinError("badProgram", error.message);
    throw error;
  }
}

export async function compile(binary: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module> {
  return binary.length <= SMALL ? new WebAssembly.Module(binary) : await WebAssembly.compile(binary);
}

async function rewrittenFrom(binary: Uint8Array, allows: (imported: Import) => boolean): Promise<Rewritten> {
  const kept = findRewritten(binary);
  if (kept?.description.imports.every(allows)) return kept;
  const { rewrite } = await import("./rewriter/rewrite.ts");
  const rewritten = rewrite(binary, { ...LIMITS, allows, costOf });
  keepRewritten(binary, rewritten);
  return rewritten;
}

function costOf({ module, name }: Import): number {
  if (module === WELKIN) return name === "now" ? CLOCK_COST : READS.includes(name) ? READ_COST : CALL_COST;
  return module === DEVICE ? CALL_COST : 0;
}

/** Does the module export a function of this name? */
export function exportsFunction({ description }: Module, name: string): boolean {
  return description.exports.some((one) => one.name === name && one.kind === "function");
}

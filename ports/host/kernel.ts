/**
 * The kernel: one instance of kernel.wasm, and the machine functions that it imports.
 *
 * Owns        the port's side of the kernel's contracts with the machine (kernel/machine.ts); the types of the exports.
 * Invariants  the kernel runs to the end of each call: none of its imports suspends or throws.
 * Not here    who calls what and when (loop.ts).
 */
import { build } from "./build.ts";

/** What the kernel exports. Frames, slots and numbers are u32, words u64, answers a Status unless noted. */
export interface Kernel {
  /** Makes the root container and the first thread, which is ready. Once. */
  boot(): number;
  /** The thread that runs from now on; NONE if none is ready. */
  dispatch(): number;
  nothing(): number;
  createThread(): number;
  start(thread: number): number;
  yieldNow(): number;
  exit(): number;
}

/** No thread. */
export const NONE = -1;

let compiled: Promise<WebAssembly.Module> | undefined;

/** A kernel that has not booted. */
export async function instantiateKernel(): Promise<WebAssembly.Instance> {
  compiled ??= build("kernel/kernel.ts").then((binary) => WebAssembly.compile(binary));
  return await WebAssembly.instantiate(await compiled, { machine: MACHINE });
}

const MACHINE = {
  /** A page that a process has not had yet is zero: engines give no other. */
  zero_frame: () => undefined,
};

/**
 * Driving a native kernel: scripts of calls in, results out.
 *
 * Owns      the words that driver.c reads and writes; profiles of single calls.
 * Errors    NativeRunError: the program trapped, or did not understand its input.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NativeProgram } from "./build.ts";
import { REGISTERS } from "./dispatch.ts";

export class NativeRunError extends Error {}

/**
 * A call of an export with its arguments, by its name or by its number; or the digest of the first bytes of the memory.
 */
export type Step =
  | { readonly call: string; readonly arguments: readonly bigint[] }
  | { readonly number: number; readonly arguments: readonly bigint[] }
  | { readonly digest: number };

const DIGEST = 0xffff_ffff_ffff_ffffn;
const MEASURE = 0xffff_ffff_ffff_fffen;
const SYSCALL = 0xffff_ffff_ffff_fffdn;

/** Runs the steps on a kernel just loaded; the results in their order, as unsigned words. */
export function runNative(program: NativeProgram, steps: readonly Step[]): readonly bigint[] {
  return results(program.path, [], encode(program, steps));
}

/**
 * How many instructions the last `measured` steps take together, on a kernel on which the others were run before: what
 * callgrind counts. A few of each step are the driver's.
 */
export function countInstructions(program: NativeProgram, steps: readonly Step[], measured = 1): number {
  const folder = mkdtempSync(join(tmpdir(), "welkin-count-"));
  try {
    const output = join(folder, "counts");
    const options = ["--tool=callgrind", "--toggle-collect=measured", `--callgrind-out-file=${output}`];
    const input = encode(program, steps, steps.length - measured);
    results("valgrind", [...options, program.path], input);
    return Number(/^(?:summary|totals): (\d+)/m.exec(readFileSync(output, "utf8"))![1]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The digest that driver.c gives of the first `bytes` of the same memory. */
export function digestOf(memory: ArrayBuffer, bytes: number): bigint {
  let hash = 0x811c9dc5;
  for (const word of new Uint32Array(memory, 0, bytes / 4)) hash = Math.imul(hash ^ word, 0x01000193);
  return BigInt(hash >>> 0);
}

/** The words of the steps; from `measured` on each is to be measured. */
function encode({ calls }: NativeProgram, steps: readonly Step[], measured = steps.length): Buffer {
  const numbers = new Map(calls.map(({ name }, index) => [name, BigInt(index)]));
  const words = steps.flatMap((step, index) => {
    if ("digest" in step) return [DIGEST, BigInt(step.digest)];
    if ("number" in step) return [SYSCALL, BigInt(step.number), ...registers(step.arguments)];
    const number = numbers.get(step.call);
    if (number === undefined) throw new NativeRunError(`The kernel has no call ${step.call}.`);
    if (step.arguments.length !== calls[Number(number)]!.parameters.length)
      throw new NativeRunError(`The kernel's call ${step.call} has another number of arguments.`);
    return [...(index >= measured ? [MEASURE] : []), number, ...step.arguments];
  });
  return Buffer.from(BigUint64Array.from(words, (word) => BigInt.asUintN(64, word)).buffer);
}

function results(command: string, arguments_: readonly string[], input: Buffer): readonly bigint[] {
  const { status, stdout, stderr, error } = spawnSync(command, arguments_, { input, maxBuffer: 1 << 30 });
  if (error)
    throw new NativeRunError(
      `${command} cannot be run (${error.message}): install it, on Debian with apt-get.`,
    );
  if (status !== 0) throw new NativeRunError(`${command} ended with ${status}: ${stderr.toString().trim()}`);
  return [...new BigUint64Array(Uint8Array.from(stdout).buffer)];
}

/** The arguments, and zeros in the other registers. */
function registers(values: readonly bigint[]): readonly bigint[] {
  return Array.from({ length: REGISTERS }, (_, index) => values[index] ?? 0n);
}

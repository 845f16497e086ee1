/**
 * The native build: a WebAssembly module of the kernel becomes an ordinary Linux program that can be driven.
 *
 *     module -> wasm2c -> kernel.c, kernel.h -> calls.h, dispatch.h -> gcc, with driver.c, machine.c, runtime/ -> driver
 *
 * Owns        the way from module to program, and the folder of built programs, each named by what it is made of.
 * Invariants  a program is complete or not there: it is built beside its place and moved there.
 * Errors      NativeBuildError: a tool is missing, or fails.
 * Not here    what is called (driver.ts), the kernel's own compilation (compiler/).
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { callTable, type NativeCall } from "./calls.ts";
import { dispatchText } from "./dispatch.ts";

export class NativeBuildError extends Error {}

export interface NativeProgram {
  readonly path: string;
  /** The module's exports in the order of their numbers. */
  readonly calls: readonly NativeCall[];
}

const SOURCES = ["driver.c", "machine.c", "runtime/memory.c", "runtime/wasm-rt.c", "runtime/wasm-rt.h"];
const WASM2C = join(dirname(createRequire(import.meta.url).resolve("wabt")), "bin/wasm2c");
/** As the PC port compiles the kernel, but for an operating system. */
const FLAGS = ["-O3", "-std=c17"];
/** Warnings are of use in what people write; wasm2c's code has its own ways. */
const WARNINGS = ["-Wall", "-Wextra", "-Werror", "-Wno-unused-function", "-Wno-unused-parameter"];

/** Builds the program for a module whose exports are functions of integers and its memory, unless `folder` has it. */
export function buildNative(module: Uint8Array, folder: string): NativeProgram {
  const place = join(folder, keyOf(module));
  if (!existsSync(place)) {
    mkdirSync(folder, { recursive: true });
    const work = mkdtempSync(join(folder, "work-"));
    build(module, work);
    if (existsSync(place)) rmSync(work, { recursive: true });
    else renameSync(work, place);
  }
  const header = readFileSync(join(place, "kernel.h"), "utf8");
  return { path: join(place, "driver"), calls: callTable(header).calls };
}

/** The first line of the C compiler's version: instruction counts depend on it. */
export function compilerVersion(): string {
  return run("gcc", ["--version"], ".").split("\n")[0]!;
}

function keyOf(module: Uint8Array): string {
  const hash = createHash("sha256")
    .update(module)
    .update(compilerVersion())
    .update(FLAGS.join(" "))
    .update(dispatchText());
  for (const name of [...SOURCES, "build.ts", "calls.ts"])
    hash.update(readFileSync(join(import.meta.dirname, name)));
  return hash.digest("hex").slice(0, 32);
}

function build(module: Uint8Array, work: string): void {
  writeFileSync(join(work, "kernel.wasm"), module);
  run(process.execPath, [WASM2C, "kernel.wasm", "-o", "kernel.c", "--module-name=kernel"], work);
  writeFileSync(join(work, "calls.h"), callTable(readFileSync(join(work, "kernel.h"), "utf8")).text);
  writeFileSync(join(work, "dispatch.h"), dispatchText());
  const own = SOURCES.filter((name) => name.endsWith(".c")).map((name) => join(import.meta.dirname, name));
  const flags = [...FLAGS, "-I", work, "-I", join(import.meta.dirname, "runtime")];
  run("gcc", [...flags, "-w", "-c", "kernel.c"], work);
  run("gcc", [...flags, ...WARNINGS, "-o", "driver", ...own, "kernel.o", "-lm"], work);
}

function run(command: string, arguments_: readonly string[], folder: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, arguments_, { cwd: folder, encoding: "utf8" });
  if (error)
    throw new NativeBuildError(
      `${command} cannot be run (${error.message}): install it, on Debian with apt-get.`,
    );
  if (status !== 0) throw new NativeBuildError(`${command} failed: ${stderr.trim()}`);
  return stdout;
}

/**
 * A C compiler under the kernel: Clang, as npm `@yowasp/clang` has it, an unmodified WASI program of 75 MB.
 *
 * Owns        its files in memory, and how its driver is asked: it says which commands to run, and each is run.
 * Source      the package: gen/llvm.core.wasm is the program, gen/llvm-resources.tar what belongs in /usr.
 * Not here    what is compiled (compiling.ts).
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Program } from "../../ports/host/program.ts";
import type { MemoryDirectory } from "../../ports/host/system/memory-directory.ts";
import type { RunOptions } from "../../ports/host/system/options.ts";
import type { RunResult } from "../../ports/host/system/result.ts";
import type { System } from "../../ports/host/system/system.ts";

/** What C needs of /usr; the rest is C++, and other targets'. */
const NEEDED =
  /^(include\/[^/]+\.h|include\/wasm32-wasip1\/(?!c\+\+).+|lib\/wasm32-[a-z]*-?wasip1\/(crt1.*\.o|lib(c|m|clang_rt.*)\.a))$/;

const BLOCK = 512;

export class Compiler {
  private readonly system: System;
  private readonly program: Program;
  private readonly directory: MemoryDirectory;
  private readonly bounds: RunOptions;
  /** Hears of each command and what has become of it. */
  private readonly onRun: (command: string, result: RunResult) => void;

  private constructor(parts: CompilerParts & { readonly program: Program }) {
    this.system = parts.system;
    this.program = parts.program;
    this.directory = parts.directory;
    this.bounds = parts.bounds;
    this.onRun = parts.onRun;
  }

  static async load(parts: CompilerParts): Promise<Compiler> {
    const folder = dirname(fileURLToPath(import.meta.resolve("@yowasp/clang")));
    for (const [path, content] of filesIn(readFileSync(join(folder, "llvm-resources.tar"))))
      if (NEEDED.test(path)) await parts.directory.write(`usr/${path}`, content);
    await parts.directory.write("tmp/.keep", "");
    const program = await parts.system.load(readFileSync(join(folder, "llvm.core.wasm")));
    return new Compiler({ ...parts, program });
  }

  /** Compiles and links a program in C in the directory. Throws what the compiler says if it is wrong. */
  async compile(source: string, output: string): Promise<void> {
    const said = await this.run("clang: what is to do", driverCommand(source, output));
    for (const command of commandsIn(said))
      await this.run(command.includes("-cc1") ? "clang: compile" : "wasm-ld: link", command);
  }

  private async run(name: string, args: readonly string[]): Promise<string> {
    const result = await this.system.run(this.program, {
      name,
      args: ["llvm", ...args],
      directories: [{ memory: this.directory, guest: "/" }],
      stdout: "collect",
      stderr: "collect",
      ...this.bounds,
    });
    this.onRun(name, result);
    const said = Buffer.concat([result.stdout, result.stderr]).toString();
    if (result.kind !== "exited" || result.code !== 0) throw new Error(`${name}: ${result.kind}\n${said}`);
    return said;
  }
}

export interface CompilerParts {
  readonly system: System;
  /** Where it works. */
  readonly directory: MemoryDirectory;
  /** What each of its commands may use. */
  readonly bounds: RunOptions;
  onRun(command: string, result: RunResult): void;
}

/** What asks the driver for the commands that compile and link a program. */
export const driverCommand = (source: string, output: string): string[] => [
  "clang",
  "-###",
  "-O2",
  source,
  "-o",
  output,
];

/** The commands that the driver would run: lines of quoted words. */
export function commandsIn(said: string): string[][] {
  const lines = said.split("\n").filter((line) => line.startsWith(' "'));
  return lines.map((line) =>
    [...line.matchAll(/ (?:"((?:[^"\\]|\\.)*)"|([^ "]+))/g)]
      .map(([, quoted, plain]) => plain ?? quoted!.replaceAll(/\\(.)/g, "$1"))
      .filter((word) => word !== ""),
  );
}

/** The files of an archive in the format ustar: a block that says name, size and kind, then the content. */
function* filesIn(archive: Buffer): Generator<readonly [path: string, content: Buffer]> {
  const text = (at: number, length: number): string =>
    archive.toString("latin1", at, at + length).replace(/\0.*$/s, "");
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0;) {
    const size = Number.parseInt(text(at + 124, 12), 8) || 0;
    const prefix = text(at + 345, 155);
    const path = (prefix ? `${prefix}/` : "") + text(at, 100);
    const isFile = archive[at + 156] === 0x30 || archive[at + 156] === 0;
    if (isFile) yield [path.replace(/^\.\//, ""), archive.subarray(at + BLOCK, at + BLOCK + size)];
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
}

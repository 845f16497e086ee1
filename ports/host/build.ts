/**
 * Programs in Kernel TypeScript, compiled: the kernel itself, and programs that it runs.
 *
 * Owns        the modules that are kept in .welkin/build: beside each, what it was made from.
 * Invariants  a kept module is used only if it would be made again as it is: the compiler and every source file are
 *             what they were. Without a writable folder all works, slower.
 * Not here    what the modules import and do.
 */
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "../..");
const KEPT = join(ROOT, ".welkin", "build");

/** What a module was made from. */
interface Origin {
  /** The hash of the compiler's own sources. */
  readonly compiler: string;
  /** Each source file and the hash of its text. */
  readonly sources: readonly (readonly [path: string, hash: string])[];
  /** The hash of the module. */
  readonly module: string;
}

/** The module of the program whose main file is `path`, from the project's folder. Throws what is wrong with it. */
export async function build(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const kept = readKept(path);
  if (kept) return kept;
  const { loadProgram } = await import("../../language/front/index.ts");
  const { program, diagnostics, files } = loadProgram([join(ROOT, path)], { root: ROOT });
  if (!program)
    throw new Error(diagnostics.map(({ span, message }) => `${span.file}: ${message}`).join("\n"));
  const { compile } = await import("../../compiler/compile.ts");
  const { binary } = compile(program, { entry: path.replace(/\.ts$/, ""), optimise: true });
  const sources = files.map(({ path: file, text }) => [relative(ROOT, file), hash(text)] as const);
  keep(path, binary, { compiler: compilerHash(), sources, module: hash(binary) });
  return binary;
}

/** Is there a module of this program that is current, so that `build` takes no time? */
export const isBuilt = (path: string): boolean => readKept(path) !== undefined;

/** What somebody has found out already: that nothing has changed of what kept modules were made from. */
let isCurrent = false;

/** All kept modules are current from now on, without looking. */
export function trustKept(): void {
  isCurrent = true;
}

function readKept(path: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    if (isCurrent) return new Uint8Array(readFileSync(keptAt(path, "wasm")));
    const origin = JSON.parse(readFileSync(keptAt(path, "json"), "utf8")) as Origin;
    const module = new Uint8Array(readFileSync(keptAt(path, "wasm")));
    const isAsItWas =
      origin.compiler === compilerHash() &&
      origin.module === hash(module) &&
      origin.sources.every(([file, text]) => hash(readFileSync(join(ROOT, file))) === text);
    return isAsItWas ? module : undefined;
  } catch {
    return undefined;
  }
}

function keep(path: string, module: Uint8Array, origin: Origin): void {
  try {
    mkdirSync(dirname(keptAt(path, "wasm")), { recursive: true });
    replace(keptAt(path, "wasm"), module);
    replace(keptAt(path, "json"), JSON.stringify(origin));
  } catch {
    // It is made again next time.
  }
}

/** Renames a new file over the old one, so that no half of it is ever there. */
export function replace(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.new`;
  try {
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function keptAt(path: string, extension: string): string {
  return join(KEPT, path.replace(/ts$/, extension));
}

export function hash(content: string | Uint8Array): string {
  // Loaded when it is used: a program that starts with kept modules needs none of it.
  return process.getBuiltinModule("node:crypto").createHash("sha256").update(content).digest("hex");
}

/** All that turns sources into modules: the front end, the compiler, the versions of what they use. */
function compilerHash(): string {
  return hashOf([...sourcesIn("language"), ...sourcesIn("compiler"), "package-lock.json"]);
}

/** The source files in a folder of the project, without tests. */
export function sourcesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !/(^|[\\/])(test|fuzz)[\\/]/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** The hash of files of the project and of their names. */
export const hashOf = (files: readonly string[]): string =>
  hash(files.map((file) => `${file} ${hash(readFileSync(join(ROOT, file)))}`).join("\n"));

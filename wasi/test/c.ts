/**
 * Programs in C for WASI, compiled by Clang (itself WebAssembly, npm `@yowasp/clang`).
 *
 * Owns        what is kept in .welkin/c: each module by the hash of all that it was made from.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commands, runLLVM } from "@yowasp/clang";

const ROOT = join(import.meta.dirname, "../..");
const KEPT = join(ROOT, ".welkin", "c");
const HEADERS = ["wasi/test/programs/check.h", "programs/include/welkin_process.h"];

const OPTIONS = ["-O1", "-Wall", "-Wextra", "-Werror"];

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** A program of wasi/test/programs/. */
export const compileC = (name: string): Promise<Uint8Array<ArrayBuffer>> =>
  compileText(name, read(`wasi/test/programs/${name}.c`));

/** A program in one file. */
export async function compileText(name: string, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const headers = HEADERS.map((path) => [path.slice(path.lastIndexOf("/") + 1), read(path)]);
  const files = { [`${name}.c`]: text, ...Object.fromEntries(headers) };
  const made = JSON.stringify([OPTIONS, files, read("node_modules/@yowasp/clang/package.json")]);
  const kept = join(KEPT, `${name}-${createHash("sha256").update(made).digest("hex").slice(0, 16)}.wasm`);
  try {
    return new Uint8Array(readFileSync(kept));
  } catch {
    const module = await compile(`${name}.c`, files);
    keep(kept, module);
    return module;
  }
}

async function compile(
  main: string,
  files: Readonly<Record<string, string>>,
): Promise<Uint8Array<ArrayBuffer>> {
  // Loads the compiler, which would otherwise report its progress among the results.
  await runLLVM(undefined, {}, { fetchProgress: () => undefined });
  const made = await commands.clang([...OPTIONS, "-o", "out.wasm", main], files);
  const module = made?.["out.wasm"];
  if (!(module instanceof Uint8Array)) throw new Error(`Clang made nothing of ${main}`);
  return new Uint8Array(module);
}

function keep(path: string, module: Uint8Array): void {
  mkdirSync(KEPT, { recursive: true });
  const temporary = `${path}.${process.pid}.new`;
  writeFileSync(temporary, module);
  renameSync(temporary, path);
}

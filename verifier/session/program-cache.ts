/**
 * The program cache: programs that were proved, as they are.
 *
 *     .welkin/cache/programs/HASH     one file for each root file and setting: { checksum, inputs, functions, generics }
 *
 * Owns        these files.
 * Invariants
 *   - An entry holds only while every input is what it was, byte for byte: the program's files, the tool's own
 *     sources, the solver and the options. So it is never stale; there are no dependencies to track within it.
 *   - Only programs of which everything is proved are kept. A damaged file is ignored, never trusted.
 * Why         with thousands of obligations, loading programs and printing scripts takes seconds, even if the answer
 *             to each script is known (cache.ts).
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Span } from "../../language/ir.ts";
import type { FunctionResult } from "./verdict.ts";

/** A file as it was read, with its absolute path. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A generic declaration, and whether the program has an instance of it. */
export interface Generic {
  readonly name: string;
  readonly span: Span;
  readonly instantiated: boolean;
}

/** A file and the hash of its text. */
export type Input = readonly [path: string, hash: string];

export interface ProvedProgram {
  /** All files of the program, absolute. */
  readonly inputs: readonly Input[];
  readonly functions: readonly FunctionResult[];
  readonly generics: readonly Generic[];
}

export interface ProgramCache {
  /** What was proved of the program of this root file, if it is still as it was. */
  get(root: string, setting: string): ProvedProgram | undefined;
  /** `files` are what was proved, whatever has become of them on disk since. */
  set(
    root: string,
    setting: string,
    files: readonly SourceFile[],
    functions: readonly FunctionResult[],
    generics: readonly Generic[],
  ): void;
}

/** Keeps nothing. */
export const NO_PROGRAM_CACHE: ProgramCache = { get: () => undefined, set: () => undefined };

interface Kept {
  readonly name: string;
  readonly sourceName: string;
  readonly span: Span;
  readonly obligations: number;
}

interface Entry {
  readonly inputs: readonly Input[];
  readonly functions: readonly Kept[];
  readonly generics: readonly Generic[];
}

/** A cache in a folder. What cannot be written is left unwritten: cache.ts warns of the same folder. */
export function programCache(folder: string): ProgramCache {
  let tool: string | undefined;
  const fileOf = (root: string, setting: string): string => {
    tool ??= toolHash();
    return join(folder, hash(JSON.stringify([tool, setting, root])).slice(0, 32));
  };
  return {
    get(root, setting) {
      const entry = readEntry(fileOf(root, setting));
      if (!entry?.inputs.every(([path, expected]) => fileHash(path) === expected)) return undefined;
      return { inputs: entry.inputs, functions: entry.functions.map(asProved), generics: entry.generics };
    },
    set(root, setting, files, functions, generics) {
      if (functions.some(({ status }) => status !== "proved")) return;
      const kept = functions.map(({ name, sourceName, span, obligations }) => ({
        name,
        sourceName,
        span,
        obligations,
      }));
      writeEntry(folder, fileOf(root, setting), { inputs: inputsOf(files), functions: kept, generics });
    },
  };
}

export function inputsOf(files: readonly SourceFile[]): readonly Input[] {
  return files.map(({ path, text }) => [path, hash(text)] as const);
}

/** Was each file the same whenever it was read? A file may be saved between the loading of two programs. */
export function consistent(inputs: readonly Input[]): boolean {
  const seen = new Map(inputs);
  return inputs.every(([path, text]) => seen.get(path) === text);
}

function asProved(kept: Kept): FunctionResult {
  return { ...kept, status: "proved", cached: kept.obligations, milliseconds: 0, failures: [] };
}

function readEntry(path: string): Entry | undefined {
  try {
    const { checksum, entry } = JSON.parse(readFileSync(path, "utf8")) as { checksum: string; entry: Entry };
    return checksum === hash(JSON.stringify(entry)) ? entry : undefined;
  } catch {
    return undefined;
  }
}

function writeEntry(folder: string, path: string, entry: Entry): void {
  const temporary = `${path}.${process.pid}.new`;
  try {
    mkdirSync(folder, { recursive: true });
  } catch {
    return;
  }
  try {
    writeFileSync(temporary, JSON.stringify({ checksum: hash(JSON.stringify(entry)), entry }));
    renameSync(temporary, path);
  } catch {
    rmSync(temporary, { force: true });
  }
}

function fileHash(path: string): string {
  try {
    return hash(readFileSync(path));
  } catch {
    return "absent";
  }
}

function hash(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** All that turns sources into verdicts, the choice of what is asked (cli/) included, and the version of the parser. */
function toolHash(): string {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const sources = ["language", "verifier", "cli"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !/(^|[\\/])test[\\/]/.test(name))
      .sort()
      .map((name) => `${folder}/${name} ${fileHash(join(root, folder, name))}`),
  );
  return hash(
    [...sources, fileHash(join(root, "package.json")), fileHash(join(root, "package-lock.json"))].join("\n"),
  );
}

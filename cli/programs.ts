/**
 * Programs: from source files to loaded programs and their functions.
 *
 * Owns        the grouping of files: a file that no other named one imports is the root of a program, which is that
 *             file and all that it imports. Each program is loaded by itself, as it is built. Module names start
 *             at the project's folder (sources.ts): they, and with them the cache, are the same from wherever the
 *             command is run.
 * Invariants  a function that several programs share appears once: what it obliges to depends only on what its
 *             module imports. So no two files are modules of one name: the functions of one would pass for the other's.
 * Not here    parsing and checking (language/front).
 */
import { relative, resolve } from "node:path";
import { importsOf } from "../language/front/index.ts";
import type { Program } from "../language/ir.ts";
import { EXIT } from "./exit-codes.ts";
import type { Generic, ProvedProgram, SourceFile } from "../verifier/session/program-cache.ts";
import { Failure, usageFailure } from "./command.ts";
import { moduleRoot, sourceFiles } from "./sources.ts";
import type { Diagnostic, Loaded, ToolChain } from "./toolchain.ts";

/** A program and where it comes from. */
export interface LoadedProgram {
  readonly root: string;
  readonly program: Program;
  readonly files: readonly SourceFile[];
  readonly generics: readonly Generic[];
}

export interface Programs {
  readonly loaded: readonly LoadedProgram[];
  readonly programs: readonly Program[];
  /** Those that need not be loaded. */
  readonly proved: readonly ProvedProgram[];
  readonly diagnostics: readonly Diagnostic[];
  /** Generic declarations of which no program has an instance: nothing is proved of them. */
  readonly uninstantiated: readonly Generic[];
  /** All files that were read, absolute. */
  readonly files: readonly string[];
}

/** Loads the programs that the files make up, except those that `known` knows to be proved. */
export function loadPrograms(
  files: readonly string[],
  folder: string,
  tools: ToolChain,
  known: (root: string) => ProvedProgram | undefined = () => undefined,
): Programs {
  const loaded: LoadedProgram[] = [];
  const proved: ProvedProgram[] = [];
  const diagnostics = new Map<string, Diagnostic>();
  const read = new Set<string>();
  const modules = new Map<string, string>();
  // Roots come first; what no root has brought along after all (it changed meanwhile) is a root itself.
  for (const root of new Set([...programRoots(files), ...files])) {
    if (read.has(root)) continue;
    read.add(root);
    const before = known(root);
    if (before) {
      proved.push(before);
      for (const [path] of before.inputs) {
        read.add(path);
        nameModule(modules, moduleRoot(folder, root), path);
      }
      continue;
    }
    const {
      program,
      files: texts,
      diagnostics: found,
      generics,
    } = tools.load([root], moduleRoot(folder, root));
    if (program) loaded.push({ root, program, files: texts, generics });
    for (const { path } of texts) nameModule(modules, moduleRoot(folder, root), path);
    for (const diagnostic of found) diagnostics.set(JSON.stringify(diagnostic), diagnostic);
    for (const { path } of texts) read.add(path);
  }
  const programs = loaded.map(({ program }) => program);
  return {
    loaded,
    programs,
    proved,
    diagnostics: [...diagnostics.values()],
    uninstantiated: withoutInstance([...loaded, ...proved].flatMap(({ generics }) => generics)),
    files: [...read],
  };
}

/** What one program leaves without instances another may use; each once. */
function withoutInstance(generics: readonly Generic[]): readonly Generic[] {
  const found = new Map(generics.map((generic) => [generic.name, generic]));
  for (const { name, instantiated } of generics) if (instantiated) found.delete(name);
  return [...found.values()];
}

/** Names start at the project's folder or at the file system's, so a file of either could have the name of another. */
function nameModule(modules: Map<string, string>, start: string, path: string): void {
  const name = relative(start, path);
  const other = modules.get(name) ?? path;
  if (other !== path)
    throw new Failure(`${other} and ${path} would be one module: verify them apart`, EXIT.notLoaded);
  modules.set(name, path);
}

/** The files that no other of them imports. Files that import each other in a cycle are all roots. */
export function programRoots(files: readonly string[]): readonly string[] {
  const imports = new Map(files.map((file) => [file, importsOf(file).files]));
  const reachable = (from: string): ReadonlySet<string> => {
    const seen = new Set<string>();
    const waiting = [...(imports.get(from) ?? [])];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      waiting.push(...(imports.get(next) ?? []));
    }
    return seen;
  };
  const reached = new Map(files.map((file) => [file, reachable(file)]));
  return files.filter((file) =>
    files.every((other) => !reached.get(other)?.has(file) || reached.get(file)?.has(other)),
  );
}

/** A function to verify, and the program that it is part of. */
export interface NamedUnit {
  readonly program: Program;
  readonly name: string;
}

/** The units of all programs, each once; those that `only` names, if given, by the full name or as written. */
export function unitsOf(
  programs: readonly Program[],
  tools: ToolChain,
  only: string | undefined,
): readonly NamedUnit[] {
  const units = new Map<string, NamedUnit>();
  for (const program of programs)
    for (const name of tools.unitNames(program))
      if (!units.has(name) && (only === undefined || isNamed(program, name, only)))
        units.set(name, { program, name });
  if (only !== undefined && units.size === 0)
    throw new Failure(`no function ${JSON.stringify(only)} here that is verified`, EXIT.usage);
  return [...units.values()];
}

function isNamed(program: Program, name: string, wanted: string): boolean {
  const declaration = program.functions.get(name) ?? program.specs.get(name);
  return name === wanted || declaration?.sourceName === wanted;
}

/** The program of one main file, and the name of that file's module. */
export function loadMain(
  path: string,
  folder: string,
  tools: ToolChain,
): Loaded & { readonly module: string } {
  const [file, ...others] = sourceFiles([path], folder);
  if (file === undefined || others.length > 0) throw usageFailure(`${path}: name one file`);
  const loaded = tools.load([file], moduleRoot(folder, file));
  const { program, diagnostics } = loaded;
  if (!program || diagnostics.length > 0)
    return { diagnostics, files: loaded.files, generics: [], module: "" };
  const main = program.modules.find((one) => resolve(folder, one.file) === file);
  if (!main) throw new Error(`no module of ${file}`);
  return { ...loaded, module: main.name };
}

/**
 * Sources: from the paths that a user names to the files that are meant.
 *
 * Owns        the search of folders, the folder of the project.
 * Invariants  a file that is named is taken; in a folder, what imports "welkin" or a file that does is, except tests,
 *             declarations, hidden folders and node_modules; in a folder `test`, whose files may use constants of programs, what
 *             imports "welkin" itself. What is overlooked here would pass for proved.
 * Not here    the reading of imports (language/front).
 */
import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, parse, resolve, sep } from "node:path";
import { importsOf } from "../language/front/index.ts";
import { Failure, usageFailure } from "./command.ts";
import { EXIT } from "./exit-codes.ts";

/** All files that the paths mean, absolute, sorted within each folder, each once. */
export function sourceFiles(paths: readonly string[], folder: string): readonly string[] {
  if (paths.length === 0) throw usageFailure("name a file or a folder");
  const found = paths.flatMap((path) => filesOf(path, resolve(folder, path)));
  return [...new Set(found)];
}

function filesOf(path: string, absolute: string): readonly string[] {
  if (!existsSync(absolute)) throw new Failure(`${path}: no such file or folder`, EXIT.notLoaded);
  if (!statSync(absolute).isDirectory()) {
    if (!absolute.endsWith(".ts")) throw new Failure(`${path}: not a TypeScript file (.ts)`, EXIT.notLoaded);
    return [absolute];
  }
  const files = kernelFilesBelow(absolute);
  if (files.length === 0)
    throw new Failure(`${path}: no file in this folder imports "welkin"`, EXIT.notLoaded);
  return files;
}

function kernelFilesBelow(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.name.startsWith(".") || entry.name === "node_modules") return [];
    if (entry.isDirectory()) return kernelFilesBelow(path);
    if (!entry.isFile() || !/(?<!\.d|\.test)\.ts$/.test(entry.name)) return [];
    const isProgram =
      basename(folder) === "test" ? importsOf(path).vocabulary : reachesVocabulary(path, new Set());
    return isProgram ? [path] : [];
  });
}

/** Code without a contract of its own needs nothing of "welkin", but calls what has one. */
function reachesVocabulary(path: string, seen: Set<string>): boolean {
  if (seen.has(path)) return false;
  seen.add(path);
  const { vocabulary, files } = importsOf(path);
  return vocabulary || files.some((file) => reachesVocabulary(file, seen));
}

/** The nearest folder upwards with a package.json, else the folder itself. */
export function projectFolder(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, "package.json"))) return at;
    if (dirname(at) === at) return folder;
  }
}

/** The folder that the module names of a program start at: the project's, or for a file elsewhere the file system's. */
export function moduleRoot(folder: string, file: string): string {
  const project = projectFolder(folder);
  return file.startsWith(project + sep) ? project : parse(file).root;
}

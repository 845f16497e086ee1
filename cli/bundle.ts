/**
 * The bundle of `welkin run`: all modules that it takes to run a program, as one script that starts fast.
 *
 * Owns        how it is made: each module is transpiled to a function, in .welkin/build/run.cjs; beside it, what it was made from,
 *             so that the launcher knows whether it is current (bundled.mjs).
 * Not here    how a module is transpiled (language/front/transpile.ts); whether it is used: without it all works, slower.
 */
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { transpile } from "../language/front/transpile.ts";
import { replace, ROOT, sourcesIn } from "../ports/host/build.ts";
import { rewriterVersion } from "../ports/host/rewritten.ts";

const ENTRY = "cli/run-main.ts";
const BUNDLE = join(ROOT, ".welkin", "build", "run.cjs");

/** What kept modules are made from, too: where nothing of this has changed they are current. */
const FOLDERS = ["language", "compiler", "kernel", "library", "programs", "services", "wasi"];

/** Makes the bundle. Without a writable folder nothing is made. */
export function makeBundle(): void {
  try {
    const modules = new Map<string, string>();
    add(ENTRY, modules);
    const files = [...new Set([...modules.keys(), ...FOLDERS.flatMap(sourcesIn), "package-lock.json"])];
    const stamps = Object.fromEntries(files.map((file) => [file, stampOf(join(ROOT, file))]));
    mkdirSync(dirname(BUNDLE), { recursive: true });
    replace(BUNDLE, textOf(modules));
    replace(BUNDLE.replace(/cjs$/, "json"), JSON.stringify({ stamps }));
  } catch {
    // It is tried again next time.
  }
}

/** As bundled.mjs looks at files. */
function stampOf(path: string): string {
  const { mtimeMs, size } = statSync(path);
  return `${mtimeMs} ${size}`;
}

/** Adds a module and those that it imports. */
function add(path: string, modules: Map<string, string>): void {
  if (modules.has(path)) return;
  modules.set(path, "");
  const source = readFileSync(join(ROOT, path), "utf8")
    .replaceAll("import.meta.dirname", JSON.stringify(dirname(join(ROOT, path))))
    .replaceAll("import.meta.url", JSON.stringify(pathToFileURL(join(ROOT, path)).href))
    .replaceAll(/\bimport\("(\.[^"]+)"\)/g, (_, target: string) => {
      // What is imported when it is used: of the port, it belongs to the bundle; the compiler does not.
      if (named(path, target).startsWith("ports/")) add(named(path, target), modules);
      return `__imported(${JSON.stringify(named(path, target))})`;
    });
  const text = transpile(source, path).replaceAll(/\brequire\("(\.[^"]+)"\)/g, (_, target: string) => {
    add(named(path, target), modules);
    return `__load(${JSON.stringify(named(path, target))})`;
  });
  modules.set(path, text);
}

const named = (from: string, target: string): string => relative(ROOT, join(ROOT, dirname(from), target));

function textOf(modules: ReadonlyMap<string, string>): string {
  const functions = [...modules].map(([path, text]) => `${JSON.stringify(path)}(exports) {\n${text}\n}`);
  return `"use strict";
// All that is used of it: what Node gives takes long to load.
const performance = { now: () => Number(process.hrtime.bigint()) / 1e6 };
const modules = {
${functions.join(",\n")}
};
const loaded = new Map();
function __load(path) {
  let exports = loaded.get(path);
  if (!exports) {
    exports = {};
    loaded.set(path, exports);
    modules[path](exports);
  }
  return exports;
}
async function __imported(path) {
  return path in modules ? __load(path) : await import(${JSON.stringify(pathToFileURL(ROOT).href)} + "/" + path);
}
exports.main = (parameters) => __load(${JSON.stringify(ENTRY)}).main(parameters, ${JSON.stringify(rewriterVersion())});
`;
}

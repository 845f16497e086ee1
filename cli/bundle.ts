/**
 * The bundle of `welkin run`: all modules that it takes to run a program, as one script that starts fast.
 *
 * Owns        how it is made, in .welkin/build: run-HASH.cjs, a function of what it needs of its surroundings; and run.json, which
 *             says which one is current and what that was made from, for the launcher (welkin.mjs).
 * Not here    whether it is used: without it all works, slower.
 */
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { hash, replace, ROOT, sourcesIn } from "../ports/host/build.ts";
import { rewriterVersion } from "../ports/host/rewritten.ts";

const ENTRY = join(ROOT, "cli/run-main.ts");
const FOLDER = join(ROOT, ".welkin/build");

/** What kept modules are made from, too: where nothing of this has changed they are current. */
const FOLDERS = ["language", "compiler", "kernel", "library", "programs", "services", "wasi"];

/** What makes the bundle, and loads it. */
const MAKERS = ["cli/bundle.ts", "cli/welkin.mjs", "package-lock.json"];

const OPTIONS = {
  absWorkingDir: ROOT,
  bundle: true,
  write: false,
  metafile: true,
  platform: "node",
  target: "node24",
} as const;

/** What is imported when it is used: of the port, it belongs to the bundle; the compiler and other commands do not. */
const LATER: Plugin = {
  name: "later",
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
      const file = join(resolveDir, path);
      if (kind !== "dynamic-import" || file.startsWith(join(ROOT, "ports/"))) return undefined;
      return { path: pathToFileURL(file).href, external: true };
    });
  },
};

/** Modules that export nothing but data, the same at each run. */
const DATA = /ports\/host\/(calls|made)\.ts$/;

/** Of these the bundle has the data, and nothing of what makes it. `sources`: gets the files that it is made from. */
const ready = (sources: Set<string>): Plugin => ({
  name: "ready",
  setup({ onLoad }) {
    onLoad({ filter: DATA }, async ({ path }) => {
      const { outputFiles, metafile } = await build({ ...OPTIONS, entryPoints: [path], format: "esm" });
      for (const source of Object.keys(metafile.inputs)) sources.add(source);
      const module = Buffer.from(outputFiles[0]!.contents).toString("base64");
      const data = Object.entries(await import(`data:text/javascript;base64,${module}`));
      return {
        contents: data.map(([name, value]) => `export const ${name} = ${literal(value)};`).join("\n"),
      };
    });
  },
});

function literal(value: unknown): string {
  if (value instanceof Map) return `new Map(${literal([...value])})`;
  if (value instanceof Set) return `new Set(${literal([...value])})`;
  if (value instanceof Uint8Array) return `Buffer.from("${Buffer.from(value).toString("base64")}", "base64")`;
  return JSON.stringify(value);
}

/** Makes the bundle. Without a writable folder nothing is made. */
export async function makeBundle(): Promise<void> {
  try {
    const { text, sources } = await bundled();
    const name = `run-${hash(text).slice(0, 16)}`;
    const files = [...new Set([...sources, ...FOLDERS.flatMap(sourcesIn), ...MAKERS])];
    const stamps = files.map((file) => statSync(join(ROOT, file)));
    const [times, sizes] = [stamps.map(({ mtimeMs }) => mtimeMs), stamps.map(({ size }) => size)];
    mkdirSync(FOLDER, { recursive: true });
    replace(join(FOLDER, `${name}.cjs`), text);
    replace(
      join(FOLDER, "run.json"),
      JSON.stringify({ name, rewriter: rewriterVersion(), files, times, sizes }),
    );
    for (const file of readdirSync(FOLDER))
      if (/^run-.*\.(cjs|code)$/.test(file) && !file.startsWith(name)) rmSync(join(FOLDER, file));
  } catch {
    // It is tried again next time.
  }
}

/** The script, and the files that it is made from. */
async function bundled(): Promise<{ readonly text: string; readonly sources: Iterable<string> }> {
  const sources = new Set<string>();
  const { outputFiles, metafile } = await build({
    ...OPTIONS,
    entryPoints: [ENTRY],
    format: "cjs",
    // Names and lines stay, for messages and traces of stacks.
    minifySyntax: true,
    banner: { js: "(function (require, module, performance, __import) {" },
    footer: { js: "})" },
    define: { "import.meta.dirname": JSON.stringify(join(ROOT, "ports/host")) },
    plugins: [LATER, ready(sources)],
  });
  for (const source of Object.keys(metafile.inputs)) sources.add(source);
  // A script cannot import by itself.
  const text = outputFiles[0]!.text.replaceAll('import("file:', '__import("file:');
  return { text, sources };
}

/**
 * Rewritten modules that are kept, so that a program which is run again is not rewritten again.
 *
 * Owns        the folder .welkin/modules: for each version of the rewriter, modules beside what they were made from.
 * Bound       MOST modules and MOST_BYTES of a version; those that were made first go.
 * Invariants  a kept module is used only if it would be made again as it is: what it was made from is compared byte by byte. Without
 *             a writable folder all works, slower.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { hashOf, replace, ROOT, sourcesIn } from "./build.ts";
import type { Description } from "./rewriter/description.ts";

const FOLDER = join(ROOT, ".welkin", "modules");

/** Modules that are kept, and bytes of all their files. */
const MOST = 64;
const MOST_BYTES = 2 ** 30;

/** Bytes of a module that its name is made of. */
const SAMPLES = 256;

export interface Rewritten {
  readonly binary: Uint8Array<ArrayBuffer>;
  readonly description: Description;
}

let version: string | undefined;

/** The version of the rewriter, where somebody knows it already. */
export function setRewriterVersion(known: string): void {
  version = known;
}

/** All on which it depends what a module is rewritten to. */
export function rewriterVersion(): string {
  version ??= hashOf([
    ...sourcesIn("ports/host/rewriter"),
    ...sourcesIn("kernel/interface"),
    "ports/host/calls.ts",
    "ports/host/module.ts",
  ]).slice(0, 16);
  return version;
}

/** What a module is rewritten to, if that is kept. */
export function findRewritten(source: Uint8Array): Rewritten | undefined {
  try {
    const name = nameOf(source);
    if (!readFileSync(place(name, "source")).equals(source)) return undefined;
    const description = JSON.parse(readFileSync(place(name, "json"), "utf8")) as Description;
    return { binary: new Uint8Array(readFileSync(place(name, "wasm"))), description };
  } catch {
    return undefined;
  }
}

export function keepRewritten(source: Uint8Array, { binary, description }: Rewritten): void {
  try {
    const name = nameOf(source);
    const folder = join(FOLDER, rewriterVersion());
    mkdirSync(folder, { recursive: true });
    replace(place(name, "source"), "");
    replace(place(name, "wasm"), binary);
    replace(place(name, "json"), JSON.stringify(description));
    replace(place(name, "source"), source);
    prune(folder);
  } catch {
    // It is made again next time.
  }
}

/** The name under which a module is kept: of its length and of some of its bytes, so that few have the same. */
function nameOf(source: Uint8Array): string {
  const step = Math.max(1, Math.floor(source.length / SAMPLES));
  let sum = 0;
  for (let at = 0; at < source.length; at += step) sum = (Math.imul(sum, 31) + source[at]!) | 0;
  return `${source.length}-${(sum >>> 0).toString(16)}`;
}

function place(name: string, extension: string): string {
  return join(FOLDER, rewriterVersion(), `${name}.${extension}`);
}

/** Removes what was made by other versions, and the oldest where there are too many. */
function prune(folder: string): void {
  for (const other of readdirSync(FOLDER))
    if (other !== rewriterVersion()) rmSync(join(FOLDER, other), { recursive: true, force: true });
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  const modules = names.map((name) => moduleIn(folder, name)).toSorted((a, b) => b.made - a.made);
  let bytes = 0;
  for (const [index, { files, size }] of modules.entries()) {
    bytes += size;
    if (index >= MOST || bytes > MOST_BYTES) for (const file of files) rmSync(file, { force: true });
  }
}

/** The files of a module, when it was made, and bytes in all. */
function moduleIn(folder: string, name: string) {
  const files = ["json", "wasm", "source"].map((extension) => join(folder, name.replace(/json$/, extension)));
  const found = files.map((file) => statSync(file, { throwIfNoEntry: false }));
  const size = found.reduce((sum, one) => sum + (one?.size ?? 0), 0);
  return { files, made: found[0]?.mtimeMs ?? 0, size };
}

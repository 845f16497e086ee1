/**
 * Rewritten modules that are kept, so that a program which is run again is not rewritten again.
 *
 * Owns        the folder .welkin/modules: for each version of the rewriter, modules beside what they were made from.
 * Bound       MOST modules of a version; those that were made first go.
 * Invariants  a kept module is used only if it would be made again as it is: what it was made from is compared byte by byte. Without
 *             a writable folder all works, slower.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { hashOf, replace, ROOT, sourcesIn } from "./build.ts";
import type { Description } from "./rewriter/description.ts";

const FOLDER = join(ROOT, ".welkin", "modules");

/** Modules that are kept. */
const MOST = 64;

/** Bytes of a module that its name is made of. */
const SAMPLES = 4096;

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
  const modules = readdirSync(folder).filter((name) => name.endsWith(".json"));
  if (modules.length <= MOST) return;
  const age = (name: string): number => statSync(join(folder, name)).mtimeMs;
  const oldest = modules.toSorted((a, b) => age(a) - age(b)).slice(0, modules.length - MOST);
  for (const name of oldest)
    for (const extension of ["json", "wasm", "source"])
      rmSync(join(folder, name.replace(/json$/, extension)), { force: true });
}

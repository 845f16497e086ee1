/**
 * Rewritten modules that are kept, so that a program which is run again is not rewritten again.
 *
 * Owns        the folder .welkin/modules: for each version of the rewriter, modules by the hash of what they were made from.
 * Bound       MOST modules of a version; those that were made first go.
 * Invariants  a kept module is used only if it would be made again as it is. Without a writable folder all works, slower.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { hash, hashOf, replace, ROOT, sourcesIn } from "./build.ts";
import type { Description } from "./rewriter/description.ts";

const FOLDER = join(ROOT, ".welkin", "modules");

/** Modules that are kept. */
const MOST = 64;

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
export function findRewritten(name: string): Rewritten | undefined {
  try {
    const description = JSON.parse(readFileSync(place(name, "json"), "utf8")) as Description;
    return { binary: new Uint8Array(readFileSync(place(name, "wasm"))), description };
  } catch {
    return undefined;
  }
}

export function keepRewritten(name: string, { binary, description }: Rewritten): void {
  try {
    const folder = join(FOLDER, rewriterVersion());
    mkdirSync(folder, { recursive: true });
    replace(place(name, "wasm"), binary);
    replace(place(name, "json"), JSON.stringify(description));
    prune(folder);
  } catch {
    // It is made again next time.
  }
}

/** The name under which a module is kept. */
export const nameOf = (binary: Uint8Array): string => hash(binary);

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
    for (const extension of ["json", "wasm"])
      rmSync(join(folder, name.replace(/json$/, extension)), { force: true });
}

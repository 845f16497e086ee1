/**
 * Rewritten modules that are kept, so that a program which is run again is not rewritten again.
 *
 * Owns        the folder .welkin/modules: for each version of the rewriter, files of what a module was made from, its description,
 *             and itself.
 * Bound       MOST files and MOST_BYTES of a version; those that were made first go.
 * Invariants  a kept module is used only if it would be made again as it is: what it was made from is compared byte by byte. Without
 *             a writable folder all works, slower.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { hashOf, replace, ROOT, sourcesIn } from "./build.ts";
import type { Description } from "./rewriter/description.ts";

const FOLDER = join(ROOT, ".welkin", "modules");

/** Modules that are kept, and bytes of all their files. */
const MOST = 64;
const MOST_BYTES = 2 ** 30;

/** A file begins with two numbers (u32): how long what follows is, the module that it was made from, and the description. */
const HEADER_BYTES = 8;

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
    const kept = readFileSync(place(source));
    const description = HEADER_BYTES + kept.readUInt32LE(0);
    const binary = description + kept.readUInt32LE(4);
    if (!kept.subarray(HEADER_BYTES, description).equals(source)) return undefined;
    return {
      binary: kept.subarray(binary),
      description: JSON.parse(kept.toString("utf8", description, binary)) as Description,
    };
  } catch {
    return undefined;
  }
}

export function keepRewritten(source: Uint8Array, { binary, description }: Rewritten): void {
  try {
    const text = Buffer.from(JSON.stringify(description));
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt32LE(source.length, 0);
    header.writeUInt32LE(text.length, 4);
    const path = place(source);
    mkdirSync(dirname(path), { recursive: true });
    replace(path, Buffer.concat([header, source, text, binary]));
    prune(dirname(path));
  } catch {
    // It is made again next time.
  }
}

/** Where a module is kept: its name is of its length and of some of its bytes, so that few have the same. */
function place(source: Uint8Array): string {
  const step = Math.max(1, Math.floor(source.length / SAMPLES));
  let sum = 0;
  for (let at = 0; at < source.length; at += step) sum = (Math.imul(sum, 31) + source[at]!) | 0;
  return join(FOLDER, rewriterVersion(), `${source.length}-${(sum >>> 0).toString(16)}`);
}

/** Removes what was made by other versions, and the oldest where there are too many. */
function prune(folder: string): void {
  for (const other of readdirSync(FOLDER))
    if (other !== rewriterVersion()) rmSync(join(FOLDER, other), { recursive: true, force: true });
  const files = readdirSync(folder).map((name) => join(folder, name));
  const modules = files.flatMap((path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    return found ? [{ path, made: found.mtimeMs, size: found.size }] : [];
  });
  let bytes = 0;
  for (const [index, { path, size }] of modules.toSorted((a, b) => b.made - a.made).entries()) {
    bytes += size;
    if (index >= MOST || bytes > MOST_BYTES) rmSync(path, { force: true });
  }
}

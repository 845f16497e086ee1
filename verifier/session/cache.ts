/**
 * The verdict cache: answers of the solver, kept between runs.
 *
 *     .welkin/cache/HASH      one file for each function: the name's hash
 *         welkin-verdicts 1 CHECKSUM
 *         KEY VERDICT         one line for each obligation, the latest used first
 *
 * Owns        these files.
 * Invariants
 *   - A key is the hash of the whole script, the solver's identity and the kind of question. Whatever could change
 *     the answer is in it, so an entry is never stale: it is either found or not.
 *   - A file that is truncated, damaged, or of another version is ignored. A write replaces the file at once.
 *   - A cache that cannot be written costs one warning and nothing else.
 * Not here    protection from someone who can write to the folder: such a one can change the sources too.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DEFINITE, type Verdict } from "./verdict.ts";

const HEADER = "welkin-verdicts 1";

/** Entries that a function's file keeps beyond those of its last run: other seeds, the version before an edit. */
const SPARE_ENTRIES = 256;

/** The answers that are known for one function. */
export interface FunctionCache {
  get(key: string): Verdict | undefined;
  set(key: string, verdict: Verdict): void;
  /** Writes what was used or added, if anything was added. */
  save(): void;
}

export interface VerdictCache {
  open(name: string): FunctionCache;
}

/** The key of one question to one solver. */
export function verdictKey(script: string, solver: string, kind: "proof" | "vacuity"): string {
  return createHash("sha256").update(`${solver}\n${kind}\n`).update(script).digest("hex");
}

/** Remembers for as long as the process runs. */
export function memoryCache(): VerdictCache {
  const memory = new Map<string, Verdict>();
  return { open: () => functionCache(new Map(), memory, () => undefined) };
}

/** A cache in a folder. `warn` is called at most once. */
export function folderCache(folder: string, warn: (message: string) => void): VerdictCache {
  const memory = new Map<string, Verdict>();
  let writable = true;
  const write = (name: string, text: string): void => {
    if (!writable) return;
    try {
      replaceFile(folder, name, text);
    } catch (error) {
      writable = false;
      warn(`verdicts are not cached: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  return {
    open(name) {
      const file = createHash("sha256").update(name).digest("hex").slice(0, 32);
      return functionCache(readEntries(join(folder, file)), memory, (text) => write(file, text));
    },
  };
}

/** `known` is what the function's file says, `memory` what any function has learnt in this process. */
function functionCache(
  known: ReadonlyMap<string, Verdict>,
  memory: Map<string, Verdict>,
  write: (text: string) => void,
): FunctionCache {
  const used = new Map<string, Verdict>();
  let added = false;
  const remember = (key: string, verdict: Verdict): void => {
    used.set(key, verdict);
    memory.set(key, verdict);
    added ||= !known.has(key);
  };
  return {
    get(key) {
      const verdict = known.get(key) ?? memory.get(key);
      if (verdict !== undefined) remember(key, verdict);
      return verdict;
    },
    set(key, verdict) {
      if (!DEFINITE.includes(verdict)) return;
      remember(key, verdict);
    },
    save() {
      if (!added) return;
      const spare = [...known].filter(([key]) => !used.has(key)).slice(0, SPARE_ENTRIES);
      write(formatEntries([...used, ...spare]));
    },
  };
}

function formatEntries(entries: readonly (readonly [string, Verdict])[]): string {
  const body = entries.map(([key, verdict]) => `${key} ${verdict}\n`).join("");
  return `${HEADER} ${checksum(body)}\n${body}`;
}

function readEntries(path: string): ReadonlyMap<string, Verdict> {
  const entries = new Map<string, Verdict>();
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return entries;
  }
  const end = text.indexOf("\n");
  const body = text.slice(end + 1);
  if (end < 0 || text.slice(0, end) !== `${HEADER} ${checksum(body)}`) return entries;
  for (const line of body.split("\n")) {
    const [key, word] = line.split(" ");
    const verdict = DEFINITE.find((candidate) => candidate === word);
    if (key && verdict) entries.set(key, verdict);
  }
  return entries;
}

function checksum(body: string): string {
  return createHash("sha256").update(body).digest("hex");
}

/** Writes beside the file and renames, so that a reader sees the old file or the new one. */
function replaceFile(folder: string, name: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  const temporary = join(folder, `${name}.${process.pid}.new`);
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, join(folder, name));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

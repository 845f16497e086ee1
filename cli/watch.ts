/**
 * Watching: waits until one of the files of a program changes.
 *
 * Owns        the watchers, for one wait.
 * Invariants  editors replace files, so their folders are watched, not they; the many events of one save count once.
 */
import { existsSync, statSync, watch } from "node:fs";
import { dirname, resolve } from "node:path";

/** Editors write a file in several steps; this long after the first event they are done. */
const SETTLE_MILLISECONDS = 80;

/** Ends when a file, or any TypeScript file in a folder among the paths, has changed. Rejects when aborted. */
export async function waitForChange(
  files: readonly string[],
  paths: readonly string[],
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const named = new Set(files);
  const whole = paths.map((path) => resolve(folder, path)).filter(isFolder);
  const folders = new Set([...files.map((file) => dirname(file)), ...whole]);
  const relevant = (at: string, name: string | null): boolean =>
    name === null ||
    named.has(resolve(at, name)) ||
    (name.endsWith(".ts") && whole.some((path) => at.startsWith(path)));
  const closing = new AbortController();
  try {
    await new Promise<void>((done, fail) => {
      for (const at of folders)
        watch(at, { signal: closing.signal }, (_event, name) => {
          if (relevant(at, name)) setTimeout(done, SETTLE_MILLISECONDS);
        }).on("error", fail);
      signal.addEventListener("abort", () => fail(signal.reason as Error), { signal: closing.signal });
    });
  } finally {
    closing.abort();
  }
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

/**
 * Whether the bundle of `welkin run` is current, and its loading.
 *
 * Owns      the comparison of what it was made from with what is there now: times and sizes of files.
 * Not here  how it is made (bundle.ts). This file is plain JavaScript, since it is there to load nothing else.
 */
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** What the bundle exports; undefined if it must be made anew. */
export function loadBundle() {
  try {
    const { stamps } = JSON.parse(readFileSync(`${ROOT}.welkin/build/run.json`, "utf8"));
    for (const file in stamps) {
      const { mtimeMs, size } = statSync(ROOT + file);
      if (`${mtimeMs} ${size}` !== stamps[file]) return undefined;
    }
    return createRequire(import.meta.url)("../.welkin/build/run.cjs");
  } catch {
    return undefined;
  }
}

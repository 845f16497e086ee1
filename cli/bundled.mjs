/**
 * Whether the bundle of `welkin run` is current, and its loading.
 *
 * Owns      the comparison of what it was made from with what is there now: times and sizes of files.
 * Not here  how it is made (bundle.ts). This file is plain JavaScript, since it is there to load nothing else.
 */
import { dirname } from "node:path";

const ROOT = `${dirname(import.meta.dirname)}/`;

/** What the bundle exports; undefined if it must be made anew. */
export function loadBundle() {
  // An import would load all that node:fs can give.
  const { readFileSync, statSync } = process.getBuiltinModule("node:fs");
  try {
    const { stamps } = JSON.parse(readFileSync(`${ROOT}.welkin/build/run.json`, "utf8"));
    for (const file in stamps) {
      const { mtimeMs, size } = statSync(ROOT + file);
      if (`${mtimeMs} ${size}` !== stamps[file]) return undefined;
    }
    return process.getBuiltinModule("node:module").createRequire(import.meta.url)("../.welkin/build/run.cjs");
  } catch {
    return undefined;
  }
}

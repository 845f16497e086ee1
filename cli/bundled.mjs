/**
 * Whether the bundle of `welkin run` is current, and its loading.
 *
 * Owns      the comparison of what it was made from with what is there now: times and sizes of files; the code that V8 has made of
 *           it, which is kept beside it once it has run, so that nothing of it is compiled again.
 * Not here  how it is made (bundle.ts). This file is plain JavaScript, since it is there to load nothing else.
 */
import { dirname } from "node:path";

/** What the bundle is given instead of the global of that name, for which Node would load a lot. */
const performance = {
  now: () => Number(process.hrtime.bigint()) / 1e6,
  get timeOrigin() {
    return globalThis.performance.timeOrigin + globalThis.performance.now() - this.now();
  },
};

/** Loads what is not in the bundle. */
const importLater = (url) => import(url);

/** The bundle of the project in `root`: how it is run, and how what it has become is kept; undefined if it must be made anew. */
export function loadBundle(root = dirname(import.meta.dirname)) {
  // An import would load all that node:fs can give.
  const { readFileSync } = process.getBuiltinModule("node:fs");
  try {
    const folder = `${root}/.welkin/build`;
    const { name, rewriter, stamps } = JSON.parse(readFileSync(`${folder}/run.json`, "utf8"));
    if (!isCurrent(stamps, root)) return undefined;
    const path = `${folder}/${name}`;
    const { script, isNew } = compiled(`${path}.cjs`, `${path}.code`);
    const module = { exports: {} };
    script.runInThisContext()(process.getBuiltinModule, module, performance, importLater);
    return {
      main: (parameters) => module.exports.main(parameters, rewriter),
      keepCode: () => isNew && keep(`${path}.code`, script.createCachedData()),
    };
  } catch {
    return undefined;
  }
}

function isCurrent(stamps, root) {
  const { statSync } = process.getBuiltinModule("node:fs");
  for (const file in stamps) {
    const { mtimeMs, size } = statSync(`${root}/${file}`);
    if (`${mtimeMs} ${size}` !== stamps[file]) return false;
  }
  return true;
}

/** The script; is there no code of it that this version of V8 can use? */
function compiled(path, code) {
  const { readFileSync } = process.getBuiltinModule("node:fs");
  const { Script } = process.getBuiltinModule("node:vm");
  let cachedData;
  try {
    cachedData = readFileSync(code);
  } catch {
    // It has never run.
  }
  const script = new Script(readFileSync(path, "latin1"), { filename: path, cachedData });
  return { script, isNew: !cachedData || script.cachedDataRejected };
}

function keep(path, content) {
  const { renameSync, writeFileSync } = process.getBuiltinModule("node:fs");
  try {
    writeFileSync(`${path}.${process.pid}.new`, content);
    renameSync(`${path}.${process.pid}.new`, path);
  } catch {
    // It is compiled again next time.
  }
}

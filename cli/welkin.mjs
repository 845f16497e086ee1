#!/usr/bin/env node
/**
 * The launcher: finds a Node that runs TypeScript, and starts the command line on it; or the bundle, which starts faster.
 *
 * Owns      the choice of Node: this one if it is 24 or later, else the one that `npm ci` installs.
 *           Whether the bundle of `welkin run` is current: times and sizes of the files that it was made from are what they were. The
 *           code that V8 has made of it, which is kept beside it once it has run, so that nothing of it is compiled again.
 * Not here  everything else (main.ts), how the bundle is made (bundle.ts). This file is plain JavaScript because any Node must be able
 *           to read it, and imports nothing because that takes time.
 */

const NEEDED = 24;

/** What the bundle is given instead of the global of that name, for which Node would load a lot. */
const performance = { now: () => Number(process.hrtime.bigint()) / 1e6 };

/** Loads what is not in the bundle. */
const importLater = (url) => import(url);

if (Number(process.versions.node.split(".")[0]) >= NEEDED) {
  await start(process.argv.slice(2));
} else {
  await startOn("../node_modules/node/bin/node");
}

/** Runs the command line on this Node: what has a bundle, in that. */
async function start(parameters) {
  const bundle = parameters[0] === "run" ? loadBundle(`${import.meta.dirname}/..`) : undefined;
  if (await bundle?.main(parameters)) {
    bundle.keepCode();
    // All is done: what Node would take apart goes with the process.
    process.exit();
  }
  process.getBuiltinModule("node:module").enableCompileCache();
  await (await import("./main.ts")).main(parameters);
}

/** Runs this file again on another Node and ends as that one ends. */
async function startOn(path) {
  const [{ existsSync }, { fileURLToPath }, { spawn }] = await Promise.all(
    ["fs", "url", "child_process"].map((name) => import(`node:${name}`)),
  );
  const node = fileURLToPath(new URL(path, import.meta.url));
  if (!existsSync(node)) {
    console.error(
      `welkin needs Node ${NEEDED} or later, this is ${process.version}; run \`npm ci\` to get one`,
    );
    process.exit(2);
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    console.error(`welkin cannot start ${node}: ${error.message}`);
    process.exit(2);
  });
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
}

// --- The bundle ----------------------------------------------------------------------------------------------

/** The bundle of the project in `root`: how it is run, and how what it has become is kept; undefined if it must be made anew. */
function loadBundle(root) {
  // An import would load all that node:fs can give.
  const { readFileSync } = process.getBuiltinModule("node:fs");
  try {
    const folder = `${root}/.welkin/build`;
    const { name, rewriter, ...made } = JSON.parse(readFileSync(`${folder}/run.json`, "utf8"));
    if (!isCurrent(made, root)) return undefined;
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

/** Are the files of the project what they were when the bundle was made? */
function isCurrent({ files, times, sizes }, root) {
  const { statSync } = process.getBuiltinModule("node:fs");
  return files.every((file, index) => {
    const { mtimeMs, size } = statSync(`${root}/${file}`);
    return mtimeMs === times[index] && size === sizes[index];
  });
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

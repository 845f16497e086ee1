#!/usr/bin/env node
/**
 * The launcher: finds a Node that runs TypeScript, and starts the command line on it.
 *
 * Owns      the choice of Node: this one if it is 24 or later, else the one that `npm ci` installs.
 * Not here  everything else (main.ts). This file is plain JavaScript because any Node must be able to read it.
 */

import { loadBundle } from "./bundled.mjs";

const NEEDED = 24;

if (Number(process.versions.node.split(".")[0]) >= NEEDED) {
  await start(process.argv.slice(2));
} else {
  await startOn("../node_modules/node/bin/node");
}

/** Runs the command line on this Node: what has a bundle, in that. */
async function start(parameters) {
  const bundle = parameters[0] === "run" ? loadBundle() : undefined;
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

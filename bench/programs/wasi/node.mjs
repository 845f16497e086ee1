// The peer: a minimal script that runs a program under node:wasi. node node.mjs PROGRAM [DIRECTORY] [ARGUMENT]
import { readFileSync } from "node:fs";
import { WASI } from "node:wasi";

const [, , program, directory, ...args] = process.argv;
const wasi = new WASI({
  version: "preview1",
  args: ["program", ...args],
  preopens: directory ? { "/": directory } : {},
  returnOnExit: true,
});
const instance = new WebAssembly.Instance(
  new WebAssembly.Module(readFileSync(program)),
  wasi.getImportObject(),
);
process.exitCode = wasi.start(instance);

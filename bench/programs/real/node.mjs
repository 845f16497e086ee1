// The peer: runs a program under node:wasi. node node.mjs PROGRAM DIRECTORIES ARGUMENTS, the last two in JSON.
import { readFileSync } from "node:fs";
import { WASI } from "node:wasi";

const [, , program, directories, args] = process.argv;
const wasi = new WASI({ version: "preview1", args: JSON.parse(args), preopens: JSON.parse(directories) });
const module = new WebAssembly.Module(readFileSync(program));
process.exitCode = wasi.start(new WebAssembly.Instance(module, wasi.getImportObject()));

// The peer: runs one program under node:wasi again and again, each time in an instance of its own. For each list of arguments that it is
// sent it answers with the milliseconds that passed, those of the processor that its thread took, and what the program wrote, to the
// file OUTPUT.
// fork("commands.mjs", [PROGRAM, DIRECTORIES, OUTPUT])
import { closeSync, openSync, readFileSync } from "node:fs";
import { WASI } from "node:wasi";

const [, , program, directories, output] = process.argv;
const module = new WebAssembly.Module(readFileSync(program));

process.on("message", (args) => {
  const written = openSync(output, "w");
  const began = performance.now();
  const used = process.threadCpuUsage();
  const wasi = new WASI({
    version: "preview1",
    args,
    preopens: JSON.parse(directories),
    returnOnExit: true,
    stdout: written,
    stderr: written,
  });
  const code = wasi.start(new WebAssembly.Instance(module, wasi.getImportObject()));
  const time = performance.now() - began;
  const { user, system } = process.threadCpuUsage(used);
  closeSync(written);
  process.send({ code, time, processor: (user + system) / 1000, said: readFileSync(output, "utf8") });
});

/**
 * C to WebAssembly: the peer that generated code is measured against.
 *
 * Owns        the call of Clang (itself WebAssembly, npm `@yowasp/clang`): -O2, no library.
 */
import { readFileSync } from "node:fs";
import { commands, runLLVM } from "@yowasp/clang";

/** The module of a program, which may include programs/include/welkin.h. */
export async function compileC(name: string, source: string): Promise<Uint8Array<ArrayBuffer>> {
  const header = readFileSync(new URL("../programs/include/welkin.h", import.meta.url), "utf8");
  const options = [
    "--target=wasm32",
    "-ffreestanding",
    "-O2",
    "-nostdlib",
    "-Wl,--no-entry",
    "-o",
    "out.wasm",
    name,
  ];
  // Loads the compiler, which would otherwise report its progress among the results.
  await runLLVM(undefined, {}, { fetchProgress: () => undefined });
  const files = await commands.clang(options, { [name]: source, "welkin.h": header });
  const binary = files?.["out.wasm"];
  if (!(binary instanceof Uint8Array)) throw new Error(`Clang made nothing of ${name}`);
  return new Uint8Array(binary);
}

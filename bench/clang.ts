/**
 * C to WebAssembly: the peer that generated code is measured against.
 *
 * Owns        the call of Clang (itself WebAssembly, npm `@yowasp/clang`): -O2, no library.
 */
import { commands, runLLVM } from "@yowasp/clang";

export async function compileC(name: string, source: string): Promise<Uint8Array<ArrayBuffer>> {
  const options = ["--target=wasm32", "-O2", "-nostdlib", "-Wl,--no-entry", "-o", "out.wasm", name];
  // Loads the compiler, which would otherwise report its progress among the results.
  await runLLVM(undefined, {}, { fetchProgress: () => undefined });
  const files = await commands.clang(options, { [name]: source });
  const binary = files?.["out.wasm"];
  if (!(binary instanceof Uint8Array)) throw new Error(`Clang made nothing of ${name}`);
  return new Uint8Array(binary);
}

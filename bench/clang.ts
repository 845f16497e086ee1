/**
 * C to WebAssembly: the peer that generated code is measured against.
 *
 * Owns        the call of Clang (itself WebAssembly, npm `@yowasp/clang`): -O2, no library.
 */
import { commands } from "@yowasp/clang";

export async function compileC(name: string, source: string): Promise<Uint8Array<ArrayBuffer>> {
  const options = ["--target=wasm32", "-O2", "-nostdlib", "-Wl,--no-entry", "-o", "out.wasm", name];
  const files = await commands.clang(options, { [name]: source }, { fetchProgress: () => undefined });
  const binary = files?.["out.wasm"];
  if (!(binary instanceof Uint8Array)) throw new Error(`Clang made nothing of ${name}`);
  return new Uint8Array(binary);
}

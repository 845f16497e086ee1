/**
 * The functions of the module "memory": how a library or a service reaches the byte memory of its process.
 *
 *     load8(address) -> byte; ... store64(address, value); fill(address, value, length); copy(to, from, length);
 *     size() -> pages; grow(pages) -> pages before, or -1
 *
 * Owns        their names, and the module that has them. It is rewritten as all modules are, and so pays for what it does.
 * Not here    its bytes (byte-module.ts), what the functions are to Kernel TypeScript (services/memory.ts), which memory it is
 *             (image.ts).
 */
import { BYTE_FUNCTIONS, BYTES, SHARED_BYTES } from "./made.ts";
import { loadModule, type Module } from "./module.ts";

/** The module that they are imported from. */
export const MEMORY = "memory";

/** Is this one of them? */
export const isByteFunction = (name: string): boolean => BYTE_FUNCTIONS.includes(name);

const loaded = new Map<boolean, Promise<Module>>();

/** The module for a memory that is shared or not, made once. */
export function byteFunctions(shared: boolean): Promise<Module> {
  const module = loaded.get(shared) ?? loadModule(shared ? SHARED_BYTES : BYTES, () => false);
  loaded.set(shared, module);
  return module;
}

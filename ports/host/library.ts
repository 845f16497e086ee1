/**
 * Libraries: modules that stand between programs and the kernel, one instance in each process.
 *
 * Owns        what a module may import to be a library, and under which names programs import its functions.
 * Not here    the byte memory that it reaches (byte-functions.ts), what a process of it consists of (image.ts).
 */
import { isByteFunction, MEMORY } from "./byte-functions.ts";
import { IMPORTABLE, WELKIN } from "./calls.ts";
import { exportsFunction, loadModule, type Module } from "./module.ts";
import type { Import } from "./rewriter/description.ts";
import { WelkinError } from "./welkin-error.ts";

export interface LibraryOptions {
  /**
   * The modules that programs may import from. Of each: what the names of its functions begin with in the library, so
   * that { a: "", b: "b_" } has `f` of `a` be its export `f`, and `f` of `b` its export `b_f`.
   */
  readonly provides: Readonly<Record<string, string>>;
}

export class Library {
  readonly module: Module;
  private readonly prefixes: ReadonlyMap<string, string>;

  private constructor(module: Module, prefixes: ReadonlyMap<string, string>) {
    this.module = module;
    this.prefixes = prefixes;
  }

  /**
   * A library from the bytes of a WebAssembly module, which imports nothing but functions of "welkin", and of "memory" to
   * reach the memory of its program. Rejects as Program.load does.
   */
  static async load(binary: Uint8Array, { provides }: LibraryOptions): Promise<Library> {
    const module = await loadModule(binary, allows);
    if (module.description.memories.some(({ shared }) => shared))
      throw new WelkinError("badProgram", "a library has no shared memory");
    return new Library(module, new Map(Object.entries(provides)));
  }

  /** Is there such a function? */
  provides({ module, name }: Import): boolean {
    const prefix = this.prefixes.get(module);
    return prefix !== undefined && exportsFunction(this.module, prefix + name);
  }

  /** What a program imports, from the exports of an instance. */
  importsOf(
    { description: { imports } }: Module,
    exports: WebAssembly.Exports,
  ): Record<string, Record<string, WebAssembly.ImportValue>> {
    const all: Record<string, Record<string, WebAssembly.ImportValue>> = {};
    for (const { module, name } of imports) {
      const prefix = this.prefixes.get(module);
      if (prefix !== undefined) (all[module] ??= {})[name] = exports[prefix + name]!;
    }
    return all;
  }
}

function allows({ module, name, kind }: Import): boolean {
  if (kind !== "function") return false;
  return (module === WELKIN && IMPORTABLE.has(name)) || (module === MEMORY && isByteFunction(name));
}

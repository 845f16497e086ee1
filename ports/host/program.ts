/**
 * Programs: modules that processes run.
 *
 * Owns        what a module may import and must export to be a program.
 * Not here    its rewriting and compilation (module.ts), what a process of it consists of (image.ts).
 */
import { IMPORTABLE, WELKIN } from "./calls.ts";
import type { Library } from "./library.ts";
import { byteFunctions, isByteFunction, MEMORY } from "./byte-functions.ts";
import { DEVICE, exportsFunction, loadModule, type Module } from "./module.ts";
import type { Import } from "./rewriter/description.ts";
import { WelkinError } from "./welkin-error.ts";

/** Where a process begins: the first of these that the module exports. */
const ENTRIES = ["main", "_start"];

/** The convention of wasi-threads: (thread: i32, argument: i32) -> (). Welkin's own, `thread`, takes two i64. */
export const WASI_THREAD = "wasi_thread_start";

/** Where a thread begins that the process makes itself: the first of these that the module exports. */
const THREAD_ENTRIES = ["thread", WASI_THREAD];

export interface LoadOptions {
  /** What it imports from, instead of from "welkin". */
  readonly library?: Library;
  /** It may make the kernel's calls, though it has a library. */
  readonly calls?: boolean;
}

export class Program {
  readonly module: Module;
  readonly library: Library | undefined;
  /** The byte functions, if its process has any. */
  readonly bytes: Module | undefined;
  /** The export that a process calls first. */
  readonly entry: string;
  /** The export that further threads call, if the program has shared memory and is made for that. */
  readonly threadEntry: string | undefined;
  /** The names of the devices that it imports. */
  readonly devices: readonly string[];

  private constructor({
    module,
    library,
    bytes,
    entry,
    threadEntry,
  }: Omit<Program, "importsFrom" | "devices">) {
    this.module = module;
    this.library = library;
    this.bytes = bytes;
    this.entry = entry;
    this.threadEntry = threadEntry;
    this.devices = this.importsFrom(DEVICE);
  }

  /**
   * A program from the bytes of a WebAssembly module. It exports `main` or `_start`. With a library it imports nothing but
   * what that provides; without, functions of "welkin", of "memory" and of "device". Its memory can be an import if it is
   * shared. Rejects with a RewriteError that says what in the module is refused, or a WelkinError "badProgram".
   */
  static async load(binary: Uint8Array, { library, calls = !library }: LoadOptions = {}): Promise<Program> {
    const allows = (one: Import): boolean =>
      one.kind === "memory" ||
      (one.kind === "function" &&
        ((calls && one.module === WELKIN && IMPORTABLE.has(one.name)) ||
          (library ? library.provides(one) : isServiceFunction(one))));
    const module = await loadModule(binary, allows);
    const entry = ENTRIES.find((name) => exportsFunction(module, name));
    if (entry === undefined) throw new WelkinError("badProgram", "it exports neither main nor _start");
    const { memories, imports } = module.description;
    const shared = memories[0]?.shared ?? false;
    if (memories.some(({ imported }, index) => imported && !(index === 0 && shared)))
      throw new WelkinError("badProgram", "it imports a memory that is not its only shared one");
    const threadEntry = THREAD_ENTRIES.find((name) => shared && exportsFunction(module, name));
    // A service has a byte memory of its own; a library has that of its program.
    const isService = !library && imports.some((one) => one.module === MEMORY && one.kind === "function");
    const bytes = library || isService ? await byteFunctions(shared && !isService) : undefined;
    return new Program({ module, library, bytes, entry, threadEntry });
  }

  /** The names of what it imports from this module. */
  importsFrom(module: string): readonly string[] {
    return this.module.description.imports.filter((one) => one.module === module).map(({ name }) => name);
  }
}

/** Which devices there are is said when a process is spawned. */
const isServiceFunction = ({ module, name }: Import): boolean =>
  module === DEVICE || (module === MEMORY && isByteFunction(name));

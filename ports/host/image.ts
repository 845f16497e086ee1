/**
 * Images: what a process is to the engine.
 *
 *     a program                 program
 *     a service                 program -> byte functions            over a byte memory of its own
 *     a program with a library  program -> library -> byte functions over the program's memory 0
 *
 * Owns        the instances of a process, which import from each other, and what of them is charged.
 * Invariants  the byte memory is memory 0 of the process; then come those of the program, then the library's.
 * Not here    the kernel's calls that they import (port.ts), when they run (loop.ts).
 */
import { MEMORY } from "./byte-functions.ts";
import type { Budget } from "./budget.ts";
import { Charges, type Mapping, memoryPage } from "./charges.ts";
import { deviceImports, type Devices } from "./devices.ts";
import type { Pages, Place } from "./frames.ts";
import { Instance, type Surroundings } from "./instance.ts";
import { LinearMemory } from "./linear-memory.ts";
import type { Memories } from "./memories.ts";
import { DEVICE, type Module } from "./module.ts";
import { type Program, WASI_THREAD } from "./program.ts";
import type { Memory } from "./rewriter/description.ts";
import { FRAME_BYTES } from "./sizes.ts";
import type { Code } from "./thread.ts";
import type { Waits } from "./waits.ts";
import { STATUS } from "../../kernel/interface/call.ts";
import { statusError, WelkinError } from "./welkin-error.ts";

/** The byte memory of a service begins without pages. So does that of a program which has no memory, and stays so. */
const EMPTY: Memory = { imported: false, shared: false, minimumPages: 0, maximumPages: 0 };
const GROWING: Memory = { ...EMPTY, maximumPages: 1 << 16 };

/** What an image begins with. */
export interface ImageContext {
  /** The kernel's calls, by the module that they are imported from. */
  readonly calls: WebAssembly.Imports;
  /** The fuel of who runs, and the import that is asked for more. */
  readonly fuel: WebAssembly.Global;
  readonly exhausted: WebAssembly.ImportValue;
  /** Of the new process, for its beginning, and of the process that runs. */
  readonly mappings: { readonly beginning: Mapping; readonly running: Mapping };
  /** Where its memories come from, and go back to. */
  readonly memories: Memories;
  /** What waits on shared memory. */
  readonly waits: Waits;
  readonly devices: Devices | undefined;
  /** What its threads may use in all. */
  readonly budget: Budget | undefined;
}

const NOTHING = new Uint8Array();

export class Image implements Pages {
  /** Units of fuel that its threads have used so far. */
  used = 0;
  /** All that run, the program first. */
  readonly instances: readonly Instance[];
  private readonly program: Program;
  /** With what an instance of the program begins. */
  private programGiven: Given | undefined;
  /** So many instances of the program are charged: one for each of the threads that it had at a time. */
  private charged = 1;
  private readonly context: ImageContext;
  private readonly charges = new Charges();
  /** By their places in the address space. */
  private memories: LinearMemory[] = [];
  /** Those that were taken for it. */
  private taken: { readonly memory: WebAssembly.Memory; readonly described: Memory }[] = [];

  /** Throws a WelkinError "noFrames", or "badProgram" if the modules do not fit each other. */
  constructor(program: Program, context: ImageContext) {
    this.program = program;
    this.context = context;
    this.instances = program.library ? this.withLibrary() : this.alone();
  }

  /** The program, and what it reaches a byte memory with if it is a service. */
  private alone(): Instance[] {
    const { program } = this;
    const { bytes, module } = program;
    if (!bytes) {
      const memory = this.firstMemory(module, 0);
      return [this.programInstance({ imports: this.importsWith(memory), memory, place: 0 })];
    }
    const memory = this.memory(GROWING, 0);
    const functions = this.instance(bytes, { imports: {}, memory, place: 0 });
    const imports = { ...this.importsWith(memory), [MEMORY]: functions.exports };
    const service = this.programInstance({ imports, memory: this.firstMemory(module, 1), place: 1 });
    return [service, functions];
  }

  private withLibrary(): Instance[] {
    const { program, context } = this;
    const { module, bytes } = program;
    const library = program.library!;
    const memory = this.firstMemory(module, 0) ?? this.memory(EMPTY, 0);
    const functions = this.instance(bytes!, { imports: {}, memory, place: 0 });
    const place = Math.max(1, module.description.memories.length);
    const libraryInstance = this.instance(library.module, {
      imports: { ...context.calls, [MEMORY]: functions.exports },
      memory: this.firstMemory(library.module, place),
      place,
    });
    const imports = { ...context.calls, ...library.importsOf(module, libraryInstance.exports) };
    return [this.programInstance({ imports, memory, place: 0 }), libraryInstance, functions];
  }

  private importsWith(memory: LinearMemory | undefined): WebAssembly.Imports {
    const { calls, devices } = this.context;
    const names = this.program.devices;
    if (names.length === 0) return calls;
    return { ...calls, [DEVICE]: deviceImports(names, { devices, memory: memory?.memory }) };
  }

  private programInstance({ imports: others, memory, place }: Given): Instance {
    const { module } = this.program;
    const imported = module.description.imports.find(({ kind }) => kind === "memory");
    const imports = imported
      ? { ...others, [imported.module]: { ...others[imported.module], [imported.name]: memory!.memory } }
      : others;
    this.programGiven = { imports, memory, place };
    return this.instance(module, this.programGiven);
  }

  private instance(module: Module, given: Given): Instance {
    const others = module.description.memories.slice(1);
    this.charge(this.charges.instance(module.description, this.context.mappings.beginning));
    for (const [index, memory] of others.entries()) this.chargeMemory(memory, given.place + index + 1);
    const instance = this.instantiate(module, given);
    for (const memory of instance.memories) this.memories[memory.place] = memory;
    return instance;
  }

  private instantiate(module: Module, given: Given): Instance {
    const { fuel, exhausted, mappings, waits } = this.context;
    try {
      return new Instance(module, {
        ...given,
        charges: this.charges,
        mapping: mappings.running,
        fuel,
        exhausted,
        waits,
      });
    } catch (error) {
      // It imports a function with other types, or its segments do not fit.
      const message = error instanceof Error ? error.message : "it cannot be instantiated";
      throw new WelkinError("badProgram", message);
    }
  }

  private firstMemory({ description: { memories } }: Module, place: number): LinearMemory | undefined {
    return memories[0] && this.memory(memories[0], place);
  }

  private memory(described: Memory, place: number): LinearMemory {
    this.chargeMemory(described, place);
    const memory = this.takeMemory(described);
    this.taken.push({ memory, described });
    return new LinearMemory(memory, described, { charges: this.charges, place });
  }

  private takeMemory(described: Memory): WebAssembly.Memory {
    try {
      return this.context.memories.take(described);
    } catch {
      // The engine has no memory left, though the process has paid for it.
      throw statusError(STATUS.NoFrames);
    }
  }

  private chargeMemory({ minimumPages: pages }: Memory, place: number): void {
    this.charge(this.charges.memory(place, { from: 0, pages, mapping: this.context.mappings.beginning }));
  }

  private charge(granted: boolean): void {
    if (!granted) throw statusError(STATUS.NoFrames);
  }

  /** What its thread runs: start functions, then the program's entry. */
  code(parameters: readonly (number | bigint)[]): Code {
    const starts = this.instances.toReversed().map(({ start }) => start);
    const entry = this.instances[0]!.exports[this.program.entry]!;
    const entries = [...starts.filter((start) => start !== undefined), entry];
    return { image: this, entries, parameters };
  }

  /**
   * What a further thread of the running process runs: an instance of the program, over the same memory and the same
   * library. There are `threads` with it. Undefined if the program has no such threads; throws a WelkinError "noFrames".
   */
  threadCode(threads: number, [entry, argument]: readonly [bigint, bigint]): Code | undefined {
    const { module, threadEntry } = this.program;
    if (threadEntry === undefined || !this.programGiven) return undefined;
    if (threads > this.charged) {
      this.charge(this.charges.instance(module.description, this.context.mappings.running));
      this.charged = threads;
    }
    const { start, exports } = this.instantiate(module, this.programGiven);
    return {
      image: this,
      entries: [...(start ? [start] : []), exports[threadEntry]!],
      parameters: threadEntry === WASI_THREAD ? [i32(entry), i32(argument)] : [entry, argument],
    };
  }

  /** What the library exports, for who reads it when nothing runs any more. */
  get libraryAtEnd(): WebAssembly.Exports | undefined {
    return this.program.library && this.instances[1]!.exports;
  }

  get budget(): Budget | undefined {
    return this.context.budget;
  }

  /** Was it ever refused what it wanted to have more of? */
  get wasRefused(): boolean {
    return this.charges.refused;
  }

  /** It runs no more: its memories can be collected, whoever still holds the process. */
  drop(): void {
    const isSeen = this.program.devices.length > 0;
    if (!isSeen)
      for (const { memory, described } of this.taken) this.context.memories.giveBack(memory, described);
    this.taken = [];
    this.memories = [];
    this.programGiven = undefined;
    for (const instance of this.instances) instance.drop();
  }

  find(page: number, place: Place): boolean {
    const found = memoryPage(page);
    const memory = found && this.memories[found.memory];
    if (!memory) return false;
    place.bytes = memory.view(found.offset + FRAME_BYTES);
    place.offset = found.offset;
    return found.offset < place.bytes.length;
  }

  /** A page stands for bytes of a memory, or for what the engine keeps besides. */
  needs(page: number): boolean {
    const isInMemory = this.find(page, { bytes: NOTHING, offset: 0 });
    return isInMemory || this.charges.isEngines(page);
  }

  /** Bytes of all its memories. */
  get memoryBytes(): number {
    return this.memories.reduce((sum, { bytes }) => sum + bytes, 0);
  }
}

const i32 = (word: bigint): number => Number(BigInt.asIntN(32, word));

/** What an instance in an image is given. */
type Given = Pick<Surroundings, "imports" | "memory" | "place">;

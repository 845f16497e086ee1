/**
 * The module rewriter: an untrusted WebAssembly module becomes one that can be preempted and charged.
 *
 *     module -> reader.ts -> sections.ts, segments.ts, code.ts -> writer.ts -> module, description
 *
 * What the result does besides what the original did: it pays fuel for its work and asks the host when that is spent;
 * it asks the host to grow memories and tables, and to wait; it runs its start function only when told.
 *
 * Owns        the order of sections, in one pass from first to last byte, and their assembly.
 * Invariants  - Time and space are linear in the module's size; nothing recurses.
 *             - Every failure is a RewriteError.
 *             - Valid modules stay valid. Whether a module is valid is the engine's to say, of the result: metering
 *               relies only on what the engine then executes being decoded here as it is there.
 * Not here    who refills fuel and grows memories (the host), what is charged for it (the kernel).
 */
import { BodyRewriter } from "./code.ts";
import type { Description, Import } from "./description.ts";
import { RewriteError } from "./error.ts";
import { Helpers } from "./helpers.ts";
import { meterImports } from "./imports.ts";
import { rewriteFunctionNames } from "./names-section.ts";
import { Reader } from "./reader.ts";
import {
  type Limits,
  readFunctions,
  rewriteExports,
  rewriteGlobals,
  rewriteImports,
  rewriteMemories,
  rewriteTables,
  rewriteTags,
  writeAddedExports,
  writeAddedImports,
} from "./sections.ts";
import { rewriteData, rewriteElements } from "./segments.ts";
import { Shape } from "./shape.ts";
import { Writer } from "./writer.ts";

export type { Description, Import } from "./description.ts";
export { RewriteError } from "./error.ts";

export interface RewriteOptions extends Limits {
  /** Whether the module may import this. What it may not import refuses the module. */
  readonly allows: (imported: Import) => boolean;
  /** What the host does in a call of this function, in fuel: the caller pays it. Nothing, if this is absent. */
  readonly costOf?: (imported: Import) => number;
  /** Memory 0, if the module defines it, is the host's: an import (MEMORY_IMPORT), exported as it would have been. */
  readonly importsMemory?: boolean;
}

export interface Rewritten {
  readonly binary: Uint8Array<ArrayBuffer>;
  readonly description: Description;
}

/** Rewrites a module, or throws a RewriteError that says why not. */
export function rewrite(binary: Uint8Array, options: RewriteOptions): Rewritten {
  return new ModuleRewriter(options).rewrite(binary);
}

/** `\0asm`, version 1. */
const PREAMBLE = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** Section numbers in the order in which sections stand. */
const ORDER = ["type", "import", "function", "table", "memory", "tag", "global", "export"] as const;
const ORDER_AFTER_START = ["element", "dataCount", "code", "data"] as const;
type SectionName = (typeof ORDER)[number] | "start" | (typeof ORDER_AFTER_START)[number];
const SECTIONS: readonly SectionName[] = [...ORDER, "start", ...ORDER_AFTER_START];

const CUSTOM = 0;
const NUMBERS: Readonly<Record<SectionName, number>> = {
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
  tag: 13,
};

const BY_NUMBER = new Map(SECTIONS.map((name) => [NUMBERS[name], name]));

/** Code grows by about this factor. */
const EXPECTED_GROWTH = 1.5;

/** Bytes. Engines take modules of at most 2^30; hostile code grows by a factor of up to ten. */
const MAXIMUM_CODE = 2 ** 30;

/** Bytes of a section's number and size, at most. */
const SECTION_HEADER = 6;

class ModuleRewriter {
  private readonly options: RewriteOptions;
  private readonly shape = new Shape();
  private readonly contents = new Map<SectionName, Writer>();
  private helpers: Helpers | undefined;
  private bodies = 0;
  private functionNames: Writer | undefined;

  constructor(options: RewriteOptions) {
    this.options = options;
  }

  rewrite(binary: Uint8Array): Rewritten {
    const reader = new Reader(binary);
    for (const byte of PREAMBLE)
      if (reader.byte() !== byte) throw reader.malformed("not a WebAssembly module");
    let previous = -1;
    while (!reader.done) {
      const offset = reader.position;
      const number = reader.byte();
      const part = reader.part();
      if (number === CUSTOM) this.custom(part);
      else previous = this.ordered(number, part, { offset, previous });
    }
    this.checkBodies(reader);
    return { binary: this.assemble(), description: this.description() };
  }

  private ordered(
    number: number,
    part: Reader,
    { offset, previous }: { offset: number; previous: number },
  ): number {
    const name = BY_NUMBER.get(number);
    if (name === undefined) throw new RewriteError("unsupported", offset, `unknown section ${number}`);
    const rank = SECTIONS.indexOf(name);
    if (rank <= previous) throw new RewriteError("malformed", offset, `${name} section out of order`);
    this.section(name, part);
    return rank;
  }

  private content(name: SectionName, capacity = 256): Writer {
    const writer = this.contents.get(name) ?? new Writer(capacity);
    this.contents.set(name, writer);
    return writer;
  }

  private section(name: SectionName, part: Reader): void {
    const { shape, options } = this;
    switch (name) {
      case "type":
        return shape.types.read(part);
      case "import":
        return rewriteImports(part, this.content(name), { shape, rules: options });
      case "function":
        return readFunctions(part, shape);
      case "table":
        return rewriteTables(part, this.content(name), { shape, limits: options });
      case "memory":
        return rewriteMemories(part, this.content(name), {
          shape,
          limits: options,
          importsFirst: options.importsMemory ?? false,
        });
      case "tag":
        return rewriteTags(part, this.content(name), shape);
      case "global":
        return rewriteGlobals(part, this.content(name), shape);
      case "export":
        return rewriteExports(part, this.content(name), shape);
      case "start":
        shape.start = shape.referenceIndex(part.u32(), part.position);
        return part.finish("start section");
      case "element":
        return rewriteElements(part, this.content(name), shape);
      case "dataCount":
        this.content(name).u32(part.u32());
        return part.finish("data count section");
      case "code":
        return this.code(part);
      case "data":
        return rewriteData(part, this.content(name, part.end - part.position), shape);
    }
  }

  private code(part: Reader): void {
    const { shape } = this;
    const helpers = this.addedFunctions();
    const imports = meterImports(shape.importedFunctions);
    const rewriter = new BodyRewriter({ shape, helpers, imports });
    const to = this.content("code", Math.ceil((part.end - part.position) * EXPECTED_GROWTH));
    this.bodies = part.count();
    if (this.bodies > shape.functions.length - shape.importedFunctions)
      throw part.malformed("more function bodies than functions");
    for (let index = 0; index < this.bodies; index += 1) {
      const type = shape.functions[shape.importedFunctions + index]!;
      rewriter.rewrite(part.part(), shape.types.arity(type, part.position), to);
      if (to.length > MAXIMUM_CODE)
        throw new RewriteError("limit", part.position, "too much code when rewritten");
    }
    part.finish("code section");
  }

  private checkBodies(reader: Reader): void {
    if (this.bodies !== this.shape.functions.length - this.shape.importedFunctions)
      throw reader.malformed("fewer function bodies than functions");
  }

  private addedFunctions(): Helpers {
    const { shape } = this;
    this.helpers ??= new Helpers({
      types: shape.types,
      firstIndex: shape.functions.length + shape.shift,
      fuel: shape.fuel,
      imports: meterImports(shape.importedFunctions),
    });
    return this.helpers;
  }

  /** Names of functions are kept, for traces of stacks. All else that is custom is dropped. */
  private custom(part: Reader): void {
    if (part.name() === "name") this.functionNames = rewriteFunctionNames(part, this.shape);
  }

  // --- Assembly --------------------------------------------------------------------------------------------

  private assemble(): Uint8Array<ArrayBuffer> {
    // From last to first: what sections add, they add to the types.
    const finished = SECTIONS.toReversed().map((name) => [NUMBERS[name], this.finished(name)] as const);
    const parts = [...finished.reverse(), [CUSTOM, this.functionNames] as const];
    const sizes = parts.map(([, content]) => (content ? content.length + SECTION_HEADER : 0));
    const to = new Writer(sizes.reduce((sum, size) => sum + size, PREAMBLE.length));
    to.bytes(PREAMBLE);
    for (const [number, content] of parts) {
      if (!content) continue;
      to.byte(number);
      to.part(content);
    }
    return to.written;
  }

  /** A section as it is written, with the entries that are added to it. */
  private finished(name: SectionName): Writer | undefined {
    const { shape } = this;
    const helpers = this.addedFunctions();
    switch (name) {
      case "type":
        return writer((to) => shape.types.write(to));
      case "import":
        return this.counted(name, shape.imports.length + shape.addedImports, (to) =>
          writeAddedImports(to, shape),
        );
      case "function":
        return writer((to) => {
          const own = shape.functions.slice(shape.importedFunctions);
          to.u32(own.length + helpers.count);
          for (const type of own) to.u32(type);
          helpers.writeTypes(to);
        });
      case "global":
        return this.counted(name, shape.globals - shape.importedGlobals);
      case "export": {
        const added = new Writer();
        const count = shape.exports.length + writeAddedExports(added, shape);
        return this.counted(name, count, (to) => to.bytes(added.written));
      }
      case "code":
        return this.counted(name, this.bodies + helpers.count, (to) => helpers.writeBodies(to));
      default:
        return this.contents.get(name);
    }
  }

  /** A number of entries, those of the original, those that `add` writes. */
  private counted(name: SectionName, count: number, add: (to: Writer) => void = () => undefined): Writer {
    const own = this.content(name);
    return writer((to) => {
      to.u32(count);
      to.bytes(own.written);
      add(to);
    }, own.length + 1024);
  }

  private description(): Description {
    const { shape } = this;
    return {
      imports: shape.imports,
      exports: shape.exports,
      memories: shape.memories,
      tables: shape.tables.map(({ elementType: _, ...table }) => table),
      functions: shape.functions.length - shape.importedFunctions,
      globals: shape.globals - shape.importedGlobals,
      dataBytes: shape.dataBytes,
      elementEntries: shape.elementEntries,
      codeBytes: this.content("code").length,
      start: shape.start !== undefined,
    };
  }
}

function writer(write: (to: Writer) => void, capacity = 256): Writer {
  const to = new Writer(capacity);
  write(to);
  return to;
}

/**
 * What is known of a module: its index spaces.
 *
 * Owns        the index spaces of functions, globals, memories, tables and types as the sections declare them, and
 *             how the indices of functions and globals change.
 * Invariants  every index that is written comes from here, checked: no index of the original reaches what the
 *             rewriter added, and none that the host is told is out of range. (Other indices of memories, tables,
 *             tags and segments are the engine's to check: they stay the same, and of these the rewriter adds none.)
 */
import type { Export, Import, Memory, Range, Table } from "./description.ts";
import { RewriteError } from "./error.ts";
import { addedImports } from "./imports.ts";
import { FunctionTypes } from "./types.ts";
import type { Writer } from "./writer.ts";

/** Globals that are added to the imports. */
const FUEL = 1;

export class Shape {
  readonly types = new FunctionTypes();
  readonly imports: Import[] = [];
  readonly exports: Export[] = [];
  readonly memories: Memory[] = [];
  /** The type of memory 0, as it is written, if it is made an import. */
  importedMemory: Writer | undefined = undefined;
  readonly tables: (Table & { readonly elementType: number })[] = [];
  /** Type indices of all functions, imported ones first. */
  readonly functions: number[] = [];
  importedFunctions = 0;
  /** What a call of each imported function costs besides the instruction, in fuel. */
  readonly importCosts: number[] = [];
  /** The most that a call through a reference can cost besides: of the imported functions to which there may be any. */
  referenceCost = 0;
  /** The module's own, imported ones first. */
  globals = 0;
  importedGlobals = 0;
  tags = 0;
  start: number | undefined = undefined;
  dataBytes = 0;
  elementEntries = 0;

  /** A data segment writes these bytes of a memory at start. */
  writes(memory: number, { from, to }: Range): void {
    const described = this.memories[memory];
    if (!described) return;
    const { data = { from, to } } = described;
    this.memories[memory] = {
      ...described,
      data: { from: Math.min(data.from, from), to: Math.max(data.to, to) },
    };
  }

  get shared(): boolean {
    return this.memories.some(({ shared }) => shared);
  }

  /** How many functions come between the imported ones and the module's own. */
  get shift(): number {
    return addedImports(this.shared).length;
  }

  /** How many imports there are besides the module's own. */
  get addedImports(): number {
    return this.shift + FUEL + (this.importedMemory ? 1 : 0);
  }

  /** The rewritten module's index of the original module's function `index`. */
  functionIndex(index: number, offset: number): number {
    if (index >= this.functions.length) throw new RewriteError("index", offset, `no function ${index}`);
    return index < this.importedFunctions ? index : index + this.shift;
  }

  /** The index of a function to which there will be references. Code comes after all that can make one. */
  referenceIndex(index: number, offset: number): number {
    this.referenceCost = Math.max(this.referenceCost, this.importCosts[index] ?? 0);
    return this.functionIndex(index, offset);
  }

  /** The index of the fuel, which comes between the imported globals and the module's own. */
  get fuel(): number {
    return this.importedGlobals;
  }

  /** The rewritten module's index of the original module's global `index`. */
  globalIndex(index: number, offset: number): number {
    if (index >= this.globals) throw new RewriteError("index", offset, `no global ${index}`);
    return index < this.importedGlobals ? index : index + FUEL;
  }

  memoryIndex(index: number, offset: number): number {
    if (index >= this.memories.length) throw new RewriteError("index", offset, `no memory ${index}`);
    return index;
  }

  /** The type of the table's entries. */
  elementType(table: number, offset: number): number {
    const found = this.tables[table];
    if (!found) throw new RewriteError("index", offset, `no table ${table}`);
    return found.elementType;
  }
}

/**
 * Modules from text, rewritten and run, for the tests.
 *
 * Owns        the options of the tests; a host that counts what a module asks of it.
 */
import binaryen from "binaryen";
import { FUEL_IMPORT, memoryName, METER, START_EXPORT, tableName } from "../names.ts";
import { rewrite, type RewriteOptions } from "../rewrite.ts";

export const OPTIONS: RewriteOptions = { maximumPages: 64, maximumEntries: 1000, allows: () => true };

const { MVP, MutableGlobals, SignExt, NontrappingFPToInt, BulkMemory, BulkMemoryOpt, SIMD128 } =
  binaryen.Features;
const { Multivalue, ReferenceTypes, Atomics, TailCall, ExceptionHandling, MultiMemory, ExtendedConst } =
  binaryen.Features;
const FEATURES = [
  ...[MVP, MutableGlobals, SignExt, NontrappingFPToInt, BulkMemory, BulkMemoryOpt, SIMD128],
  ...[Multivalue, ReferenceTypes, Atomics, TailCall, ExceptionHandling, MultiMemory, ExtendedConst],
].reduce((all, feature) => all | feature);

/** The binary of a module in the text format. */
export function assemble(text: string): Uint8Array<ArrayBuffer> {
  const module = binaryen.parseText(text);
  try {
    module.setFeatures(FEATURES);
    return new Uint8Array(module.emitBinary());
  } finally {
    module.dispose();
  }
}

export function rewritten(text: string, options: Partial<RewriteOptions> = {}): Uint8Array<ArrayBuffer> {
  return rewrite(assemble(text), { ...OPTIONS, ...options }).binary;
}

type Exports = Record<string, (...values: unknown[]) => unknown>;

export interface Run {
  readonly exports: Exports;
  /** What was asked of the host: names, with their arguments. */
  readonly asked: string[];
  /** Units of fuel that were spent. */
  spent(): number;
}

export interface Host {
  readonly imports?: WebAssembly.Imports;
  /** Units of fuel for each time that it is exhausted; then the module ends. */
  readonly grants?: readonly number[];
  readonly refuses?: boolean;
  /** What waiting gives. */
  readonly waited?: number;
}

/** None, so that the first payment asks. */
export const newFuel = (): WebAssembly.Global<"i32"> =>
  new WebAssembly.Global({ value: "i32", mutable: true }, 0);

const GENEROUS = 1_000_000_000;

/** Instantiates a rewritten module under a host that grants fuel and growth, and runs its start function. */
export function run(binary: Uint8Array<ArrayBuffer>, host: Host = {}): Run {
  const asked: string[] = [];
  const grants = [...(host.grants ?? [GENEROUS])];
  let granted = 0;
  const fuel = newFuel();
  const meter = {
    [FUEL_IMPORT]: fuel,
    exhausted: () => {
      asked.push("exhausted");
      const grant = grants.shift();
      if (grant === undefined) return -1;
      granted += grant - fuel.value;
      return grant;
    },
    grow_memory: (pages: number, memory: number) => {
      asked.push(`grow_memory ${pages} ${memory}`);
      return host.refuses ? -1 : grown(instance.exports[memoryName(memory)], pages);
    },
    grow_table: (entries: number, table: number) => {
      asked.push(`grow_table ${entries} ${table}`);
      return host.refuses ? -1 : grown(instance.exports[tableName(table)], entries);
    },
    wait32: (...values: unknown[]) => (asked.push(`wait32 ${values.join(" ")}`), host.waited ?? 2),
    wait64: (...values: unknown[]) => (asked.push(`wait64 ${values.join(" ")}`), host.waited ?? 2),
    notify: (...values: unknown[]) => (asked.push(`notify ${values.join(" ")}`), 0),
  };
  const instance = new WebAssembly.Instance(new WebAssembly.Module(binary), {
    ...host.imports,
    [METER]: meter,
  });
  const exports = instance.exports as Exports;
  exports[START_EXPORT]?.();
  return { exports, asked, spent: () => granted - Number(fuel.value) };
}

function grown(what: unknown, count: number): number {
  if (!(what instanceof WebAssembly.Memory) && !(what instanceof WebAssembly.Table))
    throw new Error("not exported");
  try {
    return what instanceof WebAssembly.Memory ? what.grow(count >>> 0) : what.grow(count >>> 0, null);
  } catch (error) {
    if (error instanceof RangeError) return -1;
    throw error;
  }
}

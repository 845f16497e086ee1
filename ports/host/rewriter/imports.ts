/**
 * The functions that a rewritten module imports in addition.
 *
 * Owns        which they are, their types and indices: after the imports of the original, before its own functions,
 *             whose indices they shift.
 */
import { METER, METER_IMPORTS } from "./names.ts";
import { type FunctionTypes, I32, I64 } from "./types.ts";
import type { Writer } from "./writer.ts";

type Signature = readonly [parameters: readonly number[], results: readonly number[]];

type MeterImport = keyof typeof METER_IMPORTS;

const METERING: readonly (readonly [MeterImport, Signature])[] = [
  ["exhausted", [[], [I32]]],
  ["growMemory", [[I32, I32], [I32]]],
  ["growTable", [[I32, I32], [I32]]],
];

/** Waiting would block the thread that runs all processes. Without shared memory these instructions do not wait. */
const WAITING: readonly (readonly [MeterImport, Signature])[] = [
  ["wait32", [[I32, I32, I64, I32, I32], [I32]]],
  ["wait64", [[I32, I64, I64, I32, I32], [I32]]],
  ["notify", [[I32, I32, I32, I32], [I32]]],
];

/** Function indices. */
export type MeterImports = Readonly<Record<MeterImport, number>>;

const FUNCTION_KIND = 0;

export const addedImports = (shared: boolean) => (shared ? [...METERING, ...WAITING] : METERING);

/** `first`: the index of the first one. */
export function meterImports(first: number): MeterImports {
  const indices = [...METERING, ...WAITING].map(([name], index) => [name, first + index]);
  return Object.fromEntries(indices) as MeterImports;
}

export function writeImports(to: Writer, { shared, types }: { shared: boolean; types: FunctionTypes }): void {
  for (const [name, [parameters, results]] of addedImports(shared)) {
    to.name(METER);
    to.name(METER_IMPORTS[name]);
    to.byte(FUNCTION_KIND);
    to.u32(types.add(parameters, results));
  }
}

/**
 * The names between a rewritten module and its host.
 *
 * Owns        what the rewriter adds to a module's imports and exports.
 * Invariants  every such name begins with RESERVED, and nothing of the original module may.
 */

export const RESERVED = "welkin:";

/** The module that all added imports are of. All numbers are i32 unless noted, addresses and sizes unsigned. */
export const METER = "welkin:meter";

export const METER_IMPORTS = {
  /**
   * () -> fuel. The fuel is below zero: the process has done more work than it was given. What is returned, at least
   * zero, is the fuel to go on with; below zero, the process ends by a trap, which it cannot catch.
   * May suspend. Must not throw: a module with exceptions could catch that.
   */
  exhausted: "exhausted",
  /** (pages, memory) -> the previous size in pages, or -1. Grows the memory exported as `memoryName(memory)`. */
  growMemory: "grow_memory",
  /** (entries, table) -> the previous size, or -1. Grows the table exported as `tableName(table)`, by nulls. */
  growTable: "grow_table",
  /**
   * (address, expected, timeout in ns: i64, offset, memory) -> 0 woken, 1 not equal, 2 timed out; below zero, the process
   * ends by a trap. The address, with the offset, is valid. May suspend.
   */
  wait32: "wait32",
  /** As wait32, with `expected` an i64. */
  wait64: "wait64",
  /** (address, count, offset, memory) -> how many were woken. The address, with the offset, is valid. */
  notify: "notify",
} as const;

/** The global (mutable i32): units of fuel that are left. All modules that run by turns may have the same. */
export const FUEL_IMPORT = "fuel";

/** The memory 0 that the module would have defined, if the options say that it imports it: of the same limits. */
export const MEMORY_IMPORT = "memory";

/** The function that was the start function: the host calls it once, before anything else. */
export const START_EXPORT = "welkin:start";

export const memoryName = (index: number): string => `welkin:memory:${index}`;
export const tableName = (index: number): string => `welkin:table:${index}`;

/**
 * What a module needs before it runs: what the kernel charges for, and links.
 *
 * Owns        the data types.
 * Units       memory in pages of 64 KiB, tables in entries, segments and code in bytes or entries as named.
 */

export type ExternalKind = "function" | "table" | "memory" | "global" | "tag";

export interface Import {
  readonly module: string;
  readonly name: string;
  readonly kind: ExternalKind;
}

export interface Export {
  readonly name: string;
  readonly kind: ExternalKind;
}

export interface Memory {
  readonly imported: boolean;
  readonly shared: boolean;
  /** Pages at start. */
  readonly minimumPages: number;
  /** Pages that it can grow to: what the module declares, at most what the options allow. */
  readonly maximumPages: number;
  /** What data segments write at start is in these bytes, as far as their offsets are constants. Absent: nothing. */
  readonly data?: Range;
}

/** Bytes `from` up to before `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface Table {
  readonly imported: boolean;
  /** The type of its entries, such as "funcref". */
  readonly element: string;
  readonly minimumEntries: number;
  readonly maximumEntries: number;
}

export interface Description {
  /** Of the original module; what the rewriter adds is in names.ts. */
  readonly imports: readonly Import[];
  readonly exports: readonly Export[];
  readonly memories: readonly Memory[];
  readonly tables: readonly Table[];
  /** Functions that the original module defines. */
  readonly functions: number;
  /** Globals that the original module defines. */
  readonly globals: number;
  /** Bytes of all data segments, which the engine keeps. */
  readonly dataBytes: number;
  /** Entries of all element segments, which the engine keeps. */
  readonly elementEntries: number;
  /** Bytes of function bodies as rewritten, for which the engine makes code. */
  readonly codeBytes: number;
  /** There was a start function: the host must call the export START_EXPORT first. */
  readonly start: boolean;
}

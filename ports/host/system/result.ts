/**
 * What has become of a program that was run.
 *
 * Owns        the types.
 */
import type { FaultName } from "../fault.ts";

/** What a program has used. */
export interface RunStatistics {
  /** The most that it has used at a time. Bytes. */
  readonly memory: number;
  /** Units of fuel: about one for each instruction. */
  readonly fuel: number;
  /** Calls of WASI, and messages to services that they have taken. */
  readonly calls: number;
  readonly messages: number;
  /** Bytes of its files that were read and written; of its standard streams, that came in and went out. */
  readonly bytesRead: number;
  readonly bytesWritten: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** From its beginning to its end. Milliseconds. */
  readonly time: number;
}

export type Outcome =
  | { readonly kind: "exited"; readonly code: number }
  /** It did what it must not. */
  | { readonly kind: "faulted"; readonly fault: Exclude<FaultName, "fuel"> }
  /** It was refused memory, and failed then. */
  | { readonly kind: "outOfMemory" }
  | { readonly kind: "outOfFuel" }
  | { readonly kind: "timedOut" }
  | { readonly kind: "aborted" };

export type RunResult = Outcome & {
  readonly statistics: RunStatistics;
  /** What was collected of its output. */
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
};

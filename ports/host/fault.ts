/**
 * Faults: what a process can do that it must not, as the engine says it.
 *
 * Owns        the numbers of faults, which are the codes that the kernel passes on, and which error is which.
 * Not here    what becomes of a process that has faulted (the kernel, who receives its faults).
 */

import { DeviceError } from "./devices.ts";

/** Numbers that a receiver of faults gets. */
export const Fault = {
  /** Anything not below. */
  Other: 0,
  /** The instruction `unreachable`. */
  Unreachable: 1,
  /** A memory access out of bounds. */
  Memory: 2,
  /** Division by zero, or a quotient or conversion that does not fit. */
  Arithmetic: 3,
  /** An indirect call or table access out of bounds, to null, or of the wrong type. */
  Table: 4,
  /** Recursion deeper than the stack. */
  StackOverflow: 5,
  /** An exception that nobody caught. */
  Exception: 6,
  /** A device that was called has failed: the embedder's error. */
  Device: 7,
  /** All the fuel is used up that it was given. */
  Fuel: 8,
} as const;

export type FaultName = Uncapitalize<keyof typeof Fault>;

const MESSAGES: readonly (readonly [pattern: RegExp, fault: keyof typeof Fault])[] = [
  [/unreachable/, "Unreachable"],
  [/memory access|data segment/, "Memory"],
  [/divide|remainder|float unrepresentable/, "Arithmetic"],
  [/table|function signature|null function|indirect call|element segment/, "Table"],
];

/** The fault that is behind what a WebAssembly stack has thrown. */
export function faultOf(error: unknown): number {
  if (error instanceof DeviceError) return Fault.Device;
  if (error instanceof RangeError) return Fault.StackOverflow;
  if (error instanceof WebAssembly.Exception) return Fault.Exception;
  const message = error instanceof Error ? error.message : "";
  return Fault[MESSAGES.find(([pattern]) => pattern.test(message))?.[1] ?? "Other"];
}

export function faultName(code: number): FaultName {
  const name = (Object.keys(Fault) as (keyof typeof Fault)[]).find((each) => Fault[each] === code) ?? "Other";
  return `${name[0]!.toLowerCase()}${name.slice(1)}` as FaultName;
}

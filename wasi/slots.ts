/**
 * Handles that a process with the library has, by their slots.
 *
 * Source    services/README.md.
 */
import type { u32 } from "welkin";

export const PARENT: u32 = 1;
export const STREAMS: u32 = 3;
export const CLOCK: u32 = 4;
export const ENTROPY: u32 = 5;

/** A notification of the process, to wait for, signal and grant. */
export const WAKE: u32 = 6;

/**
 * Areas: the parts of the byte memory before the first chunk, which have fixed uses.
 *
 *     page 0    zeros, which nothing writes: what is read where a file has a hole
 *     page 1    the buffer: bytes on their way between a client and the host, entries of a directory
 *     page 2    the texts of two paths, the text of a link, a status, the time
 *
 * Not here   chunks (chunks.ts), whose RESERVED says how many pages these are.
 */
import type { u32 } from "welkin";

export const ZEROS: u32 = 0;

export const BUFFER: u32 = 0x1_0000;
export const BUFFER_BYTES: u32 = 0x1_0000;

/** Where the text of the first path is, and of the second. */
export const TEXT: u32 = 0x2_0000;
export const OTHER_TEXT: u32 = 0x2_4000;
export const TEXT_BYTES: u32 = 0x4000;

/** The text of a link that is followed. */
export const LINK_TEXT: u32 = 0x2_8000;

/** What the device says of a file (host.ts). */
export const STATUS: u32 = 0x2_c000;

/** The time, as long as it is good enough; then 0 (times.ts). */
export const CLOCK: u32 = 0x2_c080;

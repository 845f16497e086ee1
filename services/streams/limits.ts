/**
 * How much of each thing the stream service has, for all sessions together and for each.
 *
 * Numbers   sessions, ends, streams and transfers are numbered from 1 on; 0 is none.
 */
import type { u32 } from "welkin";

/** One more than there are of each, since none has the number 0. */
export const SESSIONS = 4097;
export const ENDS = 16385;
export const STREAMS = 16385;
export const TRANSFERS = 8193;

/** Heads of chains in a table that is searched by a number. A power of two. */
export const CHAINS = 4096;

/** Of one session: files, pipes that it has made, transfers that wait. */
export const FILES = 64;
export const SESSION_PIPES: u32 = 16;
export const SESSION_TRANSFERS: u32 = 8;

/** Slots for notifications that wait to be signalled. */
export const FIRST_SLOT: u32 = 2;
export const LAST_SLOT: u32 = 127;

/**
 * Kinds of files, and flags that say how they are opened, looked up and changed, numbered as WASI numbers them.
 *
 * Source    WASI preview 1, `filetype`, `oflags`, `fdflags`, `fstflags`, `lookupflags` (witx/typenames.witx).
 */
import type { u64 } from "welkin";

// --- Kinds --------------------------------------------------------------------------------------------------

export const UNKNOWN: u64 = 0;
export const CHARACTER_DEVICE: u64 = 2;
export const DIRECTORY: u64 = 3;
export const REGULAR_FILE: u64 = 4;
export const SOCKET_STREAM: u64 = 6;
export const SYMBOLIC_LINK: u64 = 7;

// --- Open flags ---------------------------------------------------------------------------------------------

export const CREATE: u64 = 1;
export const MUST_BE_DIRECTORY: u64 = 2;
export const EXCLUSIVE: u64 = 4;
export const TRUNCATE: u64 = 8;

// --- Descriptor flags ---------------------------------------------------------------------------------------

export const FLAG_APPEND: u64 = 1;
export const FLAG_DATA_SYNC: u64 = 2;
export const FLAG_NONBLOCK: u64 = 4;
export const FLAG_READ_SYNC: u64 = 8;
export const FLAG_SYNC: u64 = 16;

// --- Which times are set, and whether to now ----------------------------------------------------------------

export const SET_READ_TIME: u64 = 1;
export const SET_READ_TIME_NOW: u64 = 2;
export const SET_WRITE_TIME: u64 = 4;
export const SET_WRITE_TIME_NOW: u64 = 8;

/** Lookup flags: a link that is the last part of a path is followed. */
export const FOLLOW: u64 = 1;

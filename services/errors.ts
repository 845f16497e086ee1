/**
 * Errors that services answer with, numbered as WASI numbers them.
 *
 * Source    WASI preview 1, `errno` (WebAssembly/WASI, witx/typenames.witx).
 */
import type { u64 } from "welkin";

export const SUCCESS: u64 = 0;
export const TOO_BIG: u64 = 1;
export const ACCESS: u64 = 2;
export const AGAIN: u64 = 6;
export const BAD_FILE: u64 = 8;
export const BUSY: u64 = 10;
export const CANCELED: u64 = 11;
export const NO_CHILD: u64 = 12;
export const CONNECTION_RESET: u64 = 15;
export const QUOTA: u64 = 19;
export const EXISTS: u64 = 20;
export const FAULT: u64 = 21;
export const FILE_TOO_BIG: u64 = 22;
export const ILLEGAL_SEQUENCE: u64 = 25;
export const INVALID: u64 = 28;
export const INPUT_OUTPUT: u64 = 29;
export const IS_DIRECTORY: u64 = 31;
export const LOOP: u64 = 32;
export const TOO_MANY_FILES: u64 = 33;
export const TOO_MANY_LINKS: u64 = 34;
export const NAME_TOO_LONG: u64 = 37;
export const NO_ENTRY: u64 = 44;
export const NO_EXECUTABLE: u64 = 45;
export const NO_MEMORY: u64 = 48;
export const NO_SPACE: u64 = 51;
export const NO_SYSTEM_CALL: u64 = 52;
export const NOT_CONNECTED: u64 = 53;
export const NOT_DIRECTORY: u64 = 54;
export const NOT_EMPTY: u64 = 55;
export const NOT_SOCKET: u64 = 57;
export const NOT_SUPPORTED: u64 = 58;
export const OVERFLOW: u64 = 61;
export const NOT_PERMITTED: u64 = 63;
export const BROKEN_PIPE: u64 = 64;
export const RANGE: u64 = 68;
export const READ_ONLY: u64 = 69;
export const CANNOT_SEEK: u64 = 70;
export const NO_PROCESS: u64 = 71;
export const OTHER_DEVICE: u64 = 75;
export const NOT_CAPABLE: u64 = 76;

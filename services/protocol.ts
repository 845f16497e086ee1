/**
 * The messages between processes and services: operations, flags and errors.
 *
 * Owns      their numbers; what the words of each request and reply mean.
 * Words     a request is `operation | bytes of its path << 16 | flags << 32`, then arguments b to f. A reply is
 *           `error | more << 16`, then results b to f. `path` is at the beginning of what the caller lends, `buffer` what is
 *           lent from byte `at` on, or from its beginning where there is no `at`.
 * Not here  who checks what (each service), numbers of WASI that only the library needs (wasi/).
 */
import type { u32, u64 } from "welkin";

// --- Of files and streams -----------------------------------------------------------------------------------

/**
 * Opens what a path names. b: directory. c: lookup flags | open flags << 16 | descriptor flags << 32. d: 1 to read | 2 to write.
 * Reply: word 0 has its type in bits 16 to 23; b: its number. A directory is opened to be looked into, whatever d says, unless
 * d has 2 (IsDirectory).
 */
export const OPEN: u64 = 1;

/** b: file. Its number is free again. */
export const CLOSE: u64 = 2;

/**
 * b: file, c: offset, d: length, e: at. Flags: NONBLOCK; of a connection, PEEK: the bytes can be read again, and the first c of
 * them are left out. Reply: b: bytes read into buffer; 0 at the end.
 */
export const READ: u64 = 3;

/** b: file, c: offset, d: length, e: at. Flags: APPEND, NONBLOCK. Reply: b: bytes written from buffer, c: the offset behind them. */
export const WRITE: u64 = 4;

/**
 * b: file. Reply: word 0 has the type in bits 16 to 23, the number of its file system in 24 to 31, its links in 32 to 63; b: its
 * number there (inode), c: size, d, e, f: when it was read, written, changed, in nanoseconds since 1970.
 */
export const STAT: u64 = 5;

/** b: directory, c: lookup flags; path. Reply as of STAT. */
export const STAT_PATH: u64 = 6;

/** b: file, c: size. */
export const SET_SIZE: u64 = 7;

/** b: file, c: WASI's fstflags, d: time of reading, e: time of writing. */
export const SET_TIMES: u64 = 8;

/** b: directory, c: lookup flags | fstflags << 16, d and e as of SET_TIMES; path. */
export const SET_TIMES_PATH: u64 = 9;

/** b: file, c: offset, d: length. The file has at least offset + length bytes from now on. */
export const ALLOCATE: u64 = 10;

/** b: file, c: 1 for data only. */
export const SYNC: u64 = 11;

/**
 * b: directory, c: cookie, d: length, e: at. Reply: b: bytes written into buffer: entries as WASI lays them out, `.` and `..`
 * first, the last one cut off where the buffer ends; fewer than d if the directory ends.
 */
export const READ_DIRECTORY: u64 = 12;

/** b: directory; path. And so for the next two. */
export const CREATE_DIRECTORY: u64 = 13;
export const REMOVE_DIRECTORY: u64 = 14;
export const UNLINK: u64 = 15;

/** path: is kept in the session, as the first path of the next request, which needs two. */
export const FIRST_PATH: u64 = 16;

/** b: directory of the first path, c: directory of path. What the first names has the second as its name. */
export const RENAME: u64 = 17;

/** b: directory of the first path, c: lookup flags, d: directory of path. The file of the first has the second as a name too. */
export const LINK: u64 = 18;

/** b: directory; path: the link, whose text is the first path. */
export const SYMLINK: u64 = 19;

/** b: directory, c: length. Reply: b: bytes of the text of the link of the first path, written into buffer. */
export const READ_LINK: u64 = 20;

/**
 * b: file, c: events: READABLE, WRITABLE. Reply: b: those of them that are so now, c: bytes that can be read. If there are none, the notification that
 * was offered is signalled once when there may be some.
 */
export const WATCH: u64 = 21;

/** b: stream, c: 1 nothing is read any more | 2 nothing is written any more. */
export const SHUT_DOWN: u64 = 22;

/** Makes a pipe. Reply: b: the number of its end to read, c: of its end to write. */
export const PIPE: u64 = 23;

/** b: listener. Flags: NONBLOCK. Waits for a connection. Reply: b: the number of its file. */
export const ACCEPT: u64 = 24;

// --- Of the embedder, badge 0 -------------------------------------------------------------------------------

/**
 * b: session, c: bytes that each directory in memory may have that is mounted in it (files), d: the era of the service, below 2^16
 * (numbers.ts).
 */
export const OPEN_SESSION: u64 = 32;

/** b: session. Its files are closed; what waits for them is told Canceled. */
export const CLOSE_SESSION: u64 = 33;

/** b: session, c: handle of the directory on the host, d: 1 if it can be written. Reply: b: the number of its file in the session. */
export const MOUNT_HOST: u64 = 34;

/** b: session, c: 1 if it can be written. An empty directory in memory, of the session alone. Reply as of MOUNT_HOST. */
export const MOUNT_MEMORY: u64 = 35;

/** b: session, c: stream of the console: 0 input, 1 output, 2 errors of console d. Reply as of MOUNT_HOST. */
export const OPEN_CONSOLE: u64 = 36;

/** b: session, c: file of it, d: other session, e: 1 if it can only be read there. Reply: b: the number there of the same file. */
export const SHARE: u64 = 37;

/** Of a stream service: the device has something to read, or can take more. b: console, connection or listener. */
export const DEVICE_READY: u64 = 38;

/** b: session, c: listener. Reply as of MOUNT_HOST. */
export const OPEN_LISTENER: u64 = 39;

// --- Of the clock and of entropy ----------------------------------------------------------------------------

/** b: WASI's number of the clock. Reply: b: nanoseconds. */
export const TIME: u64 = 48;
export const RESOLUTION: u64 = 49;

/** b: length, at most MOST_RANDOM, c: at. Random bytes are written into buffer. */
export const RANDOM: u64 = 50;
export const MOST_RANDOM: u32 = 0x1_0000;

// --- Of the parent ------------------------------------------------------------------------------------------

/** Reply: b: number of arguments, c: bytes of them, each with a zero byte, d: of variables of the environment, e: bytes, f: descriptors. */
export const STARTUP: u64 = 64;

/** The arguments, one behind the other, each with a zero byte, are written into buffer. */
export const ARGUMENTS: u64 = 65;
export const ENVIRONMENT: u64 = 66;

/**
 * b: number of a descriptor. Reply: b: slot of its service | type << 8 | descriptor flags << 16, c: its file, d: rights, e: inherited rights, f: bytes of its
 * name, if it is a directory that was opened before the program began; else 0.
 */
export const DESCRIPTOR: u64 = 67;

/** b: number of a descriptor; its name is written into buffer. */
export const DESCRIPTOR_NAME: u64 = 68;

/** b: the code with which the program ends. A message without reply. */
export const EXIT: u64 = 69;

/**
 * Runs a program. b: its input | output << 32, c: errors | bytes of its path << 32, each of the three the number of a stream in the stream service's
 * session, or 0xffffffff for none; d: bytes of its arguments, each with a zero byte; e: directory in which the path is. Lent: the path, then the arguments.
 * Reply: b: its number, of this parent's children.
 */
export const SPAWN: u64 = 70;

/** b: number of a child. Waits for its end. Reply: b: its code, c: how it ended (0 exited, 1 faulted, 2 killed). Its number is free again. */
export const WAIT: u64 = 71;

/** b: number of a child, which is destroyed. */
export const KILL: u64 = 72;

// --- Flags, events ------------------------------------------------------------------------------------------

/** Flags of READ and WRITE. */
export const APPEND: u64 = 1;
export const NONBLOCK: u64 = 4;
export const PEEK: u64 = 8;

/** Events of WATCH. HANGUP: the other end is closed. */
export const READABLE: u64 = 1;
export const WRITABLE: u64 = 2;
export const HANGUP: u64 = 4;

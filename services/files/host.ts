/**
 * The device `directory`: files, directories and links of the host, which the embedder gave (ports/host/devices/directory.ts).
 *
 * Owns       the names of its functions. A file or directory that is open there is a handle, a number; others are named by a
 *            directory's handle and a single name in it, never by a path.
 * Results    a handle or a count, or FAILED and above: an error in the low 16 bits. Statuses are written as status.ts says.
 */
import { machine, type u32, u64, unreachable } from "welkin";

/** Results from here on are errors. */
const FAILED: u32 = 0xffff_0000;

/** The error of a result; 0 if it is none. */
export function errorOf(result: u32): u64 {
  return result >= FAILED ? u64.from(result & 0xffff) : 0;
}

/** How a file is opened. */
export const TO_READ: u32 = 1;
export const TO_WRITE: u32 = 2;
/** There must be no such name: the file is created. */
export const TO_CREATE: u32 = 4;
/** A write ends when the host has put it on its disk: all of it, or what is needed to read it again. */
export const TO_SYNC: u32 = 8;
export const TO_SYNC_DATA: u32 = 16;

/** Nanoseconds since 1970; they are written at `address` too, and zeros over them some milliseconds later. */
export const readClock = machine("device.readClock", (address: u32): u64 => {
  unreachable();
});

export const random = machine("device.random", (): u32 => {
  unreachable();
});

/** A handle of the directory that the embedder gave under this number. */
export const mountHost = machine("device.mount", (number: u32): u32 => {
  unreachable();
});

/** Opens a directory in a directory; itself, if the name is empty. Links are not followed, by this and all others. */
export const openHostDirectory = machine(
  "device.openDirectory",
  (directory: u32, name: u32, length: u32): u32 => {
    unreachable();
  },
);

/** Opens a regular file. */
export const openHostFile = machine(
  "device.open",
  (directory: u32, name: u32, length: u32, how: u32): u32 => {
    unreachable();
  },
);

/** Has a handle be closed once more until it is. */
export const shareHandle = machine("device.share", (handle: u32): u32 => {
  unreachable();
});

export const closeHandle = machine("device.close", (handle: u32): u32 => {
  unreachable();
});

export const readHandle = machine(
  "device.read",
  (handle: u32, offset: u64, address: u32, length: u32): u32 => {
    unreachable();
  },
);

export const writeHandle = machine(
  "device.write",
  (handle: u32, offset: u64, address: u32, length: u32): u32 => {
    unreachable();
  },
);

export const statusOfHandle = machine("device.status", (handle: u32, address: u32): u32 => {
  unreachable();
});

export const statusOnHost = machine(
  "device.statusAt",
  (directory: u32, name: u32, length: u32, address: u32): u32 => {
    unreachable();
  },
);

/** Writes entries of a directory as ReadDirectory has them, from a cookie on, without so many bytes; the last one may be cut off. */
export const readHostEntries = machine(
  "device.readEntries",
  (handle: u32, cookie: u64, skipped: u64, address: u32, length: u32): u32 => {
    unreachable();
  },
);

export const createHostDirectory = machine(
  "device.createDirectory",
  (directory: u32, name: u32, length: u32): u32 => {
    unreachable();
  },
);

export const removeHostDirectory = machine(
  "device.removeDirectory",
  (directory: u32, name: u32, length: u32): u32 => {
    unreachable();
  },
);

export const unlinkOnHost = machine("device.unlink", (directory: u32, name: u32, length: u32): u32 => {
  unreachable();
});

export const renameOnHost = machine(
  "device.rename",
  (from: u32, name: u32, length: u32, to: u32, newName: u32, newLength: u32): u32 => {
    unreachable();
  },
);

export const linkOnHost = machine(
  "device.link",
  (from: u32, name: u32, length: u32, to: u32, newName: u32, newLength: u32): u32 => {
    unreachable();
  },
);

export const symlinkOnHost = machine(
  "device.symlink",
  (text: u32, textLength: u32, directory: u32, name: u32, length: u32): u32 => {
    unreachable();
  },
);

/** Writes the text of a link, as much of it as there is room for. */
export const readLinkOnHost = machine(
  "device.readLink",
  (directory: u32, name: u32, length: u32, address: u32, room: u32): u32 => {
    unreachable();
  },
);

export const truncateHandle = machine("device.truncate", (handle: u32, size: u64): u32 => {
  unreachable();
});

/** Which times are set is said by WASI's flags; both are given as nanoseconds. */
export const setTimesOfHandle = machine(
  "device.setTimes",
  (handle: u32, flags: u32, readTime: u64, writeTime: u64): u32 => {
    unreachable();
  },
);

export const setTimesOnHost = machine(
  "device.setTimesAt",
  (directory: u32, name: u32, length: u32, flags: u32, readTime: u64, writeTime: u64): u32 => {
    unreachable();
  },
);

export const syncHandle = machine("device.sync", (handle: u32, dataOnly: u32): u32 => {
  unreachable();
});

/** Reading, writing, seeking. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  begin,
  CHARACTERS,
  DIRECTORY,
  type Double,
  ERRORS,
  FILE,
  FILES,
  KINDS,
  OPERATIONS,
  PAGE,
  STREAMS,
} from "./double.ts";

const { AGAIN, BAD_FILE, CANNOT_SEEK, FAULT, INPUT_OUTPUT, INVALID, IS_DIRECTORY, NOT_CAPABLE } = ERRORS;
const { READ, WRITE, STAT, SYNC, APPEND, NONBLOCK } = OPERATIONS;
const { FLAG_APPEND = 0n, FLAG_DATA_SYNC = 0n, FLAG_NONBLOCK = 0n } = KINDS;

const STDOUT = 1;
const FD = 4;
const LIST = 1024;
const RESULT = 512;

/** A program with a stream, a directory and a file of these bytes. */
async function withFile(content = "", flags = 0): Promise<{ wasi: Double; file: { text: string } }> {
  const wasi = await begin({
    descriptors: [
      { service: STREAMS, kind: CHARACTERS, file: 0 },
      { service: STREAMS, kind: CHARACTERS, file: 1 },
      { service: STREAMS, kind: CHARACTERS, file: 2 },
      { service: FILES, kind: DIRECTORY, file: 3, name: "/" },
      { service: FILES, kind: FILE, file: 44, flags },
    ],
  });
  const file = { text: content };
  wasi.services.set(FILES, ({ operation, flags, arguments: [number, offset = 0n, length = 0n], bytes }) => {
    assert.equal(number, 44n);
    if (operation === STAT) return [0, 1, file.text.length];
    if (operation === SYNC) return [0];
    const at = operation === WRITE && flags & (APPEND ?? 0n) ? file.text.length : Number(offset);
    if (operation === READ) {
      const part = file.text.slice(at, at + Number(length));
      bytes.set(new TextEncoder().encode(part));
      return [0, part.length];
    }
    assert.equal(operation, WRITE);
    const written = new TextDecoder().decode(bytes);
    const before = file.text.slice(0, at).padEnd(at, "\0");
    file.text = before + written + file.text.slice(at + written.length);
    return [0, written.length, at + written.length];
  });
  return { wasi, file };
}

test("a file is written, found at its offset, and read", async () => {
  const { wasi, file } = await withFile();
  const length = wasi.put(2000, "hello, world");
  assert.equal(wasi.call("fd_write", FD, LIST, wasi.list(LIST, [2000, length]), RESULT), 0);
  assert.equal(wasi.view.getUint32(RESULT, true), 12);
  assert.equal(file.text, "hello, world");
  assert.equal(wasi.call("fd_tell", FD, RESULT), 0);
  assert.equal(wasi.view.getBigUint64(RESULT, true), 12n);
  assert.equal(wasi.call("fd_seek", FD, -5n, 1, RESULT), 0);
  assert.equal(wasi.call("fd_read", FD, LIST, wasi.list(LIST, [3000, 100]), RESULT), 0);
  assert.equal(wasi.view.getUint32(RESULT, true), 5);
  assert.equal(wasi.text(3000, 6), "world\0");
  assert.equal(wasi.call("fd_read", FD, LIST, 1, RESULT), 0);
  assert.equal(wasi.view.getUint32(RESULT, true), 0);
});

test("what is lent is exactly the buffer, to be read or to be written", async () => {
  const { wasi } = await withFile("abc");
  wasi.call("fd_write", FD, LIST, wasi.list(LIST, [2000, 7]), RESULT);
  wasi.call("fd_pread", FD, LIST, wasi.list(LIST, [3000, 9]), 0n, RESULT);
  wasi.call("fd_seek", FD, 0n, 2, RESULT);
  assert.deepEqual(
    wasi.requests.map(({ loan }) => loan),
    [
      { address: 2000, length: 7, access: 1 },
      { address: 3000, length: 9, access: 2 },
      { address: 0, length: 0, access: 0 },
    ],
  );
});

test("buffers are used in their order, empty ones skipped, until one is not filled", async () => {
  const { wasi } = await withFile("0123456789");
  const buffers = [
    [2000, 3],
    [0xffff_0000, 0],
    [2100, 4],
    [2200, 10],
    [2300, 10],
  ] as const;
  assert.equal(BigInt(wasi.call("fd_read", FD, LIST, wasi.list(LIST, ...buffers), RESULT)), FAULT);
  wasi.list(LIST, buffers[0], [0, 0], ...buffers.slice(2));
  assert.equal(wasi.call("fd_read", FD, LIST, 5, RESULT), 0);
  assert.equal(wasi.view.getUint32(RESULT, true), 10);
  assert.deepEqual(
    [wasi.text(2000, 4), wasi.text(2100, 5), wasi.text(2200, 4)],
    ["012\0", "3456\0", "789\0"],
  );
  assert.equal(wasi.requests.length, 3);
});

test("to append, to write at an offset, to write there nevertheless", async () => {
  const { wasi, file } = await withFile("0123456789", Number(FLAG_APPEND));
  wasi.put(2000, "ab");
  const count = wasi.list(LIST, [2000, 2]);
  assert.equal(wasi.call("fd_write", FD, LIST, count, RESULT), 0);
  wasi.call("fd_tell", FD, RESULT);
  assert.equal(wasi.view.getBigUint64(RESULT, true), 12n);
  assert.equal(wasi.call("fd_pwrite", FD, LIST, count, 1n, RESULT), 0);
  assert.equal(file.text, "0ab3456789ab");
  wasi.call("fd_tell", FD, RESULT);
  assert.equal(wasi.view.getBigUint64(RESULT, true), 12n);
  assert.equal(wasi.call("fd_fdstat_set_flags", FD, 0), 0);
  assert.equal(wasi.call("fd_seek", FD, 4n, 0, RESULT), 0);
  assert.equal(wasi.call("fd_write", FD, LIST, count, RESULT), 0);
  assert.equal(file.text, "0ab3ab6789ab");
});

test("a file that is written through stays written", async () => {
  const { wasi } = await withFile("", Number(FLAG_DATA_SYNC));
  wasi.call("fd_write", FD, LIST, wasi.list(LIST, [2000, 2]), RESULT);
  assert.deepEqual(
    wasi.requests.map(({ operation, arguments: [, c] }) => [operation, c]),
    [
      [WRITE, 0n],
      [SYNC, 1n],
    ],
  );
});

test("offsets: none below 0, none beyond the greatest", async () => {
  const { wasi } = await withFile("0123456789");
  const offset = (by: bigint, whence: number): bigint | number => {
    const error = wasi.call("fd_seek", FD, by, whence, RESULT);
    return error === 0 ? wasi.view.getBigUint64(RESULT, true) : error;
  };
  const last = 2n ** 63n - 1n;
  const refused = Number(INVALID);
  assert.equal(offset(-1n, 0), refused);
  assert.equal(offset(3n, 0), 3n);
  assert.equal(offset(-4n, 1), refused);
  assert.equal(offset(-3n, 1), 0n);
  assert.equal(offset(-3n, 2), 7n);
  assert.equal(offset(5n, 2), 15n);
  assert.equal(offset(last, 0), last);
  assert.equal(offset(1n, 1), refused);
  assert.equal(offset(-(2n ** 63n), 1), refused);
  assert.equal(offset(0n, 3), refused);
  assert.equal(offset(0n, 1), last);
  for (const at of [2n ** 63n, 2n ** 64n - 1n])
    for (const call of ["fd_pread", "fd_pwrite"])
      assert.equal(wasi.call(call, FD, LIST, wasi.list(LIST, [2000, 1]), at, RESULT), refused);
});

test("lists that are too long, or are more bytes than can be counted", async () => {
  const { wasi } = await withFile();
  assert.equal(BigInt(wasi.call("fd_write", FD, LIST, 1025, RESULT)), INVALID);
  assert.equal(BigInt(wasi.call("fd_write", FD, LIST, -1, RESULT)), INVALID);
  assert.equal(BigInt(wasi.call("fd_write", FD, 2 * PAGE - 8, 2, RESULT)), FAULT);
  wasi.memory.grow(32766);
  const half = 0x7fff_ffff;
  const list = wasi.list(LIST, [1, half], [1, half], [1, half]);
  assert.equal(BigInt(wasi.call("fd_read", FD, LIST, list, RESULT)), INVALID);
  assert.equal(wasi.requests.length, 0);
});

test("a list of the most buffers that overlap is read into all of them", async () => {
  const { wasi } = await withFile("x".repeat(1024));
  const list = wasi.list(LIST, ...Array(1024).fill([20000, 1]));
  assert.equal(wasi.call("fd_read", FD, LIST, list, RESULT), 0);
  assert.equal(wasi.view.getUint32(RESULT, true), 1024);
  assert.equal(wasi.text(20000, 2), "x\0");
});

test("a list that is read over is looked at again", async () => {
  const { wasi } = await withFile("\xff".repeat(100));
  const content = new Uint8Array(16).fill(0xff);
  wasi.services.set(FILES, ({ bytes }) => (bytes.set(content), [0, 16]));
  const list = wasi.list(LIST, [LIST + 8, 16], [4000, 16], [5000, 16]);
  assert.equal(wasi.call("fd_read", FD, LIST, list, RESULT), 0);
  assert.equal(wasi.view.getUint32(RESULT, true), 16);
  assert.equal(wasi.requests.length, 1);
});

test("large buffers go in several requests", async () => {
  const { wasi, file } = await withFile();
  wasi.memory.grow(64);
  assert.equal(wasi.call("fd_write", FD, LIST, wasi.list(LIST, [PAGE, 2 ** 21 + 5]), RESULT), 0);
  assert.equal(wasi.view.getUint32(RESULT, true), 2 ** 21 + 5);
  assert.equal(file.text.length, 2 ** 21 + 5);
  assert.deepEqual(
    wasi.requests.map(({ arguments: [, offset, length] }) => [offset, length]),
    [
      [0n, 2n ** 20n],
      [2n ** 20n, 2n ** 20n],
      [2n ** 21n, 5n],
    ],
  );
});

test("of a stream only the first buffer waits", async () => {
  const { wasi } = await withFile();
  wasi.services.set(STREAMS, ({ flags, arguments: [, , length = 0n] }) =>
    flags & (NONBLOCK ?? 0n) ? [AGAIN ?? 0n] : [0, length],
  );
  assert.equal(wasi.call("fd_read", 0, LIST, wasi.list(LIST, [2000, 5], [2100, 5]), RESULT), 0);
  assert.equal(wasi.view.getUint32(RESULT, true), 5);
  assert.equal(wasi.call("fd_fdstat_set_flags", 0, Number(FLAG_NONBLOCK)), 0);
  assert.equal(BigInt(wasi.call("fd_read", 0, LIST, 2, RESULT)), AGAIN);
});

test("an error behind bytes that were moved is not told; their number is", async () => {
  const { wasi } = await withFile();
  let count = 0;
  wasi.services.set(STREAMS, ({ arguments: [, , length = 0n] }) => (count++ < 1 ? [0, length] : undefined));
  const list = wasi.list(LIST, [2000, 5], [2100, 5]);
  assert.equal(wasi.call("fd_write", STDOUT, LIST, list, RESULT), 0);
  assert.equal(wasi.view.getUint32(RESULT, true), 5);
  wasi.view.setUint32(RESULT, 99, true);
  assert.equal(BigInt(wasi.call("fd_write", STDOUT, LIST, list, RESULT)), INPUT_OUTPUT);
  assert.equal(wasi.view.getUint32(RESULT, true), 99);
});

test("a service that has ended is an error, again and again; one that is there again goes on", async () => {
  const { wasi } = await withFile("0123456789");
  const service = wasi.services.get(FILES);
  const list = wasi.list(LIST, [2000, 2]);
  assert.equal(wasi.call("fd_read", FD, LIST, list, RESULT), 0);
  wasi.services.delete(FILES);
  for (let i = 0; i < 3; i++) {
    assert.equal(BigInt(wasi.call("fd_read", FD, LIST, list, RESULT)), INPUT_OUTPUT);
    assert.equal(BigInt(wasi.call("fd_filestat_get", FD, 4000)), INPUT_OUTPUT);
    assert.equal(BigInt(wasi.call("fd_seek", FD, 0n, 2, RESULT)), INPUT_OUTPUT);
  }
  if (service) wasi.services.set(FILES, service);
  assert.equal(wasi.call("fd_read", FD, LIST, list, RESULT), 0);
  assert.equal(wasi.text(2000, 2), "23");
});

test("a service that says it moved more than it was lent is not believed", async () => {
  const { wasi } = await withFile();
  for (const moved of [6n, 2n ** 32n, 2n ** 64n - 1n]) {
    wasi.services.set(FILES, () => [0, moved, 0]);
    assert.equal(BigInt(wasi.call("fd_read", FD, LIST, wasi.list(LIST, [2000, 5]), RESULT)), INPUT_OUTPUT);
  }
});

test("what is no file has no offsets, and what is closed has nothing", async () => {
  const { wasi } = await withFile();
  assert.equal(BigInt(wasi.call("fd_seek", STDOUT, 0n, 0, RESULT)), CANNOT_SEEK);
  assert.equal(BigInt(wasi.call("fd_tell", STDOUT, RESULT)), CANNOT_SEEK);
  assert.equal(BigInt(wasi.call("fd_seek", 3, 0n, 1, RESULT)), IS_DIRECTORY);
  assert.equal(BigInt(wasi.call("fd_read", 3, LIST, 0, RESULT)), IS_DIRECTORY);
  for (const fd of [5, 1023, 1024, -1, -31337]) {
    assert.equal(BigInt(wasi.call("fd_write", fd, 0, 0, RESULT)), BAD_FILE);
    assert.equal(BigInt(wasi.call("fd_close", fd)), BAD_FILE);
  }
});

test("rights that are given up do not come back", async () => {
  const { wasi } = await withFile("abc");
  const list = wasi.list(LIST, [2000, 2]);
  assert.equal(wasi.call("fd_fdstat_get", FD, 4000), 0);
  const rights = wasi.view.getBigUint64(4008, true);
  const reading = 2n;
  assert.equal(wasi.call("fd_fdstat_set_rights", FD, rights & ~reading, 0n), 0);
  assert.equal(BigInt(wasi.call("fd_read", FD, LIST, list, RESULT)), NOT_CAPABLE);
  assert.equal(BigInt(wasi.call("fd_pread", FD, LIST, list, 0n, RESULT)), NOT_CAPABLE);
  assert.equal(wasi.call("fd_write", FD, LIST, list, RESULT), 0);
  assert.equal(BigInt(wasi.call("fd_fdstat_set_rights", FD, rights, 0n)), NOT_CAPABLE);
  assert.equal(BigInt(wasi.call("fd_fdstat_set_rights", FD, 0n, 1n)), NOT_CAPABLE);
  assert.equal(wasi.call("fd_fdstat_set_rights", FD, 0x20n, 0n), 0);
  assert.equal(BigInt(wasi.call("fd_seek", FD, 1n, 0, RESULT)), NOT_CAPABLE);
  assert.equal(wasi.call("fd_seek", FD, 0n, 1, RESULT), 0);
});

test("calls, messages and bytes are counted", async () => {
  const { wasi } = await withFile("abc");
  const counters = () =>
    ["calls", "messages", "bytes_read", "bytes_written"].map((name) => wasi.library[name]?.());
  wasi.call("fd_read", FD, LIST, wasi.list(LIST, [2000, 2]), RESULT);
  wasi.call("fd_tell", FD, RESULT);
  wasi.call("fd_pwrite", FD, LIST, 1, 100n, RESULT);
  // STARTUP and five descriptors are messages too.
  assert.deepEqual(counters(), [3n, 8n, 2n, 2n]);
});

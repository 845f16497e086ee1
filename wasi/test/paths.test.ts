/** What is asked of a service about paths, and with which rights. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ALL_RIGHTS,
  begin,
  CHARACTERS,
  DIRECTORY,
  type Double,
  ERRORS,
  FILE,
  FILES,
  KINDS,
  operationName,
  OPERATIONS,
  STREAMS,
} from "./double.ts";

const {
  BAD_FILE,
  EXISTS,
  INPUT_OUTPUT,
  INVALID,
  NAME_TOO_LONG,
  NO_ENTRY,
  NOT_CAPABLE,
  NOT_DIRECTORY,
  OTHER_DEVICE,
  TOO_MANY_FILES,
} = ERRORS;
const DIR = 3;
const OTHER = 4;
const PATH = 1000;
const NEW_PATH = 1100;
const RESULT = 500;

/** A right, by its number in WASI's list. */
const right = (number: number): bigint => 1n << BigInt(number);
const READ = right(1);
const SEEK = right(2);
const WRITE = right(6);
const CREATE_FILE = right(10);
const SET_SIZE_OF_PATH = right(19);

/** A program with two directories, of files 30 and 40, of which the second has these rights; the first, all. */
async function withDirectories(
  rights: { base?: bigint; inheriting?: bigint; service?: number } = {},
): Promise<Double> {
  const { base = ALL_RIGHTS, inheriting = ALL_RIGHTS, service = FILES } = rights;
  const wasi = await begin({
    descriptors: [
      { service: STREAMS, kind: CHARACTERS, file: 0 },
      undefined,
      undefined,
      { service: FILES, kind: DIRECTORY, file: 30, name: "/" },
      { service, kind: DIRECTORY, file: 40, rights: base, inheriting, name: "/other" },
    ],
  });
  wasi.services.set(FILES, () => [0, 7, 0, 0, 0, 0]);
  wasi.put(PATH, "old path");
  wasi.put(NEW_PATH, "new");
  return wasi;
}

/** What was asked: the operation, the path, words b to e. */
const asked = ({ requests }: Double) =>
  requests.map(({ operation, pathLength, bytes, arguments: words }) => [
    operationName(operation),
    new TextDecoder().decode(bytes.subarray(0, pathLength)),
    ...words.map(Number),
  ]);

test("one path goes with the request", async () => {
  for (const [call, parameters, expected] of [
    ["path_create_directory", [DIR, PATH, 8], ["CREATE_DIRECTORY", "old path", 30, 0, 0, 0]],
    ["path_remove_directory", [DIR, PATH, 3], ["REMOVE_DIRECTORY", "old", 30, 0, 0, 0]],
    ["path_unlink_file", [DIR, PATH, 8], ["UNLINK", "old path", 30, 0, 0, 0]],
    ["path_filestat_get", [DIR, 1, PATH, 8, 2000], ["STAT_PATH", "old path", 30, 1, 0, 0]],
    [
      "path_filestat_set_times",
      [DIR, 1, PATH, 8, 5n, 6n, 5],
      ["SET_TIMES_PATH", "old path", 30, 1 | (5 << 16), 5, 6],
    ],
  ] as const) {
    const wasi = await withDirectories();
    assert.equal(wasi.call(call, ...parameters), 0);
    assert.deepEqual(asked(wasi), [expected]);
    assert.equal(wasi.requests[0]?.loan.access, 1);
  }
});

test("two paths go one after the other", async () => {
  const first = ["FIRST_PATH", "old path", 30, 0, 0, 0];
  for (const [call, parameters, expected] of [
    ["path_rename", [DIR, PATH, 8, OTHER, NEW_PATH, 3], ["RENAME", "new", 30, 40, 0, 0]],
    ["path_link", [DIR, 1, PATH, 8, OTHER, NEW_PATH, 3], ["LINK", "new", 30, 1, 40, 0]],
    ["path_symlink", [PATH, 8, DIR, NEW_PATH, 3], ["SYMLINK", "new", 30, 0, 0, 0]],
    ["path_readlink", [DIR, PATH, 8, 2000, 50, RESULT], ["READ_LINK", "", 30, 50, 0, 0]],
  ] as const) {
    const wasi = await withDirectories();
    assert.equal(wasi.call(call, ...parameters), 0);
    assert.deepEqual(asked(wasi), [first, expected]);
  }
});

test("the text of a link is stored, and how long it is", async () => {
  const wasi = await withDirectories();
  wasi.services.set(FILES, ({ operation, bytes }) => {
    if (operation !== OPERATIONS["READ_LINK"]) return [0];
    const text = new TextEncoder().encode("target").subarray(0, bytes.length);
    bytes.set(text);
    return [0, text.length];
  });
  assert.equal(wasi.call("path_readlink", DIR, PATH, 8, 2000, 4, RESULT), 0);
  assert.equal(wasi.view.getUint32(RESULT, true), 4);
  assert.equal(wasi.text(2000, 5), "targ\0");
});

test("names in two services are on two devices", async () => {
  const wasi = await withDirectories({ service: STREAMS });
  assert.equal(BigInt(wasi.call("path_rename", DIR, PATH, 8, OTHER, NEW_PATH, 3)), OTHER_DEVICE);
  assert.equal(BigInt(wasi.call("path_link", DIR, 0, PATH, 8, OTHER, NEW_PATH, 3)), OTHER_DEVICE);
  assert.deepEqual(wasi.requests, []);
});

test("paths of no bytes, and of more than there can be", async () => {
  const wasi = await withDirectories();
  wasi.memory.grow(2);
  for (const [length, error] of [
    [0, NO_ENTRY],
    [65536, NAME_TOO_LONG],
  ] as const) {
    assert.equal(BigInt(wasi.call("path_open", DIR, 0, PATH, length, 0, 0n, 0n, 0, RESULT)), error);
    assert.equal(BigInt(wasi.call("path_unlink_file", DIR, PATH, length)), error);
    assert.equal(BigInt(wasi.call("path_symlink", PATH, length, DIR, NEW_PATH, 3)), error);
    assert.equal(BigInt(wasi.call("path_rename", DIR, PATH, 8, DIR, NEW_PATH, length)), error);
  }
  assert.deepEqual(wasi.requests, []);
});

test("what is no directory has no paths", async () => {
  const wasi = await withDirectories();
  assert.equal(BigInt(wasi.call("path_unlink_file", 0, PATH, 8)), NOT_DIRECTORY);
  assert.equal(BigInt(wasi.call("path_unlink_file", 9, PATH, 8)), BAD_FILE);
  assert.equal(BigInt(wasi.call("fd_readdir", 0, 2000, 100, 0n, RESULT)), NOT_DIRECTORY);
});

// --- Opening ------------------------------------------------------------------------------------------------

/** Opens in a directory: the descriptor, or the error. */
function open(
  wasi: Double,
  dir: number,
  how: { lookup?: number; flags?: number; base?: bigint; inheriting?: bigint; fdFlags?: number } = {},
): { fd?: number; error?: bigint } {
  const { lookup = 0, flags = 0, base = 0n, inheriting = 0n, fdFlags = 0 } = how;
  const error = wasi.call("path_open", dir, lookup, PATH, 8, flags, base, inheriting, fdFlags, RESULT);
  return error === 0 ? { fd: wasi.view.getUint32(RESULT, true) } : { error: BigInt(error) };
}

/** Kind, flags, and both rights of a descriptor. */
function statusOf(wasi: Double, fd: number): readonly (number | bigint)[] {
  assert.equal(wasi.call("fd_fdstat_get", fd, 2000), 0);
  const { view } = wasi;
  const rights = [view.getBigUint64(2008, true), view.getBigUint64(2016, true)];
  return [view.getUint8(2000), view.getUint16(2002, true), ...rights];
}

const opened = (kind: number) => () => [BigInt(kind) << 16n, 77];

test("a file that is opened has the least number, and the rights that were asked for", async () => {
  const wasi = await withDirectories();
  wasi.services.set(FILES, opened(FILE));
  assert.deepEqual(open(wasi, DIR, { lookup: 1, flags: 9, base: READ | WRITE, fdFlags: 5 }), { fd: 1 });
  assert.deepEqual(asked(wasi), [["OPEN", "old path", 30, 1 + (9 << 16) + 5 * 2 ** 32, 3, 0]]);
  assert.deepEqual(statusOf(wasi, 1), [FILE, 5, READ | WRITE, 0n]);
  assert.deepEqual([open(wasi, DIR), open(wasi, DIR)], [{ fd: 2 }, { fd: 5 }]);
  assert.equal(wasi.call("fd_close", 2), 0);
  assert.deepEqual(open(wasi, DIR), { fd: 2 });
});

test("rights that make no sense for what is opened are dropped", async () => {
  const wasi = await withDirectories();
  wasi.services.set(FILES, opened(DIRECTORY));
  assert.deepEqual(open(wasi, DIR, { base: READ | SEEK | CREATE_FILE, inheriting: READ }), { fd: 1 });
  assert.deepEqual(statusOf(wasi, 1), [DIRECTORY, 0, CREATE_FILE, READ]);
  wasi.services.set(FILES, opened(FILE));
  open(wasi, DIR, { base: READ | SEEK | CREATE_FILE, inheriting: READ });
  assert.deepEqual(statusOf(wasi, 2), [FILE, 0, READ | SEEK, 0n]);
});

test("more than the directory has is not given", async () => {
  const wasi = await withDirectories({ base: right(13) | CREATE_FILE, inheriting: READ | SEEK });
  wasi.services.set(FILES, opened(FILE));
  const refused = { error: NOT_CAPABLE };
  assert.deepEqual(open(wasi, OTHER, { base: WRITE }), refused);
  assert.deepEqual(open(wasi, OTHER, { base: READ, inheriting: WRITE }), refused);
  assert.deepEqual(open(wasi, OTHER, { flags: Number(KINDS["TRUNCATE"]) }), refused);
  assert.deepEqual(open(wasi, OTHER, { fdFlags: Number(KINDS["FLAG_SYNC"]) }), refused);
  assert.deepEqual(open(wasi, OTHER, { fdFlags: Number(KINDS["FLAG_DATA_SYNC"]) }), refused);
  assert.deepEqual(wasi.requests, []);
  assert.deepEqual(open(wasi, OTHER, { flags: Number(KINDS["CREATE"]), base: READ }), { fd: 1 });
});

test("rights to create and to truncate can be given up one by one", async () => {
  const wasi = await withDirectories();
  wasi.services.set(FILES, opened(FILE));
  const without = (rights: bigint) => assert.equal(wasi.call("fd_fdstat_set_rights", DIR, rights, 0n), 0);
  without(ALL_RIGHTS & ~SET_SIZE_OF_PATH & ~0x3000_0166n);
  assert.deepEqual(open(wasi, DIR, { flags: 8 }), { error: NOT_CAPABLE });
  assert.deepEqual(open(wasi, DIR, { flags: 1 }), { fd: 1 });
  without(right(13));
  assert.deepEqual(open(wasi, DIR, { flags: 1 }), { error: NOT_CAPABLE });
  assert.deepEqual(open(wasi, DIR), { fd: 2 });
});

test("flags that there are not", async () => {
  const wasi = await withDirectories();
  assert.deepEqual(open(wasi, DIR, { flags: 16 }), { error: INVALID });
  assert.deepEqual(open(wasi, DIR, { fdFlags: 32 }), { error: INVALID });
  assert.equal(BigInt(wasi.call("fd_fdstat_set_flags", 0, 32)), INVALID);
});

test("what the service refuses opens nothing; what it gives, its descriptor names", async () => {
  const wasi = await withDirectories();
  wasi.services.set(FILES, () => [EXISTS ?? 0n, 77]);
  assert.deepEqual(open(wasi, DIR), { error: EXISTS });
  wasi.services.delete(FILES);
  assert.deepEqual(open(wasi, DIR), { error: INPUT_OUTPUT });
  wasi.services.set(FILES, opened(FILE));
  assert.deepEqual(open(wasi, DIR), { fd: 1 });
  wasi.call("fd_close", 1);
  assert.deepEqual(asked(wasi).at(-1)?.slice(0, 3), ["CLOSE", "", 77]);
});

test("there are 1024 descriptors; one that is closed makes room", async () => {
  const wasi = await withDirectories();
  wasi.services.set(FILES, opened(FILE));
  for (let i = 0; i < 1021; i++) assert.ok(open(wasi, DIR).fd);
  const before = wasi.requests.length;
  assert.deepEqual(open(wasi, DIR), { error: TOO_MANY_FILES });
  assert.equal(wasi.requests.length, before);
  wasi.call("fd_close", 900);
  assert.deepEqual(open(wasi, DIR), { fd: 900 });
});

test("a descriptor takes the place of another, which is closed", async () => {
  const wasi = await withDirectories();
  wasi.services.set(FILES, opened(FILE));
  open(wasi, DIR, { base: READ });
  open(wasi, DIR, { base: WRITE });
  assert.equal(wasi.call("fd_renumber", 1, 2), 0);
  assert.deepEqual(statusOf(wasi, 2), [FILE, 0, READ, 0n]);
  assert.equal(BigInt(wasi.call("fd_close", 1)), BAD_FILE);
  assert.equal(BigInt(wasi.call("fd_renumber", 2, 1)), BAD_FILE);
  assert.equal(BigInt(wasi.call("fd_renumber", 1, 2)), BAD_FILE);
  assert.equal(wasi.call("fd_renumber", 2, 2), 0);
  assert.deepEqual(statusOf(wasi, 2), [FILE, 0, READ, 0n]);
});

// --- Status -------------------------------------------------------------------------------------------------

test("status is stored as WASI lays it out", async () => {
  const wasi = await withDirectories();
  const first = (BigInt(FILE) << 16n) | (3n << 24n) | (2n << 32n);
  wasi.services.set(FILES, () => [first, 11n, 12n, 13n, 14n, 15n]);
  for (const call of [
    () => wasi.call("path_filestat_get", DIR, 0, PATH, 8, 2000),
    () => wasi.call("fd_filestat_get", DIR, 2000),
  ]) {
    wasi.bytes.fill(0xff, 2000, 2072);
    assert.equal(call(), 0);
    const words = Array.from({ length: 9 }, (_, i) => wasi.view.getBigUint64(2000 + 8 * i, true));
    const device = (BigInt(FILES) << 8n) | 3n;
    assert.deepEqual(words, [device, 11n, BigInt(FILE), 2n, 12n, 13n, 14n, 15n, 2n ** 64n - 1n]);
  }
});

test("of each time one thing is said at most", async () => {
  const wasi = await withDirectories();
  for (const which of [3, 12, 7, 15, 16]) {
    assert.equal(BigInt(wasi.call("fd_filestat_set_times", DIR, 1n, 2n, which)), INVALID);
    assert.equal(BigInt(wasi.call("path_filestat_set_times", DIR, 0, PATH, 8, 1n, 2n, which)), INVALID);
  }
  assert.deepEqual(wasi.requests, []);
  for (const which of [0, 1, 2, 4, 8, 5, 10, 6, 9])
    assert.equal(wasi.call("fd_filestat_set_times", DIR, 1n, 2n, which), 0);
});

test("space, sizes and advice: ranges that there can be", async () => {
  const wasi = await withDirectories();
  wasi.services.set(FILES, opened(FILE));
  const { fd = 0 } = open(wasi, DIR, { base: ALL_RIGHTS });
  const last = 2n ** 63n - 1n;
  assert.equal(wasi.call("fd_allocate", fd, 5n, 10n), 0);
  assert.equal(wasi.call("fd_allocate", fd, 0n, last), 0);
  assert.equal(wasi.call("fd_advise", fd, 0n, 0n, 5), 0);
  assert.equal(wasi.call("fd_filestat_set_size", fd, last), 0);
  const refused = [
    wasi.call("fd_allocate", fd, 5n, 0n),
    wasi.call("fd_allocate", fd, last, 1n),
    wasi.call("fd_allocate", fd, -1n, 1n),
    wasi.call("fd_advise", fd, last, 1n, 0),
    wasi.call("fd_advise", fd, 0n, 1n, 6),
    wasi.call("fd_filestat_set_size", fd, -1n),
  ];
  assert.deepEqual(refused.map(BigInt), Array(6).fill(INVALID));
});

test("a service that says it wrote more than it was lent is not believed", async () => {
  const wasi = await withDirectories();
  wasi.view.setUint32(RESULT, 99, true);
  for (const length of [101n, 2n ** 32n, 2n ** 64n - 1n]) {
    wasi.services.set(FILES, () => [0, length]);
    assert.equal(BigInt(wasi.call("fd_readdir", DIR, 2000, 100, 0n, RESULT)), INPUT_OUTPUT);
    assert.equal(BigInt(wasi.call("path_readlink", DIR, PATH, 8, 2000, 100, RESULT)), INPUT_OUTPUT);
  }
  assert.equal(wasi.view.getUint32(RESULT, true), 99);
});

test("entries of a directory are written where they are lent", async () => {
  const wasi = await withDirectories();
  wasi.services.set(FILES, ({ bytes, arguments: words }) => {
    assert.deepEqual(words, [30n, 9n, 100n, 0n]);
    bytes.fill(1, 0, 60);
    return [0, 60];
  });
  assert.equal(wasi.call("fd_readdir", DIR, 2000, 100, 9n, RESULT), 0);
  assert.equal(wasi.view.getUint32(RESULT, true), 60);
  assert.deepEqual([...wasi.bytes.subarray(2059, 2061)], [1, 0]);
});

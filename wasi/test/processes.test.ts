/** Processes of a program's own, pipes, sockets, clocks and random bytes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  begin,
  CHARACTERS,
  CLOCK,
  DIRECTORY,
  type Double,
  ENTROPY,
  ERRORS,
  FILE,
  FILES,
  KINDS,
  operationName,
  OPERATIONS,
  PARENT,
  PAGE,
  SOCKET,
  STREAMS,
} from "./double.ts";

const {
  BAD_FILE,
  FAULT,
  INPUT_OUTPUT,
  INVALID,
  NO_CHILD,
  NO_ENTRY,
  NOT_DIRECTORY,
  NOT_SOCKET,
  NOT_SUPPORTED,
  QUOTA,
  TOO_MANY_FILES,
} = ERRORS;

const DIR = 3;
const SOCKET_FD = 5;
const RESULT = 512;
const COMMAND = 1000;
const LIST = 2000;
const NONE = -1;

async function withStreams(): Promise<Double> {
  return await begin({
    descriptors: [
      { service: STREAMS, kind: CHARACTERS, file: 10 },
      { service: STREAMS, kind: CHARACTERS, file: 11 },
      { service: STREAMS, kind: CHARACTERS, file: 12 },
      { service: FILES, kind: DIRECTORY, file: 30, name: "/" },
      { service: FILES, kind: FILE, file: 44 },
      { service: STREAMS, kind: SOCKET, file: 55 },
    ],
  });
}

// --- Processes ----------------------------------------------------------------------------------------------

test("a program is run with its path, its arguments and its streams", async () => {
  const wasi = await withStreams();
  const begins = wasi.services.get(PARENT);
  wasi.services.set(PARENT, (request) =>
    operationName(request.operation) === "SPAWN" ? [0, 7] : begins?.(request),
  );
  const length = wasi.put(COMMAND, "bin/sortsort\0-r\0");
  assert.equal(wasi.call("spawn", DIR, COMMAND, 8, length - 8, 0, NONE, 2, RESULT), 0);
  assert.equal(wasi.view.getUint32(RESULT, true), 7);
  const [request] = wasi.requests;
  const none = 0xffff_ffffn;
  assert.deepEqual(request?.arguments, [10n | (none << 32n), 12n | (8n << 32n), 8n, 30n]);
  assert.equal(new TextDecoder().decode(request?.bytes), "bin/sortsort\0-r\0");
  assert.equal(request?.loan.access, 1);
});

test("what cannot be run so", async () => {
  const wasi = await withStreams();
  const spawn = (dir: number, at: number, path: number, rest: number, input: number, result = RESULT) =>
    BigInt(wasi.call("spawn", dir, at, path, rest, input, 1, 1, result));
  assert.equal(spawn(0, COMMAND, 8, 8, 0), NOT_DIRECTORY);
  assert.equal(spawn(9, COMMAND, 8, 8, 0), BAD_FILE);
  assert.equal(spawn(DIR, COMMAND, 0, 8, 0), NO_ENTRY);
  assert.equal(spawn(DIR, COMMAND, 8, 8, 9), BAD_FILE);
  assert.equal(spawn(DIR, COMMAND, 8, 8, 4), NOT_SUPPORTED);
  for (const [at, path, rest] of [
    [2 * PAGE - 8, 8, 1],
    [COMMAND, -1, 8],
    [COMMAND, 8, -1],
    [-1, 8, 8],
  ] as const)
    assert.equal(spawn(DIR, at, path, rest, 0), FAULT);
  assert.equal(spawn(DIR, COMMAND, 8, 8, 0, 2 * PAGE - 3), FAULT);
  assert.deepEqual(wasi.requests, []);
});

test("the end of a child is waited for; a child is ended", async () => {
  const wasi = await withStreams();
  const answers: Record<string, readonly (bigint | number)[]> = { WAIT: [0, 33, 2], KILL: [0] };
  const begins = wasi.services.get(PARENT);
  wasi.services.set(PARENT, (request) => answers[operationName(request.operation)] ?? begins?.(request));
  assert.equal(wasi.call("kill", 7), 0);
  assert.equal(wasi.call("wait", 7, RESULT), 0);
  assert.deepEqual([wasi.view.getUint32(RESULT, true), wasi.view.getUint32(RESULT + 4, true)], [33, 2]);
  answers["WAIT"] = answers["KILL"] = [NO_CHILD ?? 0n];
  assert.equal(BigInt(wasi.call("wait", 8, RESULT)), NO_CHILD);
  assert.equal(BigInt(wasi.call("kill", 8)), NO_CHILD);
  assert.equal(BigInt(wasi.call("wait", 7, 2 * PAGE - 7)), FAULT);
});

test("a pipe has an end to read and an end to write", async () => {
  const wasi = await withStreams();
  wasi.services.set(STREAMS, () => [0, 100, 101]);
  assert.equal(wasi.call("pipe", RESULT), 0);
  const ends = [wasi.view.getUint32(RESULT, true), wasi.view.getUint32(RESULT + 4, true)];
  assert.deepEqual(ends, [6, 7]);
  const rights = ends.map((fd) => (wasi.call("fd_fdstat_get", fd, 4000), wasi.view.getBigUint64(4008, true)));
  assert.deepEqual(
    rights.map((each) => each & 0x42n),
    [0x02n, 0x40n],
  );
  assert.equal(BigInt(wasi.call("pipe", 2 * PAGE - 7)), FAULT);
  wasi.services.set(STREAMS, () => [QUOTA ?? 0n]);
  assert.equal(BigInt(wasi.call("pipe", RESULT)), QUOTA);
});

test("a pipe without room for both its ends is closed again", async () => {
  const wasi = await withStreams();
  wasi.services.set(STREAMS, () => [0, 100, 101]);
  for (let i = 0; i < 509; i++) assert.equal(wasi.call("pipe", RESULT), 0);
  wasi.call("fd_close", 1023);
  const before = wasi.requests.length;
  assert.equal(BigInt(wasi.call("pipe", RESULT)), TOO_MANY_FILES);
  assert.deepEqual(
    wasi.requests.slice(before).map(({ operation, arguments: [file] }) => [operationName(operation), file]),
    [
      ["PIPE", 0n],
      ["CLOSE", 100n],
      ["CLOSE", 101n],
    ],
  );
  assert.equal(BigInt(wasi.call("fd_fdstat_get", 1023, 4000)), BAD_FILE);
});

// --- Sockets ------------------------------------------------------------------------------------------------

test("a socket is read, written, and shut down", async () => {
  const wasi = await withStreams();
  wasi.services.set(STREAMS, () => [0, 3]);
  const count = wasi.list(LIST, [3000, 10]);
  assert.equal(wasi.call("sock_recv", SOCKET_FD, LIST, count, 0, RESULT, RESULT + 4), 0);
  assert.equal(wasi.call("sock_send", SOCKET_FD, LIST, count, 0, RESULT), 0);
  assert.equal(wasi.view.getUint32(RESULT, true), 3);
  assert.equal(wasi.call("sock_shutdown", SOCKET_FD, 2), 0);
  assert.deepEqual(
    wasi.requests.map(({ operation, arguments: [file, c] }) => [operationName(operation), file, c]),
    [
      ["READ", 55n, 0n],
      ["WRITE", 55n, 0n],
      ["SHUT_DOWN", 55n, 2n],
    ],
  );
});

test("a listener gives connections, which can do no more than it passes on", async () => {
  const CONNECTION = 0x1820_004an;
  const wasi = await begin({
    descriptors: [{ service: STREAMS, kind: SOCKET, file: 55, inheriting: CONNECTION | 0x3n }],
  });
  wasi.services.set(STREAMS, () => [0, 77]);
  const accept = (flags: number) => BigInt(wasi.call("sock_accept", 0, flags, RESULT));
  const { FLAG_NONBLOCK = 0n } = KINDS;
  assert.equal(accept(0), 0n);
  assert.equal(wasi.view.getUint32(RESULT, true), 1);
  wasi.call("fd_fdstat_set_flags", 0, Number(FLAG_NONBLOCK));
  assert.equal(accept(Number(FLAG_NONBLOCK)), 0n);
  assert.equal(wasi.view.getUint32(RESULT, true), 2);
  assert.deepEqual(
    wasi.requests.map(({ operation, flags, arguments: [file] }) => [operationName(operation), flags, file]),
    [
      ["ACCEPT", 0n, 55n],
      ["ACCEPT", OPERATIONS["NONBLOCK"], 55n],
    ],
  );
  wasi.call("fd_fdstat_get", 2, RESULT);
  assert.deepEqual(
    [wasi.view.getUint8(RESULT), wasi.view.getUint16(RESULT + 2, true)],
    [SOCKET, Number(FLAG_NONBLOCK)],
  );
  assert.equal(wasi.view.getBigUint64(RESULT + 8, true), CONNECTION);
  assert.equal(wasi.view.getBigUint64(RESULT + 16, true), 0n);
  assert.deepEqual([accept(1), accept(-1)], [INVALID, INVALID]);
});

test("where there is no descriptor for it, no connection is asked for", async () => {
  const wasi = await begin({
    descriptors: Array.from({ length: 1024 }, (_, file) => ({ service: STREAMS, kind: SOCKET, file })),
  });
  assert.equal(BigInt(wasi.call("sock_accept", 0, 0, RESULT)), TOO_MANY_FILES);
  assert.deepEqual(wasi.requests, []);
});

test("a socket is peeked at, and read until the buffers are full", async () => {
  const wasi = await withStreams();
  wasi.services.set(STREAMS, () => [0, 3]);
  const count = wasi.list(LIST, [3000, 3], [4000, 6]);
  const receive = (flags: number) => {
    wasi.requests.length = 0;
    assert.equal(wasi.call("sock_recv", SOCKET_FD, LIST, count, flags, RESULT, RESULT + 4), 0);
    const requests = wasi.requests.map(({ flags, arguments: [, c, d] }) => [flags, c, d]);
    return { bytes: wasi.view.getUint32(RESULT, true), requests };
  };
  const { PEEK = 0n, NONBLOCK = 0n } = OPERATIONS;
  const peeked = [
    [PEEK, 0n, 3n],
    [PEEK | NONBLOCK, 3n, 6n],
  ];
  assert.deepEqual(receive(1), { bytes: 6, requests: peeked });
  assert.deepEqual(receive(3), { bytes: 6, requests: peeked });
  const all = [
    [0n, 0n, 3n],
    [0n, 3n, 6n],
    [0n, 6n, 3n],
  ];
  assert.deepEqual(receive(2), { bytes: 9, requests: all });
});

test("what sockets cannot do, and what is no socket", async () => {
  const wasi = await withStreams();
  const shutDown = (fd: number, how: number) => BigInt(wasi.call("sock_shutdown", fd, how));
  assert.deepEqual(
    [0, 4, -1].map((how) => shutDown(SOCKET_FD, how)),
    [INVALID, INVALID, INVALID],
  );
  for (const fd of [0, 1, DIR, 4]) {
    assert.equal(shutDown(fd, 1), NOT_SOCKET);
    assert.equal(BigInt(wasi.call("sock_accept", fd, 0, RESULT)), NOT_SOCKET);
    assert.equal(BigInt(wasi.call("sock_send", fd, LIST, 0, 0, RESULT)), NOT_SOCKET);
    assert.equal(BigInt(wasi.call("sock_recv", fd, LIST, 0, 0, RESULT, RESULT)), NOT_SOCKET);
  }
  assert.equal(shutDown(9, 1), BAD_FILE);
  assert.equal(BigInt(wasi.call("sock_recv", SOCKET_FD, LIST, 0, 4, RESULT, RESULT)), INVALID);
  assert.equal(BigInt(wasi.call("sock_send", SOCKET_FD, LIST, 0, 1, RESULT)), INVALID);
  assert.deepEqual(wasi.requests, []);
});

// --- Clocks, random bytes -----------------------------------------------------------------------------------

test("the monotonic clock is the kernel's; what else is known of clocks comes from the service", async () => {
  const wasi = await withStreams();
  wasi.time = 77n;
  wasi.services.set(CLOCK, ({ operation, arguments: [clock = 0n] }) =>
    clock > 1n ? [NOT_SUPPORTED ?? 0n] : [0, operationName(operation) === "TIME" ? 2n ** 63n + clock : 9n],
  );
  assert.equal(wasi.call("clock_time_get", 1, 0n, RESULT), 0);
  assert.equal(wasi.view.getBigUint64(RESULT, true), 77n);
  assert.equal(wasi.call("clock_time_get", 0, 0n, RESULT), 0);
  assert.equal(wasi.view.getBigUint64(RESULT, true), 2n ** 63n);
  assert.equal(wasi.call("clock_res_get", 0, RESULT), 0);
  assert.equal(wasi.view.getBigUint64(RESULT, true), 9n);
  assert.equal(BigInt(wasi.call("clock_time_get", 2, 0n, RESULT)), NOT_SUPPORTED);
  wasi.services.delete(CLOCK);
  assert.equal(BigInt(wasi.call("clock_res_get", 0, RESULT)), INPUT_OUTPUT);
});

test("random bytes are asked for in pieces", async () => {
  const wasi = await withStreams();
  wasi.memory.grow(2);
  wasi.services.set(ENTROPY, ({ bytes, arguments: [length] }) => {
    assert.equal(BigInt(bytes.length), length);
    bytes.fill(7);
    return [0];
  });
  assert.equal(wasi.call("random_get", 1000, 0), 0);
  assert.equal(wasi.requests.length, 0);
  assert.equal(wasi.call("random_get", 1000, 2 * PAGE + 1), 0);
  assert.deepEqual(
    wasi.requests.map(({ bytes }) => bytes.length),
    [PAGE, PAGE, 1],
  );
  const end = 1000 + 2 * PAGE + 1;
  assert.deepEqual([...wasi.bytes.subarray(end - 1, end + 1)], [7, 0]);
  wasi.services.delete(ENTROPY);
  assert.equal(BigInt(wasi.call("random_get", 1000, 1)), INPUT_OUTPUT);
});

test("flags of a stream are told with each request", async () => {
  const wasi = await withStreams();
  wasi.services.set(STREAMS, () => [0, 0]);
  const { FLAG_NONBLOCK = 0n } = KINDS;
  wasi.call("fd_fdstat_set_flags", SOCKET_FD, Number(FLAG_NONBLOCK));
  wasi.call("sock_recv", SOCKET_FD, LIST, wasi.list(LIST, [3000, 10]), 0, RESULT, RESULT);
  assert.equal(wasi.requests[0]?.flags, FLAG_NONBLOCK);
});

/** Waiting for times, files and streams. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  begin,
  CHARACTERS,
  CLOCK,
  type Double,
  ERRORS,
  FILE,
  FILES,
  operationName,
  OPERATIONS,
  STREAMS,
} from "./double.ts";

const { BAD_FILE, INPUT_OUTPUT, INVALID, NOT_CAPABLE, SUCCESS } = ERRORS;
const { READABLE = 0n, WRITABLE = 0n, HANGUP = 0n } = OPERATIONS;

const SUBSCRIPTIONS = 1024;
const EVENTS = 8192;
const RESULT = 512;

const RELATIVE = 0;
const ABSOLUTE = 1;
const REAL_TIME = 0;
const MONOTONIC = 1;

const STDIN = 0;
const STDOUT = 1;
const READ_ONLY_FD = 2;
const FD = 4;

interface Wanted {
  readonly tag: number;
  readonly fd?: number;
  readonly clock?: number;
  readonly time?: bigint;
  readonly flags?: number;
}

const reading = (fd: number): Wanted => ({ tag: 1, fd });
const writing = (fd: number): Wanted => ({ tag: 2, fd });
const time = (clock: number, after: bigint, flags: number): Wanted => ({ tag: 0, clock, time: after, flags });

/** Real time is so far ahead of the kernel's, which is the monotonic clock's. */
const AHEAD = 1_000_000n;

async function withStreams(): Promise<Double> {
  const wasi = await begin({
    descriptors: [
      { service: STREAMS, kind: CHARACTERS, file: 0 },
      { service: STREAMS, kind: CHARACTERS, file: 1 },
      { service: STREAMS, kind: CHARACTERS, file: 2, rights: 0x2n },
      undefined,
      { service: FILES, kind: FILE, file: 44 },
    ],
  });
  wasi.services.set(CLOCK, ({ arguments: [clock = 0n] }) =>
    clock === 0n ? [0, wasi.time + AHEAD] : [INVALID ?? 0n],
  );
  wasi.services.set(FILES, () => [0, 1, 100]);
  return wasi;
}

/** What streams are ready for: whoever watches is told so at once. */
function ready(wasi: Double, of: (file: number) => { events: bigint; bytes?: number }): void {
  wasi.services.set(STREAMS, ({ operation, arguments: [file = 0n] }) => {
    assert.equal(operationName(operation), "WATCH");
    const { events, bytes = 0 } = of(Number(file));
    return [0, events, bytes];
  });
}

/** The error; or the events, by the number of their subscription. */
function poll(wasi: Double, ...wanted: readonly Wanted[]) {
  wanted.forEach(({ tag, fd = 0, clock = 0, time = 0n, flags = 0 }, index) => {
    const at = SUBSCRIPTIONS + 48 * index;
    wasi.bytes.fill(0, at, at + 48);
    wasi.view.setBigUint64(at, BigInt(index), true);
    wasi.view.setUint8(at + 8, tag);
    wasi.view.setUint32(at + 16, tag === 0 ? clock : fd, true);
    wasi.view.setBigUint64(at + 24, time, true);
    wasi.view.setUint16(at + 40, flags, true);
  });
  const error = wasi.call("poll_oneoff", SUBSCRIPTIONS, EVENTS, wanted.length, RESULT);
  if (error !== 0) return BigInt(error);
  return Array.from({ length: wasi.view.getUint32(RESULT, true) }, (_, index) => {
    const at = EVENTS + 32 * index;
    const { view } = wasi;
    assert.equal(view.getUint8(at + 10), wanted[Number(view.getBigUint64(at, true))]?.tag);
    return {
      of: Number(view.getBigUint64(at, true)),
      error: BigInt(view.getUint16(at + 8, true)),
      bytes: Number(view.getBigUint64(at + 16, true)),
      flags: view.getUint16(at + 24, true),
    };
  });
}

const event = (of: number, more: { error?: bigint; bytes?: number; flags?: number } = {}) => ({
  of,
  error: SUCCESS,
  bytes: 0,
  flags: 0,
  ...more,
});

/** The process sleeps until its timer. */
function sleepToDeadline(wasi: Double): void {
  wasi.wait = () => {
    assert.ok(wasi.deadline > wasi.time);
    wasi.time = wasi.deadline;
  };
}

test("times from now on, and times of clocks", async () => {
  for (const [wanted, end] of [
    [time(MONOTONIC, 300n, RELATIVE), 300n],
    [time(REAL_TIME, 300n, RELATIVE), 300n],
    [time(MONOTONIC, 700n, ABSOLUTE), 700n],
    [time(REAL_TIME, 1_000_040n, ABSOLUTE), 40n],
    [time(REAL_TIME, 999_999n, ABSOLUTE), 0n],
    [time(MONOTONIC, 0n, RELATIVE), 0n],
  ] as const) {
    const wasi = await withStreams();
    sleepToDeadline(wasi);
    assert.deepEqual(poll(wasi, wanted), [event(0)]);
    assert.equal(wasi.time, end);
  }
});

test("of several times the first; others that have come too", async () => {
  const wasi = await withStreams();
  sleepToDeadline(wasi);
  const times = [500n, 100n, 200n, 100n].map((after) => time(MONOTONIC, after, RELATIVE));
  assert.deepEqual(poll(wasi, ...times), [event(1), event(3)]);
});

test("a time that never comes does not wrap around", async () => {
  const wasi = await withStreams();
  wasi.time = 1000n;
  ready(wasi, () => ({ events: 0n }));
  assert.throws(() => poll(wasi, time(MONOTONIC, 2n ** 64n - 1n, RELATIVE)), /waits for ever/);
  assert.equal(wasi.deadline, 0n);
});

test("a wake-up for nothing is slept over, without counting the time anew", async () => {
  const wasi = await withStreams();
  let wakes = 0;
  wasi.wait = () => {
    wakes += 1;
    wasi.time += 40n;
  };
  assert.deepEqual(poll(wasi, time(MONOTONIC, 100n, RELATIVE)), [event(0)]);
  assert.deepEqual([wakes, wasi.deadline], [3, 100n]);
});

test("a file is ready at once, with the bytes behind its offset", async () => {
  const wasi = await withStreams();
  wasi.call("fd_seek", FD, 30n, 0, RESULT);
  const later = time(MONOTONIC, 100n, RELATIVE);
  assert.deepEqual(poll(wasi, later, reading(FD), writing(FD)), [
    event(1, { bytes: 70 }),
    event(2, { bytes: 70 }),
  ]);
});

test("streams that are ready; of the others nothing", async () => {
  const wasi = await withStreams();
  ready(wasi, (file) => ({ events: file === 0 ? READABLE : 0n, bytes: 12 }));
  assert.deepEqual(poll(wasi, writing(STDOUT), reading(STDIN)), [event(1, { bytes: 12 })]);
});

test("a stream that is not ready is watched, with the notification offered, until it is", async () => {
  const wasi = await withStreams();
  let isReady = false;
  ready(wasi, () => ({ events: isReady ? WRITABLE : 0n }));
  wasi.wait = () => void (isReady = true);
  assert.deepEqual(poll(wasi, writing(STDOUT)), [event(0)]);
  assert.deepEqual(
    wasi.requests.map(({ offered, arguments: [file, events] }) => [offered, file, events]),
    [
      [6, 1n, WRITABLE],
      [6, 1n, WRITABLE],
    ],
  );
  wasi.services.set(STREAMS, () => [0]);
  wasi.call("fd_close", STDOUT);
  assert.equal(wasi.requests.at(-1)?.offered, undefined);
});

test("a time and a stream: whichever is first", async () => {
  const wasi = await withStreams();
  ready(wasi, () => ({ events: 0n }));
  sleepToDeadline(wasi);
  const both = [reading(STDIN), time(MONOTONIC, 100n, RELATIVE)] as const;
  assert.deepEqual(poll(wasi, ...both), [event(1)]);
  ready(wasi, () => ({ events: READABLE, bytes: 1 }));
  assert.deepEqual(poll(wasi, ...both), [event(0, { bytes: 1 })]);
});

test("a stream whose other end is closed is ready, and says so", async () => {
  const wasi = await withStreams();
  ready(wasi, () => ({ events: HANGUP }));
  assert.deepEqual(poll(wasi, reading(STDIN)), [event(0, { flags: 1 })]);
});

test("errors of what is waited for are events", async () => {
  const wasi = await withStreams();
  wasi.services.delete(STREAMS);
  assert.deepEqual(
    poll(
      wasi,
      reading(3),
      reading(-1),
      reading(READ_ONLY_FD),
      writing(READ_ONLY_FD),
      reading(STDIN),
      time(2, 5n, RELATIVE),
      time(77, 5n, ABSOLUTE),
    ),
    [
      event(0, { error: BAD_FILE }),
      event(1, { error: BAD_FILE }),
      event(2, { error: NOT_CAPABLE }),
      event(3, { error: NOT_CAPABLE }),
      event(4, { error: INPUT_OUTPUT }),
      event(5, { error: INVALID }),
      event(6, { error: INVALID }),
    ],
  );
});

test("nothing to wait for, too much, and what there is not", async () => {
  const wasi = await withStreams();
  wasi.memory.grow(10);
  assert.equal(poll(wasi), INVALID);
  assert.equal(poll(wasi, ...Array(513).fill(time(0, 0n, RELATIVE))), INVALID);
  assert.equal(poll(wasi, { tag: 3 }), INVALID);
  assert.equal((poll(wasi, ...Array(512).fill(time(0, 0n, RELATIVE))) as unknown[]).length, 512);
});

test("events may be stored over the subscriptions", async () => {
  const wasi = await withStreams();
  const subscribe = (index: number, fd: number) => {
    wasi.view.setBigUint64(SUBSCRIPTIONS + 48 * index, BigInt(index) + 10n, true);
    wasi.view.setUint8(SUBSCRIPTIONS + 48 * index + 8, 1);
    wasi.view.setUint32(SUBSCRIPTIONS + 48 * index + 16, fd, true);
  };
  for (let i = 0; i < 3; i++) subscribe(i, FD);
  assert.equal(wasi.call("poll_oneoff", SUBSCRIPTIONS, SUBSCRIPTIONS, 3, RESULT), 0);
  const found = [0, 1, 2].map((i) => wasi.view.getBigUint64(SUBSCRIPTIONS + 32 * i, true));
  assert.deepEqual(found, [10n, 11n, 12n]);
});

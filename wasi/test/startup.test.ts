/** What a program begins with: arguments, environment, descriptors; and how it ends. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { begin, DIRECTORY, ERRORS, Exit, FILES, OPERATIONS, PARENT, STREAMS } from "./double.ts";

const { BAD_FILE, FAULT, INPUT_OUTPUT, INVALID, NAME_TOO_LONG } = ERRORS;

test("arguments and environment are stored behind each other, with an address for each", async () => {
  for (const [what, texts] of [
    ["args", { arguments: ["program", "", "zwölf"] }],
    ["environ", { environment: ["A=1", "EMPTY=", "B=zwölf"] }],
  ] as const) {
    const wasi = await begin(texts);
    const expected = Object.values(texts)[0] as readonly string[];
    assert.equal(wasi.call(`${what}_sizes_get`, 100, 104), 0);
    const count = wasi.view.getUint32(100, true);
    const bytes = wasi.view.getUint32(104, true);
    assert.deepEqual([count, bytes], [3, Buffer.from(`${expected.join("\0")}\0`).length]);
    assert.equal(wasi.call(`${what}_get`, 200, 300), 0);
    assert.equal(wasi.text(300, bytes), `${expected.join("\0")}\0`);
    const found = Array.from(expected, (_, i) => wasi.view.getUint32(200 + 4 * i, true));
    const lengths = expected.map((text) => Buffer.from(text).length + 1);
    assert.deepEqual(found, [300, 300 + (lengths[0] ?? 0), 300 + (lengths[0] ?? 0) + (lengths[1] ?? 0)]);
  }
});

test("a program without arguments has none", async () => {
  const wasi = await begin();
  assert.equal(wasi.call("args_sizes_get", 100, 104), 0);
  assert.deepEqual([wasi.view.getUint32(100, true), wasi.view.getUint32(104, true)], [0, 0]);
  assert.equal(wasi.call("args_get", 200, 300), 0);
});

test("texts that are fewer than the parent said are an error, and nothing is read beyond them", async () => {
  const wasi = await begin();
  const { ARGUMENTS } = OPERATIONS;
  wasi.services.set(PARENT, ({ operation }) => (operation === ARGUMENTS ? [0] : [0, 1000, 3, 0, 0, 0]));
  wasi.put(300, "ab\0");
  assert.equal(BigInt(wasi.call("args_get", 4096, 300)), INPUT_OUTPUT);
});

test("sizes of arguments that cannot be are refused", async () => {
  for (const [count, bytes] of [
    [0x4000_0000, 8],
    [0xffff_ffff, 0xffff_ffff],
    [1, 0xffff_ffff],
    [1, 2 * 65536],
  ] as const) {
    const wasi = await begin();
    wasi.services.set(PARENT, () => [0, count, bytes, count, bytes, 0]);
    assert.equal(BigInt(wasi.call("args_get", 8, 300)), FAULT);
    assert.equal(BigInt(wasi.call("environ_get", 8, 300)), FAULT);
    assert.equal(wasi.requests.length, 0);
  }
});

test("directories that were open have names", async () => {
  const directory = { service: FILES, kind: DIRECTORY, file: 7, name: "/tmp" };
  const wasi = await begin({ descriptors: [undefined, undefined, undefined, directory] });
  assert.equal(wasi.call("fd_prestat_get", 3, 100), 0);
  assert.deepEqual([wasi.view.getUint32(100, true), wasi.view.getUint32(104, true)], [0, 4]);
  assert.equal(BigInt(wasi.call("fd_prestat_dir_name", 3, 200, 3)), NAME_TOO_LONG);
  assert.equal(wasi.call("fd_prestat_dir_name", 3, 200, 10), 0);
  assert.equal(wasi.text(200, 5), "/tmp\0");
  assert.equal(BigInt(wasi.call("fd_prestat_get", 2, 100)), BAD_FILE);
  assert.equal(BigInt(wasi.call("fd_prestat_get", 4, 100)), BAD_FILE);
  assert.equal(BigInt(wasi.call("fd_prestat_dir_name", 4, 200, 10)), BAD_FILE);
});

test("a directory keeps its name under another number, and a file gets none with its number", async () => {
  const first = { service: FILES, kind: DIRECTORY, file: 7, name: "/first" };
  const second = { service: FILES, kind: DIRECTORY, file: 8, name: "/second" };
  const wasi = await begin({ descriptors: [first, second] });
  wasi.services.set(FILES, () => [0]);
  assert.equal(wasi.call("fd_renumber", 1, 0), 0);
  assert.deepEqual(
    wasi.requests.map(({ operation, arguments: [file] }) => [operation, file]),
    [[OPERATIONS["CLOSE"], 7n]],
  );
  assert.equal(wasi.call("fd_prestat_dir_name", 0, 200, 7), 0);
  assert.equal(wasi.text(200, 7), "/second");
  assert.equal(BigInt(wasi.call("fd_prestat_get", 1, 100)), BAD_FILE);
});

test("what a program begins with is asked for once", async () => {
  const wasi = await begin({ descriptors: [{ service: STREAMS, kind: 2, file: 0 }] });
  let asked = 0;
  const parent = wasi.services.get(PARENT);
  wasi.services.set(PARENT, (request) => (asked++, parent?.(request)));
  for (let i = 0; i < 5; i++) {
    assert.equal(wasi.call("fd_fdstat_get", 0, 100), 0);
    assert.equal(wasi.call("args_sizes_get", 100, 104), 0);
    assert.equal(wasi.call("environ_get", 100, 104), 0);
  }
  assert.equal(asked, 2);
});

test("more descriptors than there is room for are left out", async () => {
  const wasi = await begin({ descriptors: Array(2000).fill({ service: FILES, kind: DIRECTORY, file: 1 }) });
  assert.equal(wasi.call("fd_fdstat_get", 1023, 100), 0);
  assert.equal(BigInt(wasi.call("fd_fdstat_get", 1024, 100)), BAD_FILE);
});

test("a program tells its parent how it ends", async () => {
  for (const [end, code] of [
    [["proc_exit", 33], 33n],
    [["proc_exit", -1], 0xffff_ffffn],
    [["proc_raise", 6], 134n],
  ] as const) {
    const wasi = await begin();
    assert.throws(() => wasi.call(end[0], end[1]), Exit);
    assert.deepEqual(
      wasi.sent.map(({ service, words }) => [service, ...words.slice(0, 2)]),
      [[PARENT, OPERATIONS["EXIT"], code]],
    );
  }
});

test("signals that nobody need notice do not end it, and others than there are do not exist", async () => {
  const wasi = await begin();
  for (const signal of [0, 16, 17, 22, 27]) assert.equal(wasi.call("proc_raise", signal), 0);
  assert.equal(BigInt(wasi.call("proc_raise", 31)), INVALID);
  assert.deepEqual(wasi.sent, []);
});

test("without its parent a program has nothing", async () => {
  const wasi = await begin();
  wasi.services.delete(PARENT);
  assert.equal(BigInt(wasi.call("args_sizes_get", 100, 104)), INPUT_OUTPUT);
  assert.equal(BigInt(wasi.call("fd_fdstat_get", 0, 100)), BAD_FILE);
});

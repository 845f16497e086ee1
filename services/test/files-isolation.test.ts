/** What sessions cannot do to each other and to the service. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as errors from "../errors.ts";
import * as kinds from "../kinds.ts";
import * as protocol from "../protocol.ts";
import { FileService } from "./file-service.ts";
import {
  READ_WRITE,
  clientOf,
  closeSession,
  contentOf,
  create,
  fails,
  generator,
  inBoth,
  inFolder,
  mountHost,
  mountMemory,
} from "./file-setting.ts";

const { CREATE, TRUNCATE } = kinds;
const CHUNK = 65536;

test("only the embedder opens sessions, and numbers are a session's own", async () => {
  const service = await FileService.start();
  const one = mountMemory(service, { badge: 1 });
  mountMemory(service, { badge: 2 });
  const stranger = clientOf(service, 3);
  for (const operation of [
    protocol.OPEN_SESSION,
    protocol.CLOSE_SESSION,
    protocol.MOUNT_MEMORY,
    protocol.SHARE,
  ])
    fails(one.files.request(operation, [2, 0, 3]).error, errors.NO_SYSTEM_CALL);
  fails(one.files.request(protocol.MOUNT_HOST, [1, 0, 1]).error, errors.NO_SYSTEM_CALL);
  fails(stranger.stat(0).error, errors.BAD_FILE);
  create(one.files, one.root, "file", "secret");
  const file = one.files.open(one.root, "file").value!;
  const two = clientOf(service, 2);
  assert.notEqual(file, 0);
  fails(two.read(file, 0, 10).error, errors.BAD_FILE);
  fails(two.stat(file).error, errors.BAD_FILE);
  fails(two.statPath(0, "file").error, errors.NO_ENTRY);
  const embedder = clientOf(service, 0);
  fails(embedder.request(protocol.OPEN_SESSION, [2, 0, 0]).error, errors.EXISTS);
  fails(embedder.request(protocol.OPEN_SESSION, [0, 0, 0]).error, errors.INVALID);
  fails(embedder.request(protocol.MOUNT_MEMORY, [3, 1]).error, errors.NO_ENTRY);
  fails(embedder.request(protocol.MOUNT_HOST, [1, 7, 1]).error, errors.BAD_FILE);
  fails(embedder.request(protocol.CLOSE_SESSION, [3]).error, errors.NO_ENTRY);
  fails(embedder.request(protocol.STAT, [0]).error, errors.NO_SYSTEM_CALL);
});

test("a file that was opened in another era is none; what a session begins with is of all", async () => {
  const service = await FileService.start();
  const embedder = clientOf(service, 0);
  fails(embedder.request(protocol.OPEN_SESSION, [1, CHUNK, 7]).error, errors.SUCCESS);
  const root = Number(embedder.request(protocol.MOUNT_MEMORY, [1, 1]).results[0]);
  const files = clientOf(service, 1);
  const file = files.open(root, "file", { flags: CREATE, access: READ_WRITE }).value!;
  assert.deepEqual([root, file], [0, 7 * 0x1_0000 + 1]);
  for (const other of [1, 6 * 0x1_0000 + 1, 7 * 0x1_0000, 7 * 0x1_0000 + 2, 2 ** 40 + 1]) {
    fails(files.stat(other).error, errors.BAD_FILE);
    fails(files.close(other), errors.BAD_FILE);
  }
  fails(files.stat(file).error, errors.SUCCESS);
  fails(files.close(file), errors.SUCCESS);
  fails(files.stat(file).error, errors.BAD_FILE);
});

test("a directory that is shared is there as long as a session has it", async () => {
  const service = await FileService.start();
  const one = mountMemory(service, { badge: 1 });
  const embedder = clientOf(service, 0);
  embedder.request(protocol.OPEN_SESSION, [2, 0, 0]);
  create(one.files, one.root, "file", "shared");
  const { results } = embedder.request(protocol.SHARE, [1, one.root, 2]);
  closeSession(one, 1);
  const two = clientOf(service, 2);
  assert.equal(contentOf(two, Number(results[0]), "file"), "shared");
  create(two, Number(results[0]), "new", "too");
  closeSession(one, 2);
  assert.equal(service.chunks, 0);
});

test("a shared directory of the host too", () =>
  inFolder(async (folder) => {
    const service = await FileService.start();
    const one = mountHost(service, folder, { badge: 1, writable: false });
    writeFileSync(join(folder, "file"), "shared");
    const embedder = clientOf(service, 0);
    embedder.request(protocol.OPEN_SESSION, [2, 0, 0]);
    const { results } = embedder.request(protocol.SHARE, [1, one.root, 2]);
    closeSession(one, 1);
    const two = clientOf(service, 2);
    assert.equal(contentOf(two, Number(results[0]), "file"), "shared");
    fails(two.open(Number(results[0]), "file", { access: 2 }).error, errors.READ_ONLY);
    closeSession(one, 2);
    assert.equal(service.host.open, 0);
  }));

inBoth("nothing is changed where nothing may be changed", ({ service, files, root }) => {
  create(files, root, "file", "text");
  files.createDirectory(root, "dir");
  files.symlink("file", root, "link");
  const embedder = clientOf(service, 0);
  fails(embedder.request(protocol.OPEN_SESSION, [5, 0, 0]).error, errors.SUCCESS);
  const there = Number(embedder.request(protocol.SHARE, [9, root, 5, 1]).results[0]);
  const reader = clientOf(service, 5);
  fails(reader.open(there, "file", { access: 2 }).error, errors.READ_ONLY);
  fails(reader.open(there, "file", { flags: TRUNCATE }).error, errors.READ_ONLY);
  fails(reader.open(there, "new", { flags: CREATE }).error, errors.READ_ONLY);
  fails(reader.createDirectory(there, "new"), errors.READ_ONLY);
  fails(reader.removeDirectory(there, "dir"), errors.READ_ONLY);
  fails(reader.unlink(there, "file"), errors.READ_ONLY);
  fails(reader.rename(there, "file", there, "new"), errors.READ_ONLY);
  fails(reader.link(there, "file", there, "new"), errors.READ_ONLY);
  fails(reader.symlink("file", there, "new"), errors.READ_ONLY);
  fails(reader.setTimesPath(there, "file", { flags: 2 }), errors.READ_ONLY);
  const dir = reader.open(there, "dir").value!;
  fails(reader.createDirectory(dir, "new"), errors.READ_ONLY);
  fails(reader.open(there, "file", { flags: CREATE }).error, errors.SUCCESS);
  assert.equal(contentOf(reader, there, "link"), "text");
  fails(embedder.request(protocol.CLOSE_SESSION, [5]).error, errors.SUCCESS);
});

test("the time goes on", async () => {
  const { files, root } = mountMemory(await FileService.start());
  const file = files.open(root, "file", { flags: CREATE, access: READ_WRITE }).value!;
  const millisecond = 1_000_000n;
  const began = BigInt(Date.now()) * millisecond;
  for (let i = 0; i < 3; i += 1) {
    const before = files.stat(file).value!.written;
    await new Promise((resolve) => setTimeout(resolve, 20));
    files.write(file, 0, "x");
    const { written } = files.stat(file).value!;
    assert.ok(written - before > 10n * millisecond);
    assert.ok(written >= began && written <= BigInt(Date.now()) * millisecond);
  }
});

test("a session has what it was given and no more", async () => {
  const service = await FileService.start();
  const { files, root } = mountMemory(service, { quota: 4 * CHUNK });
  const other = mountMemory(service, { badge: 2, quota: 4 * CHUNK });
  const file = files.open(root, "file", { flags: CREATE, access: READ_WRITE }).value!;
  const bytes = new Uint8Array(CHUNK).fill(1);
  // One chunk is for nodes and names.
  assert.equal(files.write(file, 0, bytes).value, CHUNK);
  assert.equal(files.write(file, CHUNK, bytes).value, CHUNK);
  assert.equal(files.write(file, 2 * CHUNK, bytes).value, CHUNK);
  fails(files.write(file, 3 * CHUNK, bytes).error, errors.NO_SPACE);
  assert.equal(files.stat(file).value?.size, 3 * CHUNK);
  assert.equal(other.files.open(other.root, "file", { flags: CREATE }).error, 0);
  let made = 0;
  while (files.createDirectory(root, `directory ${made}`) === errors.SUCCESS) made += 1;
  fails(files.createDirectory(root, "one more"), errors.NO_SPACE);
  assert.ok(made > 200, `${made} directories`);
  fails(files.setSize(file, 0), errors.SUCCESS);
  fails(files.createDirectory(root, "one more"), errors.SUCCESS);
  for (let i = 0; i < made; i += 1) fails(files.removeDirectory(root, `directory ${i}`), errors.SUCCESS);
  assert.equal(files.write(file, 0, bytes).value, CHUNK);
  closeSession(other);
  closeSession(other, 2);
  assert.equal(service.chunks, 0);
});

test("a service without memory says so", async () => {
  const service = await FileService.start({ pages: 8 });
  const { files, root } = mountMemory(service);
  const file = files.open(root, "file", { flags: CREATE, access: READ_WRITE }).value!;
  const bytes = new Uint8Array(CHUNK);
  let chunks = 0;
  while (files.write(file, chunks * CHUNK, bytes).error === errors.SUCCESS) chunks += 1;
  // Of 8 pages 3 have fixed uses, one is for what sessions have open, one for nodes and names.
  assert.equal(chunks, 3);
  fails(files.unlink(root, "file"), errors.SUCCESS);
  fails(files.close(file), errors.SUCCESS);
  create(files, root, "other", "text");
});

inBoth("a client that lends too little changes no size", ({ service, files, root }) => {
  const file = files.open(root, "file", { flags: CREATE, access: READ_WRITE }).value!;
  files.write(file, 0, "text");
  const short = { lent: new Uint8Array(10) };
  fails(files.request(protocol.WRITE, [file, 0, 11, 0], short).error, errors.FAULT);
  fails(files.request(protocol.WRITE, [file, 2, 8, 3], short).error, errors.FAULT);
  fails(files.request(protocol.WRITE, [file, 0, 1, 2n ** 64n - 1n], short).error, errors.FAULT);
  assert.equal(files.stat(file).value?.size, 4);
  assert.equal(new TextDecoder().decode(files.read(file, 0, 10).value), "text");
  fails(files.request(protocol.READ, [file, 0, 4, 8], short).error, errors.FAULT);
  fails(files.request(protocol.READ_DIRECTORY, [root, 0, 100, 0], short).error, errors.FAULT);
  fails(files.request(protocol.OPEN, [root, 0, 1], { path: "x".repeat(20), ...short }).error, errors.FAULT);
  // It is gone after the first of three copies.
  const words = [BigInt(protocol.WRITE), BigInt(file), 4n, BigInt(3 * CHUNK), 0n];
  service.call({ badge: 9n, words, lent: new Uint8Array(3 * CHUNK).fill(1), copies: 1 });
  assert.ok(files.stat(file).value!.size <= 4 + CHUNK);
});

test("what others had is not to be seen", async () => {
  const service = await FileService.start();
  const secret = mountMemory(service, { badge: 1 });
  const bytes = new Uint8Array(4 * CHUNK).fill(0x55);
  const file = secret.files.open(secret.root, "file", { flags: CREATE, access: READ_WRITE }).value!;
  secret.files.write(file, 0, bytes);
  closeSession(secret, 1);
  const { files, root } = mountMemory(service, { badge: 2 });
  const copy = files.open(root, "file", { flags: CREATE, access: READ_WRITE }).value!;
  const gone = { lent: new Uint8Array(0) };
  fails(files.request(protocol.WRITE, [copy, 100, 40_000, 0], gone).error, errors.FAULT);
  fails(files.request(protocol.WRITE, [copy, CHUNK + 10, 50_000, 0], gone).error, errors.FAULT);
  fails(files.setSize(copy, 4 * CHUNK), errors.SUCCESS);
  fails(files.request(protocol.WRITE, [copy, 2 * CHUNK + 10, 50_000, 0], gone).error, errors.FAULT);
  files.write(copy, 3 * CHUNK + 5, "x");
  const seen = files.read(copy, 0, 4 * CHUNK).value!;
  assert.deepEqual([...new Set(seen)], [0, 0x78]);
  fails(files.setSize(copy, 20), errors.SUCCESS);
  fails(files.setSize(copy, CHUNK), errors.SUCCESS);
  assert.deepEqual([...new Set(files.read(copy, 0, CHUNK).value)], [0]);
});

test("a sparse file takes neither space nor time", async () => {
  const setting = mountMemory(await FileService.start(), { quota: 8 * CHUNK });
  const { files, root } = setting;
  const file = files.open(root, "file", { flags: CREATE, access: READ_WRITE }).value!;
  fails(files.setSize(file, 2 ** 30), errors.SUCCESS);
  fails(files.setSize(file, 2 ** 30 + 1), errors.FILE_TOO_BIG);
  fails(files.setSize(file, 2n ** 64n - 1n), errors.FILE_TOO_BIG);
  fails(files.write(file, 2 ** 30, "x").error, errors.FILE_TOO_BIG);
  assert.equal(files.write(file, 2 ** 30 - 2, "xyz").value, 2);
  assert.deepEqual([...files.read(file, 2 ** 30 - 3, 10).value!], [0, 0x78, 0x79]);
  assert.equal(files.read(file, 2 ** 30, 10).value?.length, 0);
  assert.equal(files.read(file, 2n ** 64n - 1n, 10).value?.length, 0);
  fails(files.setSize(file, 1), errors.SUCCESS);
  fails(files.setSize(file, 2 ** 30), errors.SUCCESS);
  assert.equal(
    files.read(file, 2 ** 30 - 2, 2).value?.every((byte) => byte === 0),
    true,
  );
});

test("a large directory is as good as a small one, and gives all back", async () => {
  const setting = mountMemory(await FileService.start());
  const { files, root, service } = setting;
  const before = service.chunks;
  const count = 20_000;
  for (let i = 0; i < count; i += 1) fails(files.createDirectory(root, `name ${i}`), errors.SUCCESS);
  assert.equal(files.stat(root).value?.links, count + 2);
  for (let i = 0; i < count; i += 1000) fails(files.statPath(root, `name ${i}`).error, errors.SUCCESS);
  fails(files.statPath(root, `name ${count}`).error, errors.NO_ENTRY);
  const { entries } = files.readDirectory(root, 0n, 1 << 21).value!;
  assert.equal(new Set(entries.map(({ name }) => name)).size, count + 2);
  for (let i = 0; i < count; i += 1)
    fails(files.removeDirectory(root, `name ${(i * 7) % count}`), errors.SUCCESS);
  assert.equal(files.readDirectory(root, 0n, 1000).value?.entries.length, 2);
  // What is left is the table of entries, which are all free, and the table of hashes.
  assert.ok(service.chunks <= before + (count * 32) / CHUNK + 6, `${service.chunks} chunks`);
  closeSession(setting);
  assert.equal(service.chunks, 0);
});

test("nothing that a client sends ends the service", async () => {
  await inFolder(async (folder) => {
    writeFileSync(join(folder, "file"), "text");
    const service = await FileService.start();
    const memory = mountMemory(service, { badge: 1, quota: 16 * CHUNK });
    mountHost(service, folder, { badge: 2 });
    create(memory.files, memory.root, "file", "text");
    const random = generator(1);
    const choices = [
      0n,
      1n,
      2n,
      3n,
      7n,
      8n,
      100n,
      65536n,
      2n ** 31n,
      2n ** 32n - 1n,
      2n ** 63n,
      2n ** 64n - 1n,
    ];
    const paths = ["", ".", "..", "file", "a/../file", "/", "x".repeat(300), "\0", "dir/", "./".repeat(99)];
    const word = (): bigint => choices[random(choices.length)]!;
    for (let i = 0; i < 20_000; i += 1) {
      const path = new TextEncoder().encode(paths[random(paths.length)]);
      const length = random(3) === 0 ? random(65536) : path.length;
      const first = BigInt(random(80)) | (BigInt(length) << 16n) | (word() << 32n);
      const words = [BigInt.asUintN(64, first), word(), word(), word(), word(), word()];
      const reply = service.call({ badge: BigInt(random(3)), words, lent: path, copies: random(4) });
      assert.equal(reply.length, 6);
    }
  });
});

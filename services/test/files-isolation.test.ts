/** What sessions cannot do to each other, to the service, and to the host. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { HostDirectories } from "../../ports/host/devices/directory.ts";
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

const { CREATE, EXCLUSIVE, MUST_BE_DIRECTORY, TRUNCATE } = kinds;
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

test("links of the host lead nowhere out", () =>
  inFolder(async (outside) => {
    const folder = join(outside, "mount");
    mkdirSync(folder);
    mkdirSync(join(outside, "secret"));
    writeFileSync(join(outside, "secret", "file"), "secret");
    symlinkSync("../secret", join(folder, "up"));
    symlinkSync(join(outside, "secret"), join(folder, "absolute"));
    symlinkSync("/proc/self/cwd", join(folder, "magic"));
    const { files, root } = mountHost(await FileService.start(), folder);
    for (const link of ["up", "absolute", "magic"]) {
      fails(files.open(root, link).error, errors.NOT_PERMITTED);
      fails(files.open(root, `${link}/file`).error, errors.NOT_PERMITTED);
      fails(files.open(root, `${link}/new`, { flags: CREATE, access: 2 }).error, errors.NOT_PERMITTED);
      fails(files.createDirectory(root, `${link}/new`), errors.NOT_PERMITTED);
      fails(files.unlink(root, `${link}/file`), errors.NOT_PERMITTED);
      fails(files.rename(root, `${link}/file`, root, "mine"), errors.NOT_PERMITTED);
      fails(files.link(root, `${link}/file`, root, "mine"), errors.NOT_PERMITTED);
      fails(files.statPath(root, `${link}/file`).error, errors.NOT_PERMITTED);
    }
    // Where a link of the host leads is the host's secret, if it is an absolute path.
    fails(files.readLink(root, "absolute").error, errors.NOT_PERMITTED);
    assert.equal(files.readLink(root, "up").value, "../secret");
    assert.equal(readFileSync(join(outside, "secret", "file"), "utf8"), "secret");
  }));

test("a directory that is swapped for a link leads nowhere out", () =>
  inFolder(async (outside) => {
    const folder = join(outside, "mount");
    mkdirSync(join(folder, "dir"), { recursive: true });
    mkdirSync(join(outside, "secret"));
    writeFileSync(join(outside, "secret", "file"), "secret");
    const host = new Swapping(() => {
      renameSync(join(folder, "dir"), join(folder, "moved"));
      symlinkSync("../secret", join(folder, "dir"));
    });
    const back = (): void => {
      rmSync(join(folder, "dir"));
      renameSync(join(folder, "moved"), join(folder, "dir"));
    };
    const service = await FileService.start({ host });
    const { files, root } = mountHost(service, folder);
    const dir = files.open(root, "dir").value!;
    let swaps = 0;
    // Before each function of the device in turn, the directory is swapped.
    for (let calls = 0; calls < 12; calls += 1) {
      for (const act of [
        () => files.open(root, "dir/file").value,
        () => files.open(root, "dir/new", { flags: CREATE, access: 2 }).value,
        () => files.open(root, "dir", { flags: MUST_BE_DIRECTORY }).value,
        () => void files.unlink(root, "dir/file"),
        () => void files.rename(root, "dir/file", root, "mine"),
        () => void files.createDirectory(root, "dir/made"),
        () => void files.open(dir, "file").value,
      ]) {
        host.swapBefore(calls);
        const opened = act();
        if (opened !== undefined) {
          const read = files.read(opened, 0, 100).value ?? new Uint8Array();
          assert.equal(new TextDecoder().decode(read), "");
          assert.equal(files.statPath(opened, "file").value, undefined);
          files.close(opened);
        }
        if (host.hasSwapped) back();
        swaps += host.hasSwapped ? 1 : 0;
        rmSync(join(folder, "dir", "new"), { force: true });
        rmSync(join(folder, "dir", "made"), { recursive: true, force: true });
        assert.equal(existsSync(join(folder, "mine")), false);
        assert.equal(existsSync(join(outside, "secret", "new")), false);
        assert.equal(existsSync(join(outside, "secret", "made")), false);
        assert.equal(readFileSync(join(outside, "secret", "file"), "utf8"), "secret");
      }
    }
    assert.ok(swaps > 20, `${swaps} swaps`);
  }));

/** A device before whose n-th call somebody else changes the host. */
class Swapping extends HostDirectories {
  readonly #swap: () => void;
  #left = Infinity;
  hasSwapped = false;

  constructor(swap: () => void) {
    super();
    this.#swap = swap;
    const functions = this.functions;
    this.functions = (bytes: () => Uint8Array<ArrayBuffer>) =>
      Object.fromEntries(
        Object.entries(functions(bytes)).map(([name, act]) => [
          name,
          (...values: never[]) => {
            this.#countDown();
            return act(...values);
          },
        ]),
      );
  }

  swapBefore(calls: number): void {
    this.#left = calls;
    this.hasSwapped = false;
  }

  #countDown(): void {
    if (this.#left === 0) {
      this.#swap();
      this.hasSwapped = true;
    }
    this.#left -= 1;
  }
}

test("special files are listed, and never opened", () =>
  inFolder(async (folder) => {
    execFileSync("mkfifo", [join(folder, "fifo")]);
    const socket = createServer().listen(join(folder, "socket"));
    await new Promise((resolve) => socket.once("listening", resolve));
    const { files, root } = mountHost(await FileService.start(), folder);
    const { entries } = files.readDirectory(root, 0n, 1000).value!;
    const kindsOf = Object.fromEntries(entries.map(({ name, kind }) => [name, kind]));
    assert.deepEqual([kindsOf["fifo"], kindsOf["socket"]], [kinds.UNKNOWN, kinds.SOCKET_STREAM]);
    for (const name of ["fifo", "socket"]) {
      for (const access of [1, 2, 3]) fails(files.open(root, name, { access }).error, errors.ACCESS);
      fails(files.open(root, name, { flags: TRUNCATE }).error, errors.ACCESS);
      fails(files.statPath(root, name).error, errors.SUCCESS);
    }
    fails(files.unlink(root, "fifo"), errors.SUCCESS);
    socket.close();
  }));

test("what the host refuses is refused", () =>
  inFolder(async (folder) => {
    const service = await FileService.start();
    writeFileSync(join(folder, "file"), "text");
    const { files, root } = mountHost(service, folder);
    chmodSync(join(folder, "file"), 0);
    if (process.getuid?.() !== 0) fails(files.open(root, "file").error, errors.ACCESS);
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x66, 0xff])]), "");
    const names = files.readDirectory(root, 0n, 1000).value!.entries.map(({ name }) => name);
    assert.deepEqual(names.sort(), [".", "..", "file"]);
    fails(files.allocate(root, 0, 1), errors.IS_DIRECTORY);
  }));

test("a host without paths of open directories is read only", () =>
  inFolder(async (folder) => {
    const host = new HostDirectories({ isSafe: false });
    const service = await FileService.start({ host });
    mkdirSync(join(folder, "dir"));
    writeFileSync(join(folder, "dir", "file"), "text");
    symlinkSync("dir", join(folder, "link"));
    const { files, root } = mountHost(service, folder);
    assert.equal(contentOf(files, root, "link/file"), "text");
    fails(files.open(root, "dir/file", { access: 2 }).error, errors.READ_ONLY);
    fails(files.open(root, "new", { flags: CREATE }).error, errors.READ_ONLY);
    fails(files.createDirectory(root, "new"), errors.READ_ONLY);
    fails(files.unlink(root, "dir/file"), errors.READ_ONLY);
    fails(files.setTimesPath(root, "dir/file", { flags: 2 }), errors.READ_ONLY);
    const dir = files.open(root, "dir").value!;
    renameSync(join(folder, "dir"), join(folder, "moved"));
    symlinkSync("moved", join(folder, "dir"));
    fails(files.open(dir, "file").error, errors.NO_ENTRY);
  }));

test("a service that is started anew begins with nothing", () =>
  inFolder(async (folder) => {
    const host = new HostDirectories();
    const before = await FileService.start({ host });
    const { files, root } = mountHost(before, folder);
    create(files, root, "file", "text");
    const after = await FileService.start({ host });
    assert.equal(host.open, 0);
    fails(clientOf(after, 9).stat(root).error, errors.BAD_FILE);
    const again = mountHost(after, folder);
    assert.equal(contentOf(again.files, again.root, "file"), "text");
  }));

test("a file that somebody else makes meanwhile is opened, unless it must be new", () =>
  inFolder(async (folder) => {
    const path = join(folder, "file");
    const host = new Swapping(() => writeFileSync(path, "theirs"));
    const { files, root } = mountHost(await FileService.start({ host }), folder);
    for (const flags of [CREATE, CREATE | EXCLUSIVE]) {
      host.swapBefore(1);
      const { error, value } = files.open(root, "file", { flags, access: READ_WRITE });
      assert.ok(host.hasSwapped);
      fails(error, flags === CREATE ? errors.SUCCESS : errors.EXISTS);
      if (value !== undefined) assert.equal(files.stat(value).value?.size, 6);
      rmSync(path);
    }
  }));

test("a file is opened to be synchronous where that is asked for", () =>
  inFolder(async (folder) => {
    const { files, root } = mountHost(await FileService.start(), folder);
    for (const [flag, expected] of [
      [0, 0],
      [kinds.FLAG_SYNC, constants.O_SYNC],
      [kinds.FLAG_DATA_SYNC, constants.O_DSYNC],
    ] as const) {
      const c = (BigInt(CREATE) << 16n) | (BigInt(flag) << 32n);
      const { error, results } = files.request(protocol.OPEN, [root, c, READ_WRITE], { path: "file" });
      fails(error, errors.SUCCESS);
      assert.equal(flagsOfOpen(join(folder, "file")) & constants.O_SYNC, expected);
      files.close(Number(results[0]));
    }
  }));

/** The flags with which this process has a file open. */
function flagsOfOpen(path: string): number {
  const open = readdirSync("/proc/self/fd").find((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === path;
    } catch {
      return false;
    }
  });
  const [, flags = ""] = /flags:\s*(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${open}`, "utf8")) ?? [];
  return Number.parseInt(flags, 8);
}

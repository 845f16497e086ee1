/** What sessions cannot do to the host, whatever happens there meanwhile. */
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
import { READ_WRITE, clientOf, contentOf, create, fails, inFolder, mountHost } from "./file-setting.ts";

const { CREATE, EXCLUSIVE, MUST_BE_DIRECTORY, TRUNCATE } = kinds;

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

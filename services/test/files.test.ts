/** The file service, in memory and on a directory of the host: both answer alike. */
import assert from "node:assert/strict";
import * as errors from "../errors.ts";
import * as kinds from "../kinds.ts";
import * as protocol from "../protocol.ts";
import type { Entry, FileClient } from "./file-client.ts";
import { READ_WRITE, contentOf, create, fails, inBoth } from "./file-setting.ts";

const { CREATE, DIRECTORY, EXCLUSIVE, MUST_BE_DIRECTORY, REGULAR_FILE, SYMBOLIC_LINK, TRUNCATE } = kinds;

inBoth("a file has what was written to it", ({ files, root }) => {
  create(files, root, "a", "hello");
  assert.equal(contentOf(files, root, "a"), "hello");
  assert.equal(files.statPath(root, "a").value?.size, 5);
  assert.equal(files.statPath(root, "a").value?.kind, REGULAR_FILE);
});

inBoth("writes behind the end leave zeros, sizes grow and shrink", ({ files, root }) => {
  const file = files.open(root, "a", { flags: CREATE, access: READ_WRITE }).value!;
  assert.equal(files.write(file, 70_000, "xyz").value, 3);
  assert.equal(files.stat(file).value?.size, 70_003);
  const bytes = files.read(file, 0, 80_000).value!;
  assert.equal(bytes.length, 70_003);
  assert.ok(bytes.subarray(0, 70_000).every((byte) => byte === 0));
  fails(files.setSize(file, 70_001), errors.SUCCESS);
  fails(files.setSize(file, 70_010), errors.SUCCESS);
  assert.deepEqual([...files.read(file, 69_999, 100).value!], [0, 120, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  fails(files.setSize(file, 0), errors.SUCCESS);
  assert.equal(files.read(file, 0, 100).value?.length, 0);
  fails(files.allocate(file, 0, 100), errors.SUCCESS);
  fails(files.allocate(file, 10, 10), errors.SUCCESS);
  assert.equal(files.stat(file).value?.size, 100);
  fails(files.allocate(file, 90, 20), errors.SUCCESS);
  assert.equal(files.stat(file).value?.size, 110);
  fails(files.allocate(file, 0, 0), errors.INVALID);
  fails(files.allocate(file, 2n ** 64n - 1n, 2), errors.FILE_TOO_BIG);
});

inBoth("large reads and writes cross the borders of chunks", ({ files, root }) => {
  const file = files.open(root, "a", { flags: CREATE, access: READ_WRITE }).value!;
  const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7919) >> 3);
  assert.equal(files.write(file, 1000, bytes).value, bytes.length);
  assert.deepEqual(files.read(file, 1000, 400_000).value, bytes);
  assert.equal(files.write(file, 66_000, bytes.subarray(0, 100)).value, 100);
  assert.deepEqual(files.read(file, 66_000, 100).value, bytes.subarray(0, 100));
  assert.deepEqual(files.read(file, 66_100, 1000).value, bytes.subarray(65_100, 66_100));
});

inBoth("a write can append", ({ files, root }) => {
  create(files, root, "a", "one");
  const file = files.open(root, "a", { access: READ_WRITE }).value!;
  const { results } = files.request(protocol.WRITE, [file, 0, 3, 0], {
    lent: new TextEncoder().encode("two"),
    flags: protocol.APPEND,
  });
  assert.deepEqual(results.slice(0, 2), [3n, 6n]);
  assert.equal(contentOf(files, root, "a"), "onetwo");
});

inBoth("a descriptor reads and writes only what it was opened for", ({ files, root }) => {
  create(files, root, "a", "x");
  const reads = files.open(root, "a", { access: 1 }).value!;
  const writes = files.open(root, "a", { access: 2 }).value!;
  fails(files.write(reads, 0, "y").error, errors.BAD_FILE);
  fails(files.setSize(reads, 0), errors.BAD_FILE);
  fails(files.allocate(reads, 0, 5), errors.BAD_FILE);
  fails(files.read(writes, 0, 1).error, errors.BAD_FILE);
  fails(files.read(root, 0, 1).error, errors.IS_DIRECTORY);
  fails(files.write(root, 0, "x").error, errors.IS_DIRECTORY);
  fails(files.setSize(root, 0), errors.IS_DIRECTORY);
  fails(files.close(reads), errors.SUCCESS);
  fails(files.close(reads), errors.BAD_FILE);
  fails(files.read(reads, 0, 1).error, errors.BAD_FILE);
  fails(files.open(reads, "b").error, errors.BAD_FILE);
  fails(files.open(writes, "b", { flags: CREATE }).error, errors.NOT_DIRECTORY);
});

inBoth("opening: flags, kinds, trailing slashes", ({ files, root }) => {
  const open = (path: string, opening = {}): number => {
    const { error, value } = files.open(root, path, opening);
    if (value !== undefined) fails(files.close(value), errors.SUCCESS);
    return error;
  };
  create(files, root, "file", "content");
  fails(files.createDirectory(root, "dir"), errors.SUCCESS);
  fails(open("missing"), errors.NO_ENTRY);
  fails(open("missing/file", { flags: CREATE }), errors.NO_ENTRY);
  fails(open("file/below", { flags: CREATE }), errors.NOT_DIRECTORY);
  fails(open(""), errors.NO_ENTRY);
  fails(open("file", { flags: CREATE | EXCLUSIVE }), errors.EXISTS);
  fails(open("dir", { flags: CREATE | EXCLUSIVE }), errors.EXISTS);
  fails(open(".", { flags: CREATE | EXCLUSIVE }), errors.EXISTS);
  fails(open("file", { flags: MUST_BE_DIRECTORY }), errors.NOT_DIRECTORY);
  fails(open("file/"), errors.NOT_DIRECTORY);
  fails(open("file///"), errors.NOT_DIRECTORY);
  fails(open("missing/", { flags: CREATE }), errors.IS_DIRECTORY);
  fails(open("dir/"), errors.SUCCESS);
  fails(open("dir///", { flags: MUST_BE_DIRECTORY }), errors.SUCCESS);
  fails(open("dir", { access: 2 }), errors.IS_DIRECTORY);
  fails(open("dir", { flags: MUST_BE_DIRECTORY, access: READ_WRITE }), errors.IS_DIRECTORY);
  fails(open("dir", { flags: TRUNCATE }), errors.IS_DIRECTORY);
  fails(open("dir", { flags: CREATE }), errors.IS_DIRECTORY);
  fails(open("new", { flags: CREATE | MUST_BE_DIRECTORY }), errors.INVALID);
  fails(open("."), errors.SUCCESS);
  fails(open("file", { flags: TRUNCATE, access: 0 }), errors.SUCCESS);
  assert.equal(contentOf(files, root, "file"), "");
  const opened = files.request(protocol.OPEN, [root, 0, 1], { path: "dir" });
  assert.equal(opened.more & 0xffn, BigInt(DIRECTORY));
});

inBoth("a path does not leave its directory", ({ files, root }) => {
  fails(files.createDirectory(root, "dir"), errors.SUCCESS);
  fails(files.createDirectory(root, "dir/nested"), errors.SUCCESS);
  create(files, root, "dir/nested/file");
  const dir = files.open(root, "dir").value!;
  fails(files.statPath(root, "dir/.//nested/../../dir/nested/../nested///./file").error, errors.SUCCESS);
  fails(files.open(root, "/dir/nested/file").error, errors.NOT_PERMITTED);
  fails(files.open(root, "..").error, errors.NOT_PERMITTED);
  fails(files.open(root, "dir/nested/../../../dir/nested/file").error, errors.NOT_PERMITTED);
  fails(files.open(dir, "../dir/nested/file").error, errors.NOT_PERMITTED);
  fails(files.open(dir, "nested/../../dir").error, errors.NOT_PERMITTED);
  fails(files.createDirectory(dir, "../other"), errors.NOT_PERMITTED);
  fails(files.rename(dir, "nested", dir, "../nested"), errors.NOT_PERMITTED);
  fails(files.open(root, "missing/..").error, errors.NO_ENTRY);
  fails(files.open(root, "dir/nested/file/..").error, errors.NOT_DIRECTORY);
  fails(files.open(root, "dir/nested/file\0").error, errors.INVALID);
  fails(files.open(root, Uint8Array.of(0x64, 0xff)).error, errors.ILLEGAL_SEQUENCE);
  fails(files.open(root, Uint8Array.of(0xed, 0xa0, 0x80)).error, errors.ILLEGAL_SEQUENCE);
  fails(files.createDirectory(root, "ünïcödé-名前-🙂"), errors.SUCCESS);
  fails(files.statPath(root, "ünïcödé-名前-🙂/").error, errors.SUCCESS);
});

inBoth("names and paths have a greatest length", ({ files, root }) => {
  fails(files.createDirectory(root, "n".repeat(255)), errors.SUCCESS);
  fails(files.createDirectory(root, "n".repeat(256)), errors.NAME_TOO_LONG);
  fails(files.statPath(root, "n".repeat(256)).error, errors.NAME_TOO_LONG);
  fails(files.statPath(root, "./".repeat(2048)).error, errors.SUCCESS);
  fails(files.statPath(root, "./".repeat(2048) + ".").error, errors.NAME_TOO_LONG);
  fails(files.symlink("x".repeat(4097), root, "link"), errors.NAME_TOO_LONG);
});

inBoth("links are followed where they are told to be", ({ files, root }) => {
  fails(files.createDirectory(root, "dir"), errors.SUCCESS);
  create(files, root, "dir/file", "text");
  fails(files.symlink("dir/file", root, "link"), errors.SUCCESS);
  fails(files.symlink("dir", root, "way"), errors.SUCCESS);
  fails(files.symlink("../way/file", root, "dir/back"), errors.SUCCESS);
  assert.equal(contentOf(files, root, "link"), "text");
  assert.equal(contentOf(files, root, "way/file"), "text");
  assert.equal(contentOf(files, root, "dir/back"), "text");
  fails(files.open(root, "link", { follow: false }).error, errors.LOOP);
  fails(files.open(root, "way", { follow: false }).error, errors.LOOP);
  fails(files.open(root, "way", { follow: false, flags: MUST_BE_DIRECTORY }).error, errors.NOT_DIRECTORY);
  fails(files.open(root, "link", { flags: MUST_BE_DIRECTORY }).error, errors.NOT_DIRECTORY);
  fails(files.open(root, "way", { flags: MUST_BE_DIRECTORY }).error, errors.SUCCESS);
  fails(files.open(root, "way/", { follow: false }).error, errors.SUCCESS);
  fails(files.open(root, "link/").error, errors.NOT_DIRECTORY);
  assert.equal(files.statPath(root, "link", false).value?.kind, SYMBOLIC_LINK);
  assert.equal(files.statPath(root, "link", false).value?.size, 8);
  assert.equal(files.statPath(root, "link").value?.kind, REGULAR_FILE);
  assert.equal(files.statPath(root, "way/", false).value?.kind, DIRECTORY);
  assert.equal(files.readLink(root, "link").value, "dir/file");
  assert.equal(files.readLink(root, "link", 3).value, "dir");
  fails(files.readLink(root, "dir").error, errors.INVALID);
  fails(files.readLink(root, "dir/file").error, errors.INVALID);
  fails(files.readLink(root, "missing").error, errors.NO_ENTRY);
});

inBoth("links lead nowhere out, and not round for ever", ({ files, root }) => {
  fails(files.createDirectory(root, "dir"), errors.SUCCESS);
  const dir = files.open(root, "dir").value!;
  fails(files.symlink("../file", root, "dir/out"), errors.SUCCESS);
  create(files, root, "file", "text");
  assert.equal(contentOf(files, root, "dir/out"), "text");
  fails(files.open(dir, "out").error, errors.NOT_PERMITTED);
  fails(files.symlink("..", root, "up"), errors.SUCCESS);
  fails(files.open(root, "up").error, errors.NOT_PERMITTED);
  fails(files.open(root, "up/file").error, errors.NOT_PERMITTED);
  fails(files.symlink("/", root, "root"), errors.NOT_PERMITTED);
  fails(files.symlink("/etc/passwd", root, "root"), errors.NOT_PERMITTED);
  fails(files.symlink("self", root, "self"), errors.SUCCESS);
  fails(files.open(root, "self").error, errors.LOOP);
  fails(files.open(root, "self/x").error, errors.LOOP);
  fails(files.open(root, "self", { follow: false }).error, errors.LOOP);
  fails(files.createDirectory(root, "self/x"), errors.LOOP);
  for (let i = 0; i < 41; i += 1) files.symlink(i === 0 ? "file" : `l${i - 1}`, root, `l${i}`);
  fails(files.statPath(root, "l39").error, errors.SUCCESS);
  fails(files.statPath(root, "l40").error, errors.LOOP);
});

inBoth("links to what is not there", ({ files, root }) => {
  fails(files.symlink("target", root, "link"), errors.SUCCESS);
  fails(files.open(root, "link").error, errors.NO_ENTRY);
  fails(files.open(root, "link", { flags: CREATE | EXCLUSIVE }).error, errors.EXISTS);
  fails(files.open(root, "link", { follow: false, flags: CREATE }).error, errors.LOOP);
  fails(files.open(root, "link", { follow: false, flags: MUST_BE_DIRECTORY }).error, errors.NOT_DIRECTORY);
  fails(files.createDirectory(root, "link"), errors.EXISTS);
  fails(files.symlink("other", root, "link"), errors.EXISTS);
  create(files, root, "link", "made");
  assert.equal(contentOf(files, root, "target"), "made");
  fails(files.symlink("x", root, "missing/"), errors.NO_ENTRY);
  fails(files.symlink("x", root, "link/"), errors.EXISTS);
  fails(files.request(protocol.FIRST_PATH, [], { path: "" }).error, errors.NO_ENTRY);
  fails(files.request(protocol.SYMLINK, [root], { path: "a" }).error, errors.INVALID);
});

inBoth("directories are made and removed", ({ files, root }) => {
  fails(files.createDirectory(root, "dir/"), errors.SUCCESS);
  fails(files.createDirectory(root, "dir"), errors.EXISTS);
  fails(files.createDirectory(root, "."), errors.EXISTS);
  create(files, root, "file");
  fails(files.createDirectory(root, "file"), errors.EXISTS);
  fails(files.createDirectory(root, "file/x"), errors.NOT_DIRECTORY);
  fails(files.createDirectory(root, "missing/x"), errors.NO_ENTRY);
  fails(files.createDirectory(root, "dir/nested"), errors.SUCCESS);
  assert.equal(files.statPath(root, "dir").value?.links, 3);
  fails(files.removeDirectory(root, "dir"), errors.NOT_EMPTY);
  fails(files.removeDirectory(root, "file"), errors.NOT_DIRECTORY);
  fails(files.removeDirectory(root, "file/"), errors.NOT_DIRECTORY);
  fails(files.removeDirectory(root, "missing"), errors.NO_ENTRY);
  fails(files.removeDirectory(root, "dir/nested/."), errors.INVALID);
  fails(files.removeDirectory(root, "."), errors.INVALID);
  fails(files.unlink(root, "dir"), errors.IS_DIRECTORY);
  fails(files.unlink(root, "dir/"), errors.IS_DIRECTORY);
  fails(files.unlink(root, "file/"), errors.NOT_DIRECTORY);
  fails(files.unlink(root, "missing"), errors.NO_ENTRY);
  fails(files.removeDirectory(root, "dir/nested/"), errors.SUCCESS);
  fails(files.symlink("dir", root, "link"), errors.SUCCESS);
  fails(files.removeDirectory(root, "link"), errors.NOT_DIRECTORY);
  fails(files.removeDirectory(root, "link/"), errors.NOT_DIRECTORY);
  fails(files.removeDirectory(root, "dir"), errors.SUCCESS);
  fails(files.unlink(root, "link"), errors.SUCCESS);
  fails(files.unlink(root, "file"), errors.SUCCESS);
  fails(files.statPath(root, "file").error, errors.NO_ENTRY);
});

inBoth("what is open is there without a name", ({ files, root }) => {
  create(files, root, "file", "text");
  const file = files.open(root, "file", { access: READ_WRITE }).value!;
  const { number } = files.stat(file).value!;
  fails(files.unlink(root, "file"), errors.SUCCESS);
  create(files, root, "file", "other");
  assert.notEqual(files.statPath(root, "file").value?.number, number);
  assert.equal(files.stat(file).value?.links, 0);
  assert.equal(files.write(file, 4, "more").value, 4);
  assert.equal(new TextDecoder().decode(files.read(file, 0, 100).value), "textmore");
  fails(files.createDirectory(root, "dir"), errors.SUCCESS);
  const dir = files.open(root, "dir").value!;
  fails(files.removeDirectory(root, "dir"), errors.SUCCESS);
  fails(files.createDirectory(root, "dir"), errors.SUCCESS);
  fails(files.open(dir, "x", { flags: CREATE }).error, errors.NO_ENTRY);
  fails(files.createDirectory(dir, "x"), errors.NO_ENTRY);
  fails(files.rename(root, "file", dir, "x"), errors.NO_ENTRY);
  fails(files.stat(dir).error, errors.SUCCESS);
});

inBoth("renaming", ({ files, root }) => {
  for (const name of ["source", "target", "full"]) files.createDirectory(root, name);
  create(files, root, "full/file", "full");
  create(files, root, "a", "a");
  create(files, root, "b", "b");
  fails(files.rename(root, "source", root, "full"), errors.NOT_EMPTY);
  fails(files.rename(root, "source", root, "full/file"), errors.NOT_DIRECTORY);
  fails(files.rename(root, "a", root, "target"), errors.IS_DIRECTORY);
  fails(files.rename(root, "a", root, "new/"), errors.NOT_DIRECTORY);
  fails(files.rename(root, "a/", root, "new"), errors.NOT_DIRECTORY);
  fails(files.rename(root, "missing", root, "new"), errors.NO_ENTRY);
  fails(files.rename(root, "a", root, "missing/new"), errors.NO_ENTRY);
  fails(files.rename(root, ".", root, "new"), errors.BUSY);
  fails(files.rename(root, "source", root, "."), errors.BUSY);
  fails(files.rename(root, "full", root, "full/in"), errors.INVALID);
  fails(files.rename(root, "full", root, "full"), errors.SUCCESS);
  fails(files.rename(root, "source", root, "target"), errors.SUCCESS);
  fails(files.statPath(root, "source").error, errors.NO_ENTRY);
  fails(files.rename(root, "target/", root, "source/"), errors.SUCCESS);
  fails(files.rename(root, "a", root, "b"), errors.SUCCESS);
  assert.equal(contentOf(files, root, "b"), "a");
  fails(files.rename(root, "b", root, "b"), errors.SUCCESS);
  fails(files.rename(root, "full", root, "source/full"), errors.SUCCESS);
  assert.equal(files.statPath(root, "source").value?.links, 3);
  assert.equal(contentOf(files, root, "source/full/file"), "full");
  const dir = files.open(root, "source/full").value!;
  fails(files.rename(dir, "file", root, "file"), errors.SUCCESS);
  assert.equal(contentOf(files, root, "file"), "full");
  fails(files.symlink("file", root, "link"), errors.SUCCESS);
  fails(files.rename(root, "link", root, "moved"), errors.SUCCESS);
  assert.equal(files.readLink(root, "moved").value, "file");
});

inBoth("second names", ({ files, root }) => {
  create(files, root, "file", "text");
  fails(files.createDirectory(root, "dir"), errors.SUCCESS);
  fails(files.link(root, "file", root, "link"), errors.SUCCESS);
  const [one, two] = ["file", "link"].map((name) => files.statPath(root, name).value!);
  assert.deepEqual(one, two);
  assert.equal(one?.links, 2);
  fails(files.link(root, "file", root, "link"), errors.EXISTS);
  fails(files.link(root, "file", root, "file"), errors.EXISTS);
  fails(files.link(root, "file", root, "dir"), errors.EXISTS);
  fails(files.link(root, "dir", root, "new"), errors.NOT_PERMITTED);
  fails(files.link(root, ".", root, "new"), errors.NOT_PERMITTED);
  fails(files.link(root, "file", root, "new/"), errors.NO_ENTRY);
  fails(files.link(root, "file/", root, "new"), errors.NOT_DIRECTORY);
  fails(files.link(root, "missing", root, "new"), errors.NO_ENTRY);
  fails(files.link(root, "file", root, "new", true), errors.INVALID);
  fails(files.rename(root, "file", root, "link"), errors.SUCCESS);
  assert.equal(contentOf(files, root, "file"), "text");
  fails(files.unlink(root, "file"), errors.SUCCESS);
  assert.equal(contentOf(files, root, "link"), "text");
  assert.equal(files.statPath(root, "link").value?.links, 1);
  fails(files.symlink("nowhere", root, "dangling"), errors.SUCCESS);
  fails(files.link(root, "dangling", root, "again"), errors.SUCCESS);
  assert.equal(files.readLink(root, "again").value, "nowhere");
  fails(files.link(root, "link", root, "dangling"), errors.EXISTS);
});

inBoth("times are set to the nanosecond, and only those that are asked for", ({ files, root }) => {
  const { SET_READ_TIME, SET_READ_TIME_NOW, SET_WRITE_TIME, SET_WRITE_TIME_NOW } = kinds;
  create(files, root, "file", "text");
  fails(files.symlink("file", root, "link"), errors.SUCCESS);
  const before = files.statPath(root, "file").value!;
  const time = 1_700_000_000_123_456_789n;
  fails(files.setTimesPath(root, "file", { flags: SET_WRITE_TIME, written: time }), errors.SUCCESS);
  const after = files.statPath(root, "file").value!;
  assert.deepEqual([after.read, after.written], [before.read, time]);
  fails(files.setTimesPath(root, "link", { flags: SET_READ_TIME, read: time + 1n }), errors.SUCCESS);
  assert.equal(files.statPath(root, "file").value?.read, time + 1n);
  assert.equal(files.statPath(root, "file").value?.written, time);
  const link = { follow: false, flags: SET_WRITE_TIME, written: time + 2n };
  fails(files.setTimesPath(root, "link", link), errors.SUCCESS);
  assert.equal(files.statPath(root, "link", false).value?.written, time + 2n);
  const file = files.open(root, "file", { access: 2 }).value!;
  fails(files.setTimes(file, SET_WRITE_TIME_NOW, 0n, 0n), errors.SUCCESS);
  assert.ok(files.stat(file).value!.written > time);
  fails(files.setTimes(file, SET_WRITE_TIME | SET_WRITE_TIME_NOW, 0n, 0n), errors.INVALID);
  fails(files.setTimes(file, SET_READ_TIME | SET_READ_TIME_NOW, 0n, 0n), errors.INVALID);
  fails(files.setTimes(file, 16, 0n, 0n), errors.INVALID);
  fails(files.setTimes(root, SET_READ_TIME, time, 0n), errors.SUCCESS);
  assert.equal(files.stat(root).value?.read, time);
  fails(files.write(file, 0, "new").error, errors.SUCCESS);
  assert.ok(files.stat(file).value!.written > time);
  fails(files.sync(file), errors.SUCCESS);
  fails(files.sync(root), errors.SUCCESS);
});

inBoth("a directory is read in parts while names come and go", ({ files, root }) => {
  const names = Array.from({ length: 300 }, (_, index) => `file.${index}`);
  for (const name of names) create(files, root, name);
  const whole = readAll(files, root, 65536);
  assert.deepEqual(
    [".", ".."],
    whole.slice(0, 2).map(({ name }) => name),
  );
  assert.equal(whole[0]?.number, files.stat(root).value?.number);
  assert.deepEqual(
    whole
      .slice(2)
      .map(({ name }) => name)
      .sort(),
    [...names].sort(),
  );
  const one = whole.find(({ name }) => name === "file.7")!;
  assert.equal(one.number, files.statPath(root, "file.7").value?.number);
  assert.equal(one.kind, REGULAR_FILE);
  const parts = readAll(files, root, 100, (entry) => {
    if (entry.name.endsWith("1")) files.unlink(root, entry.name);
    if (entry.name.endsWith("2")) create(files, root, `new.${entry.name}`);
  });
  const seen = parts.map(({ name }) => name);
  assert.equal(new Set(seen).size, seen.length);
  for (const name of names) assert.ok(seen.includes(name), name);
  fails(files.readDirectory(root, 1n << 40n, 100).error, errors.SUCCESS);
  assert.equal(files.readDirectory(root, 1n << 40n, 100).value?.used, 0);
});

/** All entries, read so many bytes at a time. */
function readAll(
  files: FileClient,
  directory: number,
  length: number,
  each?: (entry: Entry) => void,
): Entry[] {
  const all: Entry[] = [];
  for (let cookie = 0n; ;) {
    const { entries, used } = files.readDirectory(directory, cookie, length).value!;
    for (const entry of entries) {
      each?.(entry);
      cookie = entry.next;
      all.push(entry);
    }
    if (used < length) return all;
  }
}

inBoth("a list longer than a chunk comes in one piece", ({ files, root }) => {
  const count = 1000;
  for (let index = 0; index < count; index += 1) create(files, root, `${index}`.padStart(100, "n"));
  const { entries, used } = files.readDirectory(root, 0n, 200_000).value!;
  assert.equal(entries.length, count + 2);
  assert.equal(used, 24 * (count + 2) + 3 + 100 * count);
});

inBoth("numbers of closed files are given again, and not too many are open", ({ files, root }) => {
  create(files, root, "file");
  const opened: number[] = [];
  for (;;) {
    const { error, value } = files.open(root, "file");
    if (error) {
      fails(error, errors.TOO_MANY_FILES);
      break;
    }
    opened.push(value!);
  }
  assert.equal(opened.length, 1023);
  assert.equal(new Set(opened).size, 1023);
  fails(files.close(opened[500]!), errors.SUCCESS);
  assert.equal(files.open(root, "file").value, opened[500]);
});

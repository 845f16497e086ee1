/** What is written to an open file of the host: at once if it can be, and never with the event loop waiting. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileSink } from "../ends.ts";

const { O_RDONLY, O_NONBLOCK } = constants;
const FEW = Buffer.from("few");

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "welkin-sink-"));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Descriptors of the two ends of a pipe; reading does not wait. */
function pipe(t: TestContext): { readonly from: number; readonly to: number; readonly path: string } {
  const path = join(folder(t), "pipe");
  execFileSync("mkfifo", [path]);
  const from = openSync(path, O_RDONLY | O_NONBLOCK);
  const to = openSync(path, "w");
  t.after(() => [from, to].forEach((descriptor) => closeSync(descriptor)));
  return { from, to, path };
}

/** Bytes that are in the pipe. */
function taken(from: number, most = 1 << 20): Buffer {
  const bytes = Buffer.alloc(most);
  return bytes.subarray(0, readSync(from, bytes));
}

/** Fills a pipe: so many bytes. */
function fill(path: string): number {
  const to = openSync(path, constants.O_WRONLY | O_NONBLOCK);
  let filled = 0;
  try {
    for (;;) filled += writeSync(to, Buffer.alloc(4096));
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, "EAGAIN");
  } finally {
    closeSync(to);
  }
  return filled;
}

test("a pipe with room takes few bytes at once", (t) => {
  const { from, to } = pipe(t);
  const sink = fileSink(to);
  assert.equal(sink.write(FEW), undefined);
  assert.deepEqual(taken(from), FEW);
});

test("a full pipe has only its writer wait, and gets all in order", async (t) => {
  const { from, to, path } = pipe(t);
  const filled = fill(path);
  const sink = fileSink(to);
  let isWritten = false;
  const written = Promise.resolve(sink.write(FEW)).then(() => (isWritten = true));
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(!isWritten, "the event loop goes on meanwhile");
  assert.equal(taken(from, filled).length, filled);
  await written;
  assert.equal(sink.write(FEW), undefined);
  assert.deepEqual(taken(from), Buffer.concat([FEW, FEW]));
});

test("many bytes are written as the pipe takes them", async (t) => {
  const { from, to } = pipe(t);
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
  const sink = fileSink(to);
  let isWritten = false;
  const written = Promise.resolve(sink.write(bytes)).then(() => (isWritten = true));
  const lots: Buffer[] = [];
  while (!isWritten) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    try {
      lots.push(taken(from));
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, "EAGAIN");
    }
  }
  await written;
  assert.deepEqual(Buffer.concat(lots), bytes);
});

test("a file on a disk takes bytes where its descriptor is", async (t) => {
  const path = join(folder(t), "file");
  const descriptor = openSync(path, "w");
  t.after(() => closeSync(descriptor));
  writeSync(descriptor, "a ");
  const sink = fileSink(descriptor);
  await sink.write(FEW);
  writeSync(descriptor, " b");
  assert.equal(readFileSync(path, "utf8"), "a few b");
});

test("a descriptor that is for reading takes nothing, though its file could", async (t) => {
  const { from } = pipe(t);
  await assert.rejects(async () => await fileSink(from).write(FEW), { code: "EBADF" });
  assert.throws(() => taken(from), { code: "EAGAIN" });
});

test("a pipe that nobody reads any more takes nothing", async (t) => {
  const path = join(folder(t), "pipe");
  execFileSync("mkfifo", [path]);
  const from = openSync(path, O_RDONLY | O_NONBLOCK);
  const to = openSync(path, "w");
  t.after(() => closeSync(to));
  const sink = fileSink(to);
  sink.write(FEW);
  closeSync(from);
  await assert.rejects(async () => await sink.write(FEW), { code: "EPIPE" });
});

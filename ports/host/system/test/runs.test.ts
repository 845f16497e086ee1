/** What becomes of programs that are run: each end, each bound, and that all that they had comes back. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { assemble } from "../../rewriter/test/helpers.ts";
import type { RunOptions } from "../options.ts";
import type { RunResult } from "../result.ts";
import { System } from "../system.ts";
import { busy, CAT, exits, GROWER, HELLO, HOG, TRAP, YES } from "./programs.ts";

let system: System;
before(async () => {
  system = await System.boot();
});
after(() => system.shutdown());

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

/** What has become of a program, without figures. */
async function run(binary: Uint8Array, options: RunOptions = {}) {
  const result = await system.run(binary, { stdout: "collect", timeout: 30_000, ...options });
  return { ...outcome(result), stdout: text(result.stdout) };
}

function outcome({ stdout: _stdout, stderr: _stderr, statistics: _statistics, ...rest }: RunResult) {
  return rest;
}

describe("ends", () => {
  test("a program exits, with its code and its output", async () => {
    assert.deepEqual(await run(HELLO), { kind: "exited", code: 0, stdout: "hello\n" });
    for (const code of [1, 33, 255, 256, 70_000])
      assert.deepEqual(await run(exits(code)), { kind: "exited", code, stdout: "" });
  });

  test("one that traps has faulted", async () => {
    assert.deepEqual(await run(TRAP), { kind: "faulted", fault: "unreachable", stdout: "" });
  });

  test("one that is refused memory and fails is out of memory", async () => {
    assert.deepEqual(await run(GROWER, { memory: "4M" }), { kind: "outOfMemory", stdout: "" });
  });

  test("so is one that needs more to begin than it may use", async () => {
    assert.deepEqual(await run(HELLO, { memory: "64K" }), { kind: "outOfMemory", stdout: "" });
  });

  test("one that loops is out of fuel, at the unit", async () => {
    const { kind, statistics } = await system.run(HOG, { fuel: 1_234_567 });
    assert.equal(kind, "outOfFuel");
    assert.ok(Math.abs(statistics.fuel - 1_234_567) < 10, `${statistics.fuel}`);
  });

  test("or is ended after a time", async () => {
    assert.deepEqual(await run(HOG, { timeout: 50 }), { kind: "timedOut", stdout: "" });
  });

  test("or when its signal is aborted, before or after it begins", async () => {
    assert.equal((await run(HOG, { signal: AbortSignal.timeout(50) })).kind, "aborted");
    assert.equal((await run(HOG, { signal: AbortSignal.abort() })).kind, "aborted");
  });

  test("one that waits for input that does not come is ended too", async () => {
    const stdin = new ReadableStream<Uint8Array>();
    assert.equal((await run(CAT, { stdin, timeout: 50 })).kind, "timedOut");
  });
});

describe("streams", () => {
  test("input goes to output, from bytes and from a stream", async () => {
    const bytes = new Uint8Array(300_000).fill(65);
    const expected = { kind: "exited", code: 0, stdout: "A".repeat(300_000) };
    assert.deepEqual(await run(CAT, { stdin: bytes }), expected);
    const stdin = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += 7000) controller.enqueue(bytes.subarray(at, at + 7000));
        controller.close();
      },
    });
    assert.deepEqual(await run(CAT, { stdin }), expected);
  });

  test("a slow reader holds its writer up", async () => {
    let taken = 0;
    const stdout = new WritableStream<Uint8Array>(
      {
        async write(chunk) {
          taken += chunk.length;
          await new Promise((resolve) => setTimeout(resolve, 1));
        },
      },
      { highWaterMark: 1 },
    );
    const result = await system.run(YES, { stdout, timeout: 200 });
    assert.equal(result.kind, "timedOut");
    assert.equal(taken, result.statistics.bytesOut);
  });

  test("a reader that fails breaks the pipe", async () => {
    const stdout = new WritableStream<Uint8Array>({
      write() {
        throw new Error("no more");
      },
    });
    // 64: broken pipe.
    assert.deepEqual(outcome(await system.run(YES, { stdout, timeout: 30_000 })), {
      kind: "exited",
      code: 64,
    });
  });

  test("output that is collected has a bound", async () => {
    const { stdout, ...ended } = await run(YES, { collected: 100_000 });
    assert.deepEqual(ended, { kind: "exited", code: 64 });
    assert.equal(stdout.length, 100_000);
  });
});

describe("bad input", () => {
  const options: readonly RunOptions[] = [
    { memory: "1X" },
    { cpu: "200%" },
    { cpu: -1 },
    { fuel: 0 },
    { fuel: 1.5 },
    { timeout: -1 },
    { timeout: Number.NaN },
    { processes: -1 },
    { processes: 1000 },
    { args: ["a\0b"] },
    { env: { "": "x" } },
    { env: { "a=b": "x" } },
  ];
  for (const one of options)
    test(JSON.stringify(one), async () => {
      await assert.rejects(system.run(HELLO, one), { code: "badArgument" });
    });

  test("a directory that does not exist", async () => {
    await assert.rejects(system.run(HELLO, { directories: [{ host: "/does/not/exist" }] }), {
      code: "ENOENT",
    });
  });

  test("what is no program", async () => {
    await assert.rejects(system.run(new Uint8Array(8)), { name: "RewriteError" });
    await assert.rejects(system.run(assemble(`(module (func (export "main")))`.replace("main", "other"))), {
      code: "badProgram",
    });
    const unknown = `(module (import "env" "secret" (func)) (func (export "_start")))`;
    await assert.rejects(system.run(assemble(unknown)), /env.*secret/);
    const kernel = `(module (import "welkin" "nothing" (func (result i32))) (func (export "_start")))`;
    await assert.rejects(system.run(assemble(kernel)), { code: "import" });
  });
});

describe("directories in memory", () => {
  test("what a program writes another one finds, and JavaScript too", async () => {
    const memory = await system.createDirectory();
    await memory.write("file", "");
    const write = { directories: [{ memory, guest: "/" }] };
    assert.deepEqual(await run(busy(1), write), { kind: "exited", code: 0, stdout: "hello\n" });
    assert.equal(text(await memory.read("file")), "hello\n");
    await memory.write("a/b/c", "deep");
    assert.deepEqual((await memory.list()).toSorted(), ["a", "file"]);
    assert.deepEqual(await memory.list("a/b"), ["c"]);
    await memory.remove("a/b/c");
    assert.deepEqual(await memory.list("a/b"), []);
    await assert.rejects(memory.read("absent"), { name: "ServiceError" });
    await memory.close();
  });

  test("more is read and written at once than one process of JavaScript has handles", async () => {
    const memory = await system.createDirectory();
    const content = "x".repeat(200_000);
    const paths = Array.from({ length: 200 }, (_, index) => `file${index}`);
    await Promise.all(paths.map((path) => memory.write(path, content)));
    const read = await Promise.all(paths.map((path) => memory.read(path)));
    assert.deepEqual(
      read.map(text),
      paths.map(() => content),
    );
    await memory.close();
  });

  test("several at once write into a directory that they make", async () => {
    const memory = await system.createDirectory();
    await Promise.all(["x", "y", "z"].map((name) => memory.write(`a/b/${name}`, name)));
    assert.deepEqual((await memory.list("a/b")).toSorted(), ["x", "y", "z"]);
    await assert.rejects(memory.write("a/b/x/y", ""), { message: /NOT_DIRECTORY/ });
    await memory.close();
  });

  test("and so do more programs begin at once that find files", async () => {
    const files = { file: "x".repeat(1_000_000) };
    const runs = Array.from({ length: 200 }, () => run(exits(7), { files, memory: "1M" }));
    for (const end of await Promise.all(runs)) assert.deepEqual(end, { kind: "exited", code: 7, stdout: "" });
  });

  test("one that may only be read is not written", async () => {
    const memory = await system.createDirectory();
    await memory.write("file", "as it was");
    const read = { directories: [{ memory, guest: "/", access: "read" }] } as const;
    assert.notDeepEqual(await run(busy(1), read), { kind: "exited", code: 0, stdout: "hello\n" });
    assert.equal(text(await memory.read("file")), "as it was");
    await memory.close();
  });
});

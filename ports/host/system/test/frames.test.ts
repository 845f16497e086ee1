/** Frames that lack: who finds none is told so, what goes on without more goes on, and all is well when they are given back. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { assemble } from "../../rewriter/test/helpers.ts";
import type { Handle } from "../../handle.ts";
import { FRAME_BYTES } from "../../sizes.ts";
import { System } from "../system.ts";
import { busy, CAT, HELLO } from "./programs.ts";

let system: System;
beforeEach(async () => {
  system = await System.boot({ memory: "96M", files: "16M" });
});
afterEach(() => system.shutdown());

/** Small enough that many find memory. */
const SMALL = { memory: "1M", timeout: 10_000 } as const;
const SMALL_FRAMES = 2 ** 20 / FRAME_BYTES;

/** Imports what waits for several things, and ends at once. */
const WAITER = assemble(`(module
  (import "wasi_snapshot_preview1" "poll_oneoff" (func (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start")))`);

/** Its code is an error, if it cannot have its arguments. */
const ARGUMENTS = assemble(`(module
  (import "wasi_snapshot_preview1" "args_get" (func $get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start") (call $exit (call $get (i32.const 0) (i32.const 100)))))`);

/** Runs the program "child" so many times, one after the other. Its code is 0 if all went well. */
const runner = (times: number) =>
  assemble(`(module
    (import "welkin_process" "spawn" (func $spawn (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
    (import "welkin_process" "wait" (func $wait (param i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (data (i32.const 100) "childchild\\00")
    (func (export "_start") (local $times i32)
      (local.set $times (i32.const ${times}))
      (loop $l
        (if (call $spawn (i32.const 3) (i32.const 100) (i32.const 5) (i32.const 6)
          (i32.const 0) (i32.const 1) (i32.const 2) (i32.const 0)) (then (call $exit (i32.const 1))))
        (if (call $wait (i32.load (i32.const 0)) (i32.const 8)) (then (call $exit (i32.const 2))))
        (br_if $l (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))))`);

function framesLeft(): number {
  const { total, used, given } = system.machine.statistics().memory;
  return (total - used - given) / FRAME_BYTES;
}

/** Takes all frames but so many. */
async function takeAllBut(left: number): Promise<Handle[]> {
  const { root } = system.machine;
  const held: Handle[] = [];
  if (framesLeft() > left + 1)
    held.push(await root.createContainer({ memory: (framesLeft() - left - 1) * FRAME_BYTES }));
  while (framesLeft() > left) held.push(await root.createEndpoint());
  return held;
}

async function giveBack(held: readonly Handle[]): Promise<void> {
  for (const handle of held) await handle.destroy();
}

/** Uses all that a program can use. */
async function succeeds(): Promise<void> {
  const { kind, ...rest } = await system.run(busy(1), { ...SMALL, files: { file: "" } });
  assert.deepEqual([kind, "code" in rest && rest.code], ["exited", 0]);
}

test("programs end at once while no frame is left, and all that they had is given back", async () => {
  await succeeds();
  const { given } = system.machine.statistics().memory;
  const { promise: end, resolve } = Promise.withResolvers<undefined>();
  const input = () =>
    new ReadableStream<Uint8Array>({ start: (controller) => void end.then(() => controller.close()) });
  const runs = [];
  for (let count = 0; count < 20; count += 1) {
    // One begins after the other, so that few calls are pending at a time.
    runs.push(system.run(CAT, { ...SMALL, stdin: input(), files: { file: "" } }));
    await system.run(HELLO, SMALL);
  }
  const held = await takeAllBut(0);
  resolve(undefined);
  for (const run of runs) assert.equal((await run).kind, "exited");
  await giveBack(held);
  assert.equal(system.machine.statistics().memory.given, given);
  assert.equal(system.parts.sessions.size, 0);
  await succeeds();
});

test("what the embedder waits for leaves a thread to the system", async () => {
  await succeeds();
  const directory = await system.createDirectory();
  await directory.list();
  const endpoint = await system.machine.createEndpoint();
  const room = await system.machine.root.createContainer({ memory: "2M" });
  const held = await takeAllBut(0);
  const controller = new AbortController();
  const waiting = Array.from({ length: 20 }, () => endpoint.receive({ signal: controller.signal }));
  const ends = Promise.allSettled(waiting);
  await assert.rejects(waiting.at(-1)!, { code: "noFrames" });
  assert.deepEqual(await directory.list(), []);
  await room.destroy();
  await succeeds();
  await giveBack(held);
  controller.abort();
  await ends;
});

test("a service that finds no memory starts when it is needed next", async () => {
  const held = await takeAllBut(SMALL_FRAMES + 50);
  await assert.rejects(system.run(HELLO, SMALL), { code: "noFrames" });
  await assert.rejects(system.createDirectory(), { code: "noFrames" });
  await giveBack(held);
  await succeeds();
});

test("a service that has failed keeps its memory, whoever wants it meanwhile", async () => {
  await succeeds();
  const held = await takeAllBut(0);
  const { port, root } = system.machine;
  const process = [...port.processes.values()].find(({ name }) => name === "files")!;
  // A service that has run for a while is started again at once.
  await new Promise((resolve) => setTimeout(resolve, 120));
  const wanted = process.ended.then(() => root.createContainer({ memory: "1M" }));
  await Promise.all([process.destroy(), assert.rejects(wanted, { code: "noFrames" })]);
  await system.parts.files.start();
  await giveBack(held);
  await succeeds();
});

test("a program whose notification nobody can keep does not begin", async () => {
  await succeeds();
  await system.parts.clock.start();
  // Enough for the program, and not for another process of JavaScript's.
  const held = await takeAllBut(SMALL_FRAMES + 4);
  await assert.rejects(system.run(WAITER, SMALL), { code: "noFrames" });
  await giveBack(held);
  assert.equal((await system.run(WAITER, SMALL)).kind, "exited");
});

test("a program that begins has its arguments, though no frame is left beside it", async () => {
  await system.run(HELLO, SMALL);
  const held = await takeAllBut(SMALL_FRAMES + 1);
  const { kind, ...rest } = await system.run(ARGUMENTS, { ...SMALL, args: ["name", "argument"] });
  assert.deepEqual([kind, "code" in rest && rest.code], ["exited", 0]);
  await giveBack(held);
});

test("what a program's children have is given back when they end", async () => {
  const memoryOf = async (children: number): Promise<number> => {
    const options = { ...SMALL, memory: "2M", files: { child: WAITER }, processes: 1 };
    const { statistics, ...end } = await system.run(runner(children), options);
    assert.deepEqual({ ...end, stdout: 0, stderr: 0 }, { kind: "exited", code: 0, stdout: 0, stderr: 0 });
    return statistics.memory;
  };
  assert.equal(await memoryOf(20), await memoryOf(5));
});

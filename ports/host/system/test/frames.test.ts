/** Frames that lack: who finds none is told so, what goes on without more goes on, and all is well when they are given back. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
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
  assert.equal((await system.run(HELLO, SMALL)).kind, "outOfMemory");
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

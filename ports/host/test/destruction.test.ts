/** What is destroyed is gone at once, whatever it does; and nothing is lost. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Container } from "../index.ts";
import { boot, CLIENT, coded, HOG, NOTHING, program, SERVER, turn, WAITER } from "./programs.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

test("a process is killed in the middle of a loop", async (t) => {
  const machine = await boot(t);
  const hog = await machine.root.spawn(await program(HOG));
  while (hog.statistics().fuel === 0) await turn();
  await hog.destroy();
  assert.deepEqual(await hog.ended, { kind: "destroyed" });
  const { fuel } = hog.statistics();
  for (let turns = 0; turns < 5; turns += 1) await turn();
  assert.equal(hog.statistics().fuel, fuel);
  await assert.rejects(hog.destroy(), coded("noSuchHandle"));
});

test("a process that destroys itself has used what it did, and not its slice", async (t) => {
  const machine = await boot(t);
  const text = `(func (export "main") (drop (call $destroy (i32.const 0))))`;
  const process = await machine.root.spawn(await program(text), { self: 0 });
  assert.deepEqual(await process.ended, { kind: "destroyed" });
  await turn();
  assert.ok(process.fuel > 0 && process.fuel < 10_000, `${process.fuel}`);
});

test("a process is killed while it waits for a reply, which nobody can give it then", async (t) => {
  const machine = await boot(t);
  const endpoint = await machine.createEndpoint();
  const client = await machine.root.spawn(await program(CLIENT), {
    handles: { 1: endpoint.with({ rights: ["send"] }) },
    arguments: [5],
  });
  const { reply } = await endpoint.receive();
  await client.destroy();
  await assert.rejects(reply([10]), coded("noSuchClient"));
});

test("who waits for the reply of a process that is killed is told so", async (t) => {
  const machine = await boot(t);
  const endpoint = await machine.createEndpoint();
  const text = `(func (export "main") (drop (call $receive (i32.const 1))) (loop $l (br $l)))`;
  const server = await machine.root.spawn(await program(text), { handles: { 1: endpoint } });
  const called = assert.rejects(endpoint.call([1]), coded("destroyed"));
  while (server.statistics().fuel < 1_000_000) await turn();
  await server.destroy();
  await called;
});

test("a container is destroyed with all that is in it", async (t) => {
  const machine = await boot(t);
  const before = machine.statistics().memory;
  const box = await machine.root.createContainer({ memory: "4M", time: "50%" });
  const inner = await box.createContainer({ memory: "1M", time: "10%" });
  const endpoint = await inner.createEndpoint();
  const processes = [
    await box.spawn(await program(HOG)),
    await inner.spawn(await program(HOG)),
    await inner.spawn(await program(WAITER), { handles: { 1: endpoint } }),
  ];
  await box.destroy();
  for (const { ended } of processes) assert.deepEqual(await ended, { kind: "destroyed" });
  assert.deepEqual(machine.statistics().memory, before);
  await assert.rejects(inner.createEndpoint(), coded("noSuchHandle"));
});

test("a process destroys the container that it is in, and itself with it; somebody else does the rest", async (t) => {
  const machine = await boot(t);
  const before = machine.statistics().memory;
  const box = await machine.root.createContainer({ memory: "1M", time: "10%" });
  const hog = await box.spawn(await program(HOG));
  const text = `(func (export "main") (loop $l (drop (call $destroy (i32.const 1))) (br $l)))`;
  const process = await box.spawn(await program(text), { handles: { 1: box } });
  assert.deepEqual(await process.ended, { kind: "destroyed" });
  await assert.rejects(box.createEndpoint(), coded("destroyed"));
  await box.destroy();
  assert.deepEqual(await hog.ended, { kind: "destroyed" });
  assert.deepEqual(machine.statistics().memory, before);
});

async function allPrograms() {
  return {
    nothing: await program(NOTHING),
    hog: await program(HOG),
    waiter: await program(WAITER),
    server: await program(SERVER),
  };
}

/** A process that ends, one that is killed while it runs, one whose endpoint is destroyed while it waits there. */
async function cycle(container: Container, programs: Awaited<ReturnType<typeof allPrograms>>): Promise<void> {
  const endpoint = await container.createEndpoint();
  const options = { handles: { 1: endpoint } };
  const nothing = await container.spawn(programs.nothing, options);
  const hog = await container.spawn(programs.hog, options);
  const waiter = await container.spawn(programs.waiter, options);
  await nothing.ended;
  await hog.destroy();
  await endpoint.destroy();
  await waiter.ended;
}

test("after thousands of processes exactly as many frames are free as before", async (t) => {
  const machine = await boot(t);
  const programs = await allPrograms();
  await cycle(machine.root, programs);
  await turn();
  const before = machine.statistics().memory;
  for (let round = 0; round < 1000; round += 1) await cycle(machine.root, programs);
  await turn();
  assert.deepEqual(machine.statistics().memory, before);
});

test("after many containers exactly as many frames are free as before", async (t) => {
  const machine = await boot(t);
  const programs = await allPrograms();
  const before = machine.statistics().memory;
  for (let round = 0; round < 200; round += 1) {
    const box = await machine.root.createContainer({ memory: "1M", time: "30%" });
    const endpoint = await box.createEndpoint();
    for (const each of [programs.hog, programs.server, programs.waiter])
      await box.spawn(each, { handles: { 1: endpoint } });
    await box.destroy();
  }
  assert.deepEqual(machine.statistics().memory, before);
});

test("the memory of a process that is killed while it waits is collected", async (t) => {
  const machine = await boot(t);
  const endpoint = await machine.createEndpoint();
  const waiter = await program(`(memory 16) ${WAITER}`);
  let collected = 0;
  const registry = new FinalizationRegistry<undefined>(() => (collected += 1));
  const spawnAndKill = async (): Promise<void> => {
    const process = await machine.root.spawn(waiter, { handles: { 1: endpoint } });
    for (const each of Object.values(process["image"].instances[0]!.exports))
      if (each instanceof WebAssembly.Memory) registry.register(each, undefined);
    await turn();
    await process.destroy();
  };
  for (let index = 0; index < 20; index += 1) await spawnAndKill();
  for (let tries = 0; tries < 20 && collected < 19; tries += 1) {
    collect();
    await turn();
  }
  assert.ok(collected >= 19, `${collected} of 20`);
});

/** The embedding API: amounts, budgets, statistics, events, errors, the end. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as after } from "node:timers/promises";
import { Machine, type MachineEvent, WelkinError } from "../index.ts";
import { boot, coded, HOG, NOTHING, program, SERVER, WAITER } from "./programs.ts";

test("containers have what they are given, out of what is left", async (t) => {
  const machine = await boot(t, { memory: "4M" });
  const { root } = machine;
  // The frame of the root container is its own.
  assert.equal(machine.statistics().memory.total, 4 * 2 ** 20 - 4096);
  const half = await root.createContainer({ name: "half", memory: "2M", time: "50%" });
  await half.createContainer({ memory: "1M", time: "20%" });
  assert.deepEqual(half.statistics().memory, { total: 2 ** 21, used: 4096, given: 2 ** 20 });
  assert.deepEqual(half.statistics().time, { total: 0.5, given: 0.2 });
  await assert.rejects(half.createContainer({ memory: "1M", time: "10%" }), coded("noFrames"));
  await assert.rejects(half.createContainer({ memory: "64K", time: "31%" }), coded("noTime"));
  await assert.rejects(root.createContainer({ memory: "4M" }), coded("noFrames"));
  await half.destroy();
  assert.equal(machine.statistics().memory.given, 0);
});

test("amounts that are none are refused", async (t) => {
  const { root } = await boot(t);
  for (const memory of ["", "1.5M", "64 M", "-1", "M", -1, 0.5])
    await assert.rejects(root.createContainer({ memory }), coded("badArgument"));
  for (const time of ["20", "101%", "-1%", 1.5, Number.NaN])
    await assert.rejects(root.createContainer({ memory: "1M", time }), coded("badArgument"));
  await assert.rejects(Machine.boot({ memory: "all" }), coded("badArgument"));
});

test("a container's share of time is what it gets beside one that is greedy too", async (t) => {
  const machine = await boot(t);
  const small = await machine.root.createContainer({ memory: "1M", time: "20%" });
  const large = await machine.root.createContainer({ memory: "1M", time: "60%" });
  const hog = await program(HOG);
  await small.spawn(hog);
  await large.spawn(hog);
  for (let turns = 0; turns < 100; turns += 1) await after(1);
  const [few, many] = [small.statistics().fuel, large.statistics().fuel];
  assert.ok(many / few > 2.5 && many / few < 3.5, `${few} and ${many}`);
});

test("at real pace a share of time is a share of the processor", async (t) => {
  const machine = await boot(t, { pace: "real" });
  const box = await machine.root.createContainer({ memory: "1M", time: "20%" });
  await box.spawn(await program(HOG));
  await after(200);
  const [before, from] = [process.cpuUsage(), performance.now()];
  await after(600);
  const { user, system } = process.cpuUsage(before);
  const share = (user + system) / 1000 / (performance.now() - from);
  // What else this process does, such as compiling, counts as well.
  assert.ok(share > 0.03 && share < 0.6, `${share}`);
});

test("events tell how processes come and go, statistics what there is", async (t) => {
  const machine = await boot(t);
  const events: MachineEvent[] = [];
  machine.onEvent((event) => events.push(event));
  const spawn = async (name: string, text: string) =>
    await machine.root.spawn(await program(text), {
      name,
      handles: { 1: endpoint },
    });
  const endpoint = await machine.createEndpoint();
  await (
    await spawn("faulty", `(func (export "main") unreachable)`)
  ).ended;
  await (
    await spawn("short", NOTHING)
  ).ended;
  const waiter = await spawn("waiter", `(memory 2) ${WAITER}`);
  const [only] = machine.statistics().processes.filter(({ name }) => name === "waiter");
  assert.deepEqual({ ...only, fuel: 0 }, { name: "waiter", state: "running", memory: 2 ** 17, fuel: 0 });
  await waiter.destroy();
  const told = events.map((event) => `${event.process.name} ${event.kind}`);
  assert.deepEqual(told, [
    ...["faulty spawned", "faulty faulted", "short spawned", "short exited"],
    ...["waiter spawned", "waiter destroyed"],
  ]);
});

test("a handle that is closed is of no use, but its object lives on", async (t) => {
  const machine = await boot(t);
  const requests = await machine.createEndpoint();
  const server = await machine.root.spawn(await program(SERVER), { handles: { 1: requests } });
  await server.close();
  await assert.rejects(server.destroy(), coded("noSuchHandle"));
  assert.equal((await requests.call([4])).words[0], 8n);
});

test("JavaScript can hold as many handles as a process can", async (t) => {
  const machine = await boot(t);
  const endpoints = [await machine.createEndpoint()];
  const fill = async () => {
    for (;;) endpoints.push(await machine.createEndpoint());
  };
  await assert.rejects(fill(), coded("noSlots"));
  assert.ok(endpoints.length > 100);
  await endpoints[0]!.close();
  await machine.createEndpoint();
});

test("what does not fit is refused, and costs nothing", async (t) => {
  const machine = await boot(t);
  const nothing = await program(NOTHING);
  const endpoint = await machine.createEndpoint();
  const before = machine.statistics().memory;
  await assert.rejects(machine.root.spawn(nothing, { handles: { 128: endpoint } }), WelkinError);
  await assert.rejects(endpoint.send([1, 2, 3, 4, 5, 6, 7]), coded("badArgument"));
  assert.deepEqual(machine.statistics().memory, before);
});

test("after shutdown nothing runs, and all that is pending is told so", async () => {
  const machine = await Machine.boot({ memory: "8M" });
  const endpoint = await machine.createEndpoint();
  const hog = await machine.root.spawn(await program(HOG));
  const pending = assert.rejects(endpoint.receive(), coded("shutDown"));
  await after(20);
  machine.shutdown();
  await pending;
  assert.deepEqual(await hog.ended, { kind: "destroyed" });
  await assert.rejects(endpoint.send([1]), coded("shutDown"));
  await assert.rejects(machine.root.spawn(await program(NOTHING)), coded("shutDown"));
  const { fuel } = hog.statistics();
  await after(20);
  assert.equal(hog.statistics().fuel, fuel);
});

test("machines are apart", async (t) => {
  const [one, other] = [await boot(t), await boot(t)];
  const requests = await one.createEndpoint();
  await one.root.spawn(await program(SERVER), { handles: { 1: requests } });
  const server = await program(SERVER);
  await assert.rejects(other.root.spawn(server, { handles: { 1: requests } }), coded("badArgument"));
  const endpoint = await other.createEndpoint();
  const sent = endpoint.send([1]);
  await endpoint.receive();
  await sent;
  assert.equal((await requests.call([4])).words[0], 8n);
});

/** Processes and JavaScript exchange messages. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { boot, CLIENT, coded, program, SERVER, WAITER, words } from "./programs.ts";

test("JavaScript calls a process", async (t) => {
  const machine = await boot(t);
  const requests = await machine.createEndpoint();
  await machine.root.spawn(await program(SERVER), { handles: { 1: requests } });
  for (const [sent, expected] of [
    [21n, 42n],
    [2n ** 63n, 0n],
    [2n ** 64n - 1n, 2n ** 64n - 2n],
  ] as const)
    assert.deepEqual((await requests.call([sent])).words, [expected, 0n, 0n, 0n, 0n, 0n]);
});

test("a process calls JavaScript, which sees its badge and answers", async (t) => {
  const machine = await boot(t);
  const requests = await machine.createEndpoint();
  const handles = { 1: requests.with({ rights: ["send"], badge: 77 }) };
  const client = await machine.root.spawn(await program(CLIENT), { handles, arguments: [3] });
  for (const expected of [3n, 2n, 1n]) {
    const { words, badge, reply } = await requests.receive();
    assert.deepEqual([words[0], badge], [expected, 77n]);
    await reply([expected * 2n]);
  }
  assert.deepEqual(await client.ended, { kind: "exited" });
});

test("many clients call one server", async (t) => {
  const machine = await boot(t);
  const requests = await machine.createEndpoint();
  await machine.root.spawn(await program(SERVER), { handles: { 1: requests } });
  const client = await program(CLIENT);
  const handles = { 1: requests.with({ rights: ["send"] }) };
  const spawns = Array.from({ length: 10 }, () => machine.root.spawn(client, { handles, arguments: [1000] }));
  for (const { ended } of await Promise.all(spawns)) assert.deepEqual(await ended, { kind: "exited" });
});

test("messages are taken in the order in which they were sent", async (t) => {
  const machine = await boot(t);
  const endpoint = await machine.createEndpoint();
  const sends = [1, 2, 3].map((word) => endpoint.send([word]));
  for (const expected of [1n, 2n, 3n]) assert.equal((await endpoint.receive()).words[0], expected);
  await Promise.all(sends);
});

test("a handle allows what its rights say", async (t) => {
  const machine = await boot(t);
  const endpoint = await machine.createEndpoint();
  const reports = await machine.createEndpoint();
  const received = (slot: number) => `(i64.extend_i32_u (call $receive (i32.const ${slot})))`;
  const tries = await program(
    `(func (export "main") (drop (call $send (i32.const 2) ${words(received(1), received(9))})))`,
  );
  const sending = (handle: typeof endpoint) => handle.with({ rights: ["send"] });
  await machine.root.spawn(tries, { handles: { 1: sending(endpoint), 2: sending(reports) } });
  // Status.NotAllowed, Status.NoSuchHandle.
  assert.deepEqual((await reports.receive()).words.slice(0, 2), [7n, 4n]);
});

test("an answer can be given once", async (t) => {
  const machine = await boot(t);
  const endpoint = await machine.createEndpoint();
  const called = endpoint.call([1]);
  const { reply } = await endpoint.receive();
  await reply([5]);
  assert.equal((await called).words[0], 5n);
  await assert.rejects(reply([6]), coded("noSuchClient"));
});

test("who waits at an endpoint that is destroyed is told so", async (t) => {
  const machine = await boot(t);
  const endpoint = await machine.createEndpoint();
  const waiter = await machine.root.spawn(await program(WAITER), { handles: { 1: endpoint } });
  const failed = assert.rejects(endpoint.receive(), coded("destroyed"));
  await machine.createEndpoint();
  await endpoint.destroy();
  await failed;
  assert.deepEqual(await waiter.ended, { kind: "exited" });
  await assert.rejects(endpoint.send([1]), coded("noSuchHandle"));
});

test("waiting can be given up", async (t) => {
  const machine = await boot(t);
  const endpoint = await machine.createEndpoint();
  const stop = new AbortController();
  const other = await machine.createEndpoint();
  const waits = [endpoint.receive(stop), endpoint.receive(stop), other.call([1], stop)];
  const failed = waits.map((each) => assert.rejects(each, { name: "AbortError" }));
  setTimeout(() => stop.abort(), 5);
  await Promise.all(failed);
  await assert.rejects(endpoint.receive({ signal: AbortSignal.abort() }), { name: "AbortError" });
  // Nobody waits there any more: what comes is for the next.
  const sent = endpoint.send([9]);
  assert.equal((await endpoint.receive()).words[0], 9n);
  await sent;
});

test("many calls can be pending", async (t) => {
  const machine = await boot(t);
  const endpoint = await machine.createEndpoint();
  const all = Array.from({ length: 200 }, (_, index) => endpoint.send([index]));
  const got = [];
  for (let index = 0; index < all.length; index += 1) got.push(Number((await endpoint.receive()).words[0]));
  await Promise.all(all);
  assert.deepEqual(got, [...all.keys()]);
});

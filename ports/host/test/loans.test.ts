/** What goes with calls between processes: bytes, handles and pages, in the memories of programs; and hostile use of it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileC } from "../../../bench/clang.ts";
import { MEMORY, STATUS } from "../../../kernel/interface/call.ts";
import { type Machine, Program } from "../index.ts";
import { at, boot, coded, program, words } from "./programs.ts";

// --- In C ----------------------------------------------------------------------------------------------------

/**
 * Called with 0, a server at slot 1: it reads the text that a client lends, and writes it back in capitals. Called with a
 * length, a client of it, which traps unless so many letters come back as capitals.
 */
const CAPITALS = `
#include "welkin.h"
static unsigned char text[100000];

static void serve(void) {
  enum welkin_status status = welkin_receive(1);
  while (status == WELKIN_DONE) {
    uint32_t client = welkin_client(), length = (uint32_t)welkin_word(0);
    enum welkin_status answer = welkin_read(client, 0, welkin_address(text), length);
    for (uint32_t i = 0; i < length; i += 1) if (text[i] >= 'a' && text[i] <= 'z') text[i] -= 32;
    if (answer == WELKIN_DONE) answer = welkin_write(client, 0, welkin_address(text), length);
    status = welkin_reply_receive(client, 1, answer, 0, 0, 0, 0, 0);
  }
}

__attribute__((export_name("main"))) void run(uint32_t length) {
  if (length == 0) return serve();
  for (uint32_t i = 0; i < length; i += 1) text[i + 7] = 'a' + i % 26;
  welkin_lend(welkin_address(text + 7), length, 3);
  if (welkin_call(1, length, 0, 0, 0, 0, 0) != WELKIN_DONE || welkin_word(0) != WELKIN_DONE) __builtin_trap();
  for (uint32_t i = 0; i < length; i += 1) if (text[i + 7] != 'A' + i % 26) __builtin_trap();
  if (text[6] != 0 || text[length + 7] != 0) __builtin_trap();
}`;

test("a program in C lends bytes to a server, which changes them", async (t) => {
  const machine = await boot(t);
  const requests = await machine.createEndpoint();
  const capitals = await Program.load(await compileC("capitals.c", CAPITALS));
  await machine.root.spawn(capitals, { handles: { 1: requests }, arguments: [0] });
  for (const length of [1, 26, 4096, 10_000, 65_536]) {
    const client = await machine.root.spawn(capitals, { handles: { 1: requests }, arguments: [length] });
    assert.deepEqual(await client.ended, { kind: "exited" }, `${length} bytes`);
  }
});

// --- In the text format -----------------------------------------------------------------------------------------

const PAGE = 4096;
/** The number of the page with what is at `offset` in a program's first memory. */
const pageAt = (offset: number): string => `(i64.const ${(MEMORY + offset) / PAGE})`;

const load = (offset: number): string => `(i64.load (i32.const ${offset}))`;

/** Where both have two pages: the client's first is full of 11s, the server's of 22s. */
const DATA = 65536;
const ELEVENS = 0x0b0b_0b0b_0b0b_0b0bn;
const TWENTY_TWOS = 0x1616_1616_1616_1616n;

/** Lends its two pages and offers what is in slot 1, calls, and reports what it is answered and has in its pages then. */
const CLIENT_OF_TWO_PAGES = `(memory 2) (func (export "main")
  (memory.fill (i32.const ${DATA}) (i32.const 11) (i32.const ${PAGE}))
  (drop (call $lend ${at(DATA)} (i64.const ${2 * PAGE}) (i32.const 3)))
  (drop (call $offer (i32.const 1) (i32.const 15) (i64.const 9) (i32.const 5)))
  (drop (call $call (i32.const 1) ${words()}))
  (drop (call $send (i32.const 2)
    ${words("(call $word (i32.const 0))", "(call $word (i32.const 1))", load(DATA), load(DATA + PAGE))})))`;

/** Receives a call, does something, and answers with its status and what it has in a page then. */
const serverDoing = (call: string, shown = DATA, after = ""): string => `(memory 4) (func (export "main")
  (local $client i32) (local $status i64)
  (memory.fill (i32.const ${DATA}) (i32.const 22) (i32.const ${PAGE}))
  (drop (call $receive (i32.const 1)))
  (local.set $client (call $client))
  (local.set $status (i64.extend_i32_u ${call}))
  ${after}
  (drop (call $reply (local.get $client) ${words("(local.get $status)", load(shown))})))`;

interface Meeting {
  readonly status: number;
  /** What the server shows, and what is in the client's two pages, at last. */
  readonly seen: readonly bigint[];
}

/** The client calls the server, in a container of its own. */
async function meet(machine: Machine, server: string): Promise<Meeting> {
  const [requests, reports] = [await machine.createEndpoint(), await machine.createEndpoint()];
  const container = await machine.root.createContainer({ memory: "1M", time: "40%" });
  await container.spawn(await program(server), { handles: { 1: requests } });
  const client = await machine.root.spawn(await program(CLIENT_OF_TWO_PAGES), {
    handles: { 1: requests, 2: reports },
  });
  const { words: got } = await reports.receive();
  await client.ended;
  for (const made of [container, requests, reports]) await made.destroy();
  return { status: Number(got[0]), seen: got.slice(1, 4) };
}

const read = (offset: string, address: string, length: number | string): string =>
  `(call $read (local.get $client) ${offset} ${address} ${typeof length === "string" ? length : `(i32.const ${length})`})`;
const write = (offset: string, address: string, length: number): string =>
  `(call $write (local.get $client) ${offset} ${address} (i32.const ${length}))`;
const move = (name: string, offset: string, page: string, count: number): string =>
  `(call $${name} (local.get $client) ${offset} ${page} (i32.const ${count}))`;
const number = (value: bigint | number): string => `(i64.const ${value})`;

test("bytes are read, written and moved, in the memories of both", async (t) => {
  const machine = await boot(t);
  const cases: readonly (readonly [call: string, shown: number, seen: readonly bigint[]])[] = [
    [read(number(0), at(DATA + 4), 4), DATA, [0x0b0b_0b0b_1616_1616n, ELEVENS, 0n]],
    [read(number(PAGE - 4), at(DATA), 8), DATA, [0x0b0b_0b0bn, ELEVENS, 0n]],
    [write(number(4), at(DATA), 4), DATA, [TWENTY_TWOS, 0x1616_1616_0b0b_0b0bn, 0n]],
    [write(number(PAGE), at(DATA + PAGE - 1), 2), DATA, [TWENTY_TWOS, ELEVENS, 0x16n]],
    [move("takePages", number(0), pageAt(DATA), 1), DATA, [ELEVENS, 0n, 0n]],
    [move("takePages", number(0), pageAt(DATA + PAGE), 2), DATA + PAGE, [ELEVENS, 0n, 0n]],
    [move("putPages", number(PAGE), pageAt(DATA), 1), DATA, [0n, ELEVENS, TWENTY_TWOS]],
    [move("putPages", number(0), pageAt(DATA), 2), DATA, [0n, TWENTY_TWOS, 0n]],
  ];
  for (const [call, shown, seen] of cases)
    assert.deepEqual(await meet(machine, serverDoing(call, shown)), { status: STATUS.Done, seen }, call);
});

test("pages go forth and back through a page that is in no memory", async (t) => {
  const machine = await boot(t);
  const far = number(1n << 34n);
  const calls = `(drop (call $map (i32.const -1) ${far} (i32.const 1)))
    (drop ${move("takePages", number(0), far, 1)})
    (drop ${write(number(0), at(DATA), 8)})`;
  const { seen } = await meet(machine, serverDoing(move("putPages", number(PAGE), far, 1), DATA, calls));
  assert.deepEqual(seen, [TWENTY_TWOS, TWENTY_TWOS, 0n]);
  const back = serverDoing(
    `(i32.const 0)`,
    DATA,
    `${calls} (drop ${move("putPages", number(PAGE), far, 1)})`,
  );
  assert.deepEqual((await meet(machine, back)).seen, [TWENTY_TWOS, TWENTY_TWOS, ELEVENS]);
});

test("views on memory outlive its growth", async (t) => {
  const machine = await boot(t);
  const grown = serverDoing(
    `(memory.grow (i32.const 1))`,
    4 * 65536,
    `(drop ${read(number(0), at(4 * 65536), 8)}) (drop ${move("takePages", number(0), pageAt(4 * 65536 + PAGE), 1)})`,
  );
  const { status, seen } = await meet(machine, grown);
  assert.equal(status, 4, "the size before");
  assert.deepEqual(seen, [ELEVENS, 0n, 0n]);
});

test("a handle is accepted, and used", async (t) => {
  const machine = await boot(t);
  const [requests, reports] = [await machine.createEndpoint(), await machine.createEndpoint()];
  const server = `(func (export "main") (local $client i32)
    (drop (call $receive (i32.const 1)))
    (local.set $client (call $client))
    (drop (call $accept (local.get $client) (i32.const 7)))
    (drop (call $grant (local.get $client) (i32.const 1) (i32.const 1) (i64.const 33)))
    (drop (call $reply (local.get $client) ${words()}))
    (drop (call $send (i32.const 7) ${words("(i64.const 44)")})))`;
  const client = `(func (export "main")
    (drop (call $offer (i32.const 2) (i32.const 1) (i64.const 9) (i32.const 5)))
    (drop (call $call (i32.const 1) ${words()}))
    (drop (call $send (i32.const 5) ${words("(i64.const 55)")})))`;
  await machine.root.spawn(await program(server), { handles: { 1: requests } });
  await machine.root.spawn(await program(client), { handles: { 1: requests, 2: reports } });
  const accepted = await reports.receive();
  assert.deepEqual([accepted.words[0], accepted.badge], [44n, 9n]);
  const granted = await requests.receive();
  assert.deepEqual([granted.words[0], granted.badge], [55n, 33n]);
});

// --- Hostile -----------------------------------------------------------------------------------------------------

/** Numbers that are near some end of what there is. */
const ODD: readonly bigint[] = [
  ...[0n, 1n, BigInt(PAGE - 1), BigInt(PAGE), BigInt(MEMORY - 1), BigInt(MEMORY + 4 * 65536 - 1)],
  ...[35n, 47n, 52n, 63n, 64n].flatMap((bits) => [(1n << bits) - BigInt(PAGE), (1n << bits) - 1n]),
  ...[31n, 32n, 35n, 47n, 63n].map((bits) => 1n << bits),
];

test("no address and no length of a server's does harm", async (t) => {
  const machine = await boot(t, { memory: "32M" });
  const { memory } = machine.statistics();
  const calls = ODD.flatMap((odd) => [
    read(number(BigInt.asIntN(64, odd)), at(DATA), 8),
    read(number(0), number(BigInt.asIntN(64, odd)), 2 * PAGE),
    read(number(0), at(DATA), Number(BigInt.asIntN(32, odd))),
    write(number(BigInt.asIntN(64, odd)), at(DATA), 8),
    write(number(0), number(BigInt.asIntN(64, odd)), 2 * PAGE),
    write(number(0), at(DATA), Number(BigInt.asIntN(32, odd))),
    ...["takePages", "putPages"].flatMap((name) => [
      move(name, number(BigInt.asIntN(64, odd)), pageAt(DATA), 1),
      move(name, number(0), number(BigInt.asIntN(64, odd)), 2),
      move(name, number(0), pageAt(DATA), Number(BigInt.asIntN(32, odd))),
    ]),
  ]);
  const all = calls.map((call) => `(drop ${call})`).join("\n");
  const { seen } = await meet(machine, serverDoing(`(i32.const 0)`, DATA, all));
  assert.ok(seen.every((word) => [0n, ELEVENS, TWENTY_TWOS].includes(word) || word < 1n << 32n));
  // Whatever was moved, everything is there and works: and what was charged is given back.
  const { status } = await meet(machine, serverDoing(read(number(0), at(DATA), 8)));
  assert.equal(status, STATUS.Done);
  assert.deepEqual(machine.statistics().memory, memory);
});

test("no address and no length that a client lends does harm", async (t) => {
  const machine = await boot(t, { memory: "32M" });
  for (const odd of ODD)
    for (const length of [BigInt(2 * PAGE), odd]) {
      const [requests, reports] = [await machine.createEndpoint(), await machine.createEndpoint()];
      const lends = `(call $lend (i64.const ${BigInt.asIntN(64, odd)}) (i64.const ${BigInt.asIntN(64, length)}) (i32.const 3))`;
      const client = `(func (export "main")
        (drop ${lends})
        (drop (call $call (i32.const 1) ${words()}))
        (drop (call $send (i32.const 2) ${words("(call $word (i32.const 0))")})))`;
      const uses = `(drop ${read(number(0), at(DATA), 100)}) (drop ${write(number(1), at(DATA), 5000)})
        (drop ${move("takePages", number(0), pageAt(DATA), 2)}) (drop ${move("putPages", number(0), pageAt(DATA), 1)})`;
      const process = await machine.root.spawn(await program(serverDoing(`(i32.const 0)`, DATA, uses)), {
        handles: { 1: requests },
      });
      const other = await machine.root.spawn(await program(client), { handles: { 1: requests, 2: reports } });
      assert.equal((await reports.receive()).words[0], 0n);
      await Promise.all([process.ended, other.ended]);
      for (const endpoint of [requests, reports]) await endpoint.destroy();
    }
});

test("a process that maps pages behind its memory cannot grow over them, and what it wrote there is its own", async (t) => {
  const machine = await boot(t);
  const end = 4 * 65536;
  const after = `(drop (call $map (i32.const -1) ${pageAt(end)} (i32.const 1)))
    (drop ${read(number(0), at(end), 8)})
    (local.set $status (i64.extend_i32_u (memory.grow (i32.const 1))))
    (drop ${write(number(PAGE), at(end), 8)})`;
  const { status, seen } = await meet(machine, serverDoing(`(i32.const 0)`, DATA, after));
  assert.equal(status, 0xffff_ffff);
  assert.deepEqual(seen, [TWENTY_TWOS, ELEVENS, ELEVENS]);
});

test("a page that is unmapped has lost its bytes", async (t) => {
  const machine = await boot(t);
  const call = `(call $unmap (i32.const -1) ${pageAt(DATA)})`;
  assert.deepEqual(await meet(machine, serverDoing(call)), { status: STATUS.Done, seen: [0n, ELEVENS, 0n] });
});

// --- JavaScript ----------------------------------------------------------------------------------------------------

test("JavaScript offers a handle, and wants one", async (t) => {
  const machine = await boot(t);
  const [requests, reports] = [await machine.createEndpoint(), await machine.createEndpoint()];
  const server = `(func (export "main") (local $client i32)
    (drop (call $receive (i32.const 1)))
    (local.set $client (call $client))
    (drop (call $accept (local.get $client) (i32.const 7)))
    (drop (call $grant (local.get $client) (i32.const 1) (i32.const 15) (i64.const 33)))
    (drop (call $reply (local.get $client) ${words()}))
    (drop (call $send (i32.const 7) ${words("(i64.const 44)")})))`;
  await machine.root.spawn(await program(server), { handles: { 1: requests } });
  const { handle } = await requests.call([1], { offer: reports.with({ badge: 9 }), wants: "endpoint" });
  const { words: got, badge } = await reports.receive();
  assert.deepEqual([got[0], badge], [44n, 9n]);
  const sent = handle!.send([5]);
  assert.equal((await requests.receive()).badge, 33n);
  await sent;
});

test("JavaScript accepts a handle, and grants one", async (t) => {
  const machine = await boot(t);
  const endpoint = await machine.createEndpoint();
  const bell = await machine.root.createNotification();
  const serving = endpoint.receive().then(async (request) => {
    const accepted = await request.accept("notification");
    await accepted.signal(6);
    await request.grant(endpoint);
    await assert.rejects(request.grant(endpoint), coded("slotTaken"));
    await request.reply([1]);
    await assert.rejects(request.accept(), coded("noSuchClient"));
  });
  const { handle } = await endpoint.call([], { offer: bell, wants: "endpoint" });
  await serving;
  assert.equal(await bell.wait(), 6n);
  assert.ok(handle);
  await handle.close();
});

test("what is not offered, or not wanted, does not go; and no slot is lost", async (t) => {
  const machine = await boot(t);
  const endpoint = await machine.createEndpoint();
  for (let round = 0; round < 200; round += 1) {
    const stop = new AbortController();
    const called = endpoint.call([], { wants: "endpoint", ...(round % 2 === 0 && { signal: stop.signal }) });
    const request = await endpoint.receive();
    await assert.rejects(request.accept(), coded("noSuchHandle"));
    if (round % 2 === 1) {
      await request.reply([]);
      assert.equal((await called).handle, undefined);
    } else {
      await request.grant(endpoint);
      stop.abort();
      await assert.rejects(called, { name: "AbortError" });
    }
  }
  const called = endpoint.call([]);
  const request = await endpoint.receive();
  await assert.rejects(request.grant(endpoint), coded("slotTaken"));
  await request.reply([]);
  await called;
});

test("who has bytes copied pays for them", async (t) => {
  const machine = await boot(t);
  const requests = await machine.createEndpoint();
  const server = await program(
    serverDoing(read(number(0), at(DATA), "(i32.wrap_i64 (call $word (i32.const 0)))")),
  );
  const costs: number[] = [];
  for (const length of [0, 65_536]) {
    const process = await machine.root.spawn(server, { handles: { 1: requests } });
    const answered = requests.call([length], { lend: { bytes: new Uint8Array(65_536), access: "read" } });
    assert.equal((await answered).words[0], BigInt(STATUS.Done));
    await process.ended;
    costs.push(process.fuel);
  }
  assert.ok(costs[1]! - costs[0]! > 8000, `${costs}`);
});

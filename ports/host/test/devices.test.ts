/**
 * A device that JavaScript plays reads and writes the memory that its driver lets it, and no other; its driver reads and writes
 * the memory of the device.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { STATUS } from "../../../kernel/interface/call.ts";
import { boot, coded, program, words } from "./programs.ts";

/** The number of the page with which a process's memory begins. */
const PAGE = 256;

/**
 * Lets the device at slot 1 reach its second page, and sends its address to slot 2. Then, for each answer: sends what is
 * there now, after it has done to the page what the answer says: 1 for dmaUnmap, 2 for dmaMap, 3 so that it can only be read.
 */
const DRIVER = `
  (import "welkin" "dmaMap" (func $dmaMap (param i32 i64) (result i32)))
  (import "welkin" "protect" (func $protect (param i32 i64 i32) (result i32)))
  (import "welkin" "dmaUnmap" (func $dmaUnmap (param i64) (result i32)))
  (memory 1)
  (data (i32.const 4096) "welkin")
  (func $share (if (call $dmaMap (i32.const 1) (i64.const ${PAGE + 1})) (then unreachable)))
  (func (export "main")
    (local $said i64)
    (call $share)
    (drop (call $call (i32.const 2) ${words("(call $word (i32.const 0))")}))
    (loop $l
      (local.set $said (call $word (i32.const 0)))
      (if (i64.eq (local.get $said) (i64.const 1))
        (then (if (call $dmaUnmap (i64.const ${PAGE + 1})) (then unreachable))))
      (if (i64.eq (local.get $said) (i64.const 2)) (then (call $share)))
      (if (i64.eq (local.get $said) (i64.const 3))
        (then (if (call $protect (i32.const -1) (i64.const ${PAGE + 1}) (i32.const 0)) (then unreachable))))
      (drop (call $call (i32.const 2) ${words("(i64.load (i32.const 4096))")}))
      (br $l)))`;

async function driven(t: Parameters<typeof boot>[0]) {
  const machine = await boot(t);
  const device = await machine.root.createDevice(0x8086);
  const endpoint = await machine.createEndpoint();
  const driver = await machine.root.spawn(await program(DRIVER), { handles: { 1: device, 2: endpoint } });
  const first = await endpoint.receive();
  let { reply } = first;
  /** Has the driver do something, and says what it finds in the page. */
  const have = async (what: number): Promise<bigint> => {
    await reply([what]);
    const received = await endpoint.receive();
    reply = received.reply;
    return received.words[0]!;
  };
  return { machine, device, driver, address: first.words[0]!, have };
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

test("a device reads and writes a page that its driver lets it reach", async (t) => {
  const { device, address, have } = await driven(t);
  assert.equal(text(device.read(address, 6)), "welkin");
  device.write(address, Uint8Array.of(7, 0, 0, 0, 0, 0, 0, 0));
  assert.equal(await have(0), 7n);
  assert.throws(() => device.read(address - 1n, 2), coded("notMapped"));
  assert.throws(() => device.read(address + 4095n, 2), coded("notMapped"));
  assert.throws(() => device.read(2 ** 60, 1), coded("notMapped"));
});

test("it reaches the page no more after dmaUnmap, and again after dmaMap", async (t) => {
  const { device, address, have } = await driven(t);
  await have(1);
  assert.throws(() => device.read(address, 1), coded("notMapped"));
  await have(2);
  assert.equal(text(device.read(address, 6)), "welkin");
});

test("it may do no more to a page than its driver", async (t) => {
  const { device, address, have } = await driven(t);
  await have(3);
  assert.throws(() => device.read(address, 1), coded("notMapped"), "what is allowed has changed");
  await have(2);
  assert.equal(text(device.read(address, 6)), "welkin");
  assert.throws(() => device.write(address, Uint8Array.of(1)), coded("notAllowed"));
});

test("it reaches nothing when its driver has ended, or the object of the device", async (t) => {
  const { device, driver, address } = await driven(t);
  await driver.destroy();
  assert.throws(() => device.read(address, 1), coded("notMapped"));
  const other = await driven(t);
  await other.device.destroy();
  assert.throws(() => other.device.read(other.address, 1), coded("notMapped"));
});

test("no other device reaches it", async (t) => {
  const { machine, address } = await driven(t);
  const other = await machine.root.createDevice(1);
  assert.throws(() => other.read(address, 1), coded("notMapped"));
});

// --- Memory of a device ------------------------------------------------------------------------------------------

/** A page that is in no memory. */
const NOWHERE = 1 << 21;

/**
 * Has what word 0 says done to page `word 1`: 1 mapDevice of page `word 2` of the device's memory, 2 unmap, 3 protect so that it
 * can only be read, 4 the same so that it can be executed, 5 map; 6 writes word 1 to its second page. Then sends the status, and
 * the eight bytes with which its second and its third page begin.
 */
const WINDOW_DRIVER = `
  (import "welkin" "mapDevice" (func $mapDevice (param i32 i32 i64 i32 i32) (result i32)))
  (import "welkin" "protect" (func $protect (param i32 i64 i32) (result i32)))
  (memory 1 2)
  (data (i32.const 4096) "welkin")
  (func (export "main")
    (local $said i64) (local $page i64) (local $status i32)
    (loop $l
      (drop (call $call (i32.const 2) ${words(
        "(i64.extend_i32_u (local.get $status))",
        "(i64.load (i32.const 4096))",
        "(i64.load (i32.const 8192))",
      )}))
      (local.set $said (call $word (i32.const 0)))
      (local.set $page (call $word (i32.const 1)))
      (if (i64.eq (local.get $said) (i64.const 1)) (then (local.set $status
        (call $mapDevice (i32.const 1) (i32.const -1) (local.get $page) (i32.wrap_i64 (call $word (i32.const 2))) (i32.const 1)))))
      (if (i64.eq (local.get $said) (i64.const 2)) (then (local.set $status (call $unmap (i32.const -1) (local.get $page)))))
      (if (i64.eq (local.get $said) (i64.const 3)) (then (local.set $status
        (call $protect (i32.const -1) (local.get $page) (i32.const 0)))))
      (if (i64.eq (local.get $said) (i64.const 4)) (then (local.set $status
        (call $protect (i32.const -1) (local.get $page) (i32.const 2)))))
      (if (i64.eq (local.get $said) (i64.const 5)) (then (local.set $status
        (call $map (i32.const -1) (local.get $page) (i32.const 1)))))
      (if (i64.eq (local.get $said) (i64.const 6)) (then (i64.store (i32.const 4096) (local.get $page))))
      (br $l)))`;

const [MAP_DEVICE, UNMAP, READ_ONLY, EXECUTABLE, MAP, WRITE] = [1, 2, 3, 4, 5, 6];

async function withWindow(t: Parameters<typeof boot>[0]) {
  const machine = await boot(t);
  const box = await machine.root.createContainer({ memory: "1M", time: 0.1 });
  const device = await machine.root.createDevice(1, { memory: 2 * 4096 });
  const endpoint = await machine.createEndpoint();
  const driver = await box.spawn(await program(WINDOW_DRIVER), { handles: { 1: device, 2: endpoint } });
  let { reply } = await endpoint.receive();
  /** Has the driver do something: the status, and what it finds in its second and third page. */
  const have = async (...what: readonly number[]) => {
    await reply(what);
    const received = await endpoint.receive();
    reply = received.reply;
    const [status, ...found] = received.words;
    return { status: Number(status), found: found.slice(0, 2) };
  };
  const used = () => box.statistics().memory.used / 4096;
  return { device, driver, have, used };
}

const SECOND = PAGE + 1;
const bytesOf = (...numbers: readonly number[]) =>
  Uint8Array.from([...numbers, 0, 0, 0, 0, 0, 0, 0].slice(0, 8));

test("a driver and its device have the memory of the device in common", async (t) => {
  const { device, have, used } = await withWindow(t);
  assert.throws(() => device.readMemory(0, 1), coded("notMapped"));
  const before = used();
  assert.deepEqual(await have(MAP_DEVICE, SECOND, 1), { status: STATUS.Done, found: [0n, 0n] });
  assert.ok(used() >= before, "what the engine keeps is paid for still");
  device.writeMemory(4096, bytesOf(7));
  assert.deepEqual((await have(0)).found, [7n, 0n]);
  await have(WRITE, 9);
  assert.deepEqual(device.readMemory(4096, 8), bytesOf(9));
  assert.throws(() => device.readMemory(4095, 2), coded("notMapped"), "its first page is mapped nowhere");
  assert.throws(() => device.readMemory(8192, 1), coded("notMapped"), "it has two pages");
  assert.throws(() => device.writeMemory(8191, Uint8Array.of(1, 1)), coded("notMapped"));
  assert.throws(() => device.readMemory(-1, 1), coded("notMapped"));
});

test("what is mapped twice the device writes to twice", async (t) => {
  const { device, have } = await withWindow(t);
  await have(MAP_DEVICE, SECOND, 0);
  assert.equal((await have(MAP_DEVICE, SECOND + 1, 0)).status, STATUS.Done);
  device.writeMemory(0, bytesOf(5));
  assert.deepEqual((await have(WRITE, 6)).found, [6n, 5n]);
  assert.deepEqual(device.readMemory(0, 8), bytesOf(5), "it reads where it was mapped last");
  await have(UNMAP, SECOND + 1);
  assert.deepEqual(device.readMemory(0, 8), bytesOf(6));
});

test("memory that was the device's is the process's again, and paid for as before", async (t) => {
  const { device, have, used } = await withWindow(t);
  await have(MAP_DEVICE, SECOND, 0);
  assert.equal((await have(UNMAP, SECOND)).status, STATUS.Done);
  const before = used();
  for (let round = 0; round < 5; round += 1) {
    assert.equal((await have(MAP_DEVICE, SECOND, 0)).status, STATUS.Done);
    assert.equal(used(), before);
    device.writeMemory(0, bytesOf(5));
    assert.deepEqual(await have(UNMAP, SECOND), { status: STATUS.Done, found: [0n, 0n] });
    assert.equal(used(), before);
  }
  assert.throws(() => device.readMemory(0, 1), coded("notMapped"));
  assert.equal((await have(UNMAP, SECOND)).status, STATUS.NotAllowed, "it is memory again");
});

test("a process cannot have memory that it does not pay for by way of a device", async (t) => {
  const { have, used } = await withWindow(t);
  await have(MAP_DEVICE, SECOND, 0);
  const before = used();
  const spare = 2 ** 32 + SECOND;
  assert.equal((await have(UNMAP, spare)).status, STATUS.NotAllowed);
  assert.equal((await have(MAP_DEVICE, SECOND, 1)).status, STATUS.AlreadyMapped);
  assert.equal((await have(MAP, SECOND + 2 ** 32 + 1)).status, STATUS.Done);
  assert.equal((await have(MAP_DEVICE, SECOND + 1, 1)).status, STATUS.AlreadyMapped, "the place is taken");
  assert.equal(used(), before + 1);
});

test("what is refused of the memory of a device changes nothing", async (t) => {
  const { device, have } = await withWindow(t);
  const found = [Buffer.from("welkin\0\0").readBigUInt64LE(), 0n];
  assert.deepEqual(await have(MAP_DEVICE, SECOND, 2), { status: STATUS.BadArgument, found });
  await have(MAP_DEVICE, SECOND, 0);
  assert.equal((await have(EXECUTABLE, SECOND)).status, STATUS.BadArgument);
  assert.equal((await have(READ_ONLY, SECOND)).status, STATUS.Done);
  device.writeMemory(0, bytesOf(3));
  assert.deepEqual((await have(0)).found, [3n, 0n]);
  assert.equal((await have(MAP_DEVICE, NOWHERE, 1)).status, STATUS.Done);
  assert.throws(
    () => device.readMemory(4096, 1),
    coded("notMapped"),
    "where no memory is there are no bytes",
  );
});

test("a device has no memory any more when its driver has ended", async (t) => {
  const { device, driver, have } = await withWindow(t);
  await have(MAP_DEVICE, SECOND, 0);
  assert.deepEqual(device.readMemory(0, 1), Uint8Array.of(0));
  await driver.destroy();
  assert.throws(() => device.readMemory(0, 1), coded("notMapped"));
});

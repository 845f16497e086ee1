/** A device that JavaScript plays reads and writes the memory that its driver lets it, and no other. */
import assert from "node:assert/strict";
import { test } from "node:test";
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
